/** Begins a conversation with a responder. */

import { visible } from "../answers/words/visible.ts";
import type { Responder } from "../responders/responder.ts";
import type { Conversation } from "../state.ts";
import { joined } from "./follow.ts";
import type { Outcome } from "./outcome.ts";
import { ask, takeAnswer } from "./step/accept-or-refuse.ts";
import { resume } from "./step/resume.ts";
import { prepared } from "./step/script-steps.ts";
import type { EngineContext, Turn } from "./turn.ts";

/** Offers the argument to the first step as its answer. Rejects with the error that a function of the step throws. */
export async function begin(turn: Turn, responder: Responder, argument: string): Promise<Outcome> {
  const conversation = fresh(turn.context, responder);
  const context = await prepared(turn.context, conversation);
  const resumed = resume(context.registry, conversation);
  if (resumed === undefined) throw new Error(`responder "${responder.name}" is not registered`);
  const beginning = { resumed, heard: turn.heard, started: true };
  return visible(argument) === "" && resumed.step.silent !== true
    ? ask(context, beginning, joined(...(resumed.responder.script?.says ?? [])))
    : takeAnswer(context, { ...beginning, text: argument });
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
