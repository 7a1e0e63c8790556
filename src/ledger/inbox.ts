/**
 * What was handled. A message is recorded in the transaction that handles it, under a key made from what makes
 * it the same message: a repeat finds its key there and is not handled again.
 */
import { createHash, randomUUID } from "node:crypto";
import type { NamedQuery } from "./database.ts";

export interface MessageIdentity {
  /** Full address of the sender, as it stands on the stanza. */
  readonly from: string;
  readonly to: string;
  /** The stanza's id. Without one nothing tells a repeat from a second saying of the same. */
  readonly id: string | undefined;
  readonly body: string;
}

/**
 * The key of a message: a 128-bit hash in the form of a UUID. All four parts count: two people may use the same
 * id, and one client may use an id again for another text. A message without id gets a random key.
 */
export function inboxKey(message: MessageIdentity): string {
  if (message.id === undefined) return randomUUID();
  const hash = createHash("sha256")
    .update(`${message.from}\0${message.to}\0${message.id}\0${message.body}`)
    .digest("hex");
  return `${hash.slice(0, 8)}-${hash.slice(8, 12)}-${hash.slice(12, 16)}-${hash.slice(16, 20)}-${hash.slice(20, 32)}`;
}

/** The person and whether the message was handled before, for each of many jobs. `key` null: no record is kept. */
export function findPeople(addresses: readonly string[], keys: readonly (string | null)[]): NamedQuery {
  return {
    name: "ledger_find_people",
    text: `select person.id, person.lang,
             exists (select from inbox where inbox.person_id = person.id and inbox.key = job.key) as repeated
           from unnest($1::text[], $2::uuid[]) with ordinality as job(address, key, n)
           left join person on person.address = job.address
           order by job.n`,
    values: [addresses, keys],
  };
}

/** Makes the rows of people who write for the first time. */
export function addPeople(addresses: readonly string[]): NamedQuery {
  return {
    name: "ledger_add_people",
    text: "insert into person (address) select distinct unnest($1::text[]) on conflict do nothing",
    values: [addresses],
  };
}

/** Records messages as handled. Fails (unique_violation) where another process handled one of them meanwhile. */
export function recordMessages(personIds: readonly string[], keys: readonly string[]): NamedQuery {
  return {
    name: "ledger_record_messages",
    text: `insert into inbox (person_id, key)
           select person_id, key from unnest($1::bigint[], $2::uuid[]) as handled(person_id, key)`,
    values: [personIds, keys],
  };
}

/** Remembers languages. */
export function rememberLanguages(personIds: readonly string[], langs: readonly string[]): NamedQuery {
  return {
    name: "ledger_remember_languages",
    text: `update person set lang = used.lang
           from unnest($1::bigint[], $2::text[]) as used(person_id, lang)
           where person.id = used.person_id`,
    values: [personIds, langs],
  };
}

// Clients and servers repeat a message within minutes; a week also covers a server that was down over a holiday.
const KEPT = "7 days";

/** Forgets old records, a bounded number at a time, so that a sweep never holds up live messages. */
export function forgetOldMessages(limit: number): NamedQuery {
  return {
    text: `delete from inbox where ctid = any (array(
             select ctid from inbox where received_at < now() - interval '${KEPT}' limit $1))`,
    values: [limit],
  };
}
