/** The rows of the outbox. */
import type { NamedQuery } from "./database.ts";

/** A row as the channel needs it. */
export interface OutboxRow {
  readonly id: bigint;
  readonly stanza: string;
}

export interface StoredRow extends OutboxRow {
  readonly createdAt: Date;
}

/**
 * Numbers the rows, in the order in which they are to leave. Only who holds the lease adds any, so that no sequence
 * of the database's is needed, nor an answer that tells what it gave: the fencing number, and a count below it.
 */
export class OutboxIds {
  #fence = "";
  #next = 0n;

  /** The next one under a fencing number, above all before it. */
  next(fence: string): bigint {
    if (fence !== this.#fence) {
      this.#fence = fence;
      this.#next = BigInt(fence) << 32n;
    }
    return this.#next++;
  }
}

/** Queues stanzas. */
export function addToOutbox(domain: string, rows: readonly OutboxRow[]): NamedQuery {
  return {
    name: "ledger_add_to_outbox",
    text: `insert into outbox (domain, id, stanza)
           select $1, id, stanza from unnest($2::bigint[], $3::text[]) as new(id, stanza)`,
    values: [domain, rows.map(({ id }) => id), rows.map(({ stanza }) => stanza)],
  };
}

// Some hundred kilobytes of ordinary stanzas.
const PAGE = 500;

/** The oldest rows after the one with the given id. */
export function outboxPage(domain: string, after: bigint): NamedQuery {
  return {
    name: "ledger_outbox_page",
    text: `select id, stanza, created_at from outbox
           where domain = $1 and id > $2::bigint order by id limit ${PAGE}`,
    values: [domain, after],
  };
}

/** What `outboxPage` gives. */
export interface PageRow {
  readonly id: string;
  readonly stanza: string;
  readonly created_at: Date;
}

export function storedRow({ id, stanza, created_at }: PageRow): StoredRow {
  return { id: BigInt(id), stanza, createdAt: created_at };
}

/** Removes what is confirmed. Only the holder of the lease says what that is. */
export function removeConfirmed(domain: string, fence: string, ids: readonly bigint[]): NamedQuery {
  return {
    name: "ledger_confirm",
    text: `delete from outbox
           where domain = $1 and id = any ($3::bigint[])
             and exists (select from lease where domain = $1 and fence = $2)`,
    values: [domain, fence, ids],
  };
}

/** A row where anything is left to be sent. */
export function anyInOutbox(domain: string): NamedQuery {
  return { text: "select 1 as one from outbox where domain = $1 limit 1", values: [domain] };
}
