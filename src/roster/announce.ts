/**
 * Presence to everybody in the roster: when a stream was opened, and before it is closed.
 *
 * The roster is read in pages and the stream is given the next page only when the server has read past the last
 * one. So memory stays bounded, the pace is the server's own, and a reply that becomes ready meanwhile waits
 * behind one page at most.
 */
import type { Logger } from "pino";
import type { Queryable } from "../ledger/statement.ts";
import { type ListedItem, readPage } from "./roster-store.ts";

// About 100 kB of stanzas, a few milliseconds of the server's time; and the presences that come back on as many
// probes do not reach the inbound high-water mark by themselves.
const PAGE = 200;
// The statement is tried again for as long as the stream lasts; the database's own session paces reconnecting.
const RETRY_MS = 1_000;

export interface AnnounceOptions {
  readonly db: Queryable;
  readonly domain: string;
  /** The present one: whoever was heard in it is marked. */
  readonly session: string;
  readonly log: Logger;
  /** Resolves when the server has read everything sent before; `false` when the stream ended before. */
  readonly barrier: () => Promise<boolean>;
  readonly pause: (ms: number, signal: AbortSignal) => Promise<void>;
}

/**
 * Says something to everybody in the roster, page by page.
 *
 * @param say sends what one page of people is to hear; the next page waits for it
 * @param signal ends it early
 * @returns whether everybody was reached
 */
export async function announce(
  { db, domain, session, log, barrier, pause }: AnnounceOptions,
  say: (page: readonly ListedItem[]) => void | Promise<void>,
  signal: AbortSignal,
): Promise<boolean> {
  let last: ListedItem | undefined;
  while (!signal.aborted) {
    let page: readonly ListedItem[];
    try {
      page = await readPage(db, domain, session, last, PAGE);
    } catch (error) {
      if (signal.aborted) break;
      log.warn({ err: error }, "the roster cannot be read; trying again");
      await pause(RETRY_MS, signal);
      // A farewell that finds no stream must not wait for the database.
      if (!(await barrier())) break;
      continue;
    }
    if (signal.aborted) break;
    await say(page);
    last = page.at(-1);
    if (last === undefined) return true;
    if (!(await barrier())) break;
    if (page.length < PAGE) return true;
  }
  return false;
}
