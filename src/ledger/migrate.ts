/**
 * Brings the schema to this version. The migrations are the numbered SQL files of `migrations/`, forward only,
 * each applied in a transaction; Kysely's migrator keeps the list of what was applied and lets one process
 * migrate at a time.
 */
import { readdir, readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { Kysely, type Migration, type MigrationProvider, Migrator, PostgresDialect, sql } from "kysely";
import pg from "pg";
import { databaseErrorText } from "./database.ts";

export interface MigrateOptions {
  /** `postgres://user:password@host:port/database`. */
  readonly url: string;
  readonly schema: string;
}

export interface PendingMigration {
  readonly name: string;
  readonly sql: string;
}

/** Applies what is missing. Gives the names of what it applied. Throws an error of one line. */
export async function migrate(options: MigrateOptions): Promise<readonly string[]> {
  return withMigrator(options, async (migrator) => {
    const { error, results = [] } = await migrator.migrateToLatest();
    const failed = results.find((result) => result.status === "Error");
    if (error !== undefined) throw described(error, failed?.migrationName);
    return results.map((result) => result.migrationName);
  });
}

/** What `migrate` would apply, in order, with its SQL. Changes nothing. */
export async function pending(options: MigrateOptions): Promise<readonly PendingMigration[]> {
  const files = await migrationFiles();
  const client = new pg.Client({ connectionString: options.url, connectionTimeoutMillis: 5_000 });
  try {
    await client.connect();
    const table = `${pg.escapeIdentifier(options.schema)}.kysely_migration`;
    const found = await client.query("select to_regclass($1) as name", [table]);
    const known = new Set<string>();
    if (found.rows[0]?.name != null) {
      for (const row of (await client.query(`select name from ${table}`)).rows) known.add(row.name);
    }
    return files.filter((file) => !known.has(file.name));
  } catch (error) {
    throw described(error);
  } finally {
    await client.end().catch(() => {});
  }
}

async function withMigrator<T>(options: MigrateOptions, use: (migrator: Migrator) => Promise<T>): Promise<T> {
  const pool = new pg.Pool({ connectionString: options.url, max: 2, connectionTimeoutMillis: 5_000 });
  pool.on("error", () => {});
  const db = new Kysely<unknown>({ dialect: new PostgresDialect({ pool }) });
  try {
    const migrator = new Migrator({
      db,
      provider: provider(options.schema),
      migrationTableSchema: options.schema,
    });
    return await use(migrator);
  } finally {
    await db.destroy();
  }
}

function provider(schema: string): MigrationProvider {
  return {
    async getMigrations(): Promise<Record<string, Migration>> {
      const files = await migrationFiles();
      return Object.fromEntries(
        files.map((file) => [
          file.name,
          {
            up: async (db) => {
              await sql.raw(`set local search_path to ${pg.escapeIdentifier(schema)}`).execute(db);
              await sql.raw(file.sql).execute(db);
            },
          },
        ]),
      );
    },
  };
}

async function migrationFiles(): Promise<readonly PendingMigration[]> {
  const folder = fileURLToPath(new URL("../../migrations/", import.meta.url));
  const names = (await readdir(folder)).filter((name) => name.endsWith(".sql")).sort();
  return Promise.all(
    names.map(async (name) => ({
      name: name.replace(/\.sql$/, ""),
      sql: await readFile(`${folder}${name}`, "utf8"),
    })),
  );
}

function described(error: unknown, migration?: string): Error {
  const text = databaseErrorText(error);
  if (/corrupted migrations/.test(text)) {
    return new Error(
      `the database was migrated by a newer Anteroom than this one; install that version (${text})`,
      {
        cause: error,
      },
    );
  }
  const where = migration === undefined ? "database" : `migration ${migration}`;
  return new Error(`${where}: ${text}`, { cause: error });
}
