/**
 * Who has a page open on this instance. It is counted here, and written when somebody's first page is opened and when the
 * last one is closed: many people at once, as after a restart all come back together.
 *
 * Whoever has none open any more counts as there for 20 s (`is_present` of the migrations). That grace does not run while
 * no instance is up, however short that is: the next sign of life adds the time since the last one.
 */
import { randomUUID } from "node:crypto";
import { pause } from "../../ledger/pause.ts";
import { Rounds } from "../../ledger/rounds.ts";
import type { Queryable } from "../../ledger/statement.ts";
import type { Sweep } from "../../ledger/sweeper.ts";
import type { Logger } from "../../ops/log.ts";
import { reason } from "../../ops/reason.ts";

export interface Attendance {
  /** A stream of the person, or a poll, begins here. Whoever begins a stream wishes to be seen, whatever else is open. */
  opened(personId: string, by?: "stream" | "poll"): void;
  /** It ends. */
  closed(personId: string): void;
  /** No other instance of the domain was alive at the last look: those that are new are seen within a second. */
  readonly alone: boolean;
  /** This one has said that it lives. Until then graces have run on while no instance was up. */
  readonly begun: boolean;
  start(): void;
  /** All pages that are still open here count as closed from now on. */
  stop(): Promise<void>;
}

export interface AttendanceOptions {
  readonly db: Queryable;
  readonly domain: string;
  readonly log: Logger;
  /** Somebody came or may have gone: the instance with the stream looks, where that is this one. */
  readonly onChange?: () => void;
}

// The time away is known as exactly as this.
const ALIVE_EVERY_MS = 1_000;
const WRITE_EVERY_MS = 5_000;
// Signs of life may be late where the database has much to do.
const AWAY_AFTER = "3 seconds";
const DEAD_AFTER = "15 seconds";
const KEPT = "1 hour";
const BETWEEN_WRITES_MS = 200;
const RETRY_MS = 1_000;

/** Whether any instance of the domain lives; until one says so, nobody's grace ends. */
export const SOMEBODY_ALIVE = `exists (select from gateway_instance where domain = $1
  and seen_at > clock_timestamp() - interval '${AWAY_AFTER}')`;
export const DEAD = `seen_at <= clock_timestamp() - interval '${DEAD_AFTER}'`;

/**
 * Deletes instances that are long gone. The one that lived last stays, as it tells since when no graces run; and those of
 * whose pages something may still have to be told.
 */
export const instanceSweep: Sweep = {
  name: "instances that are gone",
  page: async (db) => {
    await db.query({
      name: "gateway_sweep_instances",
      text: `delete from gateway_instance as its
             where seen_at < clock_timestamp() - interval '${KEPT}'
               and exists (select from gateway_instance as later where later.domain = its.domain and later.seen_at > its.seen_at)
               and not exists (select from attendance where instance = its.id)`,
      values: [],
    });
    return false;
  },
};

export function createAttendance({ db, domain, log, onChange }: AttendanceOptions): Attendance {
  const instance = randomUUID();
  const counts = new Map<string, number>();
  /** People who are written as having a page open here. */
  const written = new Set<string>();
  /** People whose count has become something, or nothing, since the last write. */
  let changed = new Set<string>();
  /** Of these, people who have opened a page. */
  let came = new Set<string>();
  /** People whose streams have begun. */
  let streamed = new Set<string>();
  let failing = false;
  let alone = false;
  let begun = false;
  let history: string | undefined;

  const write = async (): Promise<void> => {
    const [now, there, anew] = [changed, came, streamed];
    changed = new Set();
    came = new Set();
    streamed = new Set();
    const opened = [...now].filter((id) => counts.has(id) && !written.has(id));
    const closed = [...now].filter((id) => !counts.has(id) && written.has(id));
    // They have come and gone since the last write: whoever polls does, and is not silent.
    const passed = [...there].filter((id) => !counts.has(id) && !written.has(id));
    const back = [...anew].filter((id) => counts.has(id) && written.has(id));
    if (opened.length + closed.length + passed.length + back.length === 0) return;
    try {
      await db.query(attended(instance, domain, { opened, closed, passed, back }));
    } catch (error) {
      for (const id of now) changed.add(id);
      for (const id of there) came.add(id);
      for (const id of anew) streamed.add(id);
      throw error;
    }
    for (const id of opened) written.add(id);
    for (const id of closed) written.delete(id);
    onChange?.();
  };
  const troubled = (error: unknown): void => {
    if (!failing && !writes.stopping)
      log.warn({ reason: reason(error) }, "who has a page open could not be stored; trying again");
    failing = true;
  };
  const writes = new Rounds(async () => {
    try {
      await write();
      failing = false;
    } catch (error) {
      troubled(error);
      return RETRY_MS;
    }
    // In here, as a hint would cut the time between two rounds short.
    if (!writes.stopping) await pause(BETWEEN_WRITES_MS, stopping.signal);
    return changed.size > 0 ? 0 : WRITE_EVERY_MS;
  });
  const live = new Rounds(async () => {
    try {
      const [seen] = await db.query<{ missed: boolean; alone: boolean; history: string }>(
        alive(instance, domain),
      );
      alone = seen?.alone ?? false;
      begun = true;
      const other = seen?.history !== history;
      history = seen?.history;
      if (seen?.missed || other) {
        // Others may have taken it for dead, and its pages for closed; or the database has lost who has one open.
        written.clear();
        for (const id of counts.keys()) changed.add(id);
        writes.hint();
      }
      return ALIVE_EVERY_MS;
    } catch (error) {
      troubled(error);
      return RETRY_MS;
    }
  });
  const stopping = new AbortController();
  return {
    opened(personId, by = "stream") {
      const count = counts.get(personId) ?? 0;
      counts.set(personId, count + 1);
      if (count === 0) came.add(personId);
      if (by === "stream") streamed.add(personId);
      else if (count > 0) return;
      changed.add(personId);
      writes.hint();
    },
    closed(personId) {
      const count = counts.get(personId) ?? 0;
      if (count > 1) {
        counts.set(personId, count - 1);
        return;
      }
      counts.delete(personId);
      changed.add(personId);
      writes.hint();
    },
    get alone() {
      return alone;
    },
    get begun() {
      return begun;
    },
    start() {
      live.start();
      writes.start(WRITE_EVERY_MS);
    },
    async stop() {
      stopping.abort();
      await Promise.all([live.stop(), writes.stop()]);
      for (const id of counts.keys()) changed.add(id);
      counts.clear();
      // Without it they count as closed a little later.
      await write().catch(() => {});
    },
  };
}

interface Attended {
  readonly opened: readonly string[];
  readonly closed: readonly string[];
  readonly passed: readonly string[];
  /** Those with a new stream beside what is written as open. */
  readonly back: readonly string[];
}

function attended(instance: string, domain: string, { opened, closed, passed, back }: Attended) {
  return {
    name: "gateway_attended",
    // A person may have been forgotten meanwhile. Whoever opens a page wishes to be seen.
    text: `with opened as (
             insert into attendance (person_id, instance, closed_at)
             select person.id, $1, case when id = any ($5::bigint[]) then clock_timestamp() end
             from unnest($3::bigint[] || $5::bigint[]) as new(id) join person using (id) order by 1
             on conflict (person_id, instance) do update set closed_at = excluded.closed_at returning person_id),
           shown as (
             insert into browser_presence as old (person_id, domain) select person_id, $2 from opened
             on conflict (person_id) do update set away = false, unseen = true where old.away or not old.here),
           back as (
             update browser_presence set away = false, unseen = true where person_id = any ($6::bigint[]) and away)
           update attendance set closed_at = clock_timestamp()
           where instance = $1 and person_id = any ($4::bigint[]) and closed_at is null`,
    values: [instance, domain, opened, closed, passed, back],
  };
}

/** A sign of life; it tells whether the one before is too long ago, or was never given, and to which database. */
function alive(instance: string, domain: string) {
  return {
    name: "gateway_instance_alive",
    // A new instance may be the first one after a time in which there was none.
    text: `with before as (select (select max(seen_at) from gateway_instance where domain = $1) as last_seen,
                             (select seen_at from gateway_instance where id = $2) as seen_at,
                             not exists (select from gateway_instance where domain = $1 and id <> $2
                                         and seen_at > clock_timestamp() - interval '${DEAD_AFTER}') as alone),
                anew as (
                  update attendance set closed_at = closed_at + (clock_timestamp() - greatest(closed_at, last_seen))
                  from gateway_instance as its, before
                  where its.id = instance and its.domain = $1 and closed_at is not null
                    and (before.seen_at is null or last_seen < clock_timestamp() - interval '${AWAY_AFTER}')),
                now as (
                  insert into gateway_instance (id, domain) values ($2, $1)
                  on conflict (id) do update set seen_at = clock_timestamp())
           select coalesce(${DEAD}, true) as missed, alone, history_of_database() as history from before`,
    values: [domain, instance],
  };
}
