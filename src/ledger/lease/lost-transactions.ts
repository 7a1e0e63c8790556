/**
 * Transactions whose process has lost them. A connection that is cut does not end its transaction: the
 * server may still be waiting for a lock, or for the rest of a message, and commit later. While it waits for the rest,
 * no time-out of PostgreSQL 14 to 16 counts. Each transaction is known by its application_name, which says the process,
 * the domain and the session. It is set for the transaction alone: a pooler gives the connection to others next.
 */
import { hash, randomUUID } from "node:crypto";
import type { NamedQuery } from "../database/database.ts";

// PostgreSQL keeps 63 bytes of a name, and replaces all but ASCII. This leaves room for the rest.
const PLAIN = /^[\x21-\x7e]{1,36}$/;

/** Begins the name of the transactions of this process for a domain; another one at each call. */
export function applicationName(domain: string): string {
  return `anteroom ${randomUUID().slice(0, 8)} ${mark(domain)}`;
}

const mark = (domain: string) => (PLAIN.test(domain) ? domain : hash("sha256", domain, "hex").slice(0, 32));

let sessions = 0;

/** The name of the transactions of one session. */
export function sessionName(application: string): string {
  return `${application} ${++sessions}`;
}

// Our own deadline is ten seconds: after that the process has given the transaction up, or is frozen.
const DEAD_AFTER = "15 seconds";

/**
 * Ends the transactions of a session that has lost its connection, and all others for which nobody waits any more: one
 * of another domain may hold rows of people with whom both talk.
 */
export function endLostTransactions(session: string): NamedQuery {
  return {
    text: `select pg_terminate_backend(pid) from pg_stat_activity
           where datname = current_database() and usename = current_user and pid <> pg_backend_pid()
             and (application_name = $1
               or application_name like 'anteroom %' and xact_start < clock_timestamp() - interval '${DEAD_AFTER}')`,
    values: [session],
  };
}

// Each transaction of a ledger locks the row of the lease first (`must_hold_lease`).
const HOLDING_LEASE = `pg_stat_activity as activity join pg_locks using (pid)
  where pg_locks.database = (select oid from pg_database where datname = current_database())
    and pg_locks.relation = 'lease'::regclass and pg_locks.mode = 'RowShareLock' and pid <> pg_backend_pid()`;

/** Ends the transactions of our own process that hold the lease. To be run while it has none under way. */
export function endOurLostTransactions(): NamedQuery {
  return {
    name: "ledger_end_ours",
    text: `select pg_terminate_backend(pid) from ${HOLDING_LEASE}
             and regexp_replace(application_name, ' [0-9]+$', '')
               = regexp_replace(current_setting('application_name'), ' [0-9]+$', '')`,
  };
}

/** Waits until no transaction is under way that holds the lease of the domain. */
export function awaitTransactions(domain: string): NamedQuery {
  return { name: "ledger_await", text: "select from lease where domain = $1 for update", values: [domain] };
}

/**
 * Ends the transactions that have kept the lease of the domain from passing on for longer than a live one could. The
 * lock does not name their domain, but their names do. A transaction that is none of ours is ended too.
 */
export function endStuckTransactions(domain: string): NamedQuery {
  return {
    name: "ledger_end_stuck",
    text: `select pg_terminate_backend(pid) from ${HOLDING_LEASE}
             and activity.xact_start < clock_timestamp() - interval '5 seconds'
             and (application_name not like 'anteroom %' or split_part(application_name, ' ', 3) = $1)`,
    values: [mark(domain)],
  };
}
