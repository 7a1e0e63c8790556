/**
 * Brings what is new to open streams, on whatever instance they are. Those of this process get the events themselves, as
 * the transaction gave them that added them. Other instances hear a hint with the numbers of rows of `person`, from a tiny
 * transaction of its own: a commit that notifies excludes all others, so those that write messages must not. A hint may be
 * lost, so that the heads of all streams are looked at every ten seconds.
 */
import { randomUUID } from "node:crypto";
import type { Notifications } from "../../ledger/database/notifications.ts";
import { pause } from "../../ledger/pause.ts";
import { Rounds } from "../../ledger/rounds.ts";
import type { Queryable } from "../../ledger/statement.ts";
import type { Logger } from "../../ops/log.ts";
import { reason } from "../../ops/reason.ts";
import { type AddedEvent, readHeads, readHistory } from "./page.ts";

/** A stream, or a poll that waits. */
export interface Ears {
  /** There may be something after its position. */
  woken(): void;
  /** Committed events of its person, in their order. Others may have been added before them. */
  added(events: readonly AddedEvent[]): void;
  /** Stanzas without a position: the text of a JSON array. */
  pass(stanzas: string): void;
  /** The number of the last event that it knows of; without it the stream is woken at each look at the heads. */
  readonly seq?: number;
}

/** The people to be told: some, and those who are in some threads (by UUID). */
interface Audience {
  readonly people?: readonly string[];
  readonly threads?: readonly string[];
}

export interface Wakes {
  /** A stream of that person is open here. Gives a function that ends it. */
  listen(personId: string, ears: Ears): () => void;
  /** After the commit that has added these events. Never throws. */
  added(events: readonly AddedEvent[]): void;
  /** Stanzas that are not kept, for all of them but the person `except`. Never throws. */
  pass(to: Audience & { readonly except?: string }, stanzas: string): void;
  start(): void;
  stop(): Promise<void>;
}

export interface WakesOptions {
  readonly db: Queryable;
  readonly notifications: Pick<Notifications, "on">;
  readonly log: Logger;
  /** Whether this is the only instance, as far as is known: then nobody is hinted. */
  readonly alone?: () => boolean;
  /** How often the heads of all streams are looked at; 10 s by default. */
  readonly lookMs?: number;
}

const TOPIC = "streams";
const BETWEEN_HINTS_MS = 10;
const LOOK_MS = 10_000;
const HEADS_AT_ONCE = 1_000;
// A notification takes less than 8000 bytes. What is longer says that there is something for anybody.
const LONGEST_HINT = 7_000;
const ANYBODY = "*";
const PASSING = "+";

/** Stanzas that wait for the next round. */
interface Passing extends Audience {
  readonly except: string | undefined;
  readonly stanzas: string;
}

export function createWakes(options: WakesOptions): Wakes {
  const { db, notifications, log, alone = () => false, lookMs = LOOK_MS } = options;
  const instance = randomUUID();
  const listeners = new Map<string, Ears[]>();
  let passing: Passing[] = [];
  /** People whose streams on other instances are to be woken. */
  const abroad = new Set<string>();
  let passingAbroad: { readonly personId: string; readonly stanzas: string }[] = [];
  let passed = "0";
  let history: string | undefined;
  let stopHearing = () => {};
  /** Events for streams of this process, by person, which are told after the answers of the same turn of the event loop. */
  let toTell = new Map<string, AddedEvent[]>();

  const wakeHere = (personIds: Iterable<string>): void => {
    for (const id of personIds) for (const ears of listeners.get(id) ?? []) ears.woken();
  };
  const tellAdded = (): void => {
    const told = toTell;
    toTell = new Map();
    for (const [id, events] of told) {
      // Transactions of several connections may be heard of in another order than they were committed.
      events.sort((one, other) => one.seq - other.seq);
      for (const ears of listeners.get(id) ?? []) ears.added(events);
    }
  };
  const passHere = (personId: string, stanzas: string): void => {
    for (const ears of listeners.get(personId) ?? []) ears.pass(stanzas);
  };
  const membersOf = async (uuids: readonly string[]): Promise<ReadonlyMap<string, readonly string[]>> => {
    const found = new Map<string, string[]>();
    if (uuids.length === 0) return found;
    const rows = await db.query<{ uuid: string; person_id: string }>({
      name: "gateway_listeners_of_threads",
      text: `select thread.uuid, person_id::text from unnest($1::uuid[]) as wanted(uuid)
             join thread using (uuid) join thread_member on thread_id = thread.id and upper_inf(readable)`,
      values: [uuids],
    });
    for (const { uuid, person_id } of rows) {
      const members = found.get(uuid);
      if (members === undefined) found.set(uuid, [person_id]);
      else members.push(person_id);
    }
    return found;
  };
  const passAll = async (): Promise<void> => {
    const toPass = passing;
    passing = [];
    const members = await membersOf([...new Set(toPass.flatMap(({ threads: in_ = [] }) => in_))]);
    for (const { people = [], threads: in_ = [], except, stanzas } of toPass) {
      const all = new Set([...people, ...in_.flatMap((thread) => members.get(thread) ?? [])]);
      for (const personId of all) {
        if (personId === except) continue;
        passHere(personId, stanzas);
        if (!alone()) passingAbroad.push({ personId, stanzas });
      }
    }
    if (passingAbroad.length > 0) hints.hint();
  };
  const rounds = new Rounds(async () => {
    try {
      await passAll();
    } catch (error) {
      if (!rounds.stopping) log.warn({ reason: reason(error) }, "streams could not be told who is typing");
    }
    return LOOK_MS;
  });

  const hintOthers = async (): Promise<void> => {
    const told = [...abroad].join(",");
    const rows = passingAbroad;
    abroad.clear();
    passingAbroad = [];
    if (rows.length > 0) {
      await db.query({
        name: "gateway_pass",
        text: `with added as (
                 insert into passing (person_id, stanzas) select * from unnest($1::bigint[], $2::text[]) returning n)
               select hint('${TOPIC}', $3) from (select count(*) from added) as its`,
        values: [
          rows.map(({ personId }) => personId),
          rows.map(({ stanzas }) => stanzas),
          `${instance} ${PASSING}`,
        ],
      });
    }
    if (told === "") return;
    await db.query({
      name: "gateway_hint_streams",
      text: `select hint('${TOPIC}', $1)`,
      values: [`${instance} ${told.length > LONGEST_HINT ? ANYBODY : told}`],
    });
  };
  const hints = new Rounds(async (hinted) => {
    if (!hinted) return LOOK_MS;
    try {
      await hintOthers();
    } catch (error) {
      if (!hints.stopping)
        log.warn({ reason: reason(error) }, "streams of other instances were not told of news");
    }
    // In here, as the next hint would cut the time between two rounds short.
    await pause(BETWEEN_HINTS_MS);
    return LOOK_MS;
  });

  const look = async (): Promise<void> => {
    // A database that was promoted or restored may have as many events of a person as before, and others: streams that
    // look find that their epoch is over. So do those that were open before the first look.
    const before = history;
    history = await readHistory(db);
    if (history !== before) wakeHere([...listeners.keys()]);
    const ids = [...listeners.keys()];
    for (let first = 0; first < ids.length; first += HEADS_AT_ONCE) {
      const heads = await readHeads(db, ids.slice(first, first + HEADS_AT_ONCE));
      for (const [id, seq] of heads) {
        for (const ears of listeners.get(id) ?? []) if (ears.seq !== seq) ears.woken();
      }
    }
  };
  const looks = new Rounds(async () => {
    try {
      await look();
    } catch (error) {
      if (!looks.stopping)
        log.warn({ reason: reason(error) }, "the heads of streams could not be read; trying again");
    }
    return lookMs;
  });

  const takePassing = async (): Promise<void> => {
    if (listeners.size === 0) return;
    // Those that commit out of order may be missed: they are not kept anyway.
    const rows = await db.query<{ n: string; person_id: string; stanzas: string }>({
      name: "gateway_take_passing",
      text: `select n::text, person_id::text, stanzas from passing
             where n > $1::bigint and at > clock_timestamp() - interval '5 seconds' order by n limit 1000`,
      values: [passed],
    });
    for (const { n, person_id, stanzas } of rows) {
      passed = n;
      passHere(person_id, stanzas);
    }
  };
  const heard = (payload: string | undefined): void => {
    const [from = "", news = ""] = payload?.split(" ") ?? [];
    if (payload === undefined) {
      wakeHere([...listeners.keys()]);
      // After a crash of the database its numbers begin anew.
      passed = "0";
    } else if (from === instance) return;
    else if (news === ANYBODY) looks.hint();
    else if (news !== PASSING) wakeHere(news.split(","));
    else
      takePassing().catch((error: unknown) => {
        log.warn({ reason: reason(error) }, "stanzas of other instances could not be read");
      });
  };

  return {
    listen(personId, ears) {
      const others = listeners.get(personId);
      if (others === undefined) listeners.set(personId, [ears]);
      else others.push(ears);
      return () => {
        const left = (listeners.get(personId) ?? []).filter((one) => one !== ears);
        if (left.length === 0) listeners.delete(personId);
        else listeners.set(personId, left);
      };
    },
    added(events) {
      for (const event of events) {
        const { person_id: id } = event;
        if (!alone()) abroad.add(id);
        if (!listeners.has(id)) continue;
        if (toTell.size === 0) setImmediate(tellAdded);
        const others = toTell.get(id);
        if (others === undefined) toTell.set(id, [event]);
        else others.push(event);
      }
      if (abroad.size > 0) hints.hint();
    },
    pass({ people = [], threads: in_ = [], except }, stanzas) {
      passing.push({ people, threads: in_, except, stanzas });
      rounds.hint();
    },
    start() {
      stopHearing = notifications.on(TOPIC, heard);
      rounds.start(LOOK_MS);
      hints.start(LOOK_MS);
      looks.start(lookMs);
    },
    async stop() {
      stopHearing();
      await Promise.all([rounds.stop(), hints.stop(), looks.stop()]);
    },
  };
}
