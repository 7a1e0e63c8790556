/** The intent to run an effect, as it is stored with the decision that made it. */
import { createHash } from "node:crypto";
import type { EngineContext } from "./context.ts";
import type { EffectRun } from "./outcome.ts";
import type { Conversation, PendingEffect } from "./state.ts";

/** The effect that ends a conversation, and what the conversation remembers while it runs. */
export function effectOf(
  context: EngineContext,
  conversation: Conversation,
  effect: string,
  { retryFor, text }: { readonly retryFor: number; readonly text: string },
): { readonly pending: PendingEffect; readonly run: EffectRun } {
  const { id, responder, props } = conversation;
  const { now } = context;
  // The same effect of the same conversation with the same properties is the same thing, however often it is
  // tried, also when the person tries again after a failure; with other properties it is another thing.
  const digest = createHash("sha256")
    .update(JSON.stringify([effect, Object.entries(props).sort(([a], [b]) => (a < b ? -1 : 1))]))
    .digest("hex");
  const key = `${id}:${digest.slice(0, 16)}`;
  return {
    pending: { effect, key, text, seq: conversation.messages + 1 },
    run: { conversation: id, responder, effect, key, props, attempts: 0, dueAt: now, until: now + retryFor },
  };
}
