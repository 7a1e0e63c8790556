/** Goes on after an effect has run, or has failed. */
import type { Json } from "../../../ledger/statement.ts";
import type { Responder } from "../../responders/responder.ts";
import { nextTry } from "../../responders/retries.ts";
import { keptBefore } from "../../responders/script.ts";
import type { Conversation, EffectRun, PendingEffect, State, StoredProps } from "../../state.ts";
import { follow, joined } from "../follow.ts";
import type { Change, Outcome } from "../outcome.ts";
import { nothing } from "../outcome.ts";
import { settle } from "../settle.ts";
import { openPrompt } from "../step/prompt.ts";
import { readProps } from "../step/resume.ts";
import { goOn, prepared } from "../step/script-steps.ts";
import type { EngineContext } from "../turn.ts";

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
  const waiting: Waiting = { ...conversation, pending: conversation.pending };
  if (result.ok) {
    const responder = context.registry.get(conversation.responder);
    if (responder?.script !== undefined) return goneOn(context, waiting, responder, forget, result.value);
    return settle(context, {
      conversation: { ...conversation, status: "complete", pending: null, warning: null },
      said: (typeof result.value === "string" && result.value) || waiting.pending.text,
      also: [forget],
    });
  }
  const attempts = run.attempts + 1;
  const dueAt = nextTry(attempts, context.now, run.until);
  if (dueAt === undefined) return givenUp(context, state, waiting, forget, result.reference);
  return settle(context, {
    conversation,
    said: attempts === TELL_AT ? context.say("takes-longer") : "",
    also: [{ kind: "effect", run: { ...run, attempts, dueAt } }],
  });
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
    return follow(
      context,
      { responder: view, conversation, values, says, turned: { also: [forget] } },
      decision,
    );
  } catch (problem) {
    // The result is kept all the same, since the effect must not run again.
    return {
      ...settle(context, { conversation, said: context.say("prompt-failed"), also: [forget] }),
      problem,
    };
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
  const script = registry.get(before.responder)?.script;
  // The effect came before the first question, so there is nothing to ask again.
  if (script !== undefined && script.failure === undefined && !script.order.includes(before.step)) {
    return settle(context, {
      conversation: { ...waited, status: "aborted", endedWhy: "responder" },
      said: context.say("effect-failed-and-ended", { reference }),
      also: [forget],
    });
  }
  const props = script === undefined ? waited.props : keptBefore(waited.props, script.order, before.step);
  const open: Conversation = { ...waited, props };
  const there = await prepared(context, open);
  const prompt = openPrompt({ context: there, state: { ...state, conversation: open } });
  const outcome = settle(context, {
    conversation: open,
    said: joined(
      context.say("effect-failed", { reference }),
      prompt.question === undefined ? prompt.text : "",
    ),
    question: prompt.question,
    also: [forget, { kind: "untake", conversation: open.id, from: pending.seq }],
  });
  return prompt.problem === undefined ? outcome : { ...outcome, problem: prompt.problem };
}
