/** The one PostgreSQL of a test run: the embedded one, or the one that `DATABASE_URL` names. */
import { randomBytes } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { EmbeddedPostgres } from "../../../src/demo/postgres-embedded.ts";
import { migrate } from "../../../src/ledger/database/migrate.ts";

export const SCHEMA = "anteroom";

/** What the workers need: plain data, it crosses processes. */
export interface SharedDatabase {
  /** A database from which others can be made and dropped. */
  readonly url: string;
  /** Name of the database to clone: migrated, without rows. */
  readonly template: string;
}

export interface RunningDatabase {
  readonly shared: SharedDatabase;
  readonly description: string;
  stop(): Promise<void>;
}

export async function startSharedDatabase(): Promise<RunningDatabase> {
  const server = await ownServer();
  const template = `anteroom_template_${randomBytes(4).toString("hex")}`;
  await execute(server.url, `create database ${template}`);
  await migrate({ url: withDatabase(server.url, template), schema: SCHEMA });
  const version = await execute(server.url, "show server_version");
  return {
    shared: { url: server.url, template },
    description: `PostgreSQL ${String(version.rows[0]?.server_version).split(" ")[0]} (${server.kind})`,
    stop: async () => {
      await dropDatabase(server.url, template).finally(() => server.stop());
    },
  };
}

/** The same server and login, another database. */
export function withDatabase(url: string, database: string): string {
  const other = new URL(url);
  other.pathname = `/${database}`;
  return other.href;
}

export async function execute(
  url: string,
  text: string,
  values: readonly unknown[] = [],
): Promise<pg.QueryResult> {
  const client = new pg.Client({ connectionString: url });
  client.on("error", () => {});
  await client.connect();
  try {
    return await client.query(text, [...values]);
  } finally {
    await client.end();
  }
}

/** Also where somebody is still connected to it. */
export async function dropDatabase(url: string, name: string): Promise<void> {
  await execute(url, `drop database if exists ${name} with (force)`);
}

interface OwnServer {
  readonly url: string;
  readonly kind: string;
  stop(): Promise<void>;
}

async function ownServer(): Promise<OwnServer> {
  const given = process.env.DATABASE_URL;
  if (given !== undefined && given !== "") {
    return { url: given, kind: "DATABASE_URL", stop: async () => {} };
  }
  const folder = await mkdtemp(join(tmpdir(), "anteroom-postgres-"));
  const server = await EmbeddedPostgres.start({
    folder,
    // durable against a killed process, not against a power cut; synchronous_commit stays as it is by default
    settings: { fsync: "off", full_page_writes: "off", max_connections: "200" },
  });
  return {
    url: server.url("postgres"),
    kind: "embedded",
    stop: async () => {
      await server.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
