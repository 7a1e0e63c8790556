/** `/new NAME [ARGUMENT]` starts a responder. An ongoing conversation is ended only when the command is repeated. */
import { ask, takeAnswer } from "../answering.ts";
import type { EngineContext, Turn } from "../context.ts";
import { joined } from "../following.ts";
import { andThen, type Maybe } from "../maybe.ts";
import { resolveName } from "../names.ts";
import type { Outcome } from "../outcome.ts";
import type { Responder } from "../responder.ts";
import { resume } from "../resume.ts";
import { prepared } from "../script-view.ts";
import { settle } from "../settle.ts";
import type { Conversation } from "../state.ts";
import { texts } from "../texts.ts";
import { answerAside, type Command } from "./command.ts";
import { responderLines } from "./help.ts";

export const newCommand: Command = {
  name: "new",
  help: texts.help.new,
  run: (turn, argument) => {
    const { registry } = turn.context;
    const names = [...registry.keys()];
    if (names.length === 0) return answerAside(turn, texts.newNothing);
    const [, word = "", rest = ""] = /^(\S*)\s*(.*)$/su.exec(argument) ?? [];
    if (word === "") return answerAside(turn, texts.newWhat(responderLines(registry)));
    const resolved = resolveName(word, names);
    if (resolved.kind === "ambiguous") return answerAside(turn, texts.ambiguous(word, resolved.names));
    const responder = resolved.kind === "found" ? registry.get(resolved.name) : undefined;
    if (responder === undefined) {
      return answerAside(
        turn,
        texts.newUnknown(word, resolved.kind === "unknown" ? resolved.nearest : [], names),
      );
    }
    const { conversation } = turn.state;
    if (conversation === undefined) return start(turn, responder, rest);
    return mayReplace(turn.context, conversation, responder)
      ? andThen(start(turn, responder, rest), (started) => after(replaced(turn, conversation), started))
      : warn(turn, conversation, responder);
  },
};

function start({ context, heard }: Turn, responder: Responder, argument: string): Maybe<Outcome> {
  const conversation = fresh(context, responder);
  return andThen(prepared(context, conversation), (prepared) => {
    const resumed = resume(prepared.registry, conversation);
    if (resumed === undefined) throw new Error(`responder "${responder.name}" is not registered`);
    const beginning = { resumed, heard, started: true };
    return argument === "" && resumed.step.silent !== true
      ? ask(prepared, beginning, joined(...(resumed.responder.script?.says ?? [])))
      : takeAnswer(prepared, { ...beginning, text: argument });
  });
}

function fresh(context: EngineContext, responder: Responder): Conversation {
  const { now } = context;
  return {
    id: context.newId(),
    rev: 0,
    responder: responder.name,
    version: responder.version,
    status: "ongoing",
    startedAt: now,
    updatedAt: now,
    askedAt: now,
    step: responder.first,
    list: null,
    props: {},
    thread: null,
    pending: null,
    warning: null,
    messages: 0,
    endedWhy: null,
  };
}

function mayReplace({ now, settings }: EngineContext, { warning }: Conversation, wanted: Responder): boolean {
  if (settings.warn === 0) return true;
  return warning?.responder === wanted.name && now - warning.at <= settings.warn;
}

/** Keeps in the conversation that the warning was given: a crash in between does not matter. */
function warn(turn: Turn, conversation: Conversation, wanted: Responder): Outcome {
  const { context } = turn;
  const { settings, now } = context;
  const said = texts.newWarning(conversation.responder, conversation.step, wanted.name, settings.warn);
  const { changes } = settle(context, {
    conversation: { ...conversation, warning: { responder: wanted.name, at: now } },
    said: "",
  });
  return { ...answerAside(turn, said), changes };
}

function replaced({ context }: Turn, conversation: Conversation): Outcome {
  const { pending } = conversation;
  return settle(context, {
    conversation: { ...conversation, status: "aborted", endedWhy: "new", pending: null, warning: null },
    said: "",
    also: pending === null ? [] : [{ kind: "forget effect", key: pending.key }],
  });
}

function after(first: Outcome, second: Outcome): Outcome {
  return { ...second, changes: [...first.changes, ...second.changes] };
}
