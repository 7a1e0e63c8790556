/** `/back` takes the last answer back and asks its question again. */

import type { Responder } from "../../responders/responder.ts";
import type { Conversation, TakenAnswer } from "../../state.ts";
import { pastEffects } from "../effects/undoing.ts";
import { ask } from "../step/accept-or-refuse.ts";
import { opened } from "../step/arguments.ts";
import { filledBefore } from "../step/form-text.ts";
import { goBack } from "../step/going-back.ts";
import { resume } from "../step/resume.ts";
import { answerAside, type Command } from "./command.ts";

export const back: Command = {
  name: "back",
  moves: true,
  needs: () => ({ taken: true }),
  run: (turn) => {
    const { context, state, heard } = turn;
    const { conversation, taken = [] } = state;
    if (conversation === undefined) return answerAside(turn, context.say("nothing-ongoing"));
    if (conversation.pending !== null) return answerAside(turn, "");
    const resumed = resume(context.registry, conversation, taken);
    if (resumed === undefined) return answerAside(turn, "");
    // A step that does not exist any more cannot be asked again, and an answer that led to its own step again is no step.
    const known = taken.findIndex(
      ({ step }) => step !== conversation.step && resumed.responder.steps.has(step),
    );
    const { responder, conversation: now } = resumed;
    const undone = known < 0 ? fromTheFirst(responder, now, taken) : taken.slice(0, known + 1);
    const target = undone.at(-1);
    const past = target && pastEffects(turn, responder, now, target);
    if (past !== undefined) return past;
    const went = goBack(context, now, undone);
    if (went === undefined) {
      const gone = taken.some(({ step }) => step !== conversation.step);
      return answerAside(turn, context.say(gone ? "back-gone" : "back-nowhere"));
    }
    const there = resume(context.registry, went.conversation, taken);
    if (there === undefined) return answerAside(turn, "");
    const step = opened(there.step, there.responder, there.values, context.person);
    const filled = filledBefore(step, now.props, target?.undo ?? {});
    const note = known < 0 ? context.say("step-gone", { responder: responder.name }) : "";
    return ask(context, { resumed: there, heard, also: went.changes, filled }, note);
  },
};

/** The answers as if the first of them had been given to the first step: a deploy has removed or renamed the questions before. */
function fromTheFirst(
  { first, script, steps }: Responder,
  { step }: Conversation,
  taken: readonly TakenAnswer[],
): readonly TakenAnswer[] {
  const others = taken.filter((answer) => answer.step !== step);
  const earliest = taken.at(-1);
  if (earliest === undefined || others.length === 0 || first === step) return [];
  if (script !== undefined || !steps.has(first)) return [];
  return [...taken.slice(0, -1), { ...earliest, step: first }];
}
