/**
 * Deletes what is no longer needed, a page at a time beside the live work. Nothing remembers how far a sweep got: what
 * is to go is found anew each time, so it goes on where it was after whatever ended it.
 */
import type { Logger } from "pino";
import { type ConnectionSettings, type DatabaseOptions, databaseErrorText } from "./database.ts";
import { forgetOldMessages } from "./inbox.ts";
import { pause } from "./pause.ts";
import { Session } from "./session.ts";
import type { Queryable } from "./work.ts";

/** What is deleted by and by. */
export interface Sweep {
  /** For the log. */
  readonly name: string;
  /** Deletes some, in a few milliseconds. `true`: there may be more. */
  page(db: Queryable): Promise<boolean>;
}

export interface SweeperOptions {
  readonly database: DatabaseOptions;
  readonly log: Logger;
  /** Whether this instance may write now. */
  readonly may: () => boolean;
}

const EVERY_MS = 60_000;
const INBOX_ROWS = 1_000;
// Ten pages a second at most: faster than there is new work for it, and hardly felt.
const BETWEEN_PAGES_MS = 100;

/**
 * What a crash undoes is swept again. And the oldest are read from an index in its order: a plan made while there was
 * nothing to sort would otherwise sort all that is due for each page.
 */
export const SWEEPING: ConnectionSettings = {
  sql: "set synchronous_commit to off; set enable_sort to off;",
};

export class Sweeper {
  readonly #options: SweeperOptions;
  readonly #session: Session;
  readonly #sweeps: Sweep[] = [
    {
      name: "old inbox records",
      page: async (db) => (await db.query(forgetOldMessages(INBOX_ROWS))).length === INBOX_ROWS,
    },
  ];
  readonly #stopping = new AbortController();
  #wake = new AbortController();
  #loop: Promise<void> | undefined;

  constructor(options: SweeperOptions) {
    this.#options = options;
    this.#session = new Session(options.database, options.log, SWEEPING);
  }

  /** Adds what is to be deleted; before `start`. */
  add(sweep: Sweep): void {
    this.#sweeps.push(sweep);
  }

  start(): void {
    this.#loop ??= this.#run();
  }

  /** Looks now. */
  hint(): void {
    this.#wake.abort();
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    this.#wake.abort();
    await this.#session.stop();
    await this.#loop;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
  }

  async #run(): Promise<void> {
    const { signal } = this.#stopping;
    let unfinished: readonly Sweep[] = [];
    while (!signal.aborted) {
      const { signal: woken } = this.#wake;
      await pause(unfinished.length > 0 ? BETWEEN_PAGES_MS : EVERY_MS, woken);
      if (woken.aborted) this.#wake = new AbortController();
      if (signal.aborted || !this.#options.may()) continue;
      const left: Sweep[] = [];
      for (const sweep of unfinished.length > 0 && !woken.aborted ? unfinished : this.#sweeps) {
        if (await this.#page(sweep)) left.push(sweep);
      }
      unfinished = left;
    }
  }

  async #page({ name, page }: Sweep): Promise<boolean> {
    try {
      return await page(this.#session);
    } catch (error) {
      if (!this.#stopping.signal.aborted) {
        this.#options.log.warn({ reason: databaseErrorText(error) }, `${name}: not deleted; trying on`);
      }
      return false;
    }
  }
}
