/**
 * Sends presence to everybody in the roster, after a stream was opened and before it is closed.
 *
 * The roster is read in pages, and each page is sent only after the server has read the page before. This bounds memory,
 * lets the server set the pace, and makes a reply that becomes ready meanwhile wait behind one page at most.
 */
import type { Logger } from "pino";
import type { Queryable } from "../ledger/statement.ts";
import { type ListedItem, readPage } from "./roster-store.ts";

// A page is about 100 kB of stanzas, a few milliseconds of the server's time. The presences that come back on its probes
// do not reach the inbound high-water mark by themselves.
const PAGE = 200;
// The statement is tried again for as long as the stream lasts. The database session paces its own reconnecting.
const RETRY_MS = 1_000;

export interface AnnounceOptions {
  readonly db: Queryable;
  readonly domain: string;
  /** The current session. People from whom presence was heard in it are marked. */
  readonly session: string;
  readonly log: Logger;
  /** Resolves when the server has read everything sent before, or with `false` if the stream ended first. */
  readonly barrier: () => Promise<boolean>;
  readonly pause: (ms: number, signal: AbortSignal) => Promise<void>;
}

/**
 * Sends something to everybody in the roster, page by page.
 *
 * @param say sends the stanzas for one page of people; the next page waits for it
 * @param signal stops it early
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
      log.warn({ err: error }, "the roster could not be read; trying again");
      await pause(RETRY_MS, signal);
      // Without a stream there is nobody to say goodbye to, so a drain need not wait for the database.
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
