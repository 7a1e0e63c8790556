/**
 * Last Message Correction (XEP-0308) of an answer: the conversation goes back to the step that had taken it and
 * takes the corrected answer. Whatever else is corrected is never taken for a new answer.
 */
import { takeAnswer } from "./answering.ts";
import { readCommand } from "./command-line.ts";
import { answerAside } from "./commands/command.ts";
import type { Turn } from "./context.ts";
import { goBack } from "./going-back.ts";
import type { Maybe } from "./maybe.ts";
import type { Outcome } from "./outcome.ts";
import { resume } from "./resume.ts";
import type { Conversation } from "./state.ts";
import { texts } from "./texts.ts";

export function takeCorrection(turn: Turn, conversation: Conversation): Maybe<Outcome> {
  const { context, state, heard } = turn;
  const { taken = [], corrected } = state;
  if (conversation.pending !== null || readCommand(heard.body) !== undefined) return tooLate(turn);
  const index = taken.findIndex(({ stanzaId }) => stanzaId === heard.correctionOf);
  if (index >= 0) {
    const went = goBack(context, conversation, taken.slice(0, index + 1));
    const resumed = went === undefined ? undefined : resume(context.registry, went.conversation, taken);
    if (went === undefined || resumed === undefined || resumed.note !== undefined) return tooLate(turn);
    return takeAnswer(context, { resumed, heard, text: heard.body, also: went.changes });
  }
  // An answer that was refused, and corrected while its question is still open.
  const resumed = resume(context.registry, conversation, taken);
  const open = corrected !== undefined && corrected.seq > (taken[0]?.seq ?? 0);
  if (!open || resumed === undefined || resumed.note !== undefined) return tooLate(turn);
  return takeAnswer(context, { resumed, heard, text: heard.body });
}

function tooLate(turn: Turn): Outcome {
  return answerAside(turn, texts.correction);
}
