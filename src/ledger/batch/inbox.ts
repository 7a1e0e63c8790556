/**
 * Records of handled jobs. A message is recorded in the transaction that handles it, under a key that identifies it: a
 * repeat finds its key there and is not handled again. A job without a row of `person` is recorded with its queue.
 */
import { hash, randomUUID } from "node:crypto";
import type { Jid } from "../../xmpp/jid.ts";
import type { NamedQuery } from "../database/database.ts";
import type { Once } from "../job.ts";
import { oldRows, type Sweep } from "../old-rows.ts";
import type { Person } from "../person.ts";
import { BRIEF, hasRow } from "./people.ts";

export interface MessageIdentity {
  /** The sender. */
  readonly from: Pick<Jid, "bare" | "full">;
  readonly to: string;
  /** The stanza's id. Without one nothing tells a repeat from a second saying of the same. */
  readonly id: string | undefined;
  readonly body: string;
}

// Shorter ids are counters, which begin anew in each session of the client.
const RANDOM_ID = 12;

/**
 * The key of a message: 128 bits of a hash, in hexadecimal, which is a UUID to the database. All four parts count: two
 * people may use the same id, and one client may use an id again for another text. After a reconnect clients send again
 * from another resource, so the bare sender counts. A message without id gets a random key.
 */
export function inboxKey({ from, to, id, body }: MessageIdentity): Once {
  if (id === undefined) return { key: randomUUID(), brief: false };
  const brief = id.length < RANDOM_ID;
  const sender = brief ? from.full : from.bare;
  return { key: hash("sha256", `${sender}\0${to}\0${id}\0${body}`, "hex").slice(0, 32), brief };
}

/** A job that was handled. */
export interface Handled {
  readonly person: Person | null;
  readonly queue: string;
  readonly key: string;
  /** The key stands there from before, longer than it is recognised. */
  readonly outlived: boolean;
}

/**
 * Records jobs as handled. Fails (unique_violation, serialization_failure) where another process handled one of them
 * meanwhile.
 */
export function recordHandled(handled: readonly Handled[]): readonly NamedQuery[] {
  const queries: NamedQuery[] = [];
  const own = handled.filter(({ person }) => hasRow(person));
  const fresh = own.filter(({ outlived }) => !outlived);
  if (fresh.length > 0) {
    queries.push({
      name: "ledger_record_messages",
      text: `insert into inbox (person_id, key)
             select person_id, key from unnest($1::bigint[], $2::uuid[]) as handled(person_id, key)`,
      values: [fresh.map(({ person }) => person?.id), fresh.map(({ key }) => key)],
    });
  }
  if (fresh.length < own.length) {
    const outlived = own.filter((one) => one.outlived);
    queries.push({
      name: "ledger_record_messages_anew",
      text: `with recorded as (
               update inbox set received_at = now()
               from unnest($1::bigint[], $2::uuid[]) as handled(person_id, key)
               where inbox.person_id = handled.person_id and inbox.key = handled.key
                 and inbox.received_at < now() - interval '${BRIEF}'
               returning 1)
             select must_be_equal(count(*), cardinality($1::bigint[]), 'inbox') from recorded`,
      values: [outlived.map(({ person }) => person?.id), outlived.map(({ key }) => key)],
    });
  }
  if (own.length === handled.length) return queries;
  const others = handled.filter(({ person }) => !hasRow(person));
  queries.push({
    name: "ledger_record_in_queues",
    text: `insert into queue_inbox (queue, key)
           select queue, key from unnest($1::text[], $2::uuid[]) as handled(queue, key)`,
    values: [others.map(({ queue }) => queue), others.map(({ key }) => key)],
  });
  return queries;
}

/** Which of these were recorded with their queue; the answers in order. */
export function findInQueues(jobs: readonly Pick<Handled, "queue" | "key">[]): NamedQuery {
  return {
    name: "ledger_find_in_queues",
    text: `select (select true from queue_inbox as inbox where inbox.queue = job.queue and inbox.key = job.key) is true as repeated
           from unnest($1::text[], $2::uuid[]) with ordinality as job(queue, key, n)
           order by job.n`,
    values: [jobs.map(({ queue }) => queue), jobs.map(({ key }) => key)],
  };
}

// Clients and servers repeat a message within minutes; a week also covers a server that was down over a holiday.
const KEPT = "7 days";
// Many small pages rather than few large ones: a live message then waits for some milliseconds of work at most.
const ROWS = 200;

/** Forgets old records. */
export function inboxSweeps(): readonly Sweep[] {
  return ["inbox", "queue_inbox"].map((table) =>
    oldRows({
      table,
      name: `old records of ${table}`,
      old: `received_at + interval '${KEPT}' < now()`,
      rows: ROWS,
    }),
  );
}
