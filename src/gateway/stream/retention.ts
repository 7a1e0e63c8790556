/** Deletes events and threads whose time is over. */
import { oldRows } from "../../ledger/old-rows.ts";
import type { Queryable } from "../../ledger/statement.ts";
import type { Sweep } from "../../ledger/sweeper.ts";
import { KEPT_FOR, MOST_KEPT } from "./position.ts";

// A page takes some milliseconds.
const EVENTS = 500;
const MARKS = 1_000;
const HUNDREDS = 5;
const THREADS = 20;
const MESSAGES = 500;
// `touched_at` is up to an hour behind.
const SLACK_MS = 3_600_000;
const ROOMS_KEPT = "7 days";

export interface StreamRetention {
  readonly domain: string;
  /** The moment before which threads must have been used last to be deleted, in ms since the epoch. */
  readonly before: () => number;
}

export function streamSweeps({ domain, before }: StreamRetention): readonly Sweep[] {
  return [
    oldRows({
      table: "mailbox",
      name: "old events of streams",
      old: `kept_at + interval '${KEPT_FOR}' < now()`,
      rows: EVENTS,
    }),
    { name: "events of long streams", page: tooManyEvents() },
    {
      name: "threads of rooms that are over",
      page: (db) =>
        deleteThreads(db, "rooms", `ended_at < clock_timestamp() - interval '${ROOMS_KEPT}'`, [domain]),
    },
    {
      name: "old threads",
      page: (db) =>
        deleteThreads(db, "idle", "touched_at < to_timestamp($2::float8 / 1000)", [
          domain,
          before() - SLACK_MS,
        ]),
    },
  ];
}

interface Shortened {
  readonly looked: Mark | null;
  readonly shortened: Mark | null;
  readonly hundreds: number;
}

type Mark = readonly [personId: string, seq: string];
const FIRST: Mark = ["0", "0"];

/**
 * Looks at one page of marks (one event in a hundred) after another, round and round. Where a mark has the kept number of
 * events after it, the hundred that end with it are deleted. Until then nobody is given them either.
 */
function tooManyEvents(): (db: Queryable) => Promise<boolean> {
  let after = FIRST;
  return async (db) => {
    const [page] = await db.query<Shortened>({
      name: "gateway_shorten_streams",
      text: `with looked as (
               select person_id, mark.seq, mark.seq <= head.seq - ${MOST_KEPT} as due
               from (select person_id, seq from mailbox where seq % 100 = 0 and (person_id, seq) > ($1::bigint, $2::bigint)
                     order by person_id, seq limit ${MARKS}) as mark
               join mailbox_head as head using (person_id)),
             due as (select person_id, seq from looked where due order by person_id, seq limit ${HUNDREDS}),
             gone as (
               delete from mailbox using due
               where mailbox.person_id = due.person_id and mailbox.seq > due.seq - 100 and mailbox.seq <= due.seq)
             select (select array[person_id, seq]::text[] from looked order by person_id desc, seq desc limit 1) as looked,
                    (select array[person_id, seq]::text[] from due order by person_id desc, seq desc limit 1) as shortened,
                    (select count(*) from due)::integer as hundreds`,
      values: after,
    });
    const { looked = null, shortened = null, hundreds = 0 } = page ?? {};
    after = (hundreds === HUNDREDS ? shortened : looked) ?? FIRST;
    return hundreds > 0;
  };
}

/** A long thread goes in several pages: its messages first. */
async function deleteThreads(
  db: Queryable,
  which: string,
  due: string,
  values: readonly unknown[],
): Promise<boolean> {
  const [page] = await db.query<{ threads: number }>({
    name: `gateway_forget_threads_${which}`,
    text: `with due as (
             select id from thread where domain = $1 and ${due} limit ${THREADS} for update skip locked),
           doomed as (
             select due.id as thread_id, message.at
             from due cross join lateral (
               select at from chat_message where thread_id = due.id order by at limit ${MESSAGES}) as message
             limit ${MESSAGES}),
           emptied as (
             delete from chat_message as message using doomed
             where message.thread_id = doomed.thread_id and message.at = doomed.at),
           gone as (
             delete from thread using due
             where thread.id = due.id and not exists (
               select from chat_message as message
               where message.thread_id = due.id and (message.thread_id, message.at) not in (select thread_id, at from doomed)))
           select count(*)::integer as threads from due`,
    values,
  });
  return (page?.threads ?? 0) > 0;
}
