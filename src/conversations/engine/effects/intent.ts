/** The intent to run an effect, as it is stored with the decision that made it. */
import { createHash } from "node:crypto";
import type { Conversation, EffectRun, PendingEffect, Stranded } from "../../state.ts";
import type { Change } from "../outcome.ts";
import type { EngineContext } from "../turn.ts";

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

/**
 * What has an effect run by this component whose own is gone. It gets the key that it had: what may have happened there
 * is the same thing. The time in which nobody could try it does not count.
 */
export function takenOver(
  { now }: EngineContext,
  { id, responder, props, pending }: Conversation & { readonly pending: PendingEffect },
  { run }: Stranded,
): readonly Change[] {
  const { effect, key } = pending;
  const again: EffectRun = {
    conversation: id,
    responder,
    effect,
    key,
    props,
    attempts: run?.attempts ?? 0,
    dueAt: now,
    ...(run?.until === undefined ? {} : { until: now + Math.max(0, run.until - run.dueAt) }),
  };
  return [
    { kind: "forget effect", key },
    { kind: "effect", run: again },
  ];
}
