/** `/new NAME [ARGUMENT]` starts a responder. An ongoing conversation is ended only when the command is repeated. */
import { ask, takeAnswer } from "../answering.ts";
import type { EngineContext, Turn } from "../context.ts";
import { andThen, type Maybe } from "../maybe.ts";
import { resolveName } from "../names.ts";
import type { Outcome } from "../outcome.ts";
import type { Responder } from "../responder.ts";
import { type Resumed, resume } from "../resume.ts";
import { settle } from "../settle.ts";
import type { Conversation } from "../state.ts";
import { texts } from "../texts.ts";
import { answerAside, type Command } from "./command.ts";
import { responderLines } from "./help.ts";
import { isRepeated, warn } from "./warning.ts";

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
    return isRepeated(turn.context, conversation, responder.name)
      ? andThen(start(turn, responder, rest), (started) => after(replaced(turn, conversation), started))
      : warn(turn, conversation, responder.name, warning(turn, conversation, responder));
  },
};

function start({ context, heard }: Turn, responder: Responder, argument: string): Maybe<Outcome> {
  const resumed = fresh(context, responder);
  return argument === ""
    ? ask(context, { resumed, heard, started: true })
    : takeAnswer(context, { resumed, heard, text: argument, started: true });
}

function fresh(context: EngineContext, responder: Responder): Resumed {
  const { now } = context;
  const conversation: Conversation = {
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
  const resumed = resume(context.registry, conversation);
  if (resumed === undefined) throw new Error(`responder "${responder.name}" is not registered`);
  return resumed;
}

function warning({ context }: Turn, { responder, step }: Conversation, wanted: Responder): string {
  return texts.newWarning(responder, step, wanted.name, context.settings.warn);
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
