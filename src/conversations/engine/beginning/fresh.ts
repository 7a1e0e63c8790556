/** A conversation that begins. */
import type { Responder } from "../../responders/responder.ts";
import type { Conversation } from "../../state.ts";
import type { EngineContext } from "../turn.ts";

export function fresh(context: EngineContext, responder: Responder): Conversation {
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
