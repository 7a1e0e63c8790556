/** Time-outs that a role or a database has set, and an administrator who cancels: nobody's message fails for them. */
import pg from "pg";
import { expect, test } from "vitest";
import { migrate } from "../../../src/ledger/database/migrate.ts";
import { migrationFiles } from "../../../src/ledger/database/migration-files.ts";
import { applyAll } from "../../../src/ledger/database/migrator.ts";
import { Session } from "../../../src/ledger/database/session.ts";
import { createDatabase, type TestDatabase } from "../../support/database/postgres.ts";
import { disposeWithTest } from "../../support/process/lifetime.ts";
import { recordedLog } from "../../support/process/recorded-log.ts";
import { waitForLock } from "../../support/process/waiting.ts";
import { kept, receiptsOf, startLedger } from "../../support/under-test/ledger.ts";

const PEOPLE = Array.from({ length: 30 }, (_, index) => `user${index}@example.org`);

async function connection(database: TestDatabase): Promise<pg.Client> {
  const options = `-c search_path=${database.schema}`;
  const client = new pg.Client({ connectionString: database.url, options });
  client.on("error", () => {});
  await client.connect();
  disposeWithTest({ [Symbol.asyncDispose]: () => client.end() });
  return client;
}

/** New connections to the database have this setting; they lose it where they set something else. */
async function setDefault(database: TestDatabase, setting: string): Promise<void> {
  await database.query(
    `do $$ begin execute format('alter database %I set ${setting}', current_database()); end $$`,
  );
}

/** Whoever has the setting runs into it. */
async function runIntoTimeout(database: TestDatabase, table: string): Promise<void> {
  const client = await connection(database);
  await expect(client.query(`begin; lock table ${table}`)).rejects.toThrow(/timeout/);
  await client.query("rollback");
}

test.for([
  ["lock_timeout", "kept"],
  ["lock_timeout", "inbox, outbox, person, kept, counted"],
  ["statement_timeout", "kept"],
  ["statement_timeout", "inbox, outbox, person, kept, counted"],
] as const)(
  "a database with a short %s, of which %s is locked, has everything handled",
  async ([setting, tables]) => {
    await using database = await createDatabase();
    const lock = await connection(database);
    await setDefault(database, `${setting} = 40`);
    await using under = await startLedger(database);
    await under.say("first@example.org", "hello");
    await lock.query(`begin; lock table ${tables} in access exclusive mode`);
    const said = Promise.all(PEOPLE.map((person) => under.say(person, `hi from ${person}`)));
    await waitForLock(database);
    // So often that a batch would have come down to single messages by now.
    for (let n = 0; n < 12; n++) await runIntoTimeout(database, "kept");
    await lock.query("commit");
    expect(await said).not.toContain(false);
    expect(await kept(database)).toHaveLength(PEOPLE.length + 1);
    expect(receiptsOf(under.channel)).toHaveLength(PEOPLE.length + 1);
    expect(under.log.lines.all.filter(({ level }) => level === "error")).toEqual([]);
  },
);

test("a statement that is cancelled again and again is the database's trouble, and nobody gets an apology for it", async () => {
  await using database = await createDatabase();
  await using under = await startLedger(database);
  await under.say("first@example.org", "hello");
  const lock = await connection(database);
  await lock.query("begin; lock table kept in access exclusive mode");
  const said = Promise.all(PEOPLE.slice(0, 3).map((person) => under.say(person, `hi from ${person}`)));
  let last: string | undefined;
  for (let round = 0; round < 3; round++) {
    const { pid, since } = await waitForLock(database, (wait) => wait.since !== last);
    await database.query("select pg_cancel_backend($1)", [pid]);
    last = since;
  }
  await lock.query("commit");
  expect(await said).not.toContain(false);
  expect(await kept(database)).toHaveLength(4);
});

test.for(["lock_timeout", "statement_timeout"])(
  "migrations wait for a table that is in use, in a database with a short %s too",
  async (setting) => {
    await using database = await createDatabase({ empty: true });
    const options = { url: database.url, schema: database.schema };
    const files = await migrationFiles();
    expect((await applyAll(options, files.slice(0, 3))).error).toBeUndefined();
    const lock = await connection(database);
    await setDefault(database, `${setting} = 40`);
    await lock.query("begin; lock table conversation, outbox in access exclusive mode");
    const migrated = migrate(options);
    await waitForLock(database);
    await runIntoTimeout(database, "conversation");
    await lock.query("commit");
    expect(await migrated).toEqual(files.slice(3).map(({ name }) => name));
  },
);

test("a session that says nothing for longer than the database would wait stays connected", async () => {
  await using database = await createDatabase();
  await setDefault(database, "idle_session_timeout = 40");
  await using session = new Session(
    { url: database.url, schema: database.schema, applicationName: "test" },
    recordedLog().log,
  );
  const ask = () => session.query({ text: "select pg_backend_pid() as pid" });
  const before = await ask();
  const other = await connection(database);
  await new Promise<void>((resolve) => other.once("end", resolve));
  expect(await ask()).toEqual(before);
});
