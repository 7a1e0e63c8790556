/**
 * People who sign out. Their conversation is ended after a while. They are told so when they are seen again, that is,
 * when they sign in or write.
 *
 * Only a known sign-out counts. While presence is unknown, it ends nothing. The time that the component was away is not
 * counted, since it could not see anybody come back.
 */
import type { Presence } from "../../roster/roster-state.ts";
import { span } from "../../texts/index.ts";
import type { Absence, Conversation, Notice } from "../state.ts";
import { type Change, nothing, type Outcome } from "./outcome.ts";
import { settle } from "./settle.ts";
import type { EngineContext } from "./turn.ts";

/** Nothing is stored. */
export const present: Absence = { since: undefined, notices: [] };

// If presence is still unknown when a sign-out falls due, it is mostly known a moment later, and the timer is then set to
// the right time. This pause is for people who no longer let us see their presence.
const LOOK_AGAIN_MS = 600_000;

/** The person's last resource has signed out. */
export function signedOut(
  context: EngineContext,
  current: Conversation | undefined,
  { since = context.now }: Absence,
): readonly Change[] {
  const timeout = signoutAfter(context, current);
  // A sign-out that was known before the stream was lost still counts from then. The due timer deducts the downtime.
  return timeout === 0 ? [] : [{ kind: "signout", at: since + timeout, since }];
}

/** The person has signed in, or written: notices that were held back are told. */
export function seenAgain(absence: Absence = present): readonly Change[] {
  return [...forgotten(absence), ...absence.notices.map((notice) => ({ kind: "told", notice }) as const)];
}

/** It is no longer known whether the person is signed in, so their sign-out ends nothing. */
export function lostSight(absence: Absence): readonly Change[] {
  return forgotten(absence);
}

function forgotten({ since }: Absence): readonly Change[] {
  return since === undefined ? [] : [{ kind: "forget signout" }];
}

export interface SignoutDue extends Pick<Absence, "since"> {
  readonly presence: Presence;
  /** For how many ms since the sign-out the component was away. */
  readonly downtime: number;
}

/** Ends the conversation of a person who stayed away for too long, or says when to look again. */
export function signoutDue(
  context: EngineContext,
  current: Conversation | undefined,
  { since, presence, downtime }: SignoutDue,
): Outcome {
  // They were seen after the timer was found due.
  if (since === undefined) return nothing;
  const forget: Change = { kind: "forget signout" };
  const { now } = context;
  const timeout = signoutAfter(context, current);
  if (current === undefined || timeout === 0 || presence === "in") return { ...nothing, changes: [forget] };
  const again = (at: number, from = since): Outcome => ({
    ...nothing,
    changes: [{ kind: "signout", at, since: from }],
  });
  if (presence === "unknown") return again(now + LOOK_AGAIN_MS);
  // While an effect runs, the conversation does not wait for the person.
  if (current.pending !== null) return again(now + timeout, now);
  const due = since + downtime + timeout;
  if (due > now) return again(due);
  const ended = settle(context, {
    conversation: { ...current, status: "aborted", endedWhy: "signout", warning: null },
    said: context.say("signed-out", { responder: current.responder, ...span(timeout) }),
    also: [forget],
  });
  return toldWhenSeen(context, ended, current.id, presence);
}

/** Holds back a message to a person who is signed out. If that is not known, the person's server keeps the message. */
export function toldWhenSeen(
  context: EngineContext,
  outcome: Outcome,
  conversation: string,
  presence: Presence,
): Outcome {
  const { reply, changes } = outcome;
  if (reply === undefined || presence !== "out") return outcome;
  const { id, text, thread } = reply;
  const notice: Notice = { conversation, at: context.now, id, text, thread };
  return { ...outcome, changes: [...changes, { kind: "notice", notice }], reply: undefined };
}

/** After how many ms the sign-out ends the conversation; 0 means never, or that there is none. */
function signoutAfter(context: EngineContext, current: Conversation | undefined): number {
  if (current === undefined) return 0;
  return context.registry.get(current.responder)?.timeout.signout ?? context.settings.signout;
}
