/** Applies migrations with Kysely's migrator: all in one transaction, one process at a time, none twice. */
import {
  CompiledQuery,
  type DatabaseConnection,
  Kysely,
  Migrator,
  PostgresAdapter,
  PostgresDialect,
  PostgresDriver,
  type PostgresPool,
  sql,
  type TransactionSettings,
} from "kysely";
import pg from "pg";
import { close, openClient } from "./connection.ts";
import type { MigrateOptions, SqlMigration } from "./migration-files.ts";

export interface Applied {
  readonly applied: readonly string[];
  /** The error that stopped it, and the migration at which it did. Earlier ones stay applied. */
  readonly error?: unknown;
  readonly failed?: string;
}

export async function applyAll(
  { url, schema }: MigrateOptions,
  files: readonly SqlMigration[],
): Promise<Applied> {
  const client = await openClient(url, { connectionTimeoutMillis: 5_000 });
  const db = new Kysely<unknown>({ dialect: new Dialect(client, schema) });
  const migrations = Object.fromEntries(files.map((file) => [file.name, { up: applying(file) }]));
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
    await close(client);
  }
}

function applying(file: SqlMigration) {
  return async (db: Kysely<unknown>): Promise<void> => {
    await sql.raw(file.sql).execute(db);
  };
}

// Kysely's own lock, which earlier versions of Anteroom take too.
const LOCK = "3853314791062309107";

/** Kysely's own takes a lock for its session, and would leave it on any connection that a pooler had at that moment. */
class Dialect extends PostgresDialect {
  readonly #pool: PostgresPool;
  readonly #schema: string;

  constructor(client: pg.Client, schema: string) {
    const pool = poolOf(client);
    super({ pool });
    this.#pool = pool;
    this.#schema = schema;
  }

  override createAdapter(): PostgresAdapter {
    return new LockedByTransaction();
  }

  override createDriver(): PostgresDriver {
    return new Driver(this.#pool, this.#schema);
  }
}

class LockedByTransaction extends PostgresAdapter {
  override async acquireMigrationLock(): Promise<void> {}
  override async releaseMigrationLock(): Promise<void> {}
}

class Driver extends PostgresDriver {
  readonly #beginning: readonly CompiledQuery[];

  constructor(pool: PostgresPool, schema: string) {
    super({ pool });
    this.#beginning = [
      // It may take long, and the role may have set other limits.
      CompiledQuery.raw(
        `select set_config('search_path', $1, true), set_config('lock_timeout', '0', true),
           set_config('statement_timeout', '0', true), set_config('idle_in_transaction_session_timeout', '0', true)`,
        [pg.escapeIdentifier(schema)],
      ),
      CompiledQuery.raw(`select pg_advisory_xact_lock(${LOCK})`),
    ];
  }

  override async beginTransaction(
    connection: DatabaseConnection,
    settings: TransactionSettings,
  ): Promise<void> {
    await super.beginTransaction(connection, settings);
    for (const query of this.#beginning) await connection.executeQuery(query);
  }
}

/** The migrator does one thing after another: one connection is enough, and stays open between. */
function poolOf(client: pg.Client): PostgresPool {
  const lent = Object.assign(client, { release: () => {} });
  return { connect: async () => lent, end: async () => {} } as PostgresPool;
}
