/**
 * LISTEN: hints that something in the database has changed, so that a poller looks at once. A notification may be
 * lost, as a connection can die in silence. So nothing may depend on it, and after each new connection every listener
 * gets a hint, since something may have been missed. Through a pooler nothing is heard, and the LISTEN would stay on a
 * connection of others.
 *
 * Channels of PostgreSQL belong to a database, not to a schema, and their names are short. So there is one for all,
 * and the text of a notification is `<schema> <topic> <payload>`, as the function `hint` of the migrations makes it.
 */

import type { Logger } from "pino";
import { reason } from "../../ops/reason.ts";
import { pause } from "../pause.ts";
import { close, connect, destroy } from "./connection.ts";
import type { DatabaseOptions } from "./database.ts";
import { run } from "./wire/transaction.ts";

/** `payload` is undefined where the hint is for everybody: the connection is a new one. */
export type Listener = (payload: string | undefined) => void;

export interface NotificationsOptions {
  readonly database: DatabaseOptions;
  readonly log: Logger;
  /** How often the connection is asked for a sign of life. */
  readonly heartbeatMs?: number;
}

const HEARTBEAT_MS = 10_000;
const SIGN_OF_LIFE_MS = 3_000;
const RETRY_MS = 1_000;
// Nobody listens there, or the server says that it takes nobody now (SQLSTATE).
const REFUSALS: readonly unknown[] = ["ECONNREFUSED", "ENOENT", "57P03"];

export class Notifications {
  readonly #options: NotificationsOptions;
  readonly #listeners = new Map<string, Set<Listener>>();
  readonly #stopping = new AbortController();
  #loop: Promise<void> | undefined;
  #refused = false;

  constructor(options: NotificationsOptions) {
    this.#options = options;
  }

  /** Calls `listener` at each notification on the topic. Gives a function that ends it. */
  on(topic: string, listener: Listener): () => void {
    const listeners = this.#listeners.get(topic) ?? new Set();
    listeners.add(listener);
    this.#listeners.set(topic, listeners);
    return () => listeners.delete(listener);
  }

  /** The last attempt to connect was refused at once: the database is away, and nobody need wait to be sure of it. */
  get refused(): boolean {
    return this.#refused;
  }

  start(): void {
    this.#loop ??= this.#run();
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#loop;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
  }

  async #run(): Promise<void> {
    let told = false;
    while (!this.#stopping.signal.aborted) {
      try {
        const heard = await this.#session(() => {
          told = false;
          this.#refused = false;
        });
        if (!heard) return;
      } catch (error) {
        this.#refused = REFUSALS.includes((error as { readonly code?: unknown }).code);
        if (!told)
          this.#options.log.warn(
            { reason: reason(error) },
            "the connection for LISTEN was lost; opening it again",
          );
        told = true;
        await pause(RETRY_MS, this.#stopping.signal);
      }
    }
  }

  /** One connection from its beginning to its end. `false`: none through which anything can be heard. */
  async #session(onUp: () => void): Promise<boolean> {
    const connection = await connect(this.#options.database, { queryTimeoutMs: SIGN_OF_LIFE_MS });
    const { client, beginning } = connection;
    if (beginning !== undefined) {
      await close(client);
      this.#options.log.info(
        "the database is reached through a pooler: statements are not prepared, and it is polled every second instead of using LISTEN",
      );
      return false;
    }
    const ended = new AbortController();
    const end = () => ended.abort();
    client.once("end", end);
    client.on("notification", ({ payload = "" }) => this.#heard(payload));
    this.#stopping.signal.addEventListener("abort", end, { once: true });
    // It may have been stopped while it connected.
    if (this.#stopping.signal.aborted) end();
    try {
      await run(connection, { text: "listen anteroom" });
      onUp();
      for (const topic of this.#listeners.keys()) this.#tell(topic, undefined);
      while (!ended.signal.aborted) {
        await pause(this.#options.heartbeatMs ?? HEARTBEAT_MS, ended.signal);
        if (!ended.signal.aborted) await run(connection, { text: "select" });
      }
      if (!this.#stopping.signal.aborted) throw new Error("the connection for notifications was lost");
      await close(client);
      return true;
    } finally {
      this.#stopping.signal.removeEventListener("abort", end);
      destroy(client);
    }
  }

  #heard(text: string): void {
    for (const topic of this.#listeners.keys()) {
      const start = `${this.#options.database.schema} ${topic} `;
      if (text.startsWith(start)) this.#tell(topic, text.slice(start.length));
    }
  }

  #tell(topic: string, payload: string | undefined): void {
    for (const listener of this.#listeners.get(topic) ?? []) {
      try {
        listener(payload);
      } catch (error) {
        this.#options.log.error({ err: error, topic }, "a listener for notifications failed");
      }
    }
  }
}
