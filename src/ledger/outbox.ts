/**
 * What is to be sent. A component stream has no acknowledgements (XEP-0198 is not offered to components), so the
 * outbox makes its own: after a batch the channel is asked for a *barrier*, a ping whose answer proves that the
 * server has read everything before it. Only then are the rows deleted. What is unconfirmed when a stream ends
 * is sent again on the next one, in the order of the rows, with the same ids.
 *
 * Rows normally go from the commit to the channel without being read again; they are read only after a new
 * stream, and then with the ledger paused, so that old rows leave before new ones.
 */
import type { Logger } from "pino";
import {
  type DatabaseOptions,
  databaseErrorText,
  isConnectionLost,
  type NamedQuery,
  Session,
} from "./database.ts";

/** What the outbox writes to. */
export interface Channel {
  /** Queues a serialised stanza; `false` where there is no stream. */
  send(stanza: string): boolean;
  /** `true` when the server has read everything sent before; `false` when the stream ended before that. */
  barrier(): Promise<boolean>;
}

export interface OutboxRow {
  readonly id: string;
  readonly stanza: string;
}

export interface OutboxOptions {
  readonly database: DatabaseOptions;
  readonly domain: string;
  readonly channel: Channel;
  /** Marks a stanza that is sent late: the serialised stanza, and when it was decided (ms since the epoch). */
  readonly delayed: (stanza: string, decidedAt: number) => string;
  readonly fence: () => string;
  readonly log: Logger;
}

// Far below what servers buffer for a slow component (Prosody 32 MiB), and enough that the round trip of a
// barrier never limits the rate.
const WINDOW = 2_000;
const PAGE = 500;

/** Queues stanzas. Gives their ids in the order of the rows. */
export function addToOutbox(
  domain: string,
  recipients: readonly string[],
  stanzaIds: readonly string[],
  stanzas: readonly string[],
): NamedQuery {
  return {
    name: "ledger_add_to_outbox",
    text: `insert into outbox (domain, recipient, stanza_id, stanza)
           select $1, recipient, stanza_id, stanza
           from unnest($2::text[], $3::text[], $4::text[]) with ordinality as new(recipient, stanza_id, stanza, n)
           order by n
           returning id`,
    values: [domain, recipients, stanzaIds, stanzas],
  };
}

export class Outbox {
  readonly #options: OutboxOptions;
  readonly #session: Session;
  #online = false;
  /** Counts streams, so that what belongs to an earlier one is recognised. */
  #stream = 0;
  /** Rows that need not be read again: handed over, and not yet deleted. */
  #known = new Set<string>();
  #queue: OutboxRow[] = [];
  #written: string[] = [];
  #barriers = 0;
  #unconfirmed = 0;
  #toDelete: string[] = [];
  #deleting: Promise<void> | undefined;
  #waiting: (() => void)[] = [];

  constructor(options: OutboxOptions) {
    this.#options = options;
    // Losing a confirmation costs a repeat with the same id at worst: not worth a flush of the disk.
    this.#session = new Session(options.database, options.log, "set synchronous_commit to off");
  }

  /** Stanzas handed over and not yet confirmed. */
  get unconfirmed(): number {
    return this.#queue.length + this.#unconfirmed;
  }

  /** Takes over rows that were committed just now. Without a stream they stay where they are: in the database. */
  committed(rows: readonly OutboxRow[]): void {
    if (!this.#online || rows.length === 0) return;
    for (const row of rows) {
      this.#known.add(row.id);
      this.#queue.push(row);
    }
    this.#pump();
  }

  /**
   * Sends what earlier streams left unconfirmed. To be called with the ledger paused, at each new stream.
   * `false`: the stream ended meanwhile.
   */
  async online(): Promise<boolean> {
    this.#online = true;
    this.#stream++;
    await this.#deleting;
    return this.recover();
  }

  /**
   * Sends the rows of the database that nobody handed over. To be called with the ledger paused, where a commit
   * may have succeeded without our knowing. `false`: there is no stream, or it ended meanwhile.
   */
  async recover(): Promise<boolean> {
    const stream = this.#stream;
    let after = "0";
    while (this.#online && this.#stream === stream) {
      const rows = await this.#page(after);
      const last = rows.at(-1);
      if (this.#stream !== stream) return false;
      if (last === undefined) return this.#online;
      after = last.id;
      this.committed(
        rows
          .filter((row) => !this.#known.has(row.id))
          .map((row) => ({
            id: row.id,
            stanza: this.#options.delayed(row.stanza, row.created_at.getTime()),
          })),
      );
      await this.room();
    }
    return false;
  }

  /** The stream ended: everything unconfirmed waits in the database for the next one. */
  offline(): void {
    this.#online = false;
    this.#stream++;
    this.#known = new Set(this.#toDelete);
    this.#queue = [];
    this.#written = [];
    this.#barriers = 0;
    this.#unconfirmed = 0;
    this.#wake();
  }

  /** Resolves when fewer stanzas wait than the window holds: whoever produces should wait for it. */
  async room(): Promise<void> {
    while (this.#online && this.unconfirmed >= WINDOW) await this.#change();
  }

  /** Resolves when all is confirmed and that is stored, `false` where the stream ended before. */
  async flushed(): Promise<boolean> {
    while (this.#online && this.unconfirmed > 0) await this.#change();
    await this.#deleting;
    return this.#online;
  }

  async stop(): Promise<void> {
    this.offline();
    await this.#session.stop();
    await this.#deleting;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
  }

  #pump(): void {
    let taken = 0;
    while (taken < this.#queue.length && this.#unconfirmed < WINDOW) {
      const row = this.#queue[taken] as OutboxRow;
      if (!this.#options.channel.send(row.stanza)) {
        this.offline();
        return;
      }
      taken++;
      this.#written.push(row.id);
      this.#unconfirmed++;
    }
    if (taken > 0) this.#queue.splice(0, taken);
    if (this.#written.length > 0 && this.#barriers === 0) void this.#confirm(this.#stream);
  }

  /** Asks for one barrier at a time; what is written meanwhile is covered by the next one. */
  async #confirm(stream: number): Promise<void> {
    this.#barriers++;
    const ids = this.#written;
    this.#written = [];
    const read = await this.#options.channel.barrier();
    if (this.#stream !== stream) return;
    if (!read) {
      this.offline();
      return;
    }
    this.#barriers--;
    this.#unconfirmed -= ids.length;
    this.#toDelete = this.#toDelete.concat(ids);
    this.#deleting ??= this.#delete();
    this.#wake();
    this.#pump();
  }

  async #delete(): Promise<void> {
    while (this.#toDelete.length > 0) {
      const ids = this.#toDelete;
      this.#toDelete = [];
      try {
        await this.#session.query({
          name: "ledger_confirm",
          // Only the holder of the lease says what was confirmed.
          text: `delete from outbox using lease
                 where outbox.id = any ($1::bigint[])
                   and lease.domain = outbox.domain and lease.domain = $2 and lease.fence = $3`,
          values: [ids, this.#options.domain, this.#options.fence()],
        });
        for (const id of ids) this.#known.delete(id);
      } catch (error) {
        if (this.#session.stopped || !isConnectionLost(error)) break;
        this.#options.log.warn(
          { reason: databaseErrorText(error) },
          "confirmations could not be stored; trying on",
        );
        this.#toDelete = ids.concat(this.#toDelete);
      }
    }
    this.#deleting = undefined;
    this.#wake();
  }

  async #page(after: string): Promise<readonly { id: string; stanza: string; created_at: Date }[]> {
    const stream = this.#stream;
    for (;;) {
      try {
        return await this.#session.query({
          name: "ledger_outbox_page",
          text: `select id, stanza, created_at from outbox
                 where domain = $1 and id > $2::bigint order by id limit ${PAGE}`,
          values: [this.#options.domain, after],
        });
      } catch (error) {
        if (this.#stream !== stream || this.#session.stopped) return [];
        this.#options.log.warn({ reason: databaseErrorText(error) }, "outbox could not be read; trying on");
      }
    }
  }

  #change(): Promise<void> {
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  #wake(): void {
    for (const resolve of this.#waiting.splice(0)) resolve();
  }
}
