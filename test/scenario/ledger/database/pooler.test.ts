import pg from "pg";
import { expect, test } from "vitest";
import { migrate, pending } from "../../../../src/ledger/database/migrate.ts";
import { migrationFiles } from "../../../../src/ledger/database/migration-files.ts";
import { Notifications } from "../../../../src/ledger/database/notifications.ts";
import { Session } from "../../../../src/ledger/database/session.ts";
import { Lease } from "../../../../src/ledger/lease/lease.ts";
import { startPooler } from "../../../support/database/pooler.ts";
import { createDatabase } from "../../../support/database/postgres.ts";
import { disposeWithTest } from "../../../support/process/lifetime.ts";
import { recordedLog } from "../../../support/process/recorded-log.ts";
import {
  DOMAIN,
  holdLease,
  kept,
  prepare,
  repliesOf,
  startLedger,
  TENURE,
} from "../../../support/under-test/ledger.ts";

const PEOPLE = Array.from({ length: 20 }, (_, index) => `user${index}@example.org`);

/** What a connection has beside what it began with. Those of its client PgBouncer sets for each. */
const LEFT_BEHIND = `
  select name || '=' || setting as left_behind from pg_settings
    where source = 'session' and name not in ('application_name', 'client_encoding', 'DateStyle', 'TimeZone')
  union all select 'prepared ' || name from pg_prepared_statements
  union all select 'listens to ' || channel from pg_listening_channels() as channel
  union all select 'holds ' || locktype from pg_locks where pid = pg_backend_pid() and locktype = 'advisory'`;

async function stranger(url: string): Promise<pg.Client & AsyncDisposable> {
  const client = new pg.Client({ connectionString: url });
  client.on("error", () => {});
  await client.connect();
  return disposeWithTest(Object.assign(client, { [Symbol.asyncDispose]: () => client.end() }));
}

test("messages through a pooler are handled once, in order, and nothing is left on the connections of others", async () => {
  await using database = await createDatabase({ empty: true });
  // One connection for all sessions, so that whatever stays on it is seen.
  await using pooler = await startPooler(database, { size: 1 });
  const behind = pooler.database;
  await migrate(behind);
  expect(await pending(behind)).toEqual([]);
  const log = recordedLog();
  await using lease = new Lease({
    database: { ...behind, applicationName: "holder" },
    domain: DOMAIN,
    holder: "holder",
    log: log.log,
    online: () => true,
    onLost: () => {},
  });
  expect(await lease.acquire(false)).toBe(true);
  await using notifications = new Notifications({
    database: { ...behind, applicationName: "hints" },
    log: log.log,
  });
  notifications.start();
  await using under = await startLedger(behind, { tenure: () => lease.tenure ?? TENURE });
  const bodies = ["one", "two", "three"];
  const said = PEOPLE.flatMap((person) => bodies.map((body) => under.say(person, `${body} ${person}`)));
  expect(await Promise.all(said)).not.toContain(false);
  expect(await under.ledger.drain()).toBe(true);
  for (const person of PEOPLE) {
    const own = repliesOf(under.channel).filter((id) => id.endsWith(person));
    expect(own).toEqual(bodies.map((body) => `re:${body} ${person}`));
  }
  await log.lines.next(({ msg }) => msg.includes("through a pooler"));
  await using other = await stranger(behind.url);
  expect((await other.query(LEFT_BEHIND)).rows).toEqual([]);
});

test("two processes that migrate at once through a pooler apply everything once, and leave no lock behind", async () => {
  await using database = await createDatabase({ empty: true });
  await using pooler = await startPooler(database, { size: 5 });
  // All five are there, and taken in turn: what follows a transaction is on another one.
  const others = await Promise.all(Array.from({ length: 5 }, () => stranger(pooler.database.url)));
  for (const text of ["begin", "commit"]) await Promise.all(others.map((other) => other.query(text)));
  const applied = await Promise.all([migrate(pooler.database), migrate(pooler.database)]);
  expect(applied.map((names) => names.length).sort()).toEqual([0, (await migrationFiles()).length]);
  // Other tests have locks in databases of their own.
  const left = `select from pg_locks
                where locktype = 'advisory' and database = (select oid from pg_database where datname = current_database())`;
  expect(await database.query(left)).toEqual([]);
});

test("two components whose transactions share a pooler's connections do not mix their statements up", async () => {
  await using database = await createDatabase();
  await using pooler = await startPooler(database, { size: 2 });
  await prepare(database);
  const other = "other.example.org";
  await holdLease(database, other);
  await using one = await startLedger(pooler.database);
  await using two = await startLedger(pooler.database, { domain: other });
  const said = PEOPLE.flatMap((person, index) => {
    const under = index % 2 === 0 ? one : two;
    return Array.from({ length: 5 }, (_, n) => under.say(person, `${n} ${person}`));
  });
  expect(await Promise.all(said)).not.toContain(false);
  expect(await kept(database)).toHaveLength(said.length);
  const troubles = [one, two].flatMap(({ log }) => log.lines.all.filter(({ level }) => level !== "info"));
  expect(troubles).toEqual([]);
});

test("settings of a session count in each of its transactions, and in no other", async () => {
  await using database = await createDatabase();
  await using pooler = await startPooler(database, { size: 1 });
  const log = recordedLog();
  const of = (settings: Readonly<Record<string, string>>) =>
    new Session({ ...pooler.database, applicationName: "test" }, log.log, { settings });
  await using one = of({ statement_timeout: "1234ms" });
  await using two = of({});
  const ask = (session: Session) =>
    session.query({
      text: "select current_setting('statement_timeout') as timeout, 'lease'::regclass::text as lease",
    });
  expect(await ask(one)).toEqual([{ timeout: "1234ms", lease: "lease" }]);
  expect(await ask(two)).toEqual([{ timeout: "0", lease: "lease" }]);
  expect(await ask(one)).toEqual([{ timeout: "1234ms", lease: "lease" }]);
  await using other = await stranger(pooler.database.url);
  expect((await other.query("select to_regclass('lease') as lease")).rows).toEqual([{ lease: null }]);
});
