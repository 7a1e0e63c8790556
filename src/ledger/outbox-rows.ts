/** The rows of the outbox. */
import type { NamedQuery } from "./database.ts";

/** A row as the channel needs it. */
export interface OutboxRow {
  readonly id: string;
  readonly stanza: string;
}

export interface StoredRow extends OutboxRow {
  readonly created_at: Date;
}

/** Queues stanzas. Gives their ids, in the order of the stanzas. */
export function addToOutbox(
  domain: string,
  stanzas: readonly { readonly to: string; readonly id: string; readonly text: string }[],
): NamedQuery {
  return {
    name: "ledger_add_to_outbox",
    text: `insert into outbox (domain, recipient, stanza_id, stanza)
           select $1, recipient, stanza_id, stanza
           from unnest($2::text[], $3::text[], $4::text[]) with ordinality as new(recipient, stanza_id, stanza, n)
           order by n
           returning id`,
    values: [
      domain,
      stanzas.map((stanza) => stanza.to),
      stanzas.map((stanza) => stanza.id),
      stanzas.map((stanza) => stanza.text),
    ],
  };
}

// Some hundred kilobytes of ordinary stanzas.
const PAGE = 500;

/** The oldest rows after the one with the given id. */
export function outboxPage(domain: string, after: string): NamedQuery {
  return {
    name: "ledger_outbox_page",
    text: `select id, stanza, created_at from outbox
           where domain = $1 and id > $2::bigint order by id limit ${PAGE}`,
    values: [domain, after],
  };
}

/** Removes what is confirmed. Only the holder of the lease says what that is. */
export function removeConfirmed(domain: string, fence: string, ids: readonly string[]): NamedQuery {
  return {
    name: "ledger_confirm",
    text: `delete from outbox
           where domain = $1 and id = any ($3::bigint[])
             and exists (select from lease where domain = $1 and fence = $2)`,
    values: [domain, fence, ids],
  };
}
