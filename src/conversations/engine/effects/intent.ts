/** The intent to run an effect, stored together with the decision that made it. */
import { createHash } from "node:crypto";
import type { Conversation, EffectRun, PendingEffect, Stranded } from "../../state.ts";
import type { Change } from "../outcome.ts";
import type { EngineContext } from "../turn.ts";

/** The run of an effect, and what the conversation keeps while it lasts. */
export function effectOf(
  context: EngineContext,
  conversation: Conversation,
  effect: string,
  { retryFor, text }: { readonly retryFor: number; readonly text: string },
): { readonly pending: PendingEffect; readonly run: EffectRun } {
  const { id, props } = conversation;
  const { now } = context;
  // The same effect of the same conversation with the same properties is the same thing, however often it is tried,
  // even if the person tries again after a failure. With other properties it is another thing.
  const digest = createHash("sha256")
    .update(JSON.stringify([effect, Object.entries(props).sort(([a], [b]) => (a < b ? -1 : 1))]))
    .digest("hex");
  const key = `${id}:${digest.slice(0, 16)}`;
  return {
    pending: { effect, key, text, seq: conversation.messages + 1 },
    run: { ...decidedIn(conversation), effect, key, attempts: 0, dueAt: now, until: now + retryFor },
  };
}

/** What a run has of the conversation that decided it. */
export function decidedIn({
  id,
  responder,
  version,
  step,
  props,
}: Conversation): Pick<EffectRun, "conversation" | "responder" | "version" | "step" | "props"> {
  return { conversation: id, responder, version, step, props };
}

/** The part of an effect's key that is kept among the properties of its conversation. */
export function partOf(key: string): string {
  return key.slice(key.lastIndexOf(":") + 1);
}

/**
 * Has this component run an effect whose own component is gone. The effect keeps its key, since it may have happened
 * there already. The time in which nobody could try it does not count.
 */
export function takenOver(
  { now }: EngineContext,
  conversation: Conversation & { readonly pending: PendingEffect },
  { run }: Stranded,
): readonly Change[] {
  const { effect, key, undo } = conversation.pending;
  const again: EffectRun = {
    ...decidedIn(conversation),
    effect,
    key,
    attempts: run?.attempts ?? 0,
    dueAt: now,
    ...(undo === undefined ? {} : { undo: true }),
    ...(run?.until === undefined ? {} : { until: now + Math.max(0, run.until - run.dueAt) }),
  };
  return [
    { kind: "forget effect", key },
    { kind: "effect", run: again },
  ];
}
