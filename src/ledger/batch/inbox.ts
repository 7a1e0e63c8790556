/**
 * What was handled. A message is recorded in the transaction that handles it, under a key made from what makes
 * it the same message: a repeat finds its key there and is not handled again.
 */
import { hash, randomUUID } from "node:crypto";
import type { NamedQuery } from "../database/database.ts";
import type { Session } from "../database/session.ts";
import { flat } from "../flat.ts";
import type { Task } from "./task.ts";

export interface MessageIdentity {
  /** Full address of the sender, as it stands on the stanza. */
  readonly from: string;
  readonly to: string;
  /** The stanza's id. Without one nothing tells a repeat from a second saying of the same. */
  readonly id: string | undefined;
  readonly body: string;
}

/**
 * The key of a message: 128 bits of a hash, in hexadecimal, which is a UUID to the database. All four parts count: two
 * people may use the same id, and one client may use an id again for another text. A message without id gets a random
 * key.
 */
export function inboxKey({ from, to, id, body }: MessageIdentity): string {
  if (id === undefined) return randomUUID();
  return hash("sha256", `${from}\0${to}\0${id}\0${body}`, "hex").slice(0, 32);
}

// Identities begin with 1.
const NOBODY = "0";

/**
 * Reads who the people are, making the rows of those who are heard of for the first time and are to be kept, and
 * notes it in the tasks. Gives the tasks that were handled before.
 */
export async function identify(session: Session, tasks: readonly Task[]): Promise<ReadonlySet<Task>> {
  const addresses = tasks.map((task) => task.job.person);
  const query = findPeople(
    addresses,
    tasks.map((task) => task.key),
  );
  let rows = await session.query<FoundPerson>(query);
  const unknown = addresses.filter((_, index) => rows[index]?.id == null && keepsStranger(tasks[index]));
  if (unknown.length > 0) {
    await session.query(addPeople(unknown));
    rows = await session.query<FoundPerson>(query);
  }
  const repeats = new Set<Task>();
  tasks.forEach((task, index) => {
    const row = rows[index];
    if (row === undefined || (row.id === null && keepsStranger(task))) {
      throw new Error(`no row for ${task.job.person}`);
    }
    task.person = { id: row.id ?? NOBODY, address: flat(task.job.person), lang: row.lang };
    if (row.repeated) repeats.add(task);
  });
  return repeats;
}

function keepsStranger(task: Task | undefined): boolean {
  if (task === undefined) return false;
  const { handler, event } = task.job;
  return task.key !== null || (handler.keepsStranger?.(event) ?? true);
}

interface FoundPerson {
  readonly id: string | null;
  readonly lang: string | null;
  readonly repeated: boolean;
}

/** The person and whether the job was handled before, for each of many jobs. Key null: never handled. */
function findPeople(addresses: readonly string[], keys: readonly (string | null)[]): NamedQuery {
  return {
    name: "ledger_find_people",
    // A scalar subquery: planned while the table is small, a join may look up the person alone and read all that
    // they ever sent, and `exists` may read the whole table into a hash.
    text: `select person.id, person.lang,
             (select true from inbox where inbox.person_id = person.id and inbox.key = job.key) is true as repeated
           from unnest($1::text[], $2::uuid[]) with ordinality as job(address, key, n)
           left join person on person.address = job.address
           order by job.n`,
    values: [addresses, keys],
  };
}

/** In one order everywhere: two processes that add the same people then wait for each other only one way. */
function addPeople(addresses: readonly string[]): NamedQuery {
  return {
    name: "ledger_add_people",
    text: `insert into person (address) select distinct address from unnest($1::text[]) as new(address)
           order by address on conflict do nothing`,
    values: [addresses],
  };
}

/** Records jobs as handled. Fails (unique_violation) where another process handled one of them meanwhile. */
export function recordMessages(rows: readonly { person: string; key: string }[]): NamedQuery {
  return {
    name: "ledger_record_messages",
    text: `insert into inbox (person_id, key)
           select person_id, key from unnest($1::bigint[], $2::uuid[]) as handled(person_id, key)`,
    values: [rows.map((row) => row.person), rows.map((row) => row.key)],
  };
}

/** Remembers languages. */
export function rememberLanguages(rows: readonly { person: string; lang: string }[]): NamedQuery {
  return {
    name: "ledger_remember_languages",
    text: `update person set lang = used.lang
           from unnest($1::bigint[], $2::text[]) as used(person_id, lang)
           where person.id = used.person_id`,
    values: [rows.map((row) => row.person), rows.map((row) => row.lang)],
  };
}

// Clients and servers repeat a message within minutes; a week also covers a server that was down over a holiday.
const KEPT = "7 days";

/** Forgets old records, a bounded number at a time, so that a sweep never holds up live messages. */
export function forgetOldMessages(limit: number): Required<NamedQuery> {
  return {
    name: "ledger_forget",
    text: `delete from inbox where ctid = any (array(
             select ctid from inbox where received_at < now() - interval '${KEPT}' limit $1))
           returning 1 as forgotten`,
    values: [limit],
  };
}
