/**
 * This folder holds the ledger, which makes work durable: mailbox, outbox, timers, lease, and the loop that carries jobs
 * from the mailbox to the others, one batch after another on a connection of its own. The jobs that come while the
 * database writes are the next batch: the more there is to do, the larger the batches, and the less each job costs. A
 * second loop would only make them smaller: measured, each job then costs an eighth more CPU in all processes.
 */

import type { Logger } from "pino";
import type { Clock } from "../clock.ts";
import { LeaseLost } from "../errors.ts";
import { reason } from "../ops/reason.ts";
import type { Element } from "../xmpp/stanza.ts";
import { handleBatch } from "./batch/batch.ts";
import { Gate } from "./batch/gate.ts";
import { Memory } from "./batch/memory.ts";
import type { BatchOptions, JobOutcome } from "./batch/options.ts";
import type { Task } from "./batch/task.ts";
import type { DatabaseOptions, NamedQuery } from "./database/database.ts";
import type { Notifications } from "./database/notifications.ts";
import { Session } from "./database/session.ts";
import type { AnyJob } from "./job.ts";
import { held, holdLease, type Tenure } from "./lease/tenure.ts";
import { Mailbox } from "./mailbox.ts";
import { type Channel, Outbox } from "./outbox/outbox.ts";
import { OutboxIds } from "./outbox/rows.ts";
import { pause } from "./pause.ts";
import type { Statement } from "./statement.ts";
import { Sweeper } from "./sweeper.ts";
import { Timers } from "./timers/timers.ts";

export interface LedgerOptions {
  readonly database: DatabaseOptions;
  readonly domain: string;
  readonly clock: Clock;
  readonly log: Logger;
  readonly channel: Channel;
  readonly serialise: (element: Element) => string;
  readonly delayed: (stanza: string, decidedAt: number) => string;
  /** Under which to write; `undefined` where the lease is not held. */
  readonly tenure: () => Tenure | undefined;
  /** A write was refused because the lease has passed on. */
  readonly onLeaseLost: () => void;
  /** `true`: stop reading from the stream; `false`: go on. */
  readonly onPressure: (high: boolean) => void;
  /** After each batch: how many jobs, and how long it took in seconds. */
  readonly onBatch?: (jobs: number, seconds: number) => void;
  readonly onJob?: (job: AnyJob, outcome: JobOutcome) => void;
  readonly onTimer?: (outcome: "done" | "failed") => void;
  /** Hints that a timer was set elsewhere. */
  readonly notifications?: Notifications;
}

const BATCH = 200;
// Messages of ordinary size, or KiB of larger ones: a few megabytes.
const HIGH_WATER = 4_000;
const PER_QUEUE = 1_000;
const FIRST_RETRY_MS = 50;
const LAST_RETRY_MS = 2_000;

export class Ledger {
  readonly mailbox: Mailbox;
  readonly outbox: Outbox;
  readonly timers: Timers;
  readonly sweeper: Sweeper;
  /**
   * The connection beside that of the batches, for statements of some milliseconds: confirmations, due timers, and the
   * reads of features. A statement that waits there for the row of the lease holds up only others that wait for it, too.
   */
  readonly db: Session;
  readonly #options: LedgerOptions;
  readonly #session: Session;
  readonly #stopping = new AbortController();
  readonly #gate = new Gate("lease");
  readonly #memory = new Memory();
  readonly #outboxIds = new OutboxIds();
  readonly #order = new Map<Statement<never>, number>();
  readonly #onRows = new Map<string, (rows: readonly unknown[]) => void>();
  /** Grows with every stream, and with its loss. */
  #stream = 0;
  /** The one that was last held. */
  #tenure: Tenure | undefined;
  #running: Promise<void> | undefined;
  #unlisten: (() => void) | undefined;

  constructor(options: LedgerOptions) {
    this.#options = options;
    const { database, domain, clock, log, channel, delayed, tenure } = options;
    this.#session = new Session(database, log);
    this.db = new Session(database, log);
    this.mailbox = new Mailbox({
      highWater: HIGH_WATER,
      perQueue: PER_QUEUE,
      onPressure: (high) => {
        options.onPressure(high);
        this.outbox.deafen(high);
      },
    });
    this.outbox = new Outbox({
      db: this.db,
      domain,
      channel,
      delayed,
      tenure,
      log,
      onBehind: () => this.#catchUp(),
    });
    this.sweeper = new Sweeper({ database, log, may: () => this.#gate.open });
    this.timers = new Timers({
      db: this.db,
      domain,
      clock,
      log,
      tenure,
      post: (job) => this.post(job),
      ...(options.onTimer && { onDone: options.onTimer }),
    });
  }

  /** Under which this instance handles jobs now; `undefined` while it does not. */
  get tenure(): Tenure | undefined {
    return this.#gate.has("lease") ? undefined : this.#options.tenure();
  }

  /** Statements that jobs write with, in their order: after those registered before, and before the timers. */
  register(statements: readonly Statement<never>[]): void {
    for (const statement of statements) this.#order.set(statement, this.#order.size);
  }

  /** Calls back after each commit with the rows that the statement gave. */
  onRows<Row>(statement: Statement<never>, listener: (rows: readonly Row[]) => void): void {
    this.#onRows.set(statement.name, listener as (rows: readonly unknown[]) => void);
  }

  /** Queues a job. `false`: its queue is full. */
  post(job: AnyJob): boolean {
    return this.mailbox.post(job);
  }

  /**
   * Runs statements in one transaction beside the batches, as long as the lease is held, and gives the rows of each. For
   * work of some milliseconds that is no answer to anybody. Throws `LeaseLost`, or as the statements do.
   */
  async underLease(queries: readonly NamedQuery[]): Promise<readonly (readonly unknown[])[]> {
    const { domain, tenure } = this.#options;
    const [, ...results] = await this.db.transaction([holdLease(domain, held(tenure())), ...queries]);
    return results.map(({ rows }) => rows);
  }

  /** Starts the loops. Jobs are handled from `leaseTaken` on, timers from `online` on. */
  start(): void {
    const { domain, notifications } = this.#options;
    this.register(this.timers.statements);
    this.#running = this.#handleAll();
    this.outbox.start();
    this.sweeper.start();
    this.timers.start();
    this.#unlisten = notifications?.on("timer", (payload = domain) => {
      if (payload === domain) this.timers.hint();
    });
  }

  /** Jobs may be handled: with the stream away, their stanzas wait in the outbox. */
  leaseTaken(): void {
    const tenure = this.#options.tenure();
    // Where another instance acted in between, people have gone on with it, and their earlier messages to us were never
    // acknowledged.
    const last = this.#tenure?.token;
    if (last !== undefined && tenure?.token !== last && tenure?.after !== last) this.mailbox.forget();
    this.#tenure = tenure ?? this.#tenure;
    this.#gate.clear("lease");
  }

  /** Nothing may be written until `leaseTaken`. */
  leaseLost(): void {
    this.#gate.close("lease");
    this.offline();
  }

  /** A stream is there: sends the stanzas that earlier ones left unconfirmed. `false`: it ended meanwhile. */
  async online(): Promise<boolean> {
    const stream = ++this.#stream;
    // By the time that no batch is under way, the stream may have ended, and another one may ask for itself.
    const sent = await this.#gate.exclusive(async () => stream === this.#stream && this.outbox.online());
    if (sent) this.timers.resume();
    return sent;
  }

  /** The stream ended. Timers stand still until the next one: silence is not the person's then. */
  offline(): void {
    this.#stream++;
    this.timers.pause();
    this.outbox.offline();
  }

  /** Finishes all work: all jobs handled, all stanzas confirmed. `false` where the stream ended before. */
  async drain(): Promise<boolean> {
    this.timers.pause();
    await this.timers.quiet();
    await this.mailbox.idle();
    return this.outbox.flushed();
  }

  /** Ends at once; nothing that is not committed was acknowledged. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    this.#unlisten?.();
    this.mailbox.wakeAll();
    this.#gate.release();
    this.outbox.offline();
    // They stop asking before their connection is closed, and wait for their last statement after that.
    const stopped = [this.outbox.stop(), this.timers.stop(), this.sweeper.stop()];
    await Promise.all([...stopped, this.#session.stop(), this.db.stop()]);
    await this.#running;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
  }

  /** Handles one batch after another. */
  async #handleAll(): Promise<void> {
    const { signal } = this.#stopping;
    const session = this.#session;
    const options = this.#batchOptions();
    const { tenure } = this.#options;
    let failures = 0;
    while (!signal.aborted) {
      await this.#gate.opened();
      if (signal.aborted) return;
      await this.mailbox.work();
      await this.outbox.room();
      // A connection first: jobs that cannot be written need not be decided.
      if ((await session.connected()) === undefined) return;
      if (!this.#gate.open || signal.aborted) continue;
      const tasks = this.mailbox.take(BATCH);
      if (tasks.length === 0) continue;
      this.#gate.enter();
      const started = performance.now();
      const open = new Set(tasks);
      const begun = tenure();
      // Where the lease has changed hands meanwhile, the tenure in which the batch was begun is over.
      const same = (): Tenure | undefined => (tenure()?.token === begun?.token ? begun : undefined);
      try {
        await handleBatch({ ...options, ...this.#tracking(open), tenure: same }, tasks);
        failures = 0;
        this.#options.onBatch?.(tasks.length, (performance.now() - started) / 1000);
      } catch (error) {
        // The batch lost an earlier tenure, not the present one.
        const now = tenure();
        if (now === undefined || now.token === begun?.token) this.#failed(error, failures++);
        else session.drop();
        this.mailbox.putBack([...open]);
      } finally {
        this.#gate.leave();
      }
      if (failures > 1) await pause(Math.min(FIRST_RETRY_MS * 2 ** failures, LAST_RETRY_MS), signal);
    }
  }

  #failed(error: unknown, before: number): void {
    if (this.#stopping.signal.aborted) return;
    if (error instanceof LeaseLost) {
      this.leaseLost();
      this.#options.onLeaseLost();
      return;
    }
    this.#session.drop();
    if (before === 0) {
      this.#options.log.warn(
        { reason: reason(error) },
        "the database failed during a batch; the batch is tried again",
      );
    }
    // Whether the last transaction was committed is unknown. If it was, its stanzas are in the outbox and nobody
    // has handed them over, so they are fetched as after a lost stream.
    this.outbox.fallBehind();
  }

  /** Sends the rows of the outbox that nobody handed over, while no batch adds to it. */
  #catchUp(): void {
    this.#gate
      .exclusive(() => this.outbox.recover())
      .catch((reason: unknown) => {
        this.#options.log.error({ err: reason }, "the outbox could not be read");
      });
  }

  /** Which tasks of a batch are still to be finished. */
  #tracking(open: Set<Task>): Pick<BatchOptions, "onDetached" | "onFinished"> {
    return {
      onDetached: (task, decision) => {
        open.delete(task);
        void decision.then((made) => {
          task.made = made;
          task.away = false;
          this.mailbox.decided(task);
        });
      },
      onFinished: (task, outcome) => {
        open.delete(task);
        this.mailbox.done(task);
        try {
          this.#options.onJob?.(task.job, outcome);
          task.job.settled?.(outcome !== "failed");
        } catch (error) {
          this.#options.log.error({ err: error }, "an action after a job failed");
        }
      },
    };
  }

  #batchOptions(): Omit<BatchOptions, "onDetached" | "onFinished" | "tenure"> {
    const { domain, clock, log, serialise, channel } = this.#options;
    return {
      session: this.#session,
      memory: this.#memory,
      outboxIds: this.#outboxIds,
      order: this.#order,
      onRows: this.#onRows,
      domain,
      clock,
      log,
      serialise,
      onCommit: (rows, ephemeral) => {
        for (const stanza of ephemeral) channel.send(stanza);
        this.outbox.committed(rows);
      },
      onLateCommit: () => this.outbox.fallBehind(),
    };
  }
}
