/** Begins the conversation with which a person waits in a line, for another one that hands them over. */
import type { AnyDecision, HandOver } from "../../responders/types.ts";
import type { Conversation, StoredProps } from "../../state.ts";
import { receiveArgument, withSet } from "../step/receive-argument.ts";
import { type Resumed, resume } from "../step/resume.ts";
import { prepared } from "../step/script-steps.ts";
import type { EngineContext } from "../turn.ts";
import { fresh } from "./fresh.ts";

export interface HandedOver {
  readonly context: EngineContext;
  readonly resumed: Resumed;
  /** What its first step decides; `undefined` where it has to ask, since there is no such queue. */
  readonly decision: AnyDecision | undefined;
  /** What the step has said. */
  readonly says: readonly string[];
}

/** `undefined`: there is nobody to hand over to. */
export async function handedOver(
  asked: EngineContext,
  { id }: Conversation,
  { queue, note }: HandOver,
): Promise<HandedOver | undefined> {
  const { line, registry } = asked;
  if (line === undefined) return undefined;
  const about: StoredProps = note === undefined ? { about: id } : { about: id, note };
  const conversation: Conversation = { ...fresh(asked, line), props: about };
  const there = { ...asked, registry: new Map(registry).set(line.name, line) };
  const context = await prepared(there, conversation);
  const resumed = resume(context.registry, conversation);
  if (resumed === undefined) return undefined;
  const { responder, step, values } = resumed;
  const known = responder.props.queue?.fromJson(queue);
  if (known?.ok !== true) return { context, resumed, decision: undefined, says: [] };
  const { c, set, says, values: then } = receiveArgument(responder, values, context.person);
  const decision = await step.receive(c, known.value);
  const begun = { ...resumed.conversation, props: withSet(resumed.conversation.props, set) };
  return { context, resumed: { ...resumed, conversation: begun, values: then }, decision, says };
}
