/** Goes on after an effect has run, or has failed. */
import type { Json } from "../../../ledger/statement.ts";
import type { Responder } from "../../responders/responder.ts";
import { nextTry } from "../../responders/retries.ts";
import { keptBefore, keyName } from "../../responders/script.ts";
import type { Conversation, EffectRun, GoingBack, PendingEffect, State, StoredProps } from "../../state.ts";
import { follow, joined } from "../follow.ts";
import type { Change, Outcome } from "../outcome.ts";
import { nothing } from "../outcome.ts";
import { settle } from "../settle.ts";
import { ask, takeAnswer } from "../step/accept-or-refuse.ts";
import { goBack, type WentBack } from "../step/going-back.ts";
import { upToDate } from "../step/migrated.ts";
import { openPrompt } from "../step/prompt.ts";
import { type Resumed, readProps, resume } from "../step/resume.ts";
import { goOn, prepared } from "../step/script-steps.ts";
import type { EngineContext } from "../turn.ts";
import { textOf } from "../typed-command.ts";
import { partOf } from "./intent.ts";
import { effectNamed, undoable, undoing } from "./undoing.ts";

export type EffectResult =
  /** Its result. A text is said to the person. */
  | { readonly ok: true; readonly value: Json }
  /** `reference` stands in the log beside the error. */
  | { readonly ok: false; readonly reference: string };

// From this failure on the person is told that it takes longer.
const TELL_AT = 2;

/** A conversation that waits for an effect. */
type Waiting = Conversation & { readonly pending: PendingEffect };

/** Completes the conversation or goes on with it, tries again later, or gives up and asks the person again. */
export async function effectEnded(
  context: EngineContext,
  state: State,
  run: EffectRun,
  result: EffectResult,
): Promise<Outcome> {
  const forget: Change = { kind: "forget effect", key: run.key };
  const { conversation } = state;
  // The conversation was aborted meanwhile. The effect has run all the same, and there is nothing left to say.
  if (conversation?.id !== run.conversation || conversation.pending?.key !== run.key) {
    return { ...nothing, changes: [forget] };
  }
  const waiting: Waiting = upToDate(context.registry, { ...conversation, pending: conversation.pending });
  if (result.ok) {
    const { undo } = waiting.pending;
    if (undo !== undefined) return undone(context, waiting, undo, forget);
    const responder = context.registry.get(conversation.responder);
    if (responder?.script !== undefined) return goneOn(context, waiting, responder, forget, result.value);
    return settle(context, {
      conversation: { ...waiting, status: "complete", pending: null, warning: null },
      said: (typeof result.value === "string" && result.value) || waiting.pending.text,
      also: [forget],
    });
  }
  const attempts = run.attempts + 1;
  const dueAt = nextTry(attempts, context.now, run.until);
  if (dueAt === undefined) return givenUp(context, state, waiting, forget, result.reference);
  return settle(context, {
    conversation: waiting,
    said: attempts === TELL_AT ? context.say("takes-longer") : "",
    also: [{ kind: "effect", run: { ...run, attempts, dueAt } }],
  });
}

/**
 * Keeps what an effect of the straight-line form gave where the function does not come to its next question in time: the
 * effect must not run again. Throws `problem` where there is nothing to keep.
 */
export function resultKept(
  context: EngineContext,
  { conversation }: State,
  run: EffectRun,
  result: EffectResult,
  problem: unknown,
): Outcome {
  const script = context.registry.get(run.responder)?.script;
  if (!result.ok || run.undo === true || script === undefined || conversation?.pending?.key !== run.key)
    throw problem;
  const { pending, ...before } = upToDate(context.registry, conversation);
  const props = { ...before.props, [run.effect]: result.value };
  return stuck(context, { ...before, props, pending: null, warning: null }, run.key, problem);
}

function stuck(context: EngineContext, conversation: Conversation, key: string, problem: unknown): Outcome {
  const also: Change[] = [{ kind: "forget effect", key }];
  return { ...settle(context, { conversation, said: context.say("prompt-failed"), also }), problem };
}

/** The straight-line form goes on behind its effect. */
async function goneOn(
  context: EngineContext,
  { pending, ...before }: Waiting,
  responder: Responder,
  forget: Change,
  value: Json,
): Promise<Outcome> {
  const props: StoredProps = { ...before.props, [pending.effect]: value };
  const conversation: Conversation = { ...before, props, pending: null, warning: null };
  try {
    const { responder: view, decision, says } = await goOn(responder, context.person, props);
    const { values } = readProps(view.props, props);
    const marked = effectNamed(view, pending.effect)?.undo !== undefined;
    return await follow(
      context,
      {
        responder: view,
        conversation: marked
          ? { ...conversation, props: { ...props, [keyName(pending.effect)]: partOf(pending.key) } }
          : conversation,
        values,
        says,
        turned: { also: [forget] },
      },
      decision,
    );
  } catch (problem) {
    // The result is kept all the same, since the effect must not run again.
    return stuck(context, conversation, pending.key, problem);
  }
}

/** Undoes the effect that ran before this one, or goes back once all of them are undone. */
async function undone(
  context: EngineContext,
  { pending, ...before }: Waiting,
  to: GoingBack,
  forget: Change,
): Promise<Outcome> {
  const { registry } = await prepared(context, { ...before, pending: null });
  const order = registry.get(before.responder)?.script?.order;
  // With this among the properties the effect has another key when it runs anew.
  const kept: StoredProps = { ...before.props, [`${pending.effect}#undone`]: partOf(pending.key) };
  const props = order === undefined ? kept : keptBefore(kept, order, pending.effect);
  const conversation: Conversation = { ...before, props, pending: null };
  const there = await prepared(context, conversation);
  const responder = there.registry.get(before.responder);
  const [latest] = (responder && undoable(responder, conversation, to.step)) ?? [];
  if (responder !== undefined && latest !== undefined) {
    const turned = { conversation, said: "", also: [forget] };
    return undoing(context, responder, { ...latest, seq: pending.seq }, to, turned);
  }
  const { step, seq, answer } = to;
  const { conversation: back, changes } = goBack(there, conversation, [
    { step, seq, stanzaId: null, undo: {} },
  ]) as WentBack;
  const also = [forget, ...changes];
  try {
    const resumed = resume(there.registry, back) as Resumed;
    if (answer === undefined) return ask(there, { resumed, also });
    const { body, of: correctionOf } = answer;
    const thread = answer.thread ?? undefined;
    const heard = { body, correctionOf, thread, stanzaId: undefined, delayedSince: undefined };
    return await takeAnswer(there, { resumed, heard, text: textOf(body), also });
  } catch (problem) {
    // The effect is undone all the same, and must not be undone again.
    return { ...settle(context, { conversation: back, said: context.say("prompt-failed"), also }), problem };
  }
}

async function givenUp(
  context: EngineContext,
  state: State,
  { pending, ...before }: Waiting,
  forget: Change,
  reference: string,
): Promise<Outcome> {
  const waited: Conversation = { ...before, pending: null };
  const { registry } = await prepared(context, waited);
  const responder = registry.get(before.responder);
  const script = responder?.script;
  const undoFailed = pending.undo !== undefined;
  // The effect came before the first question, so there is nothing to ask again.
  if (
    !undoFailed &&
    script !== undefined &&
    script.failure === undefined &&
    before.step === responder?.first
  ) {
    return settle(context, {
      conversation: { ...waited, status: "aborted", endedWhy: "responder" },
      said: context.say("effect-failed-and-ended", { reference }),
      also: [forget],
    });
  }
  if (
    !undoFailed &&
    responder !== undefined &&
    effectNamed(responder, pending.effect)?.undo !== undefined &&
    undoable(responder, waited, before.step) !== undefined
  ) {
    // One of its tries may have done its work all the same. Effects that ran before it since the question are undone, too.
    const said = context.say("effect-failed", { reference });
    const to = { step: before.step, seq: pending.seq };
    return undoing(context, responder, pending, to, { conversation: waited, said, also: [forget] });
  }
  const props = script === undefined ? waited.props : keptBefore(waited.props, script.order, before.step);
  const open: Conversation = { ...waited, props };
  const there = await prepared(context, open);
  const prompt = openPrompt({ context: there, state: { ...state, conversation: open } });
  const outcome = settle(context, {
    conversation: prompt.resumed?.conversation ?? open,
    said: joined(
      context.say(undoFailed ? "undo-failed" : "effect-failed", { reference }),
      prompt.question === undefined ? prompt.text : "",
    ),
    question: prompt.question,
    also: [forget, { kind: "untake", conversation: open.id, from: pending.seq }],
  });
  return prompt.problem === undefined ? outcome : { ...outcome, problem: prompt.problem };
}
