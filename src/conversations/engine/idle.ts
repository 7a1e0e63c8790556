/** Ends conversations that are idle. */
import type { Presence } from "../../roster/roster-state.ts";
import { span } from "../../texts/index.ts";
import type { Conversation } from "../state.ts";
import { nothing, type Outcome } from "./outcome.ts";
import { idleAfter, settle } from "./settle.ts";
import { toldWhenSeen } from "./signout.ts";
import type { EngineContext } from "./turn.ts";

export interface Awoken {
  readonly conversation: string;
  /** The last sign of life that the conversation itself does not show, in ms since the epoch. */
  readonly heardAt: number;
  /** For how many ms since then the component was away. That silence is not the person's. */
  readonly downtime: number;
  readonly presence: Presence;
}

/** Ends a conversation that was idle for too long, or says when to look again. */
export function wakeUp(context: EngineContext, current: Conversation | undefined, awoken: Awoken): Outcome {
  const forget: Outcome = {
    ...nothing,
    changes: [{ kind: "forget wake", conversation: awoken.conversation }],
  };
  if (current === undefined || current.id !== awoken.conversation) return forget;
  const idle = idleAfter(context, current);
  if (idle === 0) return forget;
  const heardAt = Math.max(current.updatedAt, awoken.heardAt);
  // While an effect runs, the conversation does not wait for the person.
  const from = current.pending === null ? heardAt + awoken.downtime : context.now;
  if (from + idle > context.now) {
    return { ...nothing, changes: [{ kind: "wake", conversation: current.id, at: from + idle, heardAt }] };
  }
  const ended = settle(context, {
    conversation: { ...current, status: "aborted", endedWhy: "idle", warning: null },
    said: context.say("idle", { responder: current.responder, ...span(idle) }),
  });
  return toldWhenSeen(context, ended, current.id, awoken.presence);
}
