/**
 * Brings the schema to this version. The migrations are the numbered SQL files of `migrations/`, forward only.
 * They are applied by Kysely's migrator (migrator.ts), which is loaded only when something is missing: an ordinary
 * start saves its 14 MB.
 */
import pg from "pg";
import { close, openClient } from "./connection.ts";
import { databaseErrorText } from "./database.ts";
import { type MigrateOptions, migrationFiles, type SqlMigration } from "./migration-files.ts";

/** Applies what is missing. Gives the names of what it applied. Throws an error of one line. */
export async function migrate(options: MigrateOptions): Promise<readonly string[]> {
  if ((await pending(options)).length === 0) return [];
  const { applyAll } = await import("./migrator.ts");
  const { applied, error, failed } = await applyAll(options, await migrationFiles());
  if (error !== undefined) throw described(error, failed);
  return applied;
}

/** What `migrate` would apply, in order, with its SQL. Changes nothing. Throws where the database is newer than this build. */
export async function pending(options: MigrateOptions): Promise<readonly SqlMigration[]> {
  const files = await migrationFiles();
  const applied = await appliedNames(options).catch((error: unknown) => {
    throw described(error);
  });
  const unknown = applied.filter((name) => !files.some((file) => file.name === name));
  if (unknown.length > 0) {
    throw new Error(
      `the database was migrated by a newer Anteroom than this one (it has ${unknown.join(", ")}); install that version`,
    );
  }
  return files.filter((file) => !applied.includes(file.name));
}

async function appliedNames({ url, schema }: MigrateOptions): Promise<readonly string[]> {
  const client = await openClient(url, { connectionTimeoutMillis: 5_000 });
  try {
    const table = `${pg.escapeIdentifier(schema)}.kysely_migration`;
    const found = await client.query("select to_regclass($1) as name", [table]);
    if (found.rows[0]?.name == null) return [];
    return (await client.query<{ name: string }>(`select name from ${table}`)).rows.map(({ name }) => name);
  } finally {
    await close(client);
  }
}

function described(error: unknown, migration?: string): Error {
  const where = migration === undefined ? "database" : `migration ${migration}`;
  return new Error(`${where}: ${databaseErrorText(error)}`, { cause: error });
}
