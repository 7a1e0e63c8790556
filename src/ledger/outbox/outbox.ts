/**
 * This folder holds the outbox: the stanzas that are to be sent. A component stream has no acknowledgements (XEP-0198 is
 * not offered to components), so the outbox makes its own. After stanzas it asks the channel for a *barrier*, a ping
 * whose answer proves that the server has read everything before it. Only then are the rows deleted. Stanzas that are
 * unconfirmed when a stream ends are sent again on the next one, in the order of the rows, with the same ids.
 *
 * Rows normally go from the commit to the channel without being read again. Where the channel does not take them, or
 * more is under way than the window holds, the outbox falls *behind*: from then on committed rows stay where they are,
 * and all of them are read with the ledger paused, so that old rows leave before new ones. The same happens after a new
 * stream, and after a commit of unknown outcome. Only the end of the stream or of the process ends this; a channel that
 * refuses is asked again.
 */

import type { Logger } from "pino";
import { reason } from "../../ops/reason.ts";
import { isConnectionLost } from "../database/database.ts";
import type { Session } from "../database/session.ts";
import { awaitTransactions, endOurLostTransactions } from "../lease/lost-transactions.ts";
import { held, type Tenure } from "../lease/tenure.ts";
import { pause } from "../pause.ts";
import { Rounds } from "../rounds.ts";
import { type OutboxRow, oldestInOutbox, outboxPage, type PageRow, removeConfirmed } from "./rows.ts";

/** The stream, as the outbox sees it. */
export interface Channel {
  /** Queues a serialised stanza; `false` where there is no stream, or too much waits for it. */
  send(stanza: string): boolean;
  /** `true` when the server has read everything sent before; `false` where that cannot be told. */
  barrier(): Promise<boolean>;
  /** Resolves when the socket has taken everything sent before, or the stream ended. */
  drained(): Promise<unknown>;
}

export interface OutboxOptions {
  readonly db: Pick<Session, "query">;
  readonly domain: string;
  readonly channel: Channel;
  /** Marks a stanza that is sent late: the serialised stanza, and when it was decided (ms since the epoch). */
  readonly delayed: (stanza: string, decidedAt: number) => string;
  /** Under which to write; `undefined` where the lease is not held. */
  readonly tenure: () => Tenure | undefined;
  /** There are rows that nobody handed over: `recover` is to be called with the ledger paused. */
  readonly onBehind: () => void;
  readonly log: Logger;
}

// The most stanzas, and characters, that may be unconfirmed: no more are handed over until some are confirmed. It is far
// below the buffers of servers for a slow component (Prosody 32 MiB) and of the writer, and enough that the round trip of
// a barrier never limits the rate.
const WINDOW = 2_000;
const WINDOW_CHARACTERS = 8 * 1024 * 1024;
// Nobody waits for a confirmation, and each costs a ping and a transaction: ten a second are enough. The transaction is
// flushed to disk: after a crash of the database a lost confirmation would have its stanzas sent again much later.
const BARRIER_EVERY_MS = 100;
const RETRY_MS = 500;
const LOOK_EVERY_MS = 5_000;
// A reply leaves within milliseconds. One as old as this says that something keeps them all.
const OLD_S = 60;
// A row is handed over within the same turn of the event loop as its commit is answered.
const LEFT_BEHIND_S = 5;
// How long a look for unsent rows may hold up the end of the process.
const UNSENT_MS = 500;

export class Outbox {
  readonly #options: OutboxOptions;
  readonly #stopping = new AbortController();
  #online = false;
  /** Aborted when the stream ends; another one for each stream. */
  #stream = new AbortController();
  /** Rows handed over and not yet deleted: not to be handed over again on this stream. */
  #known = new Set<bigint>();
  #written: bigint[] = [];
  #underBarrier = 0;
  /** Characters of both, without those that the socket took while nothing could be confirmed. */
  #size = { written: 0, underBarrier: 0 };
  /** Rows wait in the database, and must leave before those committed later. */
  #behind = false;
  #oldest = 0;
  readonly #looks = new Rounds(() => this.#look());
  /** Ends the pause between two barriers; absent while no barrier is under way. */
  #hurry: AbortController | undefined;
  #flushing = false;
  /** Nothing is read from the stream. */
  #deaf = false;
  #toDelete: bigint[] = [];
  #deleting: Promise<void> | undefined;
  #waiting: (() => void)[] = [];

  constructor(options: OutboxOptions) {
    this.#options = options;
  }

  /** Stanzas handed over and not yet confirmed. */
  get unconfirmed(): number {
    return this.#written.length + this.#underBarrier;
  }

  /** For how long the oldest of them has waited, in s, as it was some seconds ago; 0 where there is none. */
  get oldest(): number {
    return this.#oldest;
  }

  /** Replies do not get out. */
  get stuck(): boolean {
    return this.#oldest > OLD_S;
  }

  start(): void {
    this.#looks.start(LOOK_EVERY_MS);
  }

  /** Looks now how old the oldest row is, and whether it was handed over. */
  look(): void {
    this.#looks.hint();
  }

  /** Takes over rows that were committed just now. Without a stream they stay where they are: in the database. */
  committed(rows: readonly OutboxRow[]): void {
    for (const row of rows) {
      if (!this.#online || this.#behind) return;
      if (this.#fills(1) || !this.#handOver(row)) this.fallBehind();
    }
  }

  /** There are rows in the database that nobody handed over: they are read, and leave before any others. */
  fallBehind(): void {
    if (!this.#online || this.#behind) return;
    this.#behind = true;
    this.#options.onBehind();
  }

  /**
   * Sends the stanzas that earlier streams left unconfirmed. To be called with the ledger paused, at each new stream.
   * `false`: the stream ended meanwhile.
   */
  async online(): Promise<boolean> {
    this.offline();
    const stream = new AbortController();
    this.#stream = stream;
    this.#online = true;
    this.#behind = true;
    // Stanzas that were confirmed on an earlier stream are not sent again.
    await this.#deleting;
    return !stream.signal.aborted && this.recover();
  }

  /**
   * Sends the rows of the database that nobody handed over. To be called with the ledger paused. `false`: there is no
   * stream, or it ended meanwhile.
   */
  async recover(): Promise<boolean> {
    if (!this.#online) return false;
    const { signal } = this.#stream;
    // Rows that are deleted while we read must not look unknown. Only rows that we read are added meanwhile.
    const handedOver = new Set(this.#known);
    await this.#read(signal, async () => {
      await this.#options.db.query(endOurLostTransactions());
      await this.#options.db.query(awaitTransactions(this.#options.domain));
    });
    for (let after = 0n; ; ) {
      const page = outboxPage(this.#options.domain, after);
      const read = await this.#read(signal, () => this.#options.db.query<PageRow>(page));
      if (signal.aborted || read === undefined) return false;
      if (read.length === 0) break;
      for (const { id, stanza, createdAt } of read) {
        after = BigInt(id);
        if (handedOver.has(after)) continue;
        const late = this.#options.delayed(stanza, createdAt.getTime());
        await this.#insist({ id: after, stanza: late }, signal);
      }
      if (signal.aborted) return false;
    }
    this.#behind = false;
    return true;
  }

  /** Hands a row over as soon as the channel takes it, unless the stream ends before. */
  async #insist(row: OutboxRow, stream: AbortSignal): Promise<void> {
    for (;;) {
      await this.room();
      if (stream.aborted || this.#handOver(row)) return;
      await this.#options.channel.drained();
      await pause(RETRY_MS, stream);
    }
  }

  /** `false`: the channel did not take it. */
  #handOver({ id, stanza }: OutboxRow): boolean {
    if (!this.#options.channel.send(stanza)) return false;
    this.#known.add(id);
    this.#written.push(id);
    this.#size.written += stanza.length;
    // A batch that waits to hand over more should not wait for the pause.
    if (this.#fills(1 / 2)) this.#hurry?.abort();
    if (this.#hurry === undefined) void this.#confirm(this.#stream.signal);
    return true;
  }

  /** Whether at least this part of the window is taken. */
  #fills(part: number): boolean {
    const size = this.#size.written + this.#size.underBarrier;
    return this.unconfirmed >= WINDOW * part || size >= WINDOW_CHARACTERS * part;
  }

  /** The stream ended: everything unconfirmed waits in the database for the next one. */
  offline(): void {
    this.#online = false;
    this.#behind = false;
    this.#stream.abort();
    this.#known = new Set();
    this.#written = [];
    this.#underBarrier = 0;
    this.#size = { written: 0, underBarrier: 0 };
    this.#hurry?.abort();
    this.#hurry = undefined;
    this.#wake();
  }

  /**
   * Resolves when fewer stanzas wait than the window holds; producers should wait for it. While the stream is not read,
   * which lasts until enough was produced, no confirmation can come: then it is enough that the socket takes them.
   */
  async room(): Promise<void> {
    while (this.#online && !this.#deaf && this.#fills(1)) await this.#change();
    if (!this.#online || !this.#deaf) return;
    await this.#options.channel.drained();
    this.#size = { written: 0, underBarrier: 0 };
  }

  /** `true`: nothing is read from the stream until `false`. */
  deafen(deaf: boolean): void {
    this.#deaf = deaf;
    this.#wake();
  }

  /** Resolves when all is confirmed and that is stored, `false` where the stream ended before. */
  async flushed(): Promise<boolean> {
    this.#flushing = true;
    this.#hurry?.abort();
    while (this.#online && this.unconfirmed > 0) await this.#change();
    this.#flushing = false;
    await this.#deleting;
    return this.#online;
  }

  /** Whether replies are left for the next stream; `false` where the database does not say so soon. */
  async hasUnsent(): Promise<boolean> {
    const asked = this.#options.db.query(oldestInOutbox(this.#options.domain)).then(
      (rows) => rows.length > 0,
      () => false,
    );
    return Promise.race([asked, pause(UNSENT_MS).then(() => false)]);
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    this.offline();
    await this.#looks.stop();
    await this.#deleting;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
  }

  /** One barrier after another while there is something to confirm; the next one covers what is written meanwhile. */
  async #confirm(stream: AbortSignal): Promise<void> {
    const { channel, log } = this.#options;
    while (this.#written.length > 0) {
      const hurry = new AbortController();
      this.#hurry = hurry;
      const ids = this.#written;
      this.#written = [];
      this.#underBarrier = ids.length;
      this.#size = { written: 0, underBarrier: this.#size.written };
      const asked = performance.now();
      const read = await channel.barrier().catch((error: unknown) => {
        log.error({ err: error }, "a barrier failed; it is tried again");
        return false;
      });
      if (stream.aborted) return;
      this.#underBarrier = 0;
      if (!read) {
        this.#written = ids.concat(this.#written);
        this.#size = { written: this.#size.written + this.#size.underBarrier, underBarrier: 0 };
        await channel.drained();
        await pause(RETRY_MS, stream);
        if (stream.aborted) return;
        continue;
      }
      this.#size.underBarrier = 0;
      this.#toDelete = this.#toDelete.concat(ids);
      this.#deleting ??= this.#delete();
      this.#wake();
      if (this.#flushing || this.#fills(1 / 2)) continue;
      await pause(BARRIER_EVERY_MS - (performance.now() - asked), hurry.signal);
      if (stream.aborted) return;
    }
    this.#hurry = undefined;
  }

  /** Finds a row that nobody handed over, for any reason. */
  async #look(): Promise<number> {
    const { domain, tenure, log } = this.#options;
    const before = this.#oldest;
    try {
      held(tenure());
      const [row] = await this.#options.db.query<{ id: string; age: number }>(oldestInOutbox(domain));
      this.#oldest = row === undefined ? 0 : Math.max(row.age, 0);
      if (row !== undefined && row.age > LEFT_BEHIND_S && !this.#known.has(BigInt(row.id))) this.fallBehind();
    } catch (error) {
      // Another instance acts; or the database is away, which is logged elsewhere.
      if (!isConnectionLost(error)) this.#oldest = 0;
    }
    if (before <= OLD_S && this.#oldest > OLD_S) {
      log.warn(
        { seconds: Math.round(this.#oldest) },
        "replies do not get out: the oldest has waited for over a minute",
      );
    } else if (before > OLD_S && this.#oldest <= OLD_S) log.info("replies get out again");
    return LOOK_EVERY_MS;
  }

  async #delete(): Promise<void> {
    while (this.#toDelete.length > 0) {
      const ids = this.#toDelete;
      this.#toDelete = [];
      try {
        await this.#options.db.query(
          removeConfirmed(this.#options.domain, held(this.#options.tenure()), ids),
        );
        for (const id of ids) this.#known.delete(id);
      } catch (error) {
        if (this.#stopping.signal.aborted) break;
        if (!isConnectionLost(error)) {
          // They are sent once more on the next stream.
          this.#options.log.warn(
            { reason: reason(error) },
            "confirmations could not be stored; trying again",
          );
          continue;
        }
        this.#toDelete = ids.concat(this.#toDelete);
        await pause(RETRY_MS, this.#stopping.signal);
      }
    }
    this.#deleting = undefined;
    this.#wake();
  }

  /** Reads until it succeeds. `undefined` where the stream ended before. */
  async #read<T>(stream: AbortSignal, read: () => Promise<T>): Promise<T | undefined> {
    let told = false;
    while (!stream.aborted) {
      try {
        return await read();
      } catch (error) {
        if (stream.aborted) break;
        if (!told)
          this.#options.log.warn({ reason: reason(error) }, "the outbox could not be read; trying again");
        told = true;
        await pause(RETRY_MS, stream);
      }
    }
    return undefined;
  }

  #change(): Promise<void> {
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  #wake(): void {
    for (const resolve of this.#waiting.splice(0)) resolve();
  }
}
