/** The connections of requests, and those of streams: a few each, beside those of the ledger, on every instance. */
import type pg from "pg";
import { DatabaseAway } from "../../errors.ts";
import { type DatabaseOptions, type NamedQuery, sqlState } from "../../ledger/database/database.ts";
import { Session } from "../../ledger/database/session.ts";
import type { Queryable } from "../../ledger/statement.ts";
import type { Logger } from "../../ops/log.ts";

export interface Database extends Queryable {
  transaction(queries: readonly NamedQuery[]): Promise<readonly pg.QueryResult[]>;
}

const SESSIONS = 4;
// A browser gives up later. Meanwhile a database that is restarted is back.
const PATIENCE_MS = 8_000;
// What more asks than the database can answer is refused at once: it would only wait in vain.
const MOST_WAITING = 1_000;

// A deadlock, and a serialization failure. Nothing of it has happened.
const UNDONE = /^(40P01|40001)$/;
const MOST_TRIES = 5;

// Each statement here reads a few rows by their keys. A plan that was made while the tables were small would read all.
const SETTINGS = { settings: { enable_seqscan: "off" } };

export class RequestSessions implements Database {
  readonly #sessions: readonly { readonly session: Session; waiting: number }[];
  readonly #patienceMs: number;
  #waiting = 0;

  constructor(options: DatabaseOptions, log: Logger, { sessions = SESSIONS, patienceMs = PATIENCE_MS } = {}) {
    this.#patienceMs = patienceMs;
    this.#sessions = Array.from({ length: sessions }, () => ({
      session: new Session(options, log, SETTINGS),
      waiting: 0,
    }));
  }

  /** Throws `DatabaseAway` where there is no answer in time, and as the statement does. */
  query<Row extends object>(query: NamedQuery): Promise<readonly Row[]> {
    return this.#use((session) => again(() => session.query<Row>(query)));
  }

  /** As `query`. Where a compare-and-set misses (40001), it is for the caller to decide anew (commit.ts). */
  transaction(queries: readonly NamedQuery[]): Promise<readonly pg.QueryResult[]> {
    return this.#use((session) => again(() => session.transaction(queries)));
  }

  async stop(): Promise<void> {
    await Promise.all(this.#sessions.map(({ session }) => session.stop()));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
  }

  async #use<T>(work: (session: Session) => Promise<T>): Promise<T> {
    if (this.#waiting >= MOST_WAITING) throw new DatabaseAway("too many requests wait for the database");
    const one = this.#sessions.reduce((least, other) => (other.waiting < least.waiting ? other : least));
    one.waiting++;
    this.#waiting++;
    const working = work(one.session).finally(() => {
      one.waiting--;
      this.#waiting--;
    });
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new DatabaseAway("the database does not answer")), this.#patienceMs);
    });
    try {
      return await Promise.race([working, late]);
    } finally {
      clearTimeout(timer);
    }
  }
}

/** Others may have locked the same rows in another order: whoever was undone for it goes on when they are through. */
async function again<T>(work: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries++) {
    try {
      return await work();
    } catch (error) {
      if (!UNDONE.test(sqlState(error) ?? "") || tries === MOST_TRIES) throw error;
    }
  }
}
