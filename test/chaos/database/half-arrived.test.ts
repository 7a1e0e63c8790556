/**
 * A transaction of which only half arrives. The server waits for the rest, with all its locks, and before PostgreSQL 17
 * it has no time-out for that.
 */
import pg from "pg";
import { expect, test } from "vitest";
import { Session } from "../../../src/ledger/database/session.ts";
import { applicationName, sessionName } from "../../../src/ledger/lease/lost-transactions.ts";
import { startPooler } from "../../support/database/pooler.ts";
import { createDatabase, type TestDatabase } from "../../support/database/postgres.ts";
import { disposeWithTest } from "../../support/process/lifetime.ts";
import { recordedLog } from "../../support/process/recorded-log.ts";
import { startProxy } from "../../support/proxy.ts";
import { kept, prepare, startLedger } from "../../support/under-test/ledger.ts";

async function connection(database: TestDatabase, name = "test"): Promise<pg.Client> {
  const client = new pg.Client({
    connectionString: database.url,
    application_name: name,
    options: `-c search_path=${database.schema}`,
  });
  client.on("error", () => {});
  await client.connect();
  disposeWithTest({ [Symbol.asyncDispose]: () => client.end() });
  return client;
}

/** Rows, as soon as there are any. */
async function rowsOf(database: TestDatabase, text: string): Promise<void> {
  while ((await database.query(text)).length === 0);
}

// The settings that begin a transaction through a pooler are longer.
test.for([
  ["directly", 500, undefined],
  ["through a pooler", 1_000, startPooler],
] as const)("%s, a session ends what it had sent by half when it connects anew", async ([, half, pooler]) => {
  await using database = await createDatabase();
  await prepare(database);
  const behind = new URL((pooler === undefined ? database : (await pooler(database)).database).url);
  const proxy = await startProxy(Number(behind.port));
  const url = Object.assign(behind, { hostname: "127.0.0.1", port: String(proxy.port) }).href;
  await using session = new Session(
    {
      url,
      schema: database.schema,
      applicationName: applicationName("help.example.org"),
      queryTimeoutMs: 1_000,
    },
    recordedLog().log,
  );
  await session.query({ text: "select" });
  proxy.stallAfter.up = proxy.passed.up + half;
  proxy.abandons = true;
  const lost = session.transaction([
    { text: "insert into kept (person_id, body) values (1, 'half')" },
    { text: `select ${"1 + ".repeat(1_000)} 1` },
  ]);
  const gaveUp = expect(lost).rejects.toThrow();
  await rowsOf(
    database,
    "select 1 from pg_locks where relation = 'kept'::regclass and mode = 'RowExclusiveLock'",
  );
  await gaveUp;
  proxy.stallAfter.up = Number.POSITIVE_INFINITY;
  await session.query({ text: "select" });
  const next = await connection(database);
  await next.query("begin; lock table kept in access exclusive mode");
  // By us: the time-out of PostgreSQL 17 and later would count as fatal.
  const ended = "sessions_killed + sessions_fatal > 0 and datname = current_database()";
  await rowsOf(database, `select 1 from pg_stat_database where ${ended}`);
  expect(
    await database.query(
      "select sessions_killed::int as killed from pg_stat_database where datname = current_database()",
    ),
  ).toEqual([{ killed: 1 }]);
});

test("a half-finished transaction that another component abandoned delays nobody for longer than half a minute", async () => {
  await using database = await createDatabase();
  await using under = await startLedger(database, {
    database: {
      url: database.url,
      schema: database.schema,
      applicationName: applicationName("help.example.org"),
      queryTimeoutMs: 3_000,
    },
  });
  const left = await connection(database, sessionName(applicationName("elsewhere.example.org")));
  await left.query("begin; lock table kept in share mode");
  const stranger = await connection(database, "somebody");
  await stranger.query("begin; select from person");
  expect(await under.say("alice@example.org", "hello")).toBe(true);
  expect(await kept(database)).toEqual(["hello"]);
  await expect(left.query("commit")).rejects.toThrow();
  await stranger.query("commit");
});
