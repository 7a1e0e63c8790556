/** One taking of a lease: from the moment when an instance got it until it is given back, or lost to another. */
import { LeaseLost } from "../../errors.ts";
import type { NamedQuery } from "../database/database.ts";

export interface Tenure {
  /** The fencing number, as text. It grows with every change of hands, and orders the rows that are written under it. */
  readonly fence: string;
  /** A random UUID. A number may be given twice, by a database that has forgotten a change of hands; this is not. */
  readonly token: string;
  /** The token of the one before, `null` where none is known: tells whether anybody else acted in between. */
  readonly after: string | null;
  /** Of the database, when it was taken. It changes with a promotion, or a recovery to a point in time. */
  readonly timeline: string;
}

/**
 * The timeline of the database now. On another one the database may have lost what it had committed, and may give numbers
 * of rows anew: nothing that this process remembers counts there.
 */
export const TIMELINE = "left(pg_walfile_name(pg_current_wal_lsn()), 8)";

/** The tenure under which to write. Throws `LeaseLost` where there is none. */
export function held(tenure: Tenure | undefined): Tenure {
  if (tenure === undefined) throw new LeaseLost("the lease is not held");
  return tenure;
}

/**
 * Fails where the lease has passed on, or the database is on another timeline, and keeps the lease from passing on until
 * the transaction has ended.
 */
export function holdLease(domain: string, { fence, token, timeline }: Tenure): NamedQuery {
  return {
    name: "ledger_hold_lease",
    // The function, whose search path is its own, costs ten times as much as the look: it is left to say no.
    text: `with its as materialized (select case when ${TIMELINE} = $4 then $3::uuid end as token)
           select must_hold_lease($1, $2, its.token) from its
           where not exists (select from lease where domain = $1 and fence = $2 and token = its.token for key share)`,
    values: [domain, fence, token, timeline],
  };
}
