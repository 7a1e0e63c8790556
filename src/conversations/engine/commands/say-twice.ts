/** What would end the ongoing conversation is done only when it is said again, within `conversations.warn`. */

import type { Conversation } from "../../state.ts";
import type { Outcome } from "../outcome.ts";
import { settle } from "../settle.ts";
import type { EngineContext, Turn } from "../turn.ts";
import { answerAside } from "./command.ts";

/** Whether it was said before, lately enough, or need not be said twice. */
export function isRepeated(
  { now, settings }: EngineContext,
  { warning }: Conversation,
  wanted: string | null,
): boolean {
  if (settings.warn === 0) return true;
  // A clock that was set back must not make the warning last for longer.
  return warning?.responder === wanted && Math.abs(now - (warning?.at ?? 0)) <= settings.warn;
}

/** Keeps in the conversation that the warning was given: a crash in between does not matter. */
export function warn(turn: Turn, conversation: Conversation, wanted: string | null, said: string): Outcome {
  const { context } = turn;
  const { changes } = settle(context, {
    conversation: {
      ...conversation,
      warning: { ...conversation.warning, responder: wanted, at: context.now },
    },
    said: "",
  });
  return { ...answerAside(turn, said, { tone: "warn" }), changes };
}
