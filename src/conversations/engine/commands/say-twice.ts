/** What would end the ongoing conversation is done only when it is said again, within `conversations.warn`. */

import type { Conversation, Warning } from "../../state.ts";
import type { Outcome } from "../outcome.ts";
import { settle } from "../settle.ts";
import type { EngineContext, Turn } from "../turn.ts";
import { answerAside } from "./command.ts";

/** Whether it was said before, lately enough, or need not be said twice. */
export function isRepeated(
  { now, settings }: EngineContext,
  { warning }: Conversation,
  wanted: Warning["responder"],
): boolean {
  if (settings.warn === 0) return true;
  // A clock that was set back must not make the warning last for longer.
  return warning?.responder === wanted && Math.abs(now - warning.at) <= settings.warn;
}

/** Keeps in the conversation that the warning was given: a crash in between does not matter. */
export function warn(
  turn: Turn,
  conversation: Conversation,
  wanted: Warning["responder"],
  said: string,
): Outcome {
  const { context } = turn;
  const { changes } = settle(context, {
    conversation: { ...conversation, warning: { responder: wanted, at: context.now } },
    said: "",
  });
  return { ...answerAside(turn, said, { tone: "warn" }), changes };
}
