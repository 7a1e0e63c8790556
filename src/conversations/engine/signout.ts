/**
 * People who sign out. Their conversations are ended after a while, and what they were not there to read is told as
 * soon as they are seen again: when they sign in, or write.
 *
 * Only a sign-out that is known counts. As long as presence is unknown nothing is ended by it, and the time that the
 * component was away is not counted: it could not see anybody come back.
 */
import type { Presence } from "../../roster/roster-state.ts";
import { span } from "../../texts/index.ts";
import type { Absence, Conversation, Notice } from "../state.ts";
import { type Change, nothing, type Outcome } from "./outcome.ts";
import { settle } from "./settle.ts";
import type { EngineContext } from "./turn.ts";

/** Nothing is stored. */
export const present: Absence = { since: undefined, notices: [] };

// Presence that is still unknown when a sign-out falls due is mostly known a moment later, and then the timer is set
// to its right time. This is for people who no longer let us see it.
const LOOK_AGAIN_MS = 600_000;

/** What follows from the person's last resource signing out. */
export function signedOut(
  context: EngineContext,
  current: Conversation | undefined,
  { since = context.now }: Absence,
): readonly Change[] {
  const timeout = signoutAfter(context, current);
  // Known already before the stream was lost: the time goes on from there. The timer, when due, looks at the downtime.
  return timeout === 0 ? [] : [{ kind: "signout", at: since + timeout, since }];
}

/** What follows from the person having signed in, or written: what was held back is told. */
export function seenAgain(absence: Absence = present): readonly Change[] {
  return [...forgotten(absence), ...absence.notices.map((notice) => ({ kind: "told", notice }) as const)];
}

/** Whether the person is signed in is no longer known: nothing follows from their having been signed out. */
export function lostSight(absence: Absence): readonly Change[] {
  return forgotten(absence);
}

function forgotten({ since }: Absence): readonly Change[] {
  return since === undefined ? [] : [{ kind: "forget signout" }];
}

export interface SignoutDue extends Pick<Absence, "since"> {
  readonly presence: Presence;
  /** How much of the time since the sign-out the component was away, in ms. */
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
  // While an effect runs it is not the person who is waited for.
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

/** Holds back what is said to somebody who is signed out. Where that is not known the person's server keeps it. */
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

/** How long after a sign-out a conversation is ended, in ms; 0 never, or there is none. */
function signoutAfter(context: EngineContext, current: Conversation | undefined): number {
  if (current === undefined) return 0;
  return context.registry.get(current.responder)?.timeout.signout ?? context.settings.signout;
}
