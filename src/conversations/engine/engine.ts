/**
 * What the bot does with one message: pure functions from (what is stored, what was said, the time and the
 * settings) to what is to be stored and said. Everything that an author wrote runs in here; when it throws, so
 * does this, and nothing has happened.
 */

import type { Say } from "../../texts/index.ts";
import type { Conversation } from "../state.ts";
import { begin } from "./beginning.ts";
import { answerAside } from "./commands/command.ts";
import { help } from "./commands/help.ts";
import { commands } from "./commands/index.ts";
import { moreOfList } from "./commands/list.ts";
import { takenOver } from "./effects/intent.ts";
import { type Meaning, wordOf } from "./meaning.ts";
import { nothing, type Outcome } from "./outcome.ts";
import { aside, settle, wake } from "./settle.ts";
import { seenAgain } from "./signout.ts";
import { ask, takeAnswer } from "./step/accept-or-refuse.ts";
import { correctedAfterwards, takeCorrection } from "./step/correction.ts";
import { resume } from "./step/resume.ts";
import { prepared } from "./step/script-steps.ts";
import type { Turn } from "./turn.ts";

/** Answers one message, which means `meaning`. Rejects when a function of the responder's throws or rejects. */
export async function hear(turn: Turn, meaning: Meaning): Promise<Outcome> {
  const context = await prepared(turn.context, turn.state.conversation);
  const outcome = await answered(context === turn.context ? turn : { ...turn, context }, meaning);
  const seen = seenAgain(turn.state.absence);
  return seen.length === 0 ? outcome : { ...outcome, changes: [...outcome.changes, ...seen] };
}

async function answered(turn: Turn, meaning: Meaning): Promise<Outcome> {
  const { conversation } = turn.state;
  switch (meaning.kind) {
    case "command":
      return meaning.command.run(turn, meaning.argument, commands);
    case "no command":
      return answerAside(turn, noCommand(turn.context.say, meaning));
    case "correction":
      return conversation === undefined
        ? correctedAfterwards(turn)
        : takeCorrection(turn, conversation, meaning);
    case "form":
      if (meaning.act.kind === "answer")
        return conversation === undefined ? nothing : answerTo(turn, conversation);
      return meaning.act.stale === true
        ? answerAside(turn, turn.context.say("form-stale"), { tone: "warn" })
        : answerAside(turn, "");
    case "more":
      return moreOfList(turn) ?? said(turn);
    case "text":
      return said(turn);
  }
}

type NoCommand = Extract<Meaning, { readonly kind: "no command" }>;

function noCommand(say: Say, { typed: name, resolved }: NoCommand): string {
  const slashed = (names: readonly string[]): readonly string[] => names.map((one) => `/${one}`);
  if (resolved.kind === "ambiguous")
    return say("ambiguous-command", { name, names: slashed(resolved.names) });
  return resolved.nearest.length === 0
    ? say("unknown-command", { name })
    : say("unknown-command-nearest", { name, nearest: slashed(resolved.nearest) });
}

/** Answers a text: it is an answer, or begins something. */
async function said(turn: Turn): Promise<Outcome> {
  const { context, state, heard } = turn;
  if (state.conversation !== undefined) return answerTo(turn, state.conversation);
  // Where `/` belongs to the client, a stranger's best guess is the bare word.
  if (wordOf(heard.body) === "help") return help.run(turn, "", commands);
  const fallback = context.registry.get(context.settings.fallback ?? "");
  return fallback === undefined
    ? aside(context, undefined, { said: context.say("hint") })
    : begin(turn, fallback, heard.body.trim());
}

async function answerTo(turn: Turn, conversation: Conversation): Promise<Outcome> {
  const { context, state, heard } = turn;
  const { say } = context;
  const { responder, pending } = conversation;
  if (pending !== null) {
    if (state.stranded === undefined) return settle(context, { conversation, heard, said: say("working") });
    if (!context.registry.has(responder))
      return aside(context, conversation, { said: say("responder-gone", { responder }) });
    const also = [
      ...takenOver(context, { ...conversation, pending }, state.stranded),
      // That there is nobody to end it as idle goes for all that waits there.
      ...wake(context, conversation, context.now),
    ];
    return settle(context, { conversation, heard, said: say("working"), also, working: true });
  }
  const resumed = resume(context.registry, conversation, state.taken);
  if (resumed === undefined)
    return aside(context, conversation, { said: say("responder-gone", { responder }) });
  if (resumed.changed !== undefined) {
    const asked = { ...resumed.conversation, askedAt: context.now };
    // The message at hand is no answer to that question.
    const note = say(resumed.changed.kind === "answer" ? "asked-again" : "step-gone", { responder });
    return ask(context, { resumed: { ...resumed, conversation: asked }, heard }, note);
  }
  if (heard.delayedSince !== undefined && isOlder(heard.delayedSince, conversation.askedAt)) {
    return ask(context, { resumed, heard, verbatim: true }, say("delayed", { body: shortened(heard.body) }));
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
