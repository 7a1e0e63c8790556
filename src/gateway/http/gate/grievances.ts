/**
 * Tells the log of what pages and logins are refused for, as nobody else hears of it: a page shows that it is signed out, or
 * that it connects again. Whoever asks may ask a million times, so the same is told once an hour, and few different things.
 */
import type { Clock } from "../../../clock.ts";
import type { Logger } from "../../../ops/log.ts";
import { Buckets } from "./buckets.ts";

export interface Grievance {
  /** Why, without anything secret. */
  readonly reason: string;
  readonly cure?: string;
  /** It happens every day. */
  readonly ordinary?: true;
}

export type Tell = (grievance: Grievance, what: string) => void;

const AGAIN_MS = 60 * 60_000;
// What strangers write differs each time: then a few lines, and one a minute.
const LINES = { perSecond: 1 / 60, burst: 5 };
const MOST = 100;

export function createGrievances(log: Logger, clock: Clock): Tell {
  const buckets = new Buckets(LINES, clock);
  /** What was told, when, and how often it was not told since. */
  const told = new Map<string, { at: number; more: number }>();
  return ({ reason, cure, ordinary }, what) => {
    const key = `${what}: ${reason}`;
    const before = told.get(key);
    const now = clock();
    if (before !== undefined && now - before.at < AGAIN_MS) {
      before.more++;
      return;
    }
    if (buckets.take("") > 0) return;
    const [oldest] = told.keys();
    told.delete(key);
    if (told.size >= MOST && oldest !== undefined) told.delete(oldest);
    told.set(key, { at: now, more: 0 });
    const { more = 0 } = before ?? {};
    const about = { reason, ...(cure !== undefined && { cure }), ...(more > 0 && { more }) };
    log[ordinary ? "info" : "warn"](about, what);
  };
}
