/** Begins a conversation with a responder. */

import { visible } from "../../answers/words/visible.ts";
import type { Responder } from "../../responders/responder.ts";
import { joined } from "../follow.ts";
import type { Outcome } from "../outcome.ts";
import { lookLater, settle } from "../settle.ts";
import { ask, takeAnswer } from "../step/accept-or-refuse.ts";
import { resume } from "../step/resume.ts";
import { prepared } from "../step/script-steps.ts";
import type { Turn } from "../turn.ts";
import { fresh } from "./fresh.ts";

/** Offers the argument to the first step as its answer. Rejects with the error that a function of the step throws. */
export async function begin(turn: Turn, responder: Responder, argument: string): Promise<Outcome> {
  const conversation = fresh(turn.context, responder);
  const context = await prepared(turn.context, conversation);
  const resumed = resume(context.registry, conversation);
  if (resumed === undefined) throw new Error(`responder "${responder.name}" is not registered`);
  const { heard } = turn;
  const beginning = { resumed, heard, started: true };
  const text = visible(argument) === "" ? (responder.builtIn?.argument ?? "") : argument;
  if (text !== "" || resumed.step.silent === true) return takeAnswer(context, { ...beginning, text });
  if (resumed.step.look !== undefined) {
    const also = [lookLater(conversation, context.now)];
    return settle(context, { conversation, heard, started: true, said: "", also });
  }
  return ask(context, beginning, joined(...(resumed.responder.script?.says ?? [])));
}
