/** What follows when an effect has run, or has failed. */
import { joined } from "./answering.ts";
import type { EngineContext } from "./context.ts";
import type { Change, EffectRun, Outcome } from "./outcome.ts";
import { nothing } from "./outcome.ts";
import { openPrompt } from "./prompt.ts";
import { settle } from "./settle.ts";
import type { Conversation, State } from "./state.ts";
import { texts } from "./texts.ts";

export type EffectResult =
  | { readonly ok: true; readonly text: string | undefined }
  /** `reference` stands in the log beside the error. */
  | { readonly ok: false; readonly reference: string };

// A blip of a database or a network passes within seconds, a restart of what is called within a minute, a deploy
// within five. Whoever has not come back by then needs a person, and the person should know.
const RETRY_AFTER_MS = [1_000, 4_000, 15_000, 60_000, 240_000] as const;
// From this failure on the person is told that it takes longer.
const TELL_AT = 2;

/** Completes the conversation, tries again later, or gives up and asks the person again. */
export function effectEnded(
  context: EngineContext,
  state: State,
  run: EffectRun,
  result: EffectResult,
): Outcome {
  const forget: Change = { kind: "forget effect", key: run.key };
  const { conversation } = state;
  // Aborted meanwhile: the effect has run all the same, and there is nothing left to tell.
  if (conversation?.id !== run.conversation || conversation.pending?.key !== run.key) {
    return { ...nothing, changes: [forget] };
  }
  const { pending } = conversation;
  if (result.ok) {
    return settle(context, {
      conversation: { ...conversation, status: "complete", pending: null, warning: null },
      said: joined(pending.text, result.text ?? "") || texts.completed,
      also: [forget],
    });
  }
  const attempts = run.attempts + 1;
  const delay = RETRY_AFTER_MS[run.attempts];
  if (delay === undefined)
    return givenUp(context, { ...state, conversation }, pending.seq, forget, result.reference);
  const again: Change = { kind: "effect", run: { ...run, attempts, dueAt: context.now + delay } };
  return attempts === TELL_AT
    ? settle(context, { conversation, said: texts.takesLonger, also: [again] })
    : { ...nothing, changes: [again] };
}

function givenUp(
  context: EngineContext,
  state: State & { readonly conversation: Conversation },
  seq: number,
  forget: Change,
  reference: string,
): Outcome {
  const open: Conversation = { ...state.conversation, pending: null };
  const question = openPrompt({ context, state: { ...state, conversation: open } });
  const outcome = settle(context, {
    conversation: open,
    said: joined(texts.effectFailed(reference), question.text),
    also: [forget, { kind: "untake", conversation: open.id, from: seq }],
  });
  return question.problem === undefined ? outcome : { ...outcome, problem: question.problem };
}
