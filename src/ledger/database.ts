/**
 * Connections to PostgreSQL for the ledger.
 *
 * A `Session` is one connection that is made anew whenever it is lost. The ledger uses few long-lived sessions
 * rather than a pool, because it pipelines: a transaction of seven statements travels in one round trip, and a
 * pipelined connection cannot be shared with others anyway.
 */
import pg from "pg";
import type { Logger } from "pino";
import type { Queryable } from "./work.ts";

export interface DatabaseOptions {
  /** `postgres://user:password@host:port/database`. */
  readonly url: string;
  /** Schema of all objects; a plain identifier. */
  readonly schema: string;
  /** Shown in `pg_stat_activity`. */
  readonly applicationName: string;
}

/** A named statement, prepared once per connection. Without a name it is sent as it is. */
export interface NamedQuery {
  readonly name?: string;
  readonly text: string;
  readonly values?: readonly unknown[];
}

// A server that does not answer a connection attempt or a statement for so long is taken for dead. The ledger's
// statements run for milliseconds; ten seconds leaves room for a checkpoint on slow disks.
const CONNECT_TIMEOUT_MS = 5_000;
const QUERY_TIMEOUT_MS = 10_000;
// A process that was frozen in the middle of a transaction must not keep the lease's row locked for ever.
const IDLE_IN_TRANSACTION = "10s";

/** Opens one connection with the schema as its search path. Throws what `pg` throws. */
export async function connect(options: DatabaseOptions, settings = ""): Promise<pg.Client> {
  const client = new pg.Client({
    connectionString: options.url,
    application_name: options.applicationName.slice(0, 63),
    keepAlive: true,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    query_timeout: QUERY_TIMEOUT_MS,
    pipeline: true,
  } as pg.ClientConfig);
  // Without a listener the loss of an idle connection would end the process.
  client.on("error", () => {});
  try {
    await client.connect();
    await client.query(
      `set search_path to ${pg.escapeIdentifier(options.schema)};
       set idle_in_transaction_session_timeout to '${IDLE_IN_TRANSACTION}';
       ${settings}`,
    );
  } catch (error) {
    void client.end().catch(() => {});
    throw error;
  }
  return client;
}

/** Whether the statement failed because its connection (or the server) is gone, not because of what it said. */
export function isConnectionLost(error: unknown): boolean {
  const code = (error as { code?: unknown } | null)?.code;
  // PostgreSQL's own errors have a five-character SQLSTATE; 08 connection, 57P shutdown, 53300 too many clients,
  // 25P03 idle in transaction. Everything else without one comes from the socket or from pg's own deadlines.
  if (typeof code === "string" && /^[0-9A-Z]{5}$/.test(code) && code !== "EPIPE") {
    return code.startsWith("08") || code.startsWith("57P") || code === "53300" || code === "25P03";
  }
  return true;
}

/** SQLSTATE of an error of the database, `undefined` for others. */
export function sqlState(error: unknown): string | undefined {
  const code = (error as { code?: unknown } | null)?.code;
  return typeof code === "string" ? code : undefined;
}

/** One line about an error of the database or of the connection to it. */
export function databaseErrorText(error: unknown): string {
  if (error instanceof AggregateError && error.errors.length > 0) return databaseErrorText(error.errors[0]);
  return (error instanceof Error ? error.message : String(error)).replaceAll(/\s+/g, " ");
}

const FIRST_DELAY_MS = 100;
const LAST_DELAY_MS = 2_000;

/** One connection, made anew when it is lost. Not for concurrent use by two parties that depend on order. */
export class Session implements Queryable {
  readonly #options: DatabaseOptions;
  readonly #settings: string;
  readonly #log: Logger;
  readonly #stopping = new AbortController();
  #client: pg.Client | undefined;

  constructor(options: DatabaseOptions, log: Logger, settings = "") {
    this.#options = options;
    this.#settings = settings;
    this.#log = log;
  }

  get stopped(): boolean {
    return this.#stopping.signal.aborted;
  }

  /** The connection, as soon as there is one: tries until it succeeds. `undefined` once stopped. */
  async connected(): Promise<pg.Client | undefined> {
    let delay = FIRST_DELAY_MS;
    let told = false;
    while (!this.#stopping.signal.aborted) {
      if (this.#client !== undefined) return this.#client;
      try {
        const client = await connect(this.#options, this.#settings);
        if (this.#stopping.signal.aborted) {
          await client.end().catch(() => {});
          return undefined;
        }
        client.once("end", () => this.#forget(client));
        client.once("error", () => this.#forget(client));
        this.#client = client;
        if (told) this.#log.info("database is back");
      } catch (error) {
        if (!told)
          this.#log.warn({ reason: databaseErrorText(error) }, "database cannot be reached; trying on");
        told = true;
        await pause(delay * (0.5 + Math.random() / 2), this.#stopping.signal);
        delay = Math.min(delay * 2, LAST_DELAY_MS);
      }
    }
    return undefined;
  }

  /** Runs one statement on the present connection, waiting for one if need be. */
  async query<Row extends object>(query: NamedQuery): Promise<readonly Row[]> {
    const client = await this.connected();
    if (client === undefined) throw new Error("the session is stopped");
    try {
      return (await client.query<Row>(query as pg.QueryConfig)).rows;
    } catch (error) {
      if (isConnectionLost(error)) this.drop();
      throw error;
    }
  }

  /**
   * Runs statements in one transaction and one round trip. Throws the first failure, after which nothing of it
   * has happened, unless the connection was lost: then it may have been committed all the same.
   */
  async transaction(client: pg.Client, queries: readonly NamedQuery[]): Promise<readonly pg.QueryResult[]> {
    const all = [{ text: "begin" }, ...queries, { text: "commit" }];
    const results = await Promise.allSettled(all.map((query) => client.query(query as pg.QueryConfig)));
    const failure = results.find((result) => result.status === "rejected");
    if (failure !== undefined) {
      if (results.some((result) => result.status === "rejected" && isConnectionLost(result.reason)))
        this.drop();
      throw failure.reason;
    }
    return results.slice(1, -1).map((result) => (result as PromiseFulfilledResult<pg.QueryResult>).value);
  }

  /** Gives the connection up; the next use makes a new one. */
  drop(): void {
    const client = this.#client;
    if (client === undefined) return;
    this.#forget(client);
    void client.end().catch(() => {});
  }

  #forget(client: pg.Client): void {
    if (this.#client === client) this.#client = undefined;
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    const client = this.#client;
    this.#client = undefined;
    await client?.end().catch(() => {});
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
  }
}

/** Waits, or less where `signal` is aborted; never throws. */
export function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve();
    const done = () => {
      clearTimeout(timer);
      signal.removeEventListener("abort", done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    signal.addEventListener("abort", done, { once: true });
  });
}
