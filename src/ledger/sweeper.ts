/**
 * Deletes what is no longer needed, a page at a time beside the live work. Nothing remembers how far a sweep got: what
 * is to go is found anew each time, so it goes on where it was after whatever ended it.
 */

import type { Logger } from "pino";
import { reason } from "../ops/reason.ts";
import { forgetOldRecords } from "./batch/inbox.ts";
import type { ConnectionSettings } from "./database/connection.ts";
import type { DatabaseOptions } from "./database/database.ts";
import { Session } from "./database/session.ts";
import { Rounds } from "./rounds.ts";
import type { Queryable } from "./statement.ts";
import { strangers } from "./strangers.ts";

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
// Many small pages rather than few large ones: a live message then waits for some milliseconds of work at most.
const INBOX_ROWS = 200;
// Some twenty pages a second: faster than there is new work for it.
const BETWEEN_PAGES_MS = 40;

/**
 * What a crash undoes is swept again. And the oldest are read from an index in its order: a plan made while there was
 * nothing to sort would otherwise sort all that is due for each page.
 */
export const SWEEPING: ConnectionSettings = {
  settings: { synchronous_commit: "off", enable_sort: "off" },
};

function oldRecords(table: "inbox" | "queue_inbox"): Sweep {
  return {
    name: `old records of ${table}`,
    page: async (db) => (await db.query(forgetOldRecords(table, INBOX_ROWS))).length === INBOX_ROWS,
  };
}

export class Sweeper {
  readonly #options: SweeperOptions;
  readonly #session: Session;
  readonly #sweeps: Sweep[] = [
    oldRecords("inbox"),
    oldRecords("queue_inbox"),
    { name: "strangers", page: strangers() },
  ];
  /** Those that have more to delete. */
  #unfinished: readonly Sweep[] = [];
  readonly #rounds = new Rounds((hinted) => this.#round(hinted));

  constructor(options: SweeperOptions) {
    this.#options = options;
    this.#session = new Session(options.database, options.log, SWEEPING);
  }

  /** Adds what is to be deleted; before `start`. */
  add(sweep: Sweep): void {
    this.#sweeps.push(sweep);
  }

  start(): void {
    this.#rounds.start(EVERY_MS);
  }

  /** Looks now. */
  hint(): void {
    this.#rounds.hint();
  }

  async stop(): Promise<void> {
    await Promise.all([this.#rounds.stop(), this.#session.stop()]);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
  }

  async #round(hinted: boolean): Promise<number> {
    if (this.#options.may()) {
      const left: Sweep[] = [];
      for (const sweep of this.#unfinished.length > 0 && !hinted ? this.#unfinished : this.#sweeps) {
        if (await this.#page(sweep)) left.push(sweep);
      }
      this.#unfinished = left;
    }
    return this.#unfinished.length > 0 ? BETWEEN_PAGES_MS : EVERY_MS;
  }

  async #page({ name, page }: Sweep): Promise<boolean> {
    try {
      return await page(this.#session);
    } catch (error) {
      if (!this.#rounds.stopping) {
        this.#options.log.warn({ reason: reason(error) }, `${name} could not be deleted; trying again`);
      }
      return false;
    }
  }
}
