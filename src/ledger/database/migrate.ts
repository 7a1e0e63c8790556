/**
 * Brings the schema to this version. The migrations are the numbered SQL files of `migrations/`, forward only.
 * Kysely's migrator (migrator.ts) applies them. It is loaded only when a migration is missing: an ordinary start
 * saves its 14 MB.
 */
import pg from "pg";
import { close, openClient } from "./connection.ts";
import { type MigrateOptions, migrationFiles, type SqlMigration } from "./migration-files.ts";
import { waysTo } from "./tls.ts";
import { connectTrouble, lacksRight, misconfigured, type Place, queryTrouble } from "./trouble.ts";

// These reads take milliseconds. A frozen server takes the connection, and never answers.
const ANSWER_MS = 10_000;
/** Of PostgreSQL. */
const OLDEST = 14;

/**
 * Prepares the schema for `serve`: applies the missing migrations where `migrate` is set, and else insists that none is
 * missing. Gives the names of those applied. Throws, in one line: a `ConfigError` where a person has to mend something, a
 * `DatabaseAway` where waiting may help, another error where the schema is not that of this build, or a migration fails.
 */
export async function prepare(
  options: MigrateOptions & { readonly migrate: boolean },
): Promise<readonly string[]> {
  const found = await inspect(options);
  if (found.missing.length > 0) {
    if (options.migrate) return apply(options, found);
    throw new Error(`${await lacking(options, found)} (database.migrate is false)`);
  }
  const { forbidden, place } = found;
  if (forbidden !== null) throw misconfigured(lacksRight(`permission denied for ${forbidden}`, place));
  return [];
}

/** Applies the missing migrations. Gives their names. Throws as `prepare` does. */
export async function migrate(options: MigrateOptions): Promise<readonly string[]> {
  const found = await inspect(options);
  return found.missing.length === 0 ? [] : apply(options, found);
}

/** The migrations that `migrate` would apply, in order. Changes nothing. Throws where the database is newer than this build. */
export async function pending(options: MigrateOptions): Promise<readonly SqlMigration[]> {
  return (await inspect(options)).missing;
}

/**
 * Gives the migrations that the schema lacks, in one line that says what to type: this build may read it all the same.
 * Throws that line where there is nothing to read, and as `prepare` does. Changes nothing.
 */
export async function readableSchema(options: MigrateOptions): Promise<string | undefined> {
  const found = await inspect(options);
  if (found.missing.length === 0) return undefined;
  const line = await lacking(options, found);
  if (found.missing.length === (await migrationFiles()).length) throw new Error(line);
  return line;
}

/** Tells what is missing, in one line that says what to type. */
export async function lacking(
  { schema }: Pick<MigrateOptions, "schema">,
  { missing, exists }: Pick<Inspected, "missing" | "exists">,
): Promise<string> {
  const what =
    missing.length < (await migrationFiles()).length
      ? `the schema "${schema}" lacks ${missing.map(({ name }) => name).join(", ")}`
      : exists
        ? `the database has nothing of Anteroom in the schema "${schema}" yet`
        : `the database has no schema "${schema}" yet`;
  return `${what}; run anteroom migrate`;
}

async function apply(options: MigrateOptions, { place }: Inspected): Promise<readonly string[]> {
  const { applyAll } = await import("./migrator.ts");
  const { applied, error, failed } = await applyAll(options, await migrationFiles());
  if (error === undefined) return applied;
  throw queryTrouble(error, place, failed === undefined ? "database" : `migration ${failed}`);
}

/** The database beside this build. */
export interface Inspected {
  readonly missing: readonly SqlMigration[];
  /** Of PostgreSQL: `15.18`. */
  readonly version: string;
  /** Whether there is such a schema. */
  readonly exists: boolean;
  /** A table that the role may not read and write, or a function that it may not execute: `table inbox`, `function hint`. */
  readonly forbidden: string | null;
  readonly place: Place;
}

/** Compares the database with this build. Changes nothing. Throws as `prepare` does. */
export async function inspect({ url, schema }: MigrateOptions): Promise<Inspected> {
  let place: Place | undefined;
  let client: pg.Client;
  try {
    const [way] = waysTo(url);
    const { host, port, user, database } = new pg.Client(way);
    place = { host, port, user, database, schema };
    client = await openClient(url, { connectionTimeoutMillis: 5_000, query_timeout: ANSWER_MS });
  } catch (error) {
    throw connectTrouble(error, place);
  }
  try {
    return { ...(await compare(client, place)), place };
  } finally {
    await close(client);
  }
}

async function compare(client: pg.Client, place: Place): Promise<Omit<Inspected, "place">> {
  const files = await migrationFiles();
  const { version, encoding, exists, applied, forbidden } = await read(client, place.schema).catch(
    (error: unknown) => {
      throw queryTrouble(error, place, "database");
    },
  );
  if (Number.parseInt(version, 10) < OLDEST) {
    throw misconfigured(`PostgreSQL ${version} is too old: Anteroom needs ${OLDEST} or newer`);
  }
  if (encoding !== "UTF8") {
    throw misconfigured(
      `the database "${place.database}" is encoded in ${encoding}, which does not hold what people write; make one that does ` +
        `(create database NAME owner "${place.user}" encoding 'UTF8' locale 'C' template template0), and name it here`,
    );
  }
  const unknown = applied.filter((name) => !files.some((file) => file.name === name));
  if (unknown.length > 0) {
    throw new Error(
      `the database was migrated by a newer Anteroom than this one (it has ${unknown.join(", ")}); install that version`,
    );
  }
  return { missing: files.filter((file) => !applied.includes(file.name)), version, exists, forbidden };
}

interface Read {
  readonly version: string;
  readonly encoding: string;
  readonly exists: boolean;
  readonly applied: readonly string[];
  readonly forbidden: string | null;
}

async function read(client: pg.Client, schema: string): Promise<Read> {
  const table = `${pg.escapeIdentifier(schema)}.kysely_migration`;
  const found = await client.query<Omit<Read, "applied"> & { readonly made: boolean }>(
    `select split_part(current_setting('server_version'), ' ', 1) as version,
       current_setting('server_encoding') as encoding, to_regclass($1) is not null as made,
       exists (select from pg_namespace where nspname = $2) as exists,
       (select min(what) from (
          select 'table ' || relname from pg_class
          where relnamespace = (select oid from pg_namespace where nspname = $2)
            and relkind in ('r', 'p') and relname not like 'kysely_%'
            and not (has_table_privilege(oid, 'select') and has_table_privilege(oid, 'insert')
                     and has_table_privilege(oid, 'update') and has_table_privilege(oid, 'delete'))
          union all
          select 'function ' || proname from pg_proc
          where pronamespace = (select oid from pg_namespace where nspname = $2)
            and not has_function_privilege(oid, 'execute')) as lacking (what)) as forbidden`,
    [table, schema],
  );
  const { version = "", encoding = "", made = false, exists = false, forbidden = null } = found.rows[0] ?? {};
  const names = made ? await client.query<{ name: string }>(`select name from ${table}`) : { rows: [] };
  return { version, encoding, exists, applied: names.rows.map(({ name }) => name), forbidden };
}
