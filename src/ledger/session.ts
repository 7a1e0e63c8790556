/**
 * A connection that is made anew whenever it is lost. The ledger uses few long-lived sessions rather than a pool,
 * because a transaction of seven statements travels in one round trip, and a connection that is used so cannot be
 * shared with others anyway.
 */
import type pg from "pg";
import type { Logger } from "pino";
import {
  type ConnectionSettings,
  close,
  connect,
  type DatabaseOptions,
  databaseErrorText,
  destroy,
  isConnectionLost,
  type NamedQuery,
} from "./database.ts";
import { pause } from "./pause.ts";
import { run, runTransaction } from "./transaction.ts";
import type { Queryable } from "./work.ts";

const FIRST_DELAY_MS = 100;
const LAST_DELAY_MS = 2_000;
// A connection may die in silence while nobody uses it (a firewall that forgot it, a host that is gone). One that
// was idle for so long is asked for a sign of life first, which costs a live one a fraction of a millisecond.
const IDLE_MS = 5_000;
const SIGN_OF_LIFE_MS = 2_000;

/** One connection, made anew when it is lost. Not for two parties that each depend on the order of statements. */
export class Session implements Queryable {
  readonly #options: DatabaseOptions;
  readonly #settings: ConnectionSettings;
  readonly #log: Logger;
  readonly #stopping = new AbortController();
  #client: pg.Client | undefined;
  #usedAt = 0;
  #connecting: Promise<pg.Client | undefined> | undefined;

  constructor(options: DatabaseOptions, log: Logger, settings: ConnectionSettings = {}) {
    this.#options = options;
    this.#settings = settings;
    this.#log = log;
  }

  get stopped(): boolean {
    return this.#stopping.signal.aborted;
  }

  /** The connection, as soon as there is one: tries until it succeeds. `undefined` once stopped. */
  async connected(): Promise<pg.Client | undefined> {
    const now = performance.now();
    const idle = now - this.#usedAt > IDLE_MS;
    this.#usedAt = now;
    if (this.#client !== undefined && !idle) return this.#client;
    this.#connecting ??= this.#connect().finally(() => {
      this.#connecting = undefined;
    });
    return this.#connecting;
  }

  async #connect(): Promise<pg.Client | undefined> {
    let delay = FIRST_DELAY_MS;
    let told = false;
    while (!this.stopped) {
      try {
        const client = this.#client ?? (await this.#open());
        if (client === undefined) return undefined;
        await run(client, { text: "select" }, SIGN_OF_LIFE_MS);
        if (told) this.#log.info("database is back");
        return client;
      } catch (error) {
        this.drop();
        if (this.stopped) return undefined;
        if (!told) {
          this.#log.warn({ reason: databaseErrorText(error) }, "database cannot be reached; trying on");
          told = true;
          continue;
        }
        await pause(delay * (0.5 + Math.random() / 2), this.#stopping.signal);
        delay = Math.min(delay * 2, LAST_DELAY_MS);
      }
    }
    return undefined;
  }

  async #open(): Promise<pg.Client | undefined> {
    const client = await connect(this.#options, this.#settings);
    if (this.stopped) {
      await close(client);
      return undefined;
    }
    const forget = () => {
      if (this.#client === client) this.#client = undefined;
    };
    client.once("end", forget);
    client.once("error", forget);
    this.#client = client;
    return client;
  }

  /** Runs one statement on the present connection, waiting for one if need be. */
  async query<Row extends object>(query: NamedQuery): Promise<readonly Row[]> {
    const client = await this.#use();
    try {
      return await run<Row>(client, query);
    } catch (error) {
      if (isConnectionLost(error)) this.drop();
      throw error;
    }
  }

  /**
   * Runs statements in one transaction and one round trip. Throws the first failure, after which nothing of it
   * has happened, unless the connection was lost: then it may have been committed all the same.
   */
  async transaction(queries: readonly NamedQuery[]): Promise<readonly pg.QueryResult[]> {
    const client = await this.#use();
    try {
      return await runTransaction(client, queries);
    } catch (error) {
      if (isConnectionLost(error)) this.drop();
      throw error;
    }
  }

  async #use(): Promise<pg.Client> {
    const client = await this.connected();
    if (client === undefined) throw new Error("the session is stopped");
    return client;
  }

  /** Gives the connection up; the next use makes a new one. */
  drop(): void {
    const client = this.#client;
    this.#client = undefined;
    if (client !== undefined) destroy(client);
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    const client = this.#client;
    this.#client = undefined;
    if (client !== undefined) await close(client);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
  }
}
