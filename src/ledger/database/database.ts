/**
 * This folder holds the connections to the database. Its errors are told apart here: the statement was wrong, or the
 * database is away.
 */

import { ConnectionLost } from "../../errors.ts";
import type { Connections } from "../../ops/metrics.ts";
import { reason } from "../../ops/reason.ts";

export interface DatabaseOptions {
  /** `postgres://user:password@host:port/database`. */
  readonly url: string;
  /** Schema of all objects. */
  readonly schema: string;
  /** Begins the name of its transactions in `pg_stat_activity`; made by `applicationName` in lost-transactions.ts. */
  readonly applicationName: string;
  /** In ms. A server that does not answer a statement for this long is taken for dead. */
  readonly queryTimeoutMs?: number;
  /** Counts the connections. */
  readonly connections?: Connections;
}

/** A named statement, prepared once per connection. Without a name it is sent as it is. */
export interface NamedQuery {
  readonly name?: string;
  readonly text: string;
  readonly values?: readonly unknown[];
}

/** An error of `pg` that is not the database's own comes from the socket or a deadline. */
export function classified(error: unknown): unknown {
  if (sqlState(error) !== undefined) return error;
  const text = reason(error);
  // The one error of pg that is neither: a mistake in the program.
  if (text.startsWith("Prepared statements must be unique")) return error;
  return new ConnectionLost(text, { cause: error });
}

// 08 connection, 57P shutdown, 53 no resources (memory, disk, connections), 58 I/O, 25006 read-only (the server became a
// standby), and time-outs: 55P03 of a lock, 57014 of a statement (or somebody cancelled it), 25P03 and 25P04 of a
// transaction. Later, or on another connection, it may succeed.
const AWAY = /^(08|57P|53|58|25006|55P03|57014|25P03|25P04)/;
// A standby tells no timeline. The code (55000) means other things, too.
const OF_STANDBY = "pg_current_wal_lsn";

/** Whether the statement failed because the database is away, and not by its own fault. */
export function isConnectionLost(error: unknown): boolean {
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    if (cause instanceof ConnectionLost || AWAY.test(sqlState(cause) ?? "")) return true;
    if ((cause as { readonly routine?: unknown }).routine === OF_STANDBY) return true;
  }
  return false;
}

/** SQLSTATE of an error of the database, `undefined` for others. */
export function sqlState(error: unknown): string | undefined {
  const code = (error as { code?: unknown } | null)?.code;
  // Node's own codes (EPIPE has five letters too) have an errno beside them.
  if (typeof code !== "string" || !/^[0-9A-Z]{5}$/.test(code)) return undefined;
  return (error as { errno?: unknown }).errno === undefined ? code : undefined;
}
