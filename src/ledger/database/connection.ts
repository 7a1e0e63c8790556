/**
 * Connections to PostgreSQL, direct or through a pooler. A pooler in transaction mode (PgBouncer's, that of hosted
 * databases) may run each transaction on another connection, which others use in between: nothing may be left on it,
 * neither settings nor prepared statements nor LISTEN.
 */
import pg from "pg";
import { type DatabaseOptions, type NamedQuery, sqlState } from "./database.ts";
import { type Way, waysTo } from "./tls.ts";

export interface ConnectionSettings {
  /** In place of, or beside, those of every connection. */
  readonly settings?: Readonly<Record<string, string>>;
  /** In place of that of the database. */
  readonly queryTimeoutMs?: number;
  readonly connectTimeoutMs?: number;
}

export interface Connection {
  readonly client: pg.Client;
  /** Through a pooler: with this each transaction begins, and no statement of it is prepared. */
  readonly beginning?: NamedQuery;
}

// The ledger's statements run for milliseconds; ten seconds leaves room for a checkpoint on slow disks.
const QUERY_TIMEOUT_MS = 10_000;
const CONNECT_TIMEOUT_MS = 5_000;
// Short enough for the table of a NAT or firewall between us and the server.
const KEEP_ALIVE_MS = 10_000;

/**
 * For each transaction, in place of the settings of the role or the database.
 *
 * Plans: every statement of ours looks rows up by key, for as many keys as there are jobs. A generic plan of
 * nested loops over indexes is right for all of them, saves the planning, and does not depend on statistics: a
 * plan made while the tables were empty would go on reading them from end to end when they are large.
 *
 * Time-outs: a slow database is waited for until our own deadline.
 *
 * Dates and numbers: in the form that `pg` reads.
 */
const SETTINGS: Readonly<Record<string, string>> = {
  jit: "off",
  plan_cache_mode: "force_generic_plan",
  enable_seqscan: "off",
  enable_hashjoin: "off",
  enable_mergejoin: "off",
  lock_timeout: "0",
  statement_timeout: "0",
  datestyle: "ISO",
  extra_float_digits: "1",
};

/**
 * A process that was frozen or cut off in the middle of a transaction must not keep its locks. It exists from
 * PostgreSQL 17 on (before, see lost-transactions.ts). Off first: otherwise a time-out that runs already keeps its end.
 */
const TRANSACTION_TIMEOUT = [
  ["transaction_timeout", "0"],
  ["transaction_timeout", "10s"],
] as const;

/** Of the connection itself, which is the pooler's where there is one. */
const CONNECTION: Readonly<Record<string, string>> = {
  idle_session_timeout: "0",
  tcp_keepalives_idle: "5",
  tcp_keepalives_interval: "2",
  tcp_keepalives_count: "3",
};

/**
 * Opens one connection whose transactions have the schema as their search path and `name` as their application_name.
 * Throws the errors of `pg`.
 */
export async function connect(
  options: DatabaseOptions,
  settings: ConnectionSettings = {},
  name: string = options.applicationName,
): Promise<Connection> {
  const client = await openClient(options.url, {
    application_name: options.applicationName,
    keepAlive: true,
    keepAliveInitialDelayMillis: KEEP_ALIVE_MS,
    connectionTimeoutMillis: settings.connectTimeoutMs ?? CONNECT_TIMEOUT_MS,
    query_timeout: settings.queryTimeoutMs ?? options.queryTimeoutMs ?? QUERY_TIMEOUT_MS,
    pipeline: true,
  });
  try {
    const { rows } = await client.query<{ pid: number; timeout: boolean }>(
      `select pg_backend_pid() as pid, current_setting('transaction_timeout', true) is not null as timeout`,
    );
    // A pooler gives its clients numbers of its own. The types of pg leave this one out.
    const { processID } = client as pg.Client & { readonly processID: number | null };
    const direct = rows[0]?.pid === processID;
    const values = Object.entries({
      search_path: pg.escapeIdentifier(options.schema),
      application_name: name,
      ...SETTINGS,
      ...settings.settings,
      ...(direct && CONNECTION),
    });
    const all = [...values, ...(rows[0]?.timeout ? TRANSACTION_TIMEOUT : [])];
    const beginning = set(all, { forTransaction: !direct });
    // Once for all: in each transaction it would cost the database some 40 µs, a tenth of a small batch.
    if (direct) await client.query(beginning.text, [...beginning.values]);
    count(client, options);
    return direct ? { client } : { client, beginning };
  } catch (error) {
    destroy(client);
    throw error;
  }
}

function count(client: pg.Client, { connections }: DatabaseOptions): void {
  if (connections === undefined) return;
  connections.open++;
  client.once("end", () => {
    connections.open--;
  });
}

function set(
  settings: readonly (readonly [name: string, value: string])[],
  { forTransaction }: { readonly forTransaction: boolean },
): Required<Pick<NamedQuery, "text" | "values">> {
  return {
    text: `select count(set_config(name, value, ${forTransaction}))
           from unnest($1::text[], $2::text[]) as setting(name, value)`,
    values: [settings.map(([name]) => name), settings.map(([, value]) => value)],
  };
}

/** A client that is connected, encrypted as the URL's `sslmode` says. Throws the errors of `pg`. */
export async function openClient(url: string, config: pg.ClientConfig): Promise<pg.Client> {
  let first: unknown;
  for (const way of waysTo(url)) {
    try {
      return await open(way, config);
    } catch (error) {
      first ??= error;
      // A server that does not answer will not answer the other way either.
      if (sqlState(error) === undefined && !/\b(SSL|TLS)\b/i.test(String(error))) break;
    }
  }
  throw first;
}

async function open(way: Way, config: pg.ClientConfig): Promise<pg.Client> {
  const client = new pg.Client({ ...config, ...way });
  // Without a listener the loss of an idle connection would end the process.
  client.on("error", () => {});
  try {
    await client.connect();
  } catch (error) {
    destroy(client);
    throw error;
  }
  return client;
}

/** Ends a connection at once; the statement that it waits for fails. */
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
