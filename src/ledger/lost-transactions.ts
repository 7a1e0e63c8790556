/**
 * Transactions whose process has lost them. A connection that is cut does not end what it was told to do: the
 * server may still be waiting for a lock, or for the rest of a message, and commit later. Each transaction of a
 * ledger locks the row of the lease first (`must_hold_lease`), which is how they are found.
 */
import type { NamedQuery } from "./database.ts";

const HOLDING_LEASE = `pg_stat_activity as activity join pg_locks using (pid)
  where pg_locks.database = (select oid from pg_database where datname = current_database())
    and pg_locks.relation = 'lease'::regclass and pg_locks.mode = 'RowShareLock' and pid <> pg_backend_pid()`;

/** Ends those of our own instance. To be asked while it has none under way. */
export function endOurLostTransactions(): NamedQuery {
  return {
    name: "ledger_end_ours",
    text: `select pg_terminate_backend(pid) from ${HOLDING_LEASE}
             and application_name = current_setting('application_name')`,
  };
}

/** Waits until no transaction is under way that holds the lease of the domain. */
export function awaitTransactions(domain: string): NamedQuery {
  return { name: "ledger_await", text: "select from lease where domain = $1 for update", values: [domain] };
}

/** Ends those of anybody that keep a lease from passing on for longer than any live one could. */
export function endStuckTransactions(): NamedQuery {
  return {
    name: "ledger_end_stuck",
    text: `select pg_terminate_backend(pid) from ${HOLDING_LEASE}
             and activity.xact_start < clock_timestamp() - interval '5 seconds'`,
  };
}
