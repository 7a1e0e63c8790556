/** Who waits for a lock on a table. The database has no event for that: it is asked. */
import type { TestDatabase } from "../database/postgres.ts";

export interface Wait {
  /** Process id at the database. */
  readonly pid: number;
  /** Since when, as text. */
  readonly since: string;
}

/** The first one that is wanted, as soon as there is one. */
export async function waitForLock(
  { query }: Pick<TestDatabase, "query">,
  wanted: (wait: Wait) => boolean = () => true,
): Promise<Wait> {
  for (;;) {
    const waits = await query<{ pid: number; since: string }>(
      `select pid, waitstart::text as since from pg_locks
       where not granted and waitstart is not null and locktype = 'relation'
         and database = (select oid from pg_database where datname = current_database())`,
    );
    const found = waits.find(wanted);
    if (found !== undefined) return found;
  }
}
