/**
 * Deletes rows that are no longer needed, a page at a time beside the live work. Nothing remembers how far a sweep got:
 * it finds its rows anew each time, and so goes on after any interruption.
 */

import type { Logger } from "pino";
import { reason } from "../ops/reason.ts";
import { inboxSweeps } from "./batch/inbox.ts";
import type { ConnectionSettings } from "./database/connection.ts";
import type { DatabaseOptions } from "./database/database.ts";
import { Session } from "./database/session.ts";
import type { Sweep } from "./old-rows.ts";
import { Rounds } from "./rounds.ts";
import { strangers } from "./strangers.ts";

export type { Sweep } from "./old-rows.ts";

export interface SweeperOptions {
  readonly database: DatabaseOptions;
  readonly log: Logger;
  /** Whether this instance may write now. */
  readonly may: () => boolean;
}

const EVERY_MS = 60_000;
// Some twenty pages a second: faster than there is new work for it.
const BETWEEN_PAGES_MS = 40;

/**
 * A sweep that a crash undoes is done again, so that no commit waits for the disk. The oldest rows are read from an
 * index in its order: a plan that was made while there was nothing to sort would sort all due rows for each page.
 */
export const SWEEPING: ConnectionSettings = {
  settings: { synchronous_commit: "off", enable_sort: "off" },
};

export class Sweeper {
  readonly #options: SweeperOptions;
  readonly #session: Session;
  readonly #sweeps: Sweep[] = [...inboxSweeps(), { name: "strangers", page: strangers() }];
  /** Sweeps that have more to delete. */
  #unfinished: readonly Sweep[] = [];
  readonly #rounds = new Rounds((hinted) => this.#round(hinted));

  constructor(options: SweeperOptions) {
    this.#options = options;
    this.#session = new Session(options.database, options.log, SWEEPING);
  }

  /** Adds a sweep; before `start`. */
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
