/**
 * Connections to PostgreSQL, and what their errors mean: whether the statement was wrong, or the database is away.
 */
import pg from "pg";

export interface DatabaseOptions {
  /** `postgres://user:password@host:port/database`. */
  readonly url: string;
  /** Schema of all objects. */
  readonly schema: string;
  /** Shown in `pg_stat_activity`; each process has one of its own. */
  readonly applicationName: string;
  /** A server that does not answer a statement for so long, in ms, is taken for dead. */
  readonly queryTimeoutMs?: number;
}

/** A named statement, prepared once per connection. Without a name it is sent as it is. */
export interface NamedQuery {
  readonly name?: string;
  readonly text: string;
  readonly values?: readonly unknown[];
}

export interface ConnectionSettings {
  /** Statements run once on each new connection. */
  readonly sql?: string;
  /** In place of that of the database. */
  readonly queryTimeoutMs?: number;
  readonly connectTimeoutMs?: number;
}

// The ledger's statements run for milliseconds; ten seconds leaves room for a checkpoint on slow disks.
const QUERY_TIMEOUT_MS = 10_000;
const CONNECT_TIMEOUT_MS = 5_000;
// Short enough for the table of a NAT or firewall between us and the server.
const KEEP_ALIVE_MS = 10_000;

/**
 * For each connection.
 *
 * Plans: every statement of ours looks rows up by key, for as many keys as there are jobs. A generic plan of
 * nested loops over indexes is right for all of them, saves the planning, and does not depend on statistics: a
 * plan made while the tables were empty would go on reading them from end to end when they are large.
 *
 * Time-outs: a process that was frozen or cut off in the middle of a transaction must not keep its locks.
 * `transaction_timeout` exists from PostgreSQL 17 on.
 */
const SETTINGS = `
  set jit to off;
  set plan_cache_mode to force_generic_plan;
  set enable_seqscan to off;
  set enable_hashjoin to off;
  set enable_mergejoin to off;
  set idle_in_transaction_session_timeout to '5s';
  set tcp_keepalives_idle to 5;
  set tcp_keepalives_interval to 2;
  set tcp_keepalives_count to 3;
  select set_config(name, '10s', false) from pg_settings where name = 'transaction_timeout';`;

/** Opens one connection with the schema as its search path. Throws what `pg` throws. */
export async function connect(
  options: DatabaseOptions,
  { sql = "", ...settings }: ConnectionSettings = {},
): Promise<pg.Client> {
  const client = new pg.Client({
    connectionString: options.url,
    application_name: options.applicationName.slice(0, 63),
    keepAlive: true,
    keepAliveInitialDelayMillis: KEEP_ALIVE_MS,
    connectionTimeoutMillis: settings.connectTimeoutMs ?? CONNECT_TIMEOUT_MS,
    query_timeout: settings.queryTimeoutMs ?? options.queryTimeoutMs ?? QUERY_TIMEOUT_MS,
    pipeline: true,
  });
  // Without a listener the loss of an idle connection would end the process.
  client.on("error", () => {});
  try {
    await client.connect();
    await client.query(`set search_path to ${pg.escapeIdentifier(options.schema)}; ${SETTINGS} ${sql}`);
  } catch (error) {
    destroy(client);
    throw error;
  }
  return client;
}

/** Ends a connection at once; what it waits for fails. */
export function destroy(client: pg.Client): void {
  client.connection.stream.destroy();
}

const GOODBYE_MS = 1_000;

/** Ends a connection in good order, or at once where the server does not answer. */
export async function close(client: pg.Client): Promise<void> {
  const deadline = setTimeout(() => destroy(client), GOODBYE_MS);
  await client.end().catch(() => {});
  clearTimeout(deadline);
}

/** The connection was lost, or could not be had. Whether its last statement was executed is unknown. */
export class ConnectionLost extends Error {}

/** An error of `pg` that is not the database's own comes from the socket or a deadline. */
export function classified(error: unknown): unknown {
  if (sqlState(error) !== undefined) return error;
  const text = databaseErrorText(error);
  // The one error of pg that is neither: a mistake in the program.
  if (text.startsWith("Prepared statements must be unique")) return error;
  return new ConnectionLost(text, { cause: error });
}

// 08 connection, 57P shutdown, 53 no resources (memory, disk, connections), 58 I/O, 25P03 and 25P04 time-outs in
// a transaction, 25006 read-only: the server became a standby. Later, or on another connection, it may succeed.
const AWAY = /^(08|57P|53|58|25P03|25P04|25006)/;

/** Whether the statement failed because the database is away, not because of what it said. */
export function isConnectionLost(error: unknown): boolean {
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    if (cause instanceof ConnectionLost || AWAY.test(sqlState(cause) ?? "")) return true;
  }
  return false;
}

/** SQLSTATE of an error of the database, `undefined` for others. */
export function sqlState(error: unknown): string | undefined {
  const code = (error as { code?: unknown } | null)?.code;
  // Node's own codes (EPIPE has five letters too) have an errno beside them.
  if (typeof code !== "string" || !/^[0-9A-Z]{5}$/.test(code)) return undefined;
  return (error as { errno?: unknown }).errno === undefined ? code : undefined;
}

/** One line about an error of the database or of the connection to it. */
export function databaseErrorText(error: unknown): string {
  if (error instanceof AggregateError && error.errors.length > 0) return databaseErrorText(error.errors[0]);
  return (error instanceof Error ? error.message : String(error)).replaceAll(/\s+/g, " ");
}
