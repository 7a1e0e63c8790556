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

function mayReplace({ now, settings }: EngineContext, { warning }: Conversation, wanted: Responder): boolean {
  if (settings.warn === 0) return true;
  return warning?.responder === wanted.name && now - warning.at <= settings.warn;
}

/** Keeps in the conversation that the warning was given: a crash in between does not matter. */
function warn(turn: Turn, conversation: Conversation, wanted: Responder): Outcome {
  const { context } = turn;
  const { settings, now } = context;
  const warning = turn.heard.form === undefined ? texts.newWarning : texts.newWarningInForm;
  const said = warning(conversation.responder, conversation.step, wanted.name, settings.warn);
  const { changes } = settle(context, {
    conversation: { ...conversation, warning: { responder: wanted.name, at: now } },
    said: "",
  });
  return { ...answerAside(turn, said, { tone: "warn" }), changes };
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
