/**
 * What falls due. Timers are rows, set in the transaction that makes them necessary, so none is lost with the
 * process; they are looked for every second, oldest first, a bounded number at a time, and each becomes a job in
 * its person's mailbox, in order with what the person writes.
 */
import type { Logger } from "pino";
import type { Clock } from "../clock.ts";
import { type DatabaseOptions, databaseErrorText, pause, Session } from "./database.ts";
import { type AnyJob, type Json, type Statement, type Write, write } from "./work.ts";

export interface Timer {
  readonly kind: string;
  /** Unique within the kind: the id of what it concerns. */
  readonly key: string;
  /** Address of the person, where it concerns one. */
  readonly person: string | null;
  /** ms since the epoch */
  readonly dueAt: number;
  readonly payload: Json;
  /** How often it failed. */
  readonly attempts: number;
}

/**
 * Makes a due timer into a job. The job's decision must clear the timer or set it anew. A thrown error sets it
 * anew with a longer delay and one more attempt. Without a job (`undefined`) the timer is cleared.
 */
export type TimerHandler = (timer: Timer) => AnyJob | undefined | Promise<AnyJob | undefined>;

export interface TimersOptions {
  readonly database: DatabaseOptions;
  readonly domain: string;
  readonly clock: Clock;
  readonly log: Logger;
  readonly post: (job: AnyJob) => boolean;
}

const LOOK_EVERY_MS = 1_000;
// Few enough that live messages always find room beside a sweep.
const UNDER_WAY = 50;
const FIRST_RETRY_MS = 1_000;
const LAST_RETRY_MS = 3_600_000;

/** Delay before a timer that failed so often comes again: doubling, from a second to an hour. */
export function retryDelay(attempts: number): number {
  return Math.min(FIRST_RETRY_MS * 2 ** Math.min(attempts, 30), LAST_RETRY_MS);
}

export class Timers {
  readonly #options: TimersOptions;
  readonly #session: Session;
  readonly #handlers = new Map<string, TimerHandler>();
  readonly #underWay = new Set<string>();
  readonly #stopping = new AbortController();
  #wake = new AbortController();
  #paused = true;
  #loop: Promise<void> | undefined;
  #set: Statement<Timer>;
  #clear: Statement<Pick<Timer, "kind" | "key">>;

  constructor(options: TimersOptions) {
    this.#options = options;
    this.#session = new Session(options.database, options.log);
    const { domain } = options;
    this.#set = {
      name: "ledger_set_timer",
      rank: 80,
      text: `insert into timer (domain, kind, key, person, due_at, attempts, payload)
             select $1, kind, key, person, due_at, attempts, payload
             from unnest($2::text[], $3::text[], $4::text[], $5::timestamptz[], $6::int[], $7::jsonb[])
               as new(kind, key, person, due_at, attempts, payload)
             on conflict (domain, kind, key) do update
               set person = excluded.person, due_at = excluded.due_at,
                   attempts = excluded.attempts, payload = excluded.payload`,
      values: (rows) => [
        domain,
        rows.map((row) => row.kind),
        rows.map((row) => row.key),
        rows.map((row) => row.person),
        rows.map((row) => new Date(row.dueAt).toISOString()),
        rows.map((row) => row.attempts),
        rows.map((row) => JSON.stringify(row.payload)),
      ],
    };
    this.#clear = {
      name: "ledger_clear_timer",
      rank: 79,
      text: `delete from timer using unnest($2::text[], $3::text[]) as old(kind, key)
             where timer.domain = $1 and timer.kind = old.kind and timer.key = old.key`,
      values: (rows) => [domain, rows.map((row) => row.kind), rows.map((row) => row.key)],
    };
  }

  /** Registers the handler of a kind; once each, before `start`. */
  on(kind: string, handler: TimerHandler): void {
    if (this.#handlers.has(kind)) throw new Error(`timers of kind ${kind} have a handler already`);
    this.#handlers.set(kind, handler);
  }

  /** Sets a timer, in place of the one of the same kind and key. At most one per kind and key in a transaction. */
  set(timer: Omit<Timer, "attempts"> & { readonly attempts?: number }): Write {
    return write(this.#set, { attempts: 0, ...timer });
  }

  clear(kind: string, key: string): Write {
    return write(this.#clear, { kind, key });
  }

  start(): void {
    this.#loop ??= this.#run();
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
    while (!this.#stopping.signal.aborted) {
      if (!this.#paused && this.#underWay.size < UNDER_WAY) {
        try {
          for (const timer of await this.#due()) void this.#fire(timer);
        } catch (error) {
          if (!this.#stopping.signal.aborted) {
            this.#options.log.warn(
              { reason: databaseErrorText(error) },
              "due timers could not be read; trying on",
            );
          }
        }
      }
      this.#wake = new AbortController();
      if (this.#stopping.signal.aborted) return;
      await pause(LOOK_EVERY_MS, this.#wake.signal);
    }
  }

  async #due(): Promise<readonly Timer[]> {
    const rows = await this.#session.query<Omit<Timer, "dueAt"> & { due_at: Date }>({
      name: "ledger_due_timers",
      text: `select kind, key, person, due_at, attempts, payload from timer
             where domain = $1 and due_at <= $2 order by due_at limit ${2 * UNDER_WAY}`,
      values: [this.#options.domain, new Date(this.#options.clock())],
    });
    return rows
      .filter((row) => !this.#underWay.has(`${row.kind}\0${row.key}`))
      .slice(0, UNDER_WAY - this.#underWay.size)
      .map(({ due_at, ...row }) => ({ ...row, dueAt: due_at.getTime() }));
  }

  async #fire(timer: Timer): Promise<void> {
    const id = `${timer.kind}\0${timer.key}`;
    this.#underWay.add(id);
    try {
      const handler = this.#handlers.get(timer.kind);
      if (handler === undefined) throw new Error(`nobody handles timers of kind ${timer.kind}`);
      const job = await handler(timer);
      if (job === undefined) await this.#write(this.clear(timer.kind, timer.key));
      else if (!(await this.#handled(job))) throw new Error("its job could not be handled");
    } catch (error) {
      const attempts = timer.attempts + 1;
      const dueAt = this.#options.clock() + retryDelay(attempts);
      this.#options.log.warn(
        { kind: timer.kind, key: timer.key, attempts, err: error },
        "a timer failed; it comes again",
      );
      await this.#write(this.set({ ...timer, attempts, dueAt })).catch(() => {});
    } finally {
      this.#underWay.delete(id);
      // More may be due than one look takes.
      if (this.#underWay.size === 0) this.hint();
    }
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

  async #write(one: Write): Promise<void> {
    const { name, text } = one.statement;
    const values = one.statement.values([one.row as never]);
    await this.#session.query({ name, text, values });
  }
}
