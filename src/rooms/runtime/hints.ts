/**
 * Tells listeners in the database that rooms have changed: NOTIFY on the channel `SCHEMA_rooms`. It never delays anything
 * else, and is not repeated when it fails: a hint to look, nothing more.
 */
import type { Logger } from "pino";
import type { Queryable } from "../../ledger/statement.ts";
import { reason } from "../../ops/reason.ts";
import type { Scheduler } from "../../xmpp/scheduler.ts";

/** A commit that notifies excludes all others that do, so several go in one, and not more often. */
const EVERY_MS = 100;

export interface HintsOptions {
  readonly db: Queryable;
  readonly schema: string;
  readonly scheduler: Scheduler;
  readonly log: Logger;
}

export class Hints {
  readonly #options: HintsOptions;
  /** By room, the latest. */
  readonly #waiting = new Map<string, string>();
  #cancel: (() => void) | undefined;

  constructor(options: HintsOptions) {
    this.#options = options;
  }

  changed(room: { readonly id: string; readonly status: string; readonly queue: string }): void {
    const { id, status, queue } = room;
    this.#waiting.set(id, JSON.stringify({ room_id: Number(id), status, queue }));
    this.#cancel ??= this.#options.scheduler.after(EVERY_MS, () => void this.#tell());
  }

  stop(): void {
    this.#cancel?.();
  }

  async #tell(): Promise<void> {
    const { db, schema, log } = this.#options;
    const hints = [...this.#waiting.values()];
    this.#waiting.clear();
    try {
      await db.query(notify(`${schema}_rooms`, hints));
    } catch (error) {
      log.debug({ reason: reason(error) }, "listeners could not be told of changed rooms");
    }
    this.#cancel = undefined;
    if (this.#waiting.size > 0)
      this.#cancel = this.#options.scheduler.after(EVERY_MS, () => void this.#tell());
  }
}

function notify(channel: string, hints: readonly string[]) {
  return {
    name: "rooms_notify",
    text: "select pg_notify($1, hint) from unnest($2::text[]) as new(hint)",
    values: [channel, hints],
  };
}
