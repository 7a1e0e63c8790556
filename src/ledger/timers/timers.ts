/**
 * This folder holds the timers. A timer is a row, set in the transaction that makes it necessary, so none is lost with
 * the process. Due timers are looked for every second, oldest first, a bounded number at a time. Each becomes a job of a
 * queue, in order with the other jobs there.
 */

import type { Logger } from "pino";
import type { Clock } from "../../clock.ts";
import { reason } from "../../ops/reason.ts";
import type { Session } from "../database/session.ts";
import type { AnyJob } from "../job.ts";
import { held, type Tenure } from "../lease/tenure.ts";
import { Rounds } from "../rounds.ts";
import { type Statement, type Write, write } from "../statement.ts";
import {
  clearTimers,
  dueTimers,
  putOff,
  readTimer,
  removeTimer,
  type StoredTimer,
  setTimers,
  type Timer,
  type TimerRow,
} from "./rows.ts";

export type { Timer } from "./rows.ts";

/**
 * Makes a due timer into a job. The job's decision must clear the timer or set it anew; a timer that is left as it
 * was comes again as if it had failed. A thrown error puts it off, for longer with each attempt. Without a job
 * (`undefined`) the timer is cleared.
 */
export type TimerHandler = (timer: Timer) => AnyJob | undefined | Promise<AnyJob | undefined>;

export interface TimersOptions {
  readonly db: Pick<Session, "query">;
  readonly domain: string;
  readonly clock: Clock;
  readonly log: Logger;
  /** Under which to write; `undefined` where the lease is not held. */
  readonly tenure: () => Tenure | undefined;
  /** A timer that was due was taken up. */
  readonly onDone?: (outcome: "done" | "failed") => void;
  /** Queues a job; `false`: it was refused. */
  readonly post: (job: AnyJob) => boolean;
}

const LOOK_EVERY_MS = 1_000;
// While more is due than is taken up at once: a thousand of a kind each second at most, with room for live messages
// in between. A hint does not wait for it: a timer that was set to be done at once is somebody's live message, too.
const BETWEEN_PAGES_MS = 50;
// For each kind, so that slow timers of one kind do not hold up another. Live messages always find room beside so few.
const PER_KIND = 50;
const PAGE = 2 * PER_KIND;
const FIRST_RETRY_MS = 1_000;
const LAST_RETRY_MS = 3_600_000;

/** In ms, how long a timer waits that has failed `attempts` times: doubling, from two seconds to an hour. */
export function retryDelay(attempts: number): number {
  return Math.min(FIRST_RETRY_MS * 2 ** Math.min(attempts, 30), LAST_RETRY_MS);
}

export class Timers {
  readonly #options: TimersOptions;
  readonly #handlers = new Map<string, TimerHandler>();
  readonly #set;
  readonly #clear;
  /** Keys of those under way, by kind. */
  readonly #underWay = new Map<string, Set<string>>();
  /** Versions of the timers that were done since the last look. A timer that still has it was left as it was. */
  #done = new Map<string, StoredTimer>();
  /** More is due, and there was no room for any of it. */
  #left = false;
  #paused = true;
  #overdue = 0;
  readonly #looks = new Rounds(async () =>
    !this.#paused && (await this.#look()) ? BETWEEN_PAGES_MS : LOOK_EVERY_MS,
  );
  #whenQuiet: (() => void)[] = [];

  constructor(options: TimersOptions) {
    this.#options = options;
    this.#set = setTimers(options.domain);
    this.#clear = clearTimers(options.domain);
  }

  /** How late the oldest timer was that was due at the last look, in s; 0 where there was none, or they stand still. */
  get overdue(): number {
    return this.#paused ? 0 : this.#overdue;
  }

  /** Clearing comes first: a timer that is cleared and set in one transaction is set. */
  get statements(): readonly Statement<never>[] {
    return [this.#clear, this.#set];
  }

  /** Registers the handler of a kind; once each, before `start`. */
  on(kind: string, handler: TimerHandler): void {
    if (this.#handlers.has(kind)) throw new Error(`timers of kind ${kind} have a handler already`);
    this.#handlers.set(kind, handler);
    this.#underWay.set(kind, new Set());
  }

  /** Sets a timer, in place of the one of the same kind and key. At most one per kind and key in a transaction. */
  set(timer: Omit<Timer, "attempts"> & { readonly attempts?: number }): Write {
    return write(this.#set, { attempts: 0, ...timer });
  }

  clear(kind: string, key: string): Write {
    return write(this.#clear, { kind, key });
  }

  start(): void {
    this.#looks.start();
  }

  /** While paused nothing falls due. */
  pause(): void {
    this.#paused = true;
  }

  resume(): void {
    this.#paused = false;
    this.hint();
  }

  /** Something may be due now. */
  hint(): void {
    this.#looks.hint();
  }

  /** Resolves when no timer is under way. */
  async quiet(): Promise<void> {
    while ([...this.#underWay.values()].some((keys) => keys.size > 0)) {
      await new Promise<void>((resolve) => this.#whenQuiet.push(resolve));
    }
  }

  async stop(): Promise<void> {
    await this.#looks.stop();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
  }

  /** Takes up due timers. `true`: there may be more that could be taken up soon. */
  async #look(): Promise<boolean> {
    const kinds = [...this.#underWay];
    const full = kinds.filter(([, keys]) => keys.size >= PER_KIND).map(([kind]) => kind);
    const limit = kinds.reduce((sum, [, keys]) => sum + keys.size, PAGE);
    const { domain, clock, log } = this.#options;
    const done = this.#done;
    this.#done = new Map([...done].filter(([, timer]) => full.includes(timer.kind)));
    // A timer whose job ends while we look may be read as it was before: the next look sees it.
    const busy = new Map(kinds.map(([kind, keys]) => [kind, new Set(keys)]));
    let rows: readonly TimerRow[];
    try {
      const now = clock();
      rows = await this.#options.db.query<TimerRow>(dueTimers(domain, now, full, limit));
      this.#overdue = Math.max(0, now - (rows[0]?.due_at.getTime() ?? now)) / 1_000;
    } catch (error) {
      this.#done = new Map([...done, ...this.#done]);
      if (!this.#looks.stopping) {
        log.warn({ reason: reason(error) }, "due timers could not be read; trying again");
      }
      return false;
    }
    let taken = 0;
    let skipped = full.length > 0 || rows.length === limit;
    for (const row of rows) {
      // Paused while we looked: nothing falls due any more.
      if (this.#paused) return false;
      const timer = readTimer(row);
      const keys = this.#underWay.get(timer.kind);
      if (busy.get(timer.kind)?.has(timer.key)) continue;
      if (keys === undefined)
        void this.#failed(timer, new Error(`nobody handles timers of kind ${timer.kind}`));
      else if (done.get(id(timer))?.version === timer.version) {
        void this.#failed(timer, new Error("its job left it as it was"));
      } else if (keys.size >= PER_KIND) {
        skipped = true;
      } else {
        taken++;
        void this.#fire(timer, keys);
      }
    }
    this.#left = skipped && taken === 0;
    return skipped && taken > 0;
  }

  async #fire(timer: StoredTimer, keys: Set<string>): Promise<void> {
    keys.add(timer.key);
    try {
      const job = await this.#handlers.get(timer.kind)?.(timer);
      if (job === undefined) {
        const { domain, tenure } = this.#options;
        await this.#options.db.query(removeTimer(domain, held(tenure()), timer));
      } else if (!(await this.#handled(job))) throw new Error("its job could not be handled");
      this.#options.onDone?.("done");
    } catch (error) {
      await this.#failed(timer, error);
    }
    this.#done.set(id(timer), timer);
    keys.delete(timer.key);
    if (this.#left && keys.size === PER_KIND / 2) this.hint();
    for (const resolve of this.#whenQuiet.splice(0)) resolve();
  }

  #handled(job: AnyJob): Promise<boolean> {
    return new Promise((resolve) => {
      const settled = (committed: boolean) => {
        job.settled?.(committed);
        resolve(committed);
      };
      if (!this.#options.post({ ...job, settled })) resolve(false);
    });
  }

  /** Puts the timer off, unless its job has set or cleared it although it failed. */
  async #failed(timer: StoredTimer, error: unknown): Promise<void> {
    const { kind, key, attempts } = timer;
    const { domain, clock, log, tenure } = this.#options;
    if (this.#looks.stopping) return;
    this.#options.onDone?.("failed");
    log.warn({ kind, key, attempts: attempts + 1, err: error }, "a timer failed; it is tried again later");
    const dueAt = clock() + retryDelay(attempts + 1);
    // If this fails too, the timer is still due, and comes again all the sooner.
    try {
      await this.#options.db.query(putOff(domain, held(tenure()), timer, dueAt));
    } catch {}
  }
}

function id(timer: Timer): string {
  return `${timer.kind}\0${timer.key}`;
}
