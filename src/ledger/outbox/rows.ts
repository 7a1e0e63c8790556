/** The rows of the outbox. */
import type { NamedQuery } from "../database/database.ts";
import type { Tenure } from "../lease/tenure.ts";

/** A row as the channel needs it. */
export interface OutboxRow {
  readonly id: bigint;
  readonly stanza: string;
}

/**
 * Numbers the rows, in the order in which they are to leave: the fencing number, and a count below it. Only the holder of
 * the lease adds rows, so no sequence of the database is needed, nor an answer with the numbers that it gave.
 */
export class OutboxIds {
  #token = "";
  #next = 0n;

  /** The next one in a tenure, above all before it. */
  next({ fence, token }: Tenure): bigint {
    if (token !== this.#token) {
      this.#token = token;
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

// Some hundred kilobytes of ordinary stanzas, or a few megabytes of large ones.
const PAGE = 500;
const PAGE_BYTES = 2 * 1024 * 1024;

/** The oldest rows after the one with the given id; one at least where there is one. */
export function outboxPage(domain: string, after: bigint): NamedQuery {
  return {
    name: "ledger_outbox_page",
    text: `select id, stanza, created_at as "createdAt" from (
             select *, sum(octet_length(stanza)) over (order by id) - octet_length(stanza) as before
             from (select id, stanza, created_at from outbox
                   where domain = $1 and id > $2::bigint order by id limit ${PAGE}) as oldest) as page
           where before < ${PAGE_BYTES} order by id`,
    values: [domain, after],
  };
}

/** The first row in the outbox, and for how long it has been there, in s. */
export function oldestInOutbox(domain: string): NamedQuery {
  return {
    name: "ledger_outbox_oldest",
    text: `select id, extract(epoch from clock_timestamp() - created_at)::float8 as age
           from outbox where domain = $1 order by id limit 1`,
    values: [domain],
  };
}

/** A row that `outboxPage` reads. */
export interface PageRow {
  readonly id: string;
  readonly stanza: string;
  readonly createdAt: Date;
}

/** Removes confirmed rows. Only the holder of the lease may. */
export function removeConfirmed(
  domain: string,
  { fence, token }: Tenure,
  ids: readonly bigint[],
): NamedQuery {
  return {
    name: "ledger_confirm",
    text: `delete from outbox
           where domain = $1 and id = any ($4::bigint[])
             and exists (select from lease where domain = $1 and fence = $2 and token = $3)`,
    values: [domain, fence, token, ids],
  };
}
