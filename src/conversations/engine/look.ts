/** Lets the open step of a built-in responder look at facts that may have changed: it asks, ends, or has nothing to say. */
import { draftOf, type State } from "../state.ts";
import { follow, joined } from "./follow.ts";
import { nothing, type Outcome } from "./outcome.ts";
import { lookLater, settle, written } from "./settle.ts";
import { questionOf } from "./step/prompt.ts";
import { receiveArgument, withSet } from "./step/receive-argument.ts";
import { resume } from "./step/resume.ts";
import { prepared } from "./step/script-steps.ts";
import type { EngineContext } from "./turn.ts";

/** `id`: the conversation that is to look. Rejects with the error that a function of the step throws. */
export async function look(asked: EngineContext, state: State, id: string): Promise<Outcome> {
  const { conversation, facts, taken } = state;
  const forget = { kind: "forget look", conversation: id } as const;
  if (conversation?.id !== id) return { ...nothing, changes: [forget] };
  const context = await prepared(asked, conversation, facts);
  const resumed = resume(context.registry, conversation, taken);
  const looking = resumed?.step.look;
  if (resumed === undefined || looking === undefined) return { ...nothing, changes: [forget], conversation };
  const { responder, step, values } = resumed;
  const acted = receiveArgument(responder, values, context.person);
  const decision = looking(acted.c);
  if (decision === undefined) return { ...nothing, changes: [forget], conversation };
  if (decision.kind === "later") {
    return { ...nothing, changes: [lookLater(conversation, context.now + decision.in)], conversation };
  }
  const draft = draftOf(resumed.conversation);
  draft.props = withSet(draft.props, acted.set);
  draft.warning = null;
  if (decision.kind === "ask") {
    return settle(context, {
      conversation: draft,
      said: joined(...acted.says),
      question: questionOf(context, responder, step, acted.values),
      also: [forget, ...written(decision.writes?.(draft) ?? [])],
    });
  }
  const { says } = acted;
  return follow(
    context,
    { responder, conversation: draft, values: acted.values, says, turned: {} },
    decision,
  );
}
