/** Applies migrations with Kysely's migrator: each in a transaction, one process at a time, none twice. */
import { Kysely, Migrator, PostgresDialect, sql } from "kysely";
import pg from "pg";
import type { MigrateOptions, SqlMigration } from "./migration-files.ts";

export interface Applied {
  readonly applied: readonly string[];
  /** What stopped it, and the migration at which it did; what came before stays applied. */
  readonly error?: unknown;
  readonly failed?: string;
}

export async function applyAll(
  { url, schema }: MigrateOptions,
  files: readonly SqlMigration[],
): Promise<Applied> {
  const pool = new pg.Pool({ connectionString: url, max: 2, connectionTimeoutMillis: 5_000 });
  pool.on("error", () => {});
  const db = new Kysely<unknown>({ dialect: new PostgresDialect({ pool }) });
  const migrations = Object.fromEntries(files.map((file) => [file.name, { up: applying(file, schema) }]));
  try {
    const migrator = new Migrator({
      db,
      provider: { getMigrations: async () => migrations },
      migrationTableSchema: schema,
    });
    const { error, results = [] } = await migrator.migrateToLatest();
    const failed = results.find((result) => result.status === "Error")?.migrationName;
    return {
      applied: results.filter((result) => result.status === "Success").map((result) => result.migrationName),
      ...(error === undefined ? {} : { error }),
      ...(failed === undefined ? {} : { failed }),
    };
  } finally {
    await db.destroy();
  }
}

function applying(file: SqlMigration, schema: string) {
  return async (db: Kysely<unknown>): Promise<void> => {
    await sql.raw(`set local search_path to ${pg.escapeIdentifier(schema)}`).execute(db);
    await sql.raw(file.sql).execute(db);
  };
}
