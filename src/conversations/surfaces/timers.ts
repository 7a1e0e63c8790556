/** Turns timers that fall due into jobs: conversations may be idle, and effects are to be run. */
import { randomUUID } from "node:crypto";
import { type AnyJob, type JobHandler, ofPerson } from "../../ledger/job.ts";
import type { PersonKey } from "../../ledger/person.ts";
import type { Queryable } from "../../ledger/statement.ts";
import type { TimerHandler } from "../../ledger/timers/timers.ts";
import type { Presence } from "../../roster/roster-state.ts";
import { type EffectResult, effectEnded, resultKept } from "../engine/effects/ended.ts";
import { runEffect } from "../engine/effects/run.ts";
import { wakeUp } from "../engine/idle.ts";
import { look } from "../engine/look.ts";
import { needsTaken } from "../engine/step/resume.ts";
import { patiently } from "../slow-decision.ts";
import type { State } from "../state.ts";
import { loadConversations, loadDowntimes, loadHeardAt, loadTaken } from "../store/load.ts";
import { loadStates } from "../store/load-state.ts";
import { type EffectPayload, WAKE } from "../store/writes.ts";
import { type Bot, decisionOf } from "./bot.ts";
import { delivering } from "./delivery.ts";

interface WakeEvent {
  readonly conversation: string;
}

interface EffectEvent {
  readonly run: EffectPayload;
  readonly result: EffectResult;
}

/** Handler of the timers of kind `WAKE`. */
export function wakes(bot: Bot): TimerHandler {
  const handler = wakeHandler(bot);
  return ({ key, person }) =>
    person === null ? undefined : { ...ofPerson(person), event: { conversation: key }, handler };
}

/** Handler of the timers of kind `EFFECT`. Runs the effect outside of any queue. */
export function effectRuns(bot: Bot): TimerHandler {
  const handler = effectHandler(bot);
  return async ({ person, payload }) => {
    if (person === null) return undefined;
    const run = payload as unknown as EffectPayload;
    return { ...ofPerson(person), event: { run, result: await tried(bot, run, person) }, handler };
  };
}

async function tried(bot: Bot, run: EffectPayload, { address }: PersonKey): Promise<EffectResult> {
  try {
    return { ok: true, value: await runEffect(bot.registry, run, { address, lang: run.lang }) };
  } catch (error) {
    const reference = randomUUID().slice(0, 8);
    const { responder, effect, attempts, conversation } = run;
    const about = { err: error, reference, responder, effect, attempts, conversation };
    bot.log.error(about, run.undo ? "the undo of an effect failed" : "an effect failed");
    return { ok: false, reference };
  }
}

/** Makes a job in which a conversation of a person's looks at facts that may have changed. */
export function looks(bot: Bot): (person: PersonKey, conversation: string) => AnyJob {
  const handler = lookHandler(bot);
  return (person, conversation) => ({ ...ofPerson(person), event: { conversation }, handler });
}

function lookHandler(bot: Bot): JobHandler<WakeEvent, State> {
  return {
    name: "conversation-look",
    load: (db, jobs) =>
      loadStates(
        db,
        bot,
        jobs.map(({ person }) => ({ personId: person.id, needs: {} })),
      ),
    decide: async ({ conversation }, state, person, now) => {
      const looked = look(bot.context(now, person), state, conversation);
      return decisionOf(bot, await patiently(bot.scheduler, looked), person);
    },
    about: ({ conversation }) => ({ conversation }),
    failed: () => ({}),
  };
}

interface WakeState extends State {
  /** When the person was last heard, in ms since the epoch, as far as the conversation itself does not show that. */
  readonly heardAt: number;
  /** Time without a stream since the person was last heard, in ms. */
  readonly downtime: number;
  readonly presence: Presence;
}

function wakeHandler(bot: Bot): JobHandler<WakeEvent, WakeState> {
  return {
    name: "conversation-wake",
    load: async (db, jobs) => {
      const personIds = jobs.map(({ person }) => person.id);
      const [conversations, presences, heardAts] = await Promise.all([
        loadConversations(db, personIds),
        bot.deliveries.presence(
          db,
          jobs.map(({ person }) => person),
        ),
        loadHeardAt(
          db,
          bot.domain,
          WAKE,
          jobs.map(({ event }) => event.conversation),
        ),
      ]);
      const states = jobs.map(({ event, person }) => {
        const conversation = conversations.get(person.id);
        const heardAt = heardAts.get(event.conversation) ?? 0;
        const presence = presences.get(person.id) ?? "unknown";
        return { conversation, presence, heardAt, since: Math.max(heardAt, conversation?.updatedAt ?? 0) };
      });
      const downtimes = await loadDowntimes(
        db,
        bot.domain,
        states.map(({ since }) => since),
        bot.clock(),
      );
      return states.map((state, index) => ({ ...state, downtime: downtimes[index] ?? 0 }));
    },
    decide: ({ conversation }, state, person, now) => {
      const { heardAt, downtime, presence } = state;
      const awoken = { conversation, heardAt, downtime, presence };
      const outcome = wakeUp(bot.context(now, person), state.conversation, awoken);
      return decisionOf(bot, outcome, person);
    },
    about: ({ conversation }) => ({ conversation }),
    // The timer is neither set nor cleared, so it comes again, later each time.
    failed: () => ({}),
  };
}

function effectHandler(bot: Bot): JobHandler<EffectEvent, State> {
  return {
    name: "conversation-effect",
    load: async (db, jobs) => {
      const conversations = await loadConversations(
        db,
        jobs.map(({ person }) => person.id),
      );
      const taken = await loadTakenOf(db, bot, [...conversations.values()]);
      return jobs.map(({ person }) => {
        const conversation = conversations.get(person.id);
        return { conversation, taken: taken?.get(conversation?.id ?? "") ?? [] };
      });
    },
    decide: async ({ run, result }, state, person, now) => {
      const context = bot.context(now, person);
      const ended = effectEnded(context, state, run, result);
      const outcome = await patiently(bot.scheduler, ended).catch((problem: unknown) =>
        resultKept(context, state, run, result, problem),
      );
      const client = run.client ?? undefined;
      const thread = outcome.conversation?.thread ?? undefined;
      const replyTo = { thread, say: bot.say(person.lang), chatStates: client !== undefined, client };
      const decision = decisionOf(bot, outcome, person, replyTo);
      const silent = outcome.reply === undefined && outcome.conversation?.pending === null;
      const composed = (): void => bot.deliveries.to(person).composed(person, replyTo);
      return silent ? delivering(decision, [{ afterCommit: composed }]) : decision;
    },
    failed: () => ({}),
  };
}

async function loadTakenOf(
  db: Queryable,
  bot: Bot,
  conversations: readonly NonNullable<State["conversation"]>[],
) {
  const ids = conversations.filter((one) => needsTaken(bot.registry, one)).map(({ id }) => id);
  return ids.length === 0 ? undefined : loadTaken(db, ids);
}
