/**
 * Holds every transaction of Anteroom's that answers somebody just before its end: what was handled is recorded, the
 * conversation is written, and it waits to write into the outbox, which the test has locked. What is answered in a form
 * leaves no message there: it is held where it writes down what was said.
 */
import pg from "pg";
import { disposeWithTest } from "../process/lifetime.ts";
import { rowsOf } from "../rooms/help-desk.ts";
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

// The lock on the inbox shows that its row is written.
const waitingFor = (
  table: string,
) => `select activity.pid from pg_stat_activity as activity join pg_locks as locks using (pid)
  where datname = current_database() and wait_event_type = 'Lock' and query like 'insert into ${table} %'
    and locks.relation = 'inbox'::regclass and locks.mode = 'RowExclusiveLock' and locks.granted`;

export async function holdCommits(
  database: Database,
  table: "outbox" | "conversation_turn" = "outbox",
): Promise<HeldCommits> {
  const client = new pg.Client({
    connectionString: database.url,
    options: `-c search_path=${database.schema}`,
  });
  client.on("error", () => {});
  await client.connect();
  await client.query("begin");
  await client.query(`lock table ${table} in share row exclusive mode`);
  let ended: Promise<void> | undefined;
  const release = () => {
    // also where the server is gone by now
    ended ??= client.query("commit").then(
      () => client.end(),
      () => client.end().catch(() => {}),
    );
    return ended;
  };
  return disposeWithTest({
    async waiting() {
      await rowsOf(database, waitingFor(table));
    },
    async terminate() {
      // waits until they are gone
      await database.query(`select pg_terminate_backend(pid, 10000) from (${waitingFor(table)}) as waiting`);
    },
    release,
    [Symbol.asyncDispose]: release,
  });
}
