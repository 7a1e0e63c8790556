/**
 * What the bot does with one message: pure functions from (what is stored, what was said, the time and the
 * settings) to what is to be stored and said. Everything that an author wrote runs in here; when it throws, so
 * does this, and nothing has happened.
 */

import { andThen, type Maybe } from "../maybe.ts";
import { resolveName } from "../names.ts";
import type { Conversation } from "../state.ts";
import { texts } from "../texts.ts";
import { begin } from "./beginning.ts";
import { answerAside } from "./commands/command.ts";
import { partWanted } from "./commands/export.ts";
import { commands } from "./commands/index.ts";
import { moreOfList } from "./commands/list.ts";
import { takenOver } from "./effects/intent.ts";
import { nothing, type Outcome } from "./outcome.ts";
import { aside, settle, wake } from "./settle.ts";
import { ask, takeAnswer } from "./step/accept-or-refuse.ts";
import { correctedAfterwards, takeCorrection } from "./step/correction.ts";
import { resume } from "./step/resume.ts";
import { prepared } from "./step/script-steps.ts";
import type { Heard, Turn } from "./turn.ts";
import { readCommand } from "./typed-command.ts";

/** Answers one message. Throws, or rejects, when a function of the responder's does. */
export function hear(turn: Turn): Maybe<Outcome> {
  return andThen(prepared(turn.context, turn.state.conversation), (context) =>
    answered(context === turn.context ? turn : { ...turn, context }),
  );
}

function answered(turn: Turn): Maybe<Outcome> {
  const { context, state, heard } = turn;
  const { conversation } = state;
  if (heard.form?.kind === "look") {
    return heard.form.stale === true
      ? answerAside(turn, texts.formStale, { tone: "warn" })
      : answerAside(turn, "");
  }
  // Whatever is filled into a form is the answer, also where it begins with a slash.
  if (heard.form?.kind === "answer")
    return conversation === undefined ? nothing : answerTo(turn, conversation);
  if (heard.correctionOf !== undefined) {
    return conversation === undefined ? correctedAfterwards(turn) : takeCorrection(turn, conversation);
  }
  const command = readCommand(heard.body);
  if (command !== undefined) return obey(turn, command.name, command.argument);
  const word = heard.body.trim().toLowerCase();
  if (word === "more") {
    const more = moreOfList(turn);
    if (more !== undefined) return more;
  }
  if (conversation !== undefined) return answerTo(turn, conversation);
  // Where `/` belongs to the client, a stranger's best guess is the bare word.
  if (word === "help") return obey(turn, "help", "");
  const fallback = context.registry.get(context.settings.fallback ?? "");
  return fallback === undefined
    ? aside(context, undefined, { said: texts.hint })
    : begin(turn, fallback, heard.body.trim());
}

/** What a message needs to know beyond the conversation itself. */
export interface Needs {
  readonly history: boolean;
  readonly taken: boolean;
  readonly paging: boolean;
  /** The part of the export, counted from 1. */
  readonly exported: number | undefined;
}

/** Says from the message alone what else of what is stored its turn will look at. */
export function needsOf(heard: Heard): Needs {
  const { name: word, argument = "" } = readCommand(heard.body) ?? {};
  const name = commandIn(heard);
  return {
    history: name === "replay",
    taken: name === "back" || heard.correctionOf !== undefined,
    paging: name === "list" || (word === undefined && heard.body.trim().toLowerCase() === "more"),
    exported: name === "export" ? partWanted(argument) : undefined,
  };
}

/** The name of the command that a message is, where there is such a one. */
export function commandIn({ body }: Heard): string | undefined {
  const line = readCommand(body);
  const resolved = line === undefined ? undefined : resolveName(line.name, commandNames);
  return resolved?.kind === "found" ? resolved.name : undefined;
}

/** Whether a message is neither a command nor a correction: its turn looks at nothing but the conversation. */
export function isPlain({ body, correctionOf, form }: Heard): boolean {
  return (
    correctionOf === undefined &&
    form === undefined &&
    readCommand(body) === undefined &&
    body.trim().toLowerCase() !== "more"
  );
}

const commandNames = commands.map(({ name }) => name);

function obey(turn: Turn, name: string, argument: string): Maybe<Outcome> {
  const resolved = resolveName(name, commandNames);
  switch (resolved.kind) {
    case "ambiguous":
      return answerAside(turn, texts.ambiguousCommand(name, resolved.names));
    case "unknown":
      return answerAside(turn, texts.unknownCommand(name, resolved.nearest));
    case "found":
      return (
        commands.find((command) => command.name === resolved.name)?.run(turn, argument, commands) ?? nothing
      );
  }
}

function answerTo(turn: Turn, conversation: Conversation): Maybe<Outcome> {
  const { context, state, heard } = turn;
  if (conversation.pending !== null) {
    const { responder, pending } = conversation;
    if (state.stranded === undefined) return settle(context, { conversation, heard, said: texts.working });
    if (!context.registry.has(responder))
      return aside(context, conversation, { said: texts.responderGone(responder) });
    const also = [
      ...takenOver(context, { ...conversation, pending }, state.stranded),
      // That there is nobody to end it as idle goes for all that waits there.
      ...wake(context, conversation, context.now),
    ];
    return settle(context, { conversation, heard, said: texts.working, also, working: true });
  }
  const resumed = resume(context.registry, conversation, state.taken);
  if (resumed === undefined)
    return aside(context, conversation, { said: texts.responderGone(conversation.responder) });
  if (resumed.note !== undefined) {
    const asked = { ...resumed.conversation, askedAt: context.now };
    return ask(context, { resumed: { ...resumed, conversation: asked }, heard }, resumed.note);
  }
  if (heard.delayedSince !== undefined && isOlder(heard.delayedSince, conversation.askedAt)) {
    return ask(context, { resumed, heard, verbatim: true }, texts.delayed(shortened(heard.body)));
  }
  return takeAnswer(context, { resumed, heard, text: heard.body });
}

/** Many stamps have whole seconds only, so that what was written within the second of the question counts as later. */
function isOlder(writtenAt: number, askedAt: number): boolean {
  return writtenAt < Math.floor(askedAt / 1_000) * 1_000;
}

function shortened(body: string): string {
  return body.length <= 500 ? body : `${body.slice(0, 500)} …`;
}
