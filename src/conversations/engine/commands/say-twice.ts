/** A command that would end the ongoing conversation has to be said twice, within `conversations.warn`. */

import type { Conversation } from "../../state.ts";
import type { Outcome } from "../outcome.ts";
import { settle } from "../settle.ts";
import { isOlder } from "../step/late.ts";
import type { Turn } from "../turn.ts";
import { answerAside } from "./command.ts";

/** Whether the command was said before, recently enough, or need not be said twice. */
export function isRepeated(
  { context: { now, settings }, heard }: Turn,
  { warning }: Conversation,
  wanted: string | null,
): boolean {
  if (settings.warn === 0) return true;
  // A message that was held back on its way may be the first one; one that was edited is the first one.
  if (isOlder(heard, warning?.at ?? 0) || heard.correctionOf !== undefined) return false;
  // A clock that was set back must not make the warning last for longer.
  return warning?.responder === wanted && Math.abs(now - (warning?.at ?? 0)) <= settings.warn;
}

/** The open step by the name that people know. */
export function openStep({ context }: Turn, { responder, step }: Conversation): string {
  return context.registry.get(responder)?.steps.get(step)?.label ?? step;
}

/** Warns, and keeps that in the conversation, so that a crash in between does no harm. */
export function warn(
  turn: Turn,
  conversation: Conversation,
  wanted: string | null,
  said: string,
  argument = "",
): Outcome {
  const { context } = turn;
  const { unsure: _, argument: _before, ...before } = conversation.warning ?? {};
  const { changes } = settle(context, {
    conversation: {
      ...conversation,
      warning: { ...before, responder: wanted, at: context.now, ...(argument === "" ? {} : { argument }) },
    },
    said: "",
  });
  return { ...answerAside(turn, said, { tone: "warn" }), changes };
}
