/**
 * A connection that is made anew whenever it is lost. The ledger uses few long-lived sessions rather than a pool,
 * because a transaction of seven statements travels in one round trip, and a connection that is used like that cannot
 * be shared anyway.
 */

import type pg from "pg";
import type { Logger } from "pino";
import { reason } from "../../ops/reason.ts";
import { endLostTransactions, sessionName } from "../lease/lost-transactions.ts";
import { pause } from "../pause.ts";
import type { Queryable } from "../statement.ts";
import { type Connection, type ConnectionSettings, close, connect, destroy } from "./connection.ts";
import { type DatabaseOptions, isConnectionLost, type NamedQuery } from "./database.ts";
import { run, runTransaction } from "./wire/transaction.ts";

const FIRST_DELAY_MS = 100;
// Sessions wait for one another, and each may have this long left to wait when the database is back.
const LAST_DELAY_MS = 500;
// A connection may die in silence while nobody uses it (a firewall that forgot it, a host that is gone). One that
// was idle for this long is asked for a sign of life first, which costs a live one a fraction of a millisecond.
const IDLE_MS = 5_000;
const SIGN_OF_LIFE_MS = 2_000;

/** One connection, made anew when it is lost. Two users of it must not each depend on the order of their statements. */
export class Session implements Queryable {
  readonly #options: DatabaseOptions;
  readonly #settings: ConnectionSettings;
  readonly #log: Logger;
  readonly #name: string;
  readonly #stopping = new AbortController();
  #connection: Connection | undefined;
  /** A connection was lost, and its last transaction may still be under way. */
  #lost = false;
  #usedAt = 0;
  /** Statements and transactions under way, one of them on the connection. */
  #using = 0;
  #connecting: Promise<Connection | undefined> | undefined;

  constructor(options: DatabaseOptions, log: Logger, settings: ConnectionSettings = {}) {
    this.#options = options;
    this.#settings = settings;
    this.#log = log;
    this.#name = sessionName(options.applicationName);
  }

  get stopped(): boolean {
    return this.#stopping.signal.aborted;
  }

  /** The connection, as soon as there is one: tries until it succeeds. `undefined` once stopped. */
  async connected(): Promise<Connection | undefined> {
    const now = performance.now();
    const idle = now - this.#usedAt > IDLE_MS;
    this.#usedAt = now;
    if (this.#connecting === undefined && this.#connection !== undefined && !idle) return this.#connection;
    this.#connecting ??= this.#connect().finally(() => {
      this.#connecting = undefined;
    });
    return this.#connecting;
  }

  async #connect(): Promise<Connection | undefined> {
    let delay = FIRST_DELAY_MS;
    let told = false;
    while (!this.stopped) {
      try {
        const connection = this.#connection ?? (await this.#open());
        if (connection === undefined) return undefined;
        if (this.#lost) await run(connection, endLostTransactions(this.#name));
        else await run(connection, { text: "select" }, SIGN_OF_LIFE_MS);
        this.#lost = false;
        if (told) this.#log.info("the database is back");
        return connection;
      } catch (error) {
        this.drop();
        if (this.stopped) return undefined;
        if (!told) {
          this.#log.warn({ reason: reason(error) }, "the database cannot be reached; trying again");
          told = true;
          continue;
        }
        await pause(delay * (0.5 + Math.random() / 2), this.#stopping.signal);
        delay = Math.min(delay * 2, LAST_DELAY_MS);
      }
    }
    return undefined;
  }

  async #open(): Promise<Connection | undefined> {
    const connection = await connect(this.#options, this.#settings, this.#name);
    if (this.stopped) {
      await close(connection.client);
      return undefined;
    }
    const forget = () => {
      if (this.#connection !== connection) return;
      this.#connection = undefined;
      this.#lost = true;
    };
    connection.client.once("end", forget);
    connection.client.once("error", forget);
    this.#connection = connection;
    return connection;
  }

  /** Runs one statement on the present connection, waiting for one if need be. */
  query<Row extends object>(query: NamedQuery): Promise<readonly Row[]> {
    return this.#use((connection) => run<Row>(connection, query));
  }

  /**
   * Runs statements in one transaction and one round trip. Throws the first failure, after which nothing of it
   * has happened, unless the connection was lost: then it may have been committed all the same.
   */
  transaction(queries: readonly NamedQuery[]): Promise<readonly pg.QueryResult[]> {
    return this.#use((connection) => runTransaction(connection, queries));
  }

  async #use<T>(work: (connection: Connection) => Promise<T>): Promise<T> {
    this.#count(1);
    try {
      const connection = await this.connected();
      if (connection === undefined) throw new Error("the session is stopped");
      return await work(connection);
    } catch (error) {
      if (isConnectionLost(error)) this.drop();
      throw error;
    } finally {
      this.#count(-1);
    }
  }

  #count(change: 1 | -1): void {
    const { connections } = this.#options;
    const first = (change === 1 ? this.#using : this.#using - 1) === 0;
    this.#using += change;
    if (connections !== undefined) connections[first ? "busy" : "waiting"] += change;
  }

  /** Gives the connection up; the next use makes a new one. */
  drop(): void {
    const connection = this.#connection;
    if (connection === undefined) return;
    this.#connection = undefined;
    this.#lost = true;
    destroy(connection.client);
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    const connection = this.#connection;
    this.#connection = undefined;
    if (connection !== undefined) await close(connection.client);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
  }
}
