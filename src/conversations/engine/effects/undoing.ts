/** Undoes the effects that have run since an answer that is to be taken back, the latest first, each in a turn of its own. */
import type { Responder } from "../../responders/responder.ts";
import type { RunnableEffect } from "../../responders/retries.ts";
import { keyName } from "../../responders/script.ts";
import type { Conversation, EffectRun, GoingBack, PendingEffect, TakenAnswer } from "../../state.ts";
import { answerAside } from "../commands/command.ts";
import type { Outcome } from "../outcome.ts";
import { settle, type Turned } from "../settle.ts";
import type { EngineContext, Turn } from "../turn.ts";
import { decidedIn } from "./intent.ts";

/** An effect that has run, or may have. */
export type Ran = Pick<PendingEffect, "effect" | "key">;

/** An effect of either form, as its author wrote it. */
export function effectNamed(
  { effects, script }: Responder,
  name: string,
): RunnableEffect<unknown> | undefined {
  if (script !== undefined) return script.effects.get(name);
  return Object.hasOwn(effects, name) ? effects[name] : undefined;
}

/** The effects that have run since `step` was answered, the latest first; `undefined` if one of them cannot be undone. */
export function undoable(
  responder: Responder,
  { id, props }: Conversation,
  step: string,
): readonly Ran[] | undefined {
  const { script, steps } = responder;
  const ran: Ran[] = [];
  for (const effect of script?.order.slice(script.order.indexOf(step) + 1) ?? []) {
    if (steps.has(effect) || !Object.hasOwn(props, effect)) continue;
    const part = props[keyName(effect)];
    if (typeof part !== "string" || effectNamed(responder, effect)?.undo === undefined) return undefined;
    ran.unshift({ effect, key: `${id}:${part}` });
  }
  return ran;
}

/** Goes back to an answer past the effects that have run since; `undefined` if none has. `answer` takes its place. */
export function pastEffects(
  turn: Turn,
  responder: Responder,
  conversation: Conversation,
  { step, seq }: TakenAnswer,
  answer?: GoingBack["answer"],
): Outcome | undefined {
  const { context, heard } = turn;
  const ran = undoable(responder, conversation, step);
  if (ran === undefined) return answerAside(turn, context.say("past-effect"));
  const [latest] = ran;
  return latest === undefined
    ? undefined
    : undoing(
        context,
        responder,
        { ...latest, seq: conversation.messages + 1 },
        answer === undefined ? { step, seq } : { step, seq, answer },
        // A corrected answer is recorded only when it is taken.
        { conversation, said: "", heard: answer === undefined ? heard : undefined },
      );
}

/** Has an effect undone. The conversation then goes back to `to`, which tells the effects that remain to be undone. */
export function undoing(
  context: EngineContext,
  responder: Responder,
  { effect, key, seq }: Ran & Pick<PendingEffect, "seq">,
  to: GoingBack,
  turned: Turned,
): Outcome {
  const { conversation, also = [] } = turned;
  const { now } = context;
  const run: EffectRun = {
    ...decidedIn(conversation),
    effect,
    key,
    attempts: 0,
    dueAt: now,
    until: now + (effectNamed(responder, effect)?.retryFor ?? 0),
    undo: true,
  };
  const pending: PendingEffect = { effect, key, text: "", seq, undo: to };
  return settle(context, {
    ...turned,
    conversation: { ...conversation, pending, warning: null },
    also: [...also, { kind: "effect", run }],
    working: true,
  });
}
