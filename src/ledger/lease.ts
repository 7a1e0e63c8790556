/**
 * Who may act. For each domain one row says which instance holds the stream, under a fencing number that grows
 * with every change of hands. The holder renews it; whoever waits takes it when it has run out. Every write of
 * the ledger locks the row against a change of hands and compares the number, so an instance that was frozen
 * or cut off cannot write after another took over.
 *
 * All times are the database's, which both sides share. The holder also counts by its own monotonic clock: who
 * cannot renew in time gives up by itself before the other side may start.
 */
import type { Logger } from "pino";
import { type DatabaseOptions, databaseErrorText, sqlState } from "./database.ts";
import { endStuckTransactions } from "./lost-transactions.ts";
import type { Notifications } from "./notifications.ts";
import { pause } from "./pause.ts";
import { Session } from "./session.ts";

export interface LeaseOptions {
  readonly database: DatabaseOptions;
  readonly domain: string;
  /** `xmpp.instance` */
  readonly holder: string;
  readonly log: Logger;
  /** Whether the stream is up: the gaps in between are kept as downtime. */
  readonly online: () => boolean;
  /** The lease has passed on or could not be renewed in time: nothing may be sent or written any more. */
  readonly onLost: () => void;
  /** Hints that a lease was given back. */
  readonly notifications?: Notifications;
  readonly terms?: LeaseTerms;
}

/** All in ms. */
export interface LeaseTerms {
  /** How long a lease lasts without being renewed. */
  readonly term: number;
  /** The holder stops so long before its term ends, so that slow timers on both sides do not overlap. */
  readonly margin: number;
  readonly renewEvery: number;
  /** How often who waits for it looks. */
  readonly lookEvery: number;
  /** How long one statement may take: short enough that a silent connection can be replaced within the term. */
  readonly answerWithin: number;
}

// Take-over is promised within 15 s: 9 s until it runs out, 1 s until the other side looks, 5 s to connect.
const TERMS: LeaseTerms = {
  term: 9_000,
  margin: 1_000,
  renewEvery: 2_000,
  lookEvery: 1_000,
  answerWithin: 2_000,
};
// The server gives a statement up before we give the connection up: what we no longer wait for must not take the
// lease for us behind our back.
const SERVER_FIRST_MS = 500;
// How long giving it back may hold up the end of the process.
const RELEASE_MS = 2_000;
// A shorter gap between two streams is not worth a row.
const DOWNTIME_FROM = "5 seconds";

export class Lease {
  readonly #options: LeaseOptions;
  readonly #terms: LeaseTerms;
  readonly #session: Session;
  readonly #stopping = new AbortController();
  #fence: string | undefined;
  #renewedAt = 0;
  #renewing: Promise<void> | undefined;
  #held = new AbortController();

  constructor(options: LeaseOptions) {
    this.#options = options;
    this.#terms = options.terms ?? TERMS;
    const { answerWithin } = this.#terms;
    this.#session = new Session(options.database, options.log, {
      settings: { statement_timeout: `${answerWithin}ms` },
      queryTimeoutMs: answerWithin + SERVER_FIRST_MS,
      connectTimeoutMs: answerWithin + SERVER_FIRST_MS,
    });
  }

  /**
   * The fencing number while the lease is held. The time counts too: in a process that was frozen, what waited on
   * sockets comes before the timer that would give the lease up.
   */
  get fence(): string | undefined {
    return this.#isOver ? undefined : this.#fence;
  }

  /** So much time has passed since it was renewed that it must not be counted on any more. */
  get #isOver(): boolean {
    return performance.now() - this.#renewedAt > this.#terms.term - this.#terms.margin;
  }

  /**
   * Takes the lease, waiting until it can be had. `false`: held by another and `wait` is off, or stopped. Throws
   * where the schema is missing.
   */
  async acquire(wait: boolean): Promise<boolean> {
    // Who asks has given up what was held.
    this.#fence = undefined;
    this.#held.abort();
    let look = new AbortController();
    const hint = (domain = this.#options.domain) => {
      if (domain === this.#options.domain) look.abort();
    };
    const unlisten = this.#options.notifications?.on("lease", hint);
    const stop = () => look.abort();
    this.#stopping.signal.addEventListener("abort", stop);
    try {
      return await this.#acquire(wait, () => {
        look = new AbortController();
        return look.signal;
      });
    } finally {
      this.#stopping.signal.removeEventListener("abort", stop);
      unlisten?.();
    }
  }

  /** @param nextLook gives a signal that ends the pause before the next look */
  async #acquire(wait: boolean, nextLook: () => AbortSignal): Promise<boolean> {
    let told = false;
    while (!this.#stopping.signal.aborted) {
      const look = nextLook();
      const asked = performance.now();
      const row = await this.#take().catch((error: unknown) => {
        if (this.#stopping.signal.aborted) return undefined;
        if (sqlState(error) === "42P01" || sqlState(error) === "3F000") throw error;
        this.#options.log.warn(
          { reason: databaseErrorText(error) },
          "lease could not be asked for; trying on",
        );
        // query_canceled: the statement waited too long for a transaction that holds the lease.
        if (sqlState(error) === "57014") return this.#endStuck();
        return undefined;
      });
      if (row?.fence != null) {
        this.#hold(row.fence, asked);
        return true;
      }
      if (row !== undefined && !wait) {
        this.#options.log.error({ holder: row.holder }, `another instance (${row.holder}) holds the lease`);
        return false;
      }
      if (row !== undefined && !told) {
        this.#options.log.info({ holder: row.holder }, "another instance holds the lease; standing by");
        told = true;
      }
      await pause(this.#terms.lookEvery, look);
    }
    return false;
  }

  /** Gives the lease back at once, so that another need not wait for its end. Also ends waiting for it. */
  async release(): Promise<void> {
    this.#stopping.abort();
    this.#held.abort();
    const deadline = setTimeout(() => this.#session.stop(), RELEASE_MS);
    await this.#renewing;
    const fence = this.#fence;
    this.#fence = undefined;
    if (fence !== undefined) await this.#giveBack(fence);
    clearTimeout(deadline);
    await this.#session.stop();
  }

  async #giveBack(fence: string): Promise<void> {
    const { domain, log } = this.#options;
    try {
      await this.#session.query({
        name: "ledger_release_lease",
        text: `with released as (
                 update lease set expires_at = now(), holder = '' where domain = $1 and fence = $2 returning 1)
               select hint('lease', $1) from released`,
        values: [domain, fence],
      });
    } catch (error) {
      log.warn({ reason: databaseErrorText(error) }, "lease not given back; it runs out by itself");
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.release();
  }

  /** The fence where the lease could be had, else who holds it. */
  async #take(): Promise<{ fence: string | null; holder: string } | undefined> {
    // Looking takes no lock, so that those who stand by do not hold up the holder's transactions.
    const [seen] = await this.#session.query<{ holder: string; free: boolean }>({
      name: "ledger_look_at_lease",
      text: "select holder, expires_at <= now() as free from lease where domain = $1",
      values: [this.#options.domain],
    });
    if (seen !== undefined && !seen.free) return { fence: null, holder: seen.holder };
    // The update waits for transactions that hold the row under the old number.
    const [taken] = await this.#session.query<{ fence: string; holder: string }>({
      name: "ledger_take_lease",
      text: `insert into lease as old (domain, fence, holder, expires_at)
             values ($1, 1, $2, now() + $3::interval)
             on conflict (domain) do update
               set fence = old.fence + 1, holder = excluded.holder, expires_at = excluded.expires_at
               where old.expires_at <= now()
             returning fence, holder`,
      values: [this.#options.domain, this.#options.holder, `${this.#terms.term} ms`],
    });
    return taken;
  }

  async #endStuck(): Promise<undefined> {
    await this.#session.query(endStuckTransactions(this.#options.domain)).catch((error: unknown) => {
      this.#options.log.warn({ reason: databaseErrorText(error) }, "stuck transactions could not be ended");
    });
  }

  #hold(fence: string, asked: number): void {
    this.#fence = fence;
    this.#renewedAt = asked;
    this.#held = new AbortController();
    this.#options.log.info({ fence }, "lease taken");
    this.#renewing = this.#renew(fence, this.#held.signal);
  }

  async #renew(fence: string, held: AbortSignal): Promise<void> {
    // A second timer gives up in time even where the database keeps a renewal waiting.
    const { margin, renewEvery } = this.#terms;
    const watch = setInterval(() => {
      if (this.#isOver && !held.aborted) this.#lose("it could not be renewed in time");
    }, margin / 4);
    try {
      for (;;) {
        await pause(renewEvery, held);
        if (held.aborted) return;
        // While there is no connection the lease may be lost: it must not be renewed after that.
        await this.#session.connected();
        if (held.aborted) return;
        const asked = performance.now();
        try {
          const renewed = await this.#renewOnce(fence);
          if (held.aborted) return;
          if (!renewed) {
            this.#lose("another instance took it");
            return;
          }
          this.#renewedAt = asked;
        } catch (error) {
          if (held.aborted) return;
          this.#options.log.warn({ reason: databaseErrorText(error) }, "lease not renewed; trying on");
        }
      }
    } finally {
      clearInterval(watch);
    }
  }

  async #renewOnce(fence: string): Promise<boolean> {
    const rows = await this.#session.query({
      name: "ledger_renew_lease",
      text: `update lease set expires_at = now() + $3::interval,
               online_at = case when $4 then now() else online_at end
             where domain = $1 and fence = $2 returning 1 as held`,
      values: [this.#options.domain, fence, `${this.#terms.term} ms`, this.#options.online()],
    });
    return rows.length > 0;
  }

  /** Notes that the stream is up, and the time since it last was as downtime. */
  async markOnline(): Promise<void> {
    await this.#session.query({
      text: `with gap as (
               insert into downtime (domain, started_at, ended_at)
               select domain, online_at, now() from lease
               where domain = $1 and fence = $2 and online_at < now() - interval '${DOWNTIME_FROM}'
               on conflict do nothing)
             update lease set online_at = now() where domain = $1 and fence = $2`,
      values: [this.#options.domain, this.#fence ?? "0"],
    });
  }

  #lose(why: string): void {
    if (this.#fence === undefined) return;
    this.#fence = undefined;
    this.#held.abort();
    this.#session.drop();
    this.#options.log.error({ why }, `lease lost: ${why}`);
    this.#options.onLost();
  }
}
