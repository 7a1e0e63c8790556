/** Asks the database for what its checks judge. Changes nothing. */
import { type Connection, close, connect } from "../../ledger/database/connection.ts";
import type { MigrateOptions } from "../../ledger/database/migration-files.ts";
import { run } from "../../ledger/database/wire/transaction.ts";

/** `transaction`: each transaction may run on another connection, so that nothing can be listened to. */
export type Pooler = "none" | "session" | "transaction";

export interface DatabaseFacts {
  readonly role: string;
  readonly database: string;
  readonly pooler: Pooler;
  readonly synchronousCommit: string;
  /** Where that was set, as in `pg_settings.source`. */
  readonly synchronousCommitFrom: string;
  /** The database's time less this process's, in ms, as near to 0 as can be said for certain. */
  readonly clockDifference: number;
  /** Whether the role `anteroom_webapp` exists. */
  readonly webapp: boolean;
  /** Whether the role may create a schema. */
  readonly createsSchemas: boolean;
  /** Whether the role may create something in the schema; `null` where there is none. */
  readonly createsInSchema: boolean | null;
}

const CONNECT_MS = 5_000;
const ANSWER_MS = 3_000;

/** Throws the errors of `pg`. */
export async function databaseFacts(options: MigrateOptions): Promise<DatabaseFacts> {
  const open = () =>
    connect(
      { ...options, applicationName: "anteroom-doctor" },
      { connectTimeoutMs: CONNECT_MS, queryTimeoutMs: ANSWER_MS },
    );
  const connection = await open();
  try {
    const [row] = await run<Omit<DatabaseFacts, "pooler" | "clockDifference">>(connection, {
      text: `select current_user as role, current_database() as database,
               setting as "synchronousCommit", source as "synchronousCommitFrom",
               exists (select from pg_roles where rolname = 'anteroom_webapp') as webapp,
               has_database_privilege(current_database(), 'create') as "createsSchemas",
               (select has_schema_privilege(oid, 'create') from pg_namespace where nspname = $1) as "createsInSchema"
             from pg_settings where name = 'synchronous_commit'`,
      values: [options.schema],
    });
    if (row === undefined) throw new Error("pg_settings has no synchronous_commit");
    const clockDifference = await askTime(connection);
    return { ...row, clockDifference, pooler: await poolerBefore(connection, open) };
  } finally {
    await close(connection.client);
  }
}

async function askTime(connection: Connection): Promise<number> {
  const before = Date.now();
  const [row] = await run<{ now: number }>(connection, {
    text: "select (extract(epoch from clock_timestamp()) * 1000)::float8 as now",
  });
  return clockDifference(row?.now ?? before, before, Date.now());
}

/** The time was told after the question left, and before the answer came. */
export function clockDifference(told: number, before: number, after: number): number {
  if (told < before) return told - before;
  return told > after ? told - after : 0;
}

// A pooler may have some connections idle, and take them in turn.
const MOST_OTHERS = 4;

/**
 * A pooler in session mode keeps a connection for each client. In transaction mode the first client has none while it is
 * idle: another client gets that for a transaction, or the first one gets another for its next question.
 */
async function poolerBefore(first: Connection, open: () => Promise<Connection>): Promise<Pooler> {
  // The connection has found out by itself whether there is one.
  if (first.beginning === undefined) return "none";
  const others: Connection[] = [];
  try {
    const idle = await pidOf(first);
    while (others.length < MOST_OTHERS) {
      const pid = await beginAnother(open, others);
      // In session mode the pooler may have no more connections.
      if (pid === undefined) break;
      if (pid === idle || (await pidOf(first)) !== idle) return "transaction";
    }
    return "session";
  } catch {
    // The first client has no connection any more.
    return "transaction";
  } finally {
    await Promise.all(others.map(({ client }) => close(client)));
  }
}

async function pidOf({ client }: Connection): Promise<number | undefined> {
  return (await client.query<{ pid: number }>("select pg_backend_pid() as pid")).rows[0]?.pid;
}

async function beginAnother(
  open: () => Promise<Connection>,
  others: Connection[],
): Promise<number | undefined> {
  try {
    const other = await open();
    others.push(other);
    await other.client.query("begin");
    return await pidOf(other);
  } catch {
    return undefined;
  }
}
