/** PostgreSQL for tests: a database of its own per test file, or a whole server of its own to be stopped and killed. */
import { randomBytes } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { inject } from "vitest";
import { EmbeddedPostgres } from "../../../src/demo/postgres-embedded.ts";
import { migrate } from "../../../src/ledger/database/migrate.ts";
import { recordChild } from "../process/children.ts";
import { disposeWithTest } from "../process/lifetime.ts";
import { dropDatabase, execute, SCHEMA, withDatabase } from "./shared-database.ts";

export { SCHEMA };

export interface TestDatabase extends AsyncDisposable {
  readonly url: string;
  /** The schema that is migrated in it. */
  readonly schema: string;
  /** Runs one statement with `search_path` set to the schema, and gives its rows. */
  query<Row extends pg.QueryResultRow = Record<string, unknown>>(
    text: string,
    values?: readonly unknown[],
  ): Promise<readonly Row[]>;
  /** Drops it, whoever is connected. */
  stop(): Promise<void>;
}

/** A clone of the migrated template database, for this test alone. `empty`: nothing migrated, in the locale. */
export async function createDatabase(
  options: { readonly empty?: boolean; readonly locale?: string } = {},
): Promise<TestDatabase> {
  const { url, template } = inject("database");
  const name = `anteroom_test_${randomBytes(6).toString("hex")}`;
  await execute(
    url,
    `create database ${name} template ${options.empty ? "template0" : template}${options.locale ? ` locale '${options.locale}'` : ""}`,
  );
  return testDatabase(withDatabase(url, name), () => dropDatabase(url, name));
}

export interface TestPostgres extends AsyncDisposable {
  readonly url: string;
  readonly schema: string;
  query: TestDatabase["query"];
  /** Fast shutdown: clients are told and disconnected. Data and port stay. */
  stop(): Promise<void>;
  /** Starts it again on the same port with the same data. */
  start(): Promise<void>;
  /** SIGKILL: nobody is told anything. */
  kill(): Promise<void>;
}

/** A server of its own, migrated unless `empty`, that the test may stop, kill and start again. Always the embedded one. */
export async function startPostgres(
  options: { readonly settings?: Readonly<Record<string, string>>; readonly empty?: boolean } = {},
): Promise<TestPostgres> {
  const folder = await mkdtemp(join(tmpdir(), "anteroom-postgres-"));
  const server = await EmbeddedPostgres.start({ folder, settings: { fsync: "off", ...options.settings } });
  recordServer(server);
  const url = server.url("postgres");
  if (!options.empty) await migrate({ url, schema: SCHEMA });
  const database = testDatabase(url, async () => {});
  return disposeWithTest({
    url,
    schema: SCHEMA,
    query: database.query,
    stop: () => server.stop(),
    kill: () => server.kill(),
    start: async () => {
      await server.start();
      recordServer(server);
    },
    [Symbol.asyncDispose]: async () => {
      await database[Symbol.asyncDispose]();
      await server.stop();
      await rm(folder, { recursive: true, force: true });
    },
  });
}

function recordServer(server: EmbeddedPostgres): void {
  if (server.child !== undefined) recordChild(server.child);
}

export function testDatabase(url: string, drop: () => Promise<void>): TestDatabase {
  const pool = new pg.Pool({ connectionString: url, max: 3, options: `-c search_path=${SCHEMA}` });
  // a server that the test ends takes the idle connections with it
  pool.on("error", () => {});
  let ended: Promise<void> | undefined;
  const stop = () => {
    ended ??= pool.end().then(drop);
    return ended;
  };
  return disposeWithTest({
    url,
    schema: SCHEMA,
    query: async <Row extends pg.QueryResultRow>(text: string, values: readonly unknown[] = []) =>
      (await pool.query<Row>(text, [...values])).rows,
    stop,
    [Symbol.asyncDispose]: stop,
  });
}
