/** Leases of a test: quick ones, and ones that never run out. */
import pg from "pg";
import { Lease, type LeaseOptions, type LeaseTerms } from "../../../src/ledger/lease/lease.ts";
import type { TestDatabase } from "../database/postgres.ts";
import { Arrivals } from "../process/arrivals.ts";
import { disposeWithTest } from "../process/lifetime.ts";
import { recordedLog } from "../process/recorded-log.ts";
import { DOMAIN, deferred } from "./ledger.ts";

/** Quick enough to see it run out, and still far above the round trip to a busy database. */
export const QUICK: LeaseTerms = {
  term: 3_000,
  margin: 1_000,
  renewEvery: 200,
  lookEvery: 100,
  answerWithin: 500,
};
/** Never runs out during a test. */
export const LONG: LeaseTerms = { ...QUICK, term: 3_600_000, renewEvery: 600_000, lookEvery: 100 };

export function lease(
  database: Pick<TestDatabase, "url" | "schema">,
  holder: string,
  options: Partial<LeaseOptions> = {},
) {
  const log = recordedLog();
  const lost = deferred();
  const made = new Lease({
    database: { url: database.url, schema: database.schema, applicationName: holder },
    domain: DOMAIN,
    holder,
    log: log.log,
    online: () => true,
    onLost: () => lost.resolve(),
    terms: QUICK,
    ...options,
  });
  return disposeWithTest({
    lease: made,
    log,
    lost: lost.promise,
    [Symbol.asyncDispose]: () => made.release(),
  });
}

/** A connection of the test's own. */
export async function connection(database: TestDatabase): Promise<pg.Client & AsyncDisposable> {
  const client = new pg.Client({
    connectionString: database.url,
    options: `-c search_path=${database.schema}`,
  });
  client.on("error", () => {});
  await client.connect();
  return disposeWithTest(Object.assign(client, { [Symbol.asyncDispose]: () => client.end() }));
}

/** Tells each renewal, from the database. */
export async function renewals(database: TestDatabase): Promise<Arrivals<string>> {
  await database.query(
    `create function renewed() returns trigger language plpgsql as $$
     begin perform pg_notify('renewed', new.fence::text); return null; end $$;
     create trigger renewed after update of expires_at on lease for each row execute function renewed()`,
  );
  const client = await connection(database);
  const seen = new Arrivals<string>("renewals");
  client.on("notification", ({ payload = "" }) => seen.take(payload));
  await client.query("listen renewed");
  return seen;
}

/** The lease, as it is stored. */
export async function row(database: TestDatabase) {
  const [found] = await database.query("select holder, fence, expires_at > now() as valid from lease");
  return found;
}
