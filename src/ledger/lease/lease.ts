/**
 * This folder holds the lease, which decides which instance may act. For each domain one row names the instance that
 * holds the stream, with a fencing number that grows with every change of hands, and a token that is made for each. The
 * holder renews the lease; an instance that stands by takes it when it has run out. Every write of the ledger locks the
 * row against a change of hands and compares number and token, so an instance that was frozen or cut off cannot write
 * after another took over. Nor can an instance whose taking the database has forgotten, as after a fail-over to a
 * replica that lagged: it finds the token of another, or none, and stops. A tenure ends with the timeline of the database:
 * what was remembered or under way may have been lost, so everything is begun anew, as after a loss.
 *
 * All times are the database's, which both sides share. The holder also counts by its own monotonic clock: if it cannot
 * renew in time, it gives up by itself before the other side may start. If it then finds its own token in the row, it
 * goes on: nobody has acted since. The database was away, or carried out a renewal late.
 */

import { randomUUID } from "node:crypto";
import type { Logger } from "pino";
import { reason } from "../../ops/reason.ts";
import { DatabaseClock } from "../database/clock.ts";
import { type DatabaseOptions, sqlState } from "../database/database.ts";
import type { Notifications } from "../database/notifications.ts";
import { Session } from "../database/session.ts";
import { pause } from "../pause.ts";
import { endStuckTransactions } from "./lost-transactions.ts";
import { type Tenure, TIMELINE } from "./tenure.ts";

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
  /** Another instance holds it, and this one waits. */
  readonly onStandby?: () => void;
  /** Hints that a lease was given back. */
  readonly notifications?: Notifications;
  /** Told the database's time with each question. */
  readonly clock?: DatabaseClock;
  readonly terms?: LeaseTerms;
}

/** All in ms. */
export interface LeaseTerms {
  /** How long a lease lasts without being renewed. */
  readonly term: number;
  /** The time before the end of the term at which the holder stops: slow timers of both sides then do not overlap. */
  readonly margin: number;
  readonly renewEvery: number;
  /** How often an instance that stands by looks; it also looks when the lease runs out. */
  readonly lookEvery: number;
  /** How long one statement may take: short enough that a silent connection can be replaced within the term. */
  readonly answerWithin: number;
}

// Take-over is promised within 5 s: 4 s until it runs out, the rest to connect and to send what was left. A database that
// does not answer for 3.5 s costs the stream.
const TERMS: LeaseTerms = {
  term: 4_000,
  margin: 500,
  renewEvery: 1_000,
  lookEvery: 500,
  answerWithin: 1_500,
};
// The server gives a statement up before we give the connection up: a statement that we no longer wait for must not
// take the lease behind our back.
const SERVER_FIRST_MS = 500;
// A busy database takes longer to open a connection than to answer.
const LONGEST_CONNECT_MS = 5_000;
// How long giving it back may hold up the end of the process.
const RELEASE_MS = 2_000;
// In ms since the epoch.
const DATABASE_TIME = "(extract(epoch from clock_timestamp()) * 1000)::float8";
// A shorter gap between two streams is not worth a row.
const DOWNTIME_FROM = "5 seconds";

export class Lease {
  readonly #options: LeaseOptions;
  readonly #terms: LeaseTerms;
  readonly #session: Session;
  readonly #clock: DatabaseClock;
  readonly #stopping = new AbortController();
  #tenure: Tenure | undefined;
  /** The last one, also when it was lost. */
  #last: Tenure | undefined;
  #renewedAt = 0;
  #renewing: Promise<void> | undefined;
  #held = new AbortController();

  constructor(options: LeaseOptions) {
    this.#options = options;
    this.#terms = options.terms ?? TERMS;
    this.#clock = options.clock ?? new DatabaseClock();
    const { answerWithin, term, margin } = this.#terms;
    this.#session = new Session(options.database, options.log, {
      settings: { statement_timeout: `${answerWithin}ms` },
      queryTimeoutMs: answerWithin + SERVER_FIRST_MS,
      connectTimeoutMs: Math.min(term - margin, LONGEST_CONNECT_MS),
    });
  }

  /**
   * The tenure while the lease is held. The time counts too: in a process that was frozen, the data that waited on
   * sockets comes before the timer that would give the lease up.
   */
  get tenure(): Tenure | undefined {
    return this.#isOver ? undefined : this.#tenure;
  }

  /** Whether the last renewal is too long ago for the lease to be relied on. */
  get #isOver(): boolean {
    return performance.now() - this.#renewedAt > this.#terms.term - this.#terms.margin;
  }

  /**
   * Takes the lease, waiting until it can be had. `false`: held by another and `wait` is off, or stopped. Throws
   * where the schema is missing.
   */
  async acquire(wait: boolean): Promise<boolean> {
    // An instance that asks has given up the tenure that it had.
    this.#tenure = undefined;
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
      // The lease counts from the question, not from the wait for a database that is away.
      await this.#session.connected();
      const asked = performance.now();
      const row = await this.#take().catch((error: unknown) => {
        if (this.#stopping.signal.aborted) return undefined;
        if (sqlState(error) === "42P01" || sqlState(error) === "3F000") throw error;
        this.#options.log.warn({ reason: reason(error) }, "the lease could not be requested; trying again");
        // query_canceled: the statement waited too long for a transaction that holds the lease.
        if (sqlState(error) === "57014") return this.#endStuck();
        return undefined;
      });
      if (row?.tenure !== undefined) {
        this.#hold(row.tenure, asked);
        return true;
      }
      if (row !== undefined && !wait) {
        this.#options.log.error({ holder: row.holder }, `another instance (${row.holder}) holds the lease`);
        return false;
      }
      if (row !== undefined && !told) {
        this.#options.log.info({ holder: row.holder }, "another instance holds the lease; standing by");
        this.#options.onStandby?.();
        told = true;
      }
      await pause(Math.min(this.#terms.lookEvery, row?.left ?? this.#terms.lookEvery), look);
    }
    return false;
  }

  /** Gives the lease back at once, so that another need not wait for its end. Also ends waiting for it. */
  async release(): Promise<void> {
    this.#stopping.abort();
    this.#held.abort();
    const deadline = setTimeout(() => this.#session.stop(), RELEASE_MS);
    await this.#renewing;
    const tenure = this.#tenure;
    this.#tenure = undefined;
    if (tenure !== undefined) await this.#giveBack(tenure);
    clearTimeout(deadline);
    await this.#session.stop();
  }

  async #giveBack({ fence, token }: Tenure): Promise<void> {
    const { domain, log } = this.#options;
    try {
      await this.#session.query({
        name: "ledger_release_lease",
        text: `with released as (
                 update lease set expires_at = now(), holder = ''
                 where domain = $1 and fence = $2 and token = $3 returning 1)
               select hint('lease', $1) from released`,
        values: [domain, fence, token],
      });
    } catch (error) {
      log.warn({ reason: reason(error) }, "the lease could not be given back; it expires by itself");
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.release();
  }

  /** The tenure where the lease could be had, else the name of its holder, and when it runs out, in ms from now. */
  async #take(): Promise<
    { readonly tenure?: Tenure; readonly holder: string; readonly left?: number } | undefined
  > {
    const { domain, holder } = this.#options;
    const mine = this.#last?.token ?? null;
    // Looking takes no lock, so that those who stand by do not hold up the holder's transactions.
    const [seen] = await this.#session.query<{
      holder: string;
      free: boolean;
      token: string | null;
      left: number;
    }>({
      name: "ledger_look_at_lease",
      text: `select holder, coalesce(expires_at <= now() or token = $2::uuid, false) as free, token,
               greatest(extract(epoch from expires_at - now()) * 1000, 0)::float8 as left
             from lease where domain = $1`,
      values: [domain, mine],
    });
    if (seen !== undefined && !seen.free) return { holder: seen.holder, left: seen.left };
    // The update waits for transactions that hold the row under the old number, and takes it only as it was seen, so
    // that the token before is known. A row that begins anew (deleted, or from a backup) goes on above the
    // numbers in the outbox: those rows were decided earlier.
    const asked = performance.now();
    const [taken] = await this.#session.query<Tenure & { readonly now: number }>({
      name: "ledger_take_lease",
      text: `with used as (select coalesce(max(id) >> 32, 0) as fence from outbox where domain = $1)
             insert into lease as old (domain, fence, token, holder, expires_at)
             select $1, used.fence + 1, $4::uuid, $2, now() + $3::interval from used
             on conflict (domain) do update
               set fence = case when old.token = $5::uuid and ${TIMELINE} = $7 then old.fence
                                else greatest(old.fence + 1, excluded.fence) end,
                   token = case when old.token = $5::uuid and ${TIMELINE} = $7 then old.token else excluded.token end,
                   holder = excluded.holder, expires_at = excluded.expires_at
               where (old.expires_at <= now() or old.token = $5::uuid) and old.token is not distinct from $6::uuid
             returning fence, token, $6::uuid as after, ${TIMELINE} as timeline, ${DATABASE_TIME} as now`,
      values: [
        domain,
        holder,
        `${this.#terms.term} ms`,
        randomUUID(),
        mine,
        seen?.token ?? null,
        this.#last?.timeline ?? null,
      ],
    });
    if (taken === undefined) return undefined;
    const { now, ...tenure } = taken;
    this.#clock.adjust(now, asked);
    return { tenure, holder };
  }

  async #endStuck(): Promise<undefined> {
    await this.#session.query(endStuckTransactions(this.#options.domain)).catch((error: unknown) => {
      this.#options.log.warn(
        { reason: reason(error) },
        "the stuck transactions of an earlier holder could not be ended; trying again",
      );
    });
  }

  #hold(tenure: Tenure, asked: number): void {
    const again = tenure.token === this.#last?.token;
    if (this.#last !== undefined && tenure.timeline !== this.#last.timeline) {
      this.#options.log.warn(
        { timeline: tenure.timeline, before: this.#last.timeline },
        "the database is on another timeline (a standby was promoted, or a backup restored): what it had not kept is lost, and everything is read anew",
      );
    }
    this.#tenure = tenure;
    this.#last = tenure;
    this.#renewedAt = asked;
    this.#held = new AbortController();
    const { fence } = tenure;
    this.#options.log.info({ fence }, again ? "lease is still ours; carrying on" : "lease taken");
    this.#renewing = this.#renew(tenure, this.#held.signal);
  }

  async #renew(tenure: Tenure, held: AbortSignal): Promise<void> {
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
          const renewed = await this.#renewOnce(tenure);
          if (held.aborted) return;
          if (!renewed) {
            this.#lose("another instance took it, or the database is on another timeline");
            return;
          }
          this.#renewedAt = asked;
        } catch (error) {
          if (held.aborted) return;
          this.#options.log.warn({ reason: reason(error) }, "the lease could not be renewed; trying again");
        }
      }
    } finally {
      clearInterval(watch);
    }
  }

  async #renewOnce({ fence, token, timeline }: Tenure): Promise<boolean> {
    const asked = performance.now();
    const [row] = await this.#session.query<{ now: number }>({
      name: "ledger_renew_lease",
      text: `update lease set expires_at = now() + $4::interval,
               online_at = case when $5 then now() else online_at end
             where domain = $1 and fence = $2 and token = $3 and ${TIMELINE} = $6 returning ${DATABASE_TIME} as now`,
      values: [
        this.#options.domain,
        fence,
        token,
        `${this.#terms.term} ms`,
        this.#options.online(),
        timeline,
      ],
    });
    if (row !== undefined) this.#clock.adjust(row.now, asked);
    return row !== undefined;
  }

  /** Notes that the stream is up, and the time since it last was as downtime. */
  async markOnline(): Promise<void> {
    await this.#session.query({
      text: `with gap as (
               insert into downtime (domain, started_at, ended_at)
               select domain, online_at, now() from lease
               where domain = $1 and fence = $2 and token = $3
                 and online_at < now() - interval '${DOWNTIME_FROM}'
               on conflict do nothing)
             update lease set online_at = now() where domain = $1 and fence = $2 and token = $3`,
      values: [this.#options.domain, this.#tenure?.fence ?? null, this.#tenure?.token ?? null],
    });
  }

  #lose(why: string): void {
    if (this.#tenure === undefined) return;
    this.#tenure = undefined;
    this.#held.abort();
    this.#session.drop();
    this.#options.log.error({ why }, `lease lost: ${why}`);
    this.#options.onLost();
  }
}
