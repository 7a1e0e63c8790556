import type pg from "pg";

export interface History {
  readonly messages: number;
  /** The people who are measured, with their own part of it: `p0@…`, `p1@…` and so on. */
  readonly people: number;
  readonly peopleAt: string;
}

/** Fills a migrated database. */
export async function fillHistory(_client: pg.Client, _history: History): Promise<void> {}
