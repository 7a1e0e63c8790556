/**
 * Statements that are asked for in the same moment travel together: one round trip, and for the server one flush,
 * however many handlers have something to read.
 */

import type { Queryable } from "../statement.ts";
import type { NamedQuery } from "./database.ts";
import type { Session } from "./session.ts";

interface PendingQuery {
  readonly query: NamedQuery;
  readonly resolve: (rows: readonly never[]) => void;
  readonly reject: (error: unknown) => void;
}

/** For reading only: where one statement fails, all that travelled with it do. */
export class RoundTrips implements Queryable {
  readonly #session: Session;
  #asked: PendingQuery[] = [];

  constructor(session: Session) {
    this.#session = session;
  }

  query<Row extends object>(query: NamedQuery): Promise<readonly Row[]> {
    return new Promise<readonly Row[]>((resolve, reject) => {
      this.#asked.push({ query, resolve, reject });
      if (this.#asked.length === 1) queueMicrotask(() => void this.#read());
    });
  }

  async #read(): Promise<void> {
    const asked = this.#asked;
    this.#asked = [];
    try {
      const results = await this.#session.transaction(asked.map(({ query }) => query));
      for (const [index, { resolve }] of asked.entries()) resolve((results[index]?.rows ?? []) as never[]);
    } catch (error) {
      for (const { reject } of asked) reject(error);
    }
  }
}
