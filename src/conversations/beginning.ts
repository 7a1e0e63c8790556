/** Begins a conversation with a responder. */
import { ask, takeAnswer } from "./answering.ts";
import type { EngineContext, Turn } from "./context.ts";
import type { Maybe } from "./maybe.ts";
import type { Outcome } from "./outcome.ts";
import type { Responder } from "./responder.ts";
import { type Resumed, resume } from "./resume.ts";
import type { Conversation } from "./state.ts";

/** Begins it, and offers the argument to its first step as the first answer. Throws what the step's functions throw. */
export function begin({ context, heard }: Turn, responder: Responder, argument: string): Maybe<Outcome> {
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
