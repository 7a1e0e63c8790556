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
import { type DatabaseOptions, databaseErrorText, pause, Session, sqlState } from "./database.ts";

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
}

// Take-over is promised within 15 s: 9 s until it runs out, 1 s until the other side looks, 5 s to connect.
const TERM_MS = 9_000;
const RENEW_EVERY_MS = 2_000;
const LOOK_EVERY_MS = 1_000;
// The holder stops a second before its term ends, so that slow timers on both sides do not overlap.
const MARGIN_MS = 1_000;
// A shorter gap between two streams is not worth a row.
const DOWNTIME_FROM = "5 seconds";

export class Lease {
  readonly #options: LeaseOptions;
  readonly #session: Session;
  readonly #stopping = new AbortController();
  #fence: string | undefined;
  #renewedAt = 0;
  #renewing: Promise<void> | undefined;
  #held = new AbortController();

  constructor(options: LeaseOptions) {
    this.#options = options;
    this.#session = new Session(
      options.database,
      options.log,
      `set statement_timeout to '${TERM_MS - MARGIN_MS}ms'`,
    );
  }

  /** The fencing number while the lease is held. */
  get fence(): string | undefined {
    return this.#fence;
  }

  /** Takes the lease, waiting until it can be had. `false`: held by another and `wait` is off, or stopped. */
  async acquire(wait: boolean): Promise<boolean> {
    let told = false;
    while (!this.#stopping.signal.aborted) {
      const asked = performance.now();
      const row = await this.#take().catch((error) => {
        if (sqlState(error) === "42P01" || sqlState(error) === "3F000") throw error;
        this.#options.log.warn(
          { reason: databaseErrorText(error) },
          "lease could not be asked for; trying on",
        );
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
      await pause(LOOK_EVERY_MS, this.#stopping.signal);
    }
    return false;
  }

  /** Gives the lease back at once, so that another need not wait for its end. */
  async release(): Promise<void> {
    this.#stopping.abort();
    this.#held.abort();
    await this.#renewing;
    const fence = this.#fence;
    this.#fence = undefined;
    if (fence !== undefined) {
      await this.#session
        .query({
          text: `update lease set expires_at = now(), holder = ''
                 where domain = $1 and fence = $2`,
          values: [this.#options.domain, fence],
        })
        .catch((error) =>
          this.#options.log.warn({ reason: databaseErrorText(error) }, "lease not given back"),
        );
    }
    await this.#session.stop();
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
      values: [this.#options.domain, this.#options.holder, `${TERM_MS} ms`],
    });
    return taken;
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
    const watch = setInterval(() => {
      if (performance.now() - this.#renewedAt > TERM_MS - MARGIN_MS)
        this.#lose("it could not be renewed in time");
    }, 250);
    try {
      for (;;) {
        await pause(RENEW_EVERY_MS, held);
        if (held.aborted) return;
        const asked = performance.now();
        try {
          if (!(await this.#renewOnce(fence))) {
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
      values: [this.#options.domain, fence, `${TERM_MS} ms`, this.#options.online()],
    });
    return rows.length > 0;
  }

  /** Notes that the stream is up, and the time since it last was as downtime. */
  async markOnline(): Promise<void> {
    await this.#session.query({
      text: `with gap as (
               insert into downtime (domain, started_at, ended_at)
               select domain, online_at, now() from lease
               where domain = $1 and online_at < now() - interval '${DOWNTIME_FROM}'
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
