/**
 * Holds every transaction of Anteroom's at its very end: all its rows are written, inbox and outbox included, and it
 * waits to be sure of the lease. What the test locks is the row of the lease.
 */
import pg from "pg";
import { rowsOf } from "./help-desk.ts";
import { disposeWithTest } from "./lifetime.ts";
import type { TestDatabase } from "./postgres.ts";

type Database = Pick<TestDatabase, "url" | "schema" | "query">;

export interface HeldCommits extends AsyncDisposable {
  /** Resolves when a transaction waits. */
  waiting(): Promise<void>;
  /** Ends the connections of those that wait, whose transactions are then rolled back. */
  terminate(): Promise<void>;
  /** Lets them go on. */
  release(): Promise<void>;
}

const WAITING = `select pid from pg_stat_activity
  where datname = current_database() and wait_event_type = 'Lock' and query like '%must_hold_lease%'`;

export async function holdCommits(database: Database): Promise<HeldCommits> {
  const client = new pg.Client({
    connectionString: database.url,
    options: `-c search_path=${database.schema}`,
  });
  client.on("error", () => {});
  await client.connect();
  await client.query("begin");
  await client.query("select from lease for update");
  let ended: Promise<void> | undefined;
  const release = () => {
    ended ??= client.query("commit").then(() => client.end());
    return ended;
  };
  return disposeWithTest({
    async waiting() {
      await rowsOf(database, WAITING);
    },
    async terminate() {
      // waits until they are gone
      await database.query(`select pg_terminate_backend(pid, 10000) from (${WAITING}) as waiting`);
    },
    release,
    [Symbol.asyncDispose]: () => release().catch(() => client.end()),
  });
}
