/** People who sign out and in: sign-outs set timers, and notices that were held back are sent. */

import { type JobHandler, ofPerson } from "../../ledger/job.ts";
import type { TimerHandler } from "../../ledger/timers/timers.ts";
import type { PresenceFollower } from "../../roster/roster.ts";
import type { Presence } from "../../roster/roster-state.ts";
import { type Change, nothing } from "../engine/outcome.ts";
import { lostSight, present, seenAgain, signedOut, signoutDue } from "../engine/signout.ts";
import type { EngineContext } from "../engine/turn.ts";
import type { Absence, Conversation } from "../state.ts";
import { loadConversations, loadDowntimes } from "../store/load.ts";
import { loadAbsences } from "../store/notices.ts";
import { SIGNOUT } from "../store/writes.ts";
import { type Bot, decisionOf } from "./bot.ts";

interface Followed {
  readonly conversation: Conversation | undefined;
  readonly absence: Absence;
}

/** Follows people's presence, in the transaction that records it. */
export function presenceFollower(bot: Bot): PresenceFollower<Followed> {
  return {
    load: async (db, personIds) => {
      const [conversations, absences] = await Promise.all([
        loadConversations(db, personIds),
        loadAbsences(db, bot.domain, SIGNOUT, personIds),
      ]);
      return personIds.map((id, index) => ({
        conversation: conversations.get(id),
        absence: absences[index] ?? present,
      }));
    },
    changed: (person, presence, { conversation, absence }, now) => {
      const changes = whatFollows(bot.context(now, person), presence, conversation, absence);
      return decisionOf(bot, { ...nothing, changes }, person);
    },
  };
}

function whatFollows(
  context: EngineContext,
  presence: Presence,
  conversation: Conversation | undefined,
  absence: Absence,
): readonly Change[] {
  switch (presence) {
    case "in":
      return seenAgain(absence);
    case "out":
      return signedOut(context, conversation, absence);
    case "unknown":
      return lostSight(absence);
  }
}

/** Handler of the timers of kind `SIGNOUT`. */
export function signouts(bot: Bot): TimerHandler {
  const handler = signoutHandler(bot);
  return ({ person }) => (person === null ? undefined : { ...ofPerson(person), event: undefined, handler });
}

interface SignoutState extends Followed {
  readonly presence: Presence;
  readonly downtime: number;
}

function signoutHandler(bot: Bot): JobHandler<undefined, SignoutState> {
  const follower = presenceFollower(bot);
  return {
    name: "conversation-signout",
    load: async (db, jobs) => {
      const personIds = jobs.map(({ person }) => person.id);
      const [states, presences] = await Promise.all([
        follower.load(db, personIds),
        bot.deliveries.presence(
          db,
          jobs.map(({ person }) => person),
        ),
      ]);
      const now = bot.clock();
      const sinces = states.map(({ absence }) => absence.since ?? now);
      const downtimes = await loadDowntimes(db, bot.domain, sinces, now);
      return states.map((state, index) => ({
        ...state,
        presence: presences.get(personIds[index] ?? "") ?? "unknown",
        downtime: downtimes[index] ?? 0,
      }));
    },
    decide: (_, { conversation, absence, presence, downtime }, person, now) => {
      const due = { since: absence.since, presence, downtime };
      const outcome = signoutDue(bot.context(now, person), conversation, due);
      return decisionOf(bot, outcome, person);
    },
    // The timer is neither set nor cleared, so it comes again, later each time.
    failed: () => ({}),
  };
}
