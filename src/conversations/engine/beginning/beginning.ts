/** Begins a conversation with a responder. */

import { visible } from "../../answers/words/visible.ts";
import { quoted } from "../../names.ts";
import type { Responder } from "../../responders/responder.ts";
import { joined } from "../follow.ts";
import type { Outcome } from "../outcome.ts";
import { wishOf } from "../plain-words/index.ts";
import { lookLater, settle } from "../settle.ts";
import { ask, askWhich, fits, takeAnswer } from "../step/accept-or-refuse.ts";
import { resume } from "../step/resume.ts";
import { prepared } from "../step/script-steps.ts";
import type { Turn } from "../turn.ts";
import { readCommand, textOf } from "../typed-command.ts";
import { fresh } from "./fresh.ts";

/**
 * Offers the argument to the first step as its answer. A word to the bot is asked about where any text is the answer, and
 * a command is answered with how to write it as one. Rejects with the error that a function of the step throws. */
export async function begin(turn: Turn, responder: Responder, argument: string): Promise<Outcome> {
  const conversation = fresh(turn.context, responder);
  const context = await prepared(turn.context, conversation);
  const resumed = resume(context.registry, conversation);
  if (resumed === undefined) throw new Error(`responder "${responder.name}" is not registered`);
  const { heard } = turn;
  const opening = resumed.responder.script?.says ?? [];
  const beginning = { resumed, heard, started: true };
  const text = visible(argument) === "" ? (responder.builtIn?.argument ?? "") : argument;
  const command = readCommand(text);
  if (command !== undefined) {
    const words = context.say("slash-answer", { name: quoted(command.name) });
    return ask(context, beginning, joined(...opening, words));
  }
  const wish = textOf(text) === text ? wishOf(text) : undefined;
  if (wish !== undefined && wish !== "greeting" && fits(context, resumed, textOf(text)) === "any") {
    return askWhich(context, beginning, { wish, body: textOf(text) });
  }
  if (text !== "" || resumed.step.silent === true)
    return takeAnswer(context, { ...beginning, text: textOf(text) });
  if (resumed.step.look !== undefined) {
    const also = [lookLater(conversation, context.now)];
    return settle(context, { conversation, heard, started: true, said: "", also });
  }
  return ask(context, beginning, joined(...opening));
}
