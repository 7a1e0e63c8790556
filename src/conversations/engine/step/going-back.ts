/** Takes answers back: the properties are as they were before, and the question is open again. */

import { keptBefore } from "../../responders/script.ts";
import type { Conversation, StoredProps, TakenAnswer } from "../../state.ts";
import type { Change } from "../outcome.ts";
import type { EngineContext } from "../turn.ts";

export interface WentBack {
  readonly conversation: Conversation;
  readonly changes: readonly Change[];
}

/** Takes back the answers in `undone`, which begin with the latest. The step of the last one is open then. */
export function goBack(
  context: EngineContext,
  conversation: Conversation,
  undone: readonly TakenAnswer[],
): WentBack | undefined {
  const target = undone.at(-1);
  if (target === undefined) return undefined;
  const responder = context.registry.get(conversation.responder);
  let props: StoredProps = conversation.props;
  if (responder?.script === undefined) for (const { undo } of undone) props = restored(props, undo);
  else props = keptBefore(props, responder.script.order, target.step);
  const list = responder?.steps.get(target.step)?.list ?? null;
  return {
    conversation: { ...conversation, step: target.step, list, props, askedAt: context.now, warning: null },
    changes: [{ kind: "untake", conversation: conversation.id, from: target.seq }],
  };
}

function restored(props: StoredProps, undo: StoredProps): StoredProps {
  const before = { ...props, ...undo };
  return Object.fromEntries(
    Object.entries(before).filter(([name, json]) => !(name in undo && json === null)),
  );
}
