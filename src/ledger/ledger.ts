/**
 * The ledger as one thing with a lifetime: mailbox, outbox, timers, and the lanes that carry jobs from the one to
 * the others. A lane is a connection that handles one batch after another; while one waits for the disk, the
 * other reads.
 */
import type { Logger } from "pino";
import type { Clock } from "../clock.ts";
import type { Element } from "../xmpp/stanza.ts";
import { type BatchOptions, handleBatch, LeaseLost } from "./batch.ts";
import { type DatabaseOptions, databaseErrorText, pause, Session } from "./database.ts";
import { forgetOldMessages } from "./inbox.ts";
import { Mailbox, type Task } from "./mailbox.ts";
import { type Channel, Outbox, type OutboxRow } from "./outbox.ts";
import { Timers } from "./timers.ts";
import type { AnyJob } from "./work.ts";

export interface LedgerOptions {
  readonly database: DatabaseOptions;
  readonly domain: string;
  readonly clock: Clock;
  readonly log: Logger;
  readonly channel: Channel;
  readonly serialise: (element: Element) => string;
  readonly delayed: (stanza: string, decidedAt: number) => string;
  /** The fencing number under which to write. Throws where the lease is not held. */
  readonly fence: () => string;
  /** A write was refused because the lease has passed on. */
  readonly onLeaseLost: () => void;
  /** `true`: stop reading from the stream; `false`: go on. */
  readonly onPressure: (high: boolean) => void;
  /** After each batch: how many jobs, and how long it took in seconds. */
  readonly onBatch?: (jobs: number, seconds: number) => void;
}

// Two lanes keep a disk busy; more only make batches smaller.
const LANES = 2;
const BATCH = 100;
// Some thousand messages of ordinary size are a few megabytes.
const HIGH_WATER = 4_000;
const PER_PERSON = 1_000;
const SWEEP_EVERY_MS = 60_000;
const SWEEP_ROWS = 1_000;

export class Ledger {
  readonly mailbox: Mailbox;
  readonly outbox: Outbox;
  readonly timers: Timers;
  readonly #options: LedgerOptions;
  readonly #sessions: Session[] = [];
  readonly #stopping = new AbortController();
  #running: Promise<void>[] = [];
  /** Why no batch may begin; empty when one may. */
  readonly #closed = new Set<string>(["lease"]);
  #last: Promise<unknown> = Promise.resolve();
  #busy = 0;
  #whenQuiet: (() => void)[] = [];
  #whenOpen: (() => void)[] = [];

  constructor(options: LedgerOptions) {
    this.#options = options;
    const { database, domain, clock, log, channel, delayed, fence } = options;
    this.mailbox = new Mailbox({
      highWater: HIGH_WATER,
      perPerson: PER_PERSON,
      onPressure: options.onPressure,
    });
    this.outbox = new Outbox({ database, domain, channel, delayed, fence, log });
    this.timers = new Timers({ database, domain, clock, log, post: (job) => this.post(job) });
  }

  /** Queues a job. `false`: the person's queue is full. */
  post(job: AnyJob): boolean {
    return this.mailbox.post(job);
  }

  /** Starts the lanes. Jobs are handled from `leaseTaken` on, timers from `online` on. */
  start(): void {
    for (let lane = 0; lane < LANES; lane++) {
      const session = new Session(this.#options.database, this.#options.log);
      this.#sessions.push(session);
      this.#running.push(this.#lane(session));
    }
    this.#running.push(this.#sweep());
    this.timers.start();
  }

  /** Jobs may be handled: with the stream away, their stanzas wait in the outbox. */
  leaseTaken(): void {
    this.#openFor("lease");
  }

  /** Nothing may be written until `leaseTaken`. */
  leaseLost(): void {
    this.#closed.add("lease");
    this.offline();
  }

  /** A stream is there: sends what earlier ones left unconfirmed, before anything new. `false`: it ended meanwhile. */
  async online(): Promise<boolean> {
    const sent = await this.#exclusive(() => this.outbox.online());
    if (sent) this.timers.resume();
    return sent;
  }

  /** The stream ended. Timers stand still until the next one: silence is not the person's then. */
  offline(): void {
    this.timers.pause();
    this.outbox.offline();
  }

  /** Finishes what was taken in: all jobs handled, all stanzas confirmed. `false` where the stream ended before. */
  async drain(): Promise<boolean> {
    this.timers.pause();
    await this.mailbox.idle();
    return this.outbox.flushed();
  }

  /** Ends at once; what is not committed was never acknowledged. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    this.#closed.add("stop");
    this.mailbox.wakeAll();
    for (const resolve of this.#whenOpen.splice(0)) resolve();
    await this.timers.stop();
    await Promise.all(this.#sessions.map((session) => session.stop()));
    await Promise.all(this.#running);
    await this.outbox.stop();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
  }

  async #lane(session: Session): Promise<void> {
    const options = this.#batchOptions(session);
    while (!this.#stopping.signal.aborted) {
      if (this.#closed.size > 0) {
        await new Promise<void>((resolve) => this.#whenOpen.push(resolve));
        continue;
      }
      if (!this.mailbox.hasWork) {
        await this.mailbox.work();
        continue;
      }
      await this.outbox.room();
      const client = await session.connected();
      if (client === undefined) return;
      if (this.#closed.size > 0) continue;
      const tasks = this.mailbox.take(BATCH);
      if (tasks.length === 0) continue;
      this.#busy++;
      const started = performance.now();
      const open = new Set(tasks);
      try {
        await handleBatch({ ...options, ...this.#tracking(open) }, client, tasks);
        this.#options.onBatch?.(tasks.length, (performance.now() - started) / 1000);
      } catch (error) {
        this.#failed(session, error);
        this.mailbox.putBack([...open]);
      } finally {
        this.#busy--;
        if (this.#busy === 0) for (const resolve of this.#whenQuiet.splice(0)) resolve();
      }
    }
  }

  #failed(session: Session, error: unknown): void {
    if (this.#stopping.signal.aborted) return;
    if (error instanceof LeaseLost) {
      this.#closed.add("lease");
      this.#options.onLeaseLost();
      return;
    }
    session.drop();
    this.#options.log.warn(
      { reason: databaseErrorText(error) },
      "database failed during a batch; it is tried again",
    );
    // Whether the last transaction was committed is unknown. If it was, its stanzas are in the outbox and nobody
    // has handed them over, so they are fetched as after a lost stream.
    void this.#exclusive(() => this.outbox.recover());
  }

  /** Runs something while no batch is under way, one such thing after the other. */
  #exclusive<T>(work: () => Promise<T>): Promise<T> {
    const result = this.#last.then(async () => {
      this.#closed.add("exclusive");
      while (this.#busy > 0) await new Promise<void>((resolve) => this.#whenQuiet.push(resolve));
      try {
        return await work();
      } finally {
        this.#openFor("exclusive");
      }
    });
    this.#last = result.catch(() => {});
    return result;
  }

  #openFor(reason: string): void {
    this.#closed.delete(reason);
    if (this.#closed.size === 0) for (const resolve of this.#whenOpen.splice(0)) resolve();
  }

  /** Which tasks of a batch are still to be finished. */
  #tracking(open: Set<Task>): Pick<BatchOptions, "onDetached" | "onFinished"> {
    return {
      onDetached: (task, decision) => {
        open.delete(task);
        void decision.then(({ decision: made, failed }) => {
          task.decision = made;
          task.failed = failed;
          this.mailbox.decided(task);
        });
      },
      onFinished: (task, committed) => {
        open.delete(task);
        this.mailbox.done(task);
        task.job.settled?.(committed);
      },
    };
  }

  #batchOptions(session: Session): Omit<BatchOptions, "onDetached" | "onFinished"> {
    const { domain, clock, log, serialise, fence, channel } = this.#options;
    return {
      session,
      domain,
      clock,
      log,
      serialise,
      fence,
      onCommit: (rows: readonly OutboxRow[], ephemeral: readonly string[]) => {
        for (const stanza of ephemeral) channel.send(stanza);
        this.outbox.committed(rows);
      },
    };
  }

  /** Forgets old inbox records, a page at a time, while there is nothing else to do. */
  async #sweep(): Promise<void> {
    await using session = new Session(
      this.#options.database,
      this.#options.log,
      "set synchronous_commit to off",
    );
    while (!this.#stopping.signal.aborted) {
      await pause(SWEEP_EVERY_MS, this.#stopping.signal);
      if (this.#closed.size > 0) continue;
      await session.query(forgetOldMessages(SWEEP_ROWS)).catch((error) => {
        this.#options.log.warn({ reason: databaseErrorText(error) }, "old inbox records were not removed");
      });
    }
  }
}
