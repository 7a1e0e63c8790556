/** Messages that were held back on their way (XEP-0203), and are older than the words of the bot that they seem to answer. */
import { answerAside } from "../commands/command.ts";
import type { Outcome } from "../outcome.ts";
import type { Heard, Turn } from "../turn.ts";

/** Whether it was written before that moment, in ms since the epoch. */
export function isOlder({ delayedSince }: Heard, than: number): boolean {
  // Many stamps have whole seconds only. So a message written within the second of the question counts as later.
  return delayedSince !== undefined && delayedSince < Math.floor(than / 1_000) * 1_000;
}

/** Whether the bot has asked something since: the open question, or which was meant. */
export function isLate({ heard, state: { conversation } }: Turn): boolean {
  if (heard.delayedSince === undefined || conversation === undefined) return false;
  return isOlder(heard, conversation.warning?.doubt?.at ?? conversation.askedAt);
}

/** Shows the person a message that came late, above the open question. */
export function shownBack(turn: Turn): Outcome {
  const body = shortened(turn.heard.body);
  return answerAside(turn, turn.context.say("delayed", { body }), { verbatim: true });
}

export function shortened(body: string): string {
  return body.length <= 500 ? body : `${body.slice(0, 500)} …`;
}
