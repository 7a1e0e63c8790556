/** People who sign out and in: what the roster tells becomes timers, and what was held back is sent. */
import type { TimerHandler } from "../../ledger/timers/timers.ts";
import type { Decision, JobHandler, Person, Queryable } from "../../ledger/work.ts";
import type { PresenceFollower } from "../../roster/roster.ts";
import type { Presence } from "../../roster/roster-state.ts";
import { xml } from "../../xmpp/stanza.ts";
import { DELAY } from "../../xmpp/xep/delay.ts";
import { lostSight, present, seenAgain, signedOut, signoutDue } from "../engine/signout.ts";
import type { Absence, Conversation } from "../state.ts";
import { loadConversations, loadDowntimes } from "../store/load.ts";
import { loadAbsences } from "../store/notices.ts";
import { SIGNOUT, writtenOf } from "../store/writes.ts";
import { type Desk, decisionOf, unasked } from "./bot.ts";
import { replyStanza } from "./reply-stanza.ts";

/** What is stored of people's absence, in the order of `personIds`. */
export function absencesOf(
  desk: Desk,
  db: Queryable,
  personIds: readonly string[],
): Promise<readonly Absence[]> {
  return loadAbsences(db, desk.domain, SIGNOUT, personIds);
}

/** Adds to a decision what follows from the person being seen. What was held back is said first. */
export function seen(desk: Desk, absence: Absence, person: Person, decision: Decision = {}): Decision {
  if (absence.since === undefined && absence.notices.length === 0) return decision;
  const { changes, notices } = seenAgain(absence);
  const told = notices.map(({ at, ...reply }) => {
    const stanza = replyStanza({ ...reply, verbatim: false }, unasked(desk, person));
    // XEP-0203: "for half an hour" was said then, and is read now.
    const stamp = new Date(at).toISOString();
    stanza.append(xml("delay", { xmlns: DELAY, from: desk.domain, stamp }));
    return stanza;
  });
  return {
    ...decision,
    writes: [...(decision.writes ?? []), ...writtenOf(changes, person, desk.timers).writes],
    send: [...told, ...(decision.send ?? [])],
  };
}

interface Followed {
  readonly conversation: Conversation | undefined;
  readonly absence: Absence;
}

/** Does what follows from people's presence, in the transaction that records it. */
export function presenceFollower(desk: Desk): PresenceFollower<Followed> {
  return {
    load: async (db, personIds) => {
      const [conversations, absences] = await Promise.all([
        loadConversations(db, personIds),
        absencesOf(desk, db, personIds),
      ]);
      return personIds.map((id, index) => ({
        conversation: conversations.get(id),
        absence: absences[index] ?? present,
      }));
    },
    changed: (person, presence, { conversation, absence }, now) => {
      switch (presence) {
        case "in":
          return seen(desk, absence, person);
        case "out":
          return {
            writes: writtenOf(
              signedOut(desk.context(now, person), conversation, absence),
              person,
              desk.timers,
            ).writes,
          };
        case "unknown":
          return { writes: writtenOf(lostSight(absence), person, desk.timers).writes };
      }
    },
  };
}

/** Handler of the timers of kind `SIGNOUT`. */
export function signouts(desk: Desk): TimerHandler {
  const handler = signoutHandler(desk);
  return ({ person }) => (person === null ? undefined : { person, event: undefined, handler });
}

interface SignoutState extends Followed {
  readonly presence: Presence;
  readonly downtime: number;
}

function signoutHandler(desk: Desk): JobHandler<undefined, SignoutState> {
  const follower = presenceFollower(desk);
  return {
    name: "conversation-signout",
    load: async (db, jobs) => {
      const personIds = jobs.map(({ person }) => person.id);
      const [states, presences] = await Promise.all([
        follower.load(db, personIds),
        desk.presence(db, personIds),
      ]);
      const now = desk.clock();
      const sinces = states.map(({ absence }) => absence.since ?? now);
      const downtimes = await loadDowntimes(db, desk.domain, sinces, now);
      return states.map((state, index) => ({
        ...state,
        presence: presences.get(personIds[index] ?? "") ?? "unknown",
        downtime: downtimes[index] ?? 0,
      }));
    },
    decide: (_, { conversation, absence, presence, downtime }, person, now) => {
      const due = { since: absence.since, presence, downtime };
      const outcome = signoutDue(desk.context(now, person), conversation, due);
      return decisionOf(desk, outcome, person, unasked(desk, person));
    },
    // Without the timer being set or cleared it comes again, later and later.
    failed: () => ({}),
  };
}
