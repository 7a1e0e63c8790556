/** Effects as their authors wrote them, and when one that throws is tried again. */
import { parseDuration } from "../../duration.ts";
import type { Effect } from "./types.ts";

/** An effect as it is run. */
export interface RunnableEffect<F, U = F> {
  readonly run: F;
  readonly undo?: U | undefined;
  /** For how long after the first try it is tried again, in ms. */
  readonly retryFor: number;
}

// A blip of a database or a network passes within seconds, a restart of the service that is called within a minute, a
// deploy within five. A service that has not come back by then needs a person's attention, and the user should know.
const DEFAULT_MS = 300_000;
const RETRY_AFTER_MS = [1_000, 4_000, 15_000, 60_000, 240_000] as const;
// When a service stays away for hours, the minute of its return does not matter.
const LATER_MS = 900_000;

/** Reads an effect as its author wrote it. Throws an error that says what is wrong with it. */
export function runnableEffect<F, U>(
  effect: Effect<F, U>,
  wrong: (what: string) => Error,
): RunnableEffect<F, U> {
  if (typeof effect === "function") return { run: effect, retryFor: DEFAULT_MS };
  const { run, undo, retry } = (effect ?? {}) as Exclude<Effect<F, U>, F>;
  if (typeof run !== "function") throw wrong("it must be a function, or { run: a function }");
  if (undo !== undefined && typeof undo !== "function") throw wrong("undo must be a function");
  const retryFor = retry === undefined ? DEFAULT_MS : parseDuration(String(retry.for));
  if (retryFor === undefined) throw wrong(`retry.for "${retry?.for}" is no duration such as "1h"`);
  return { run, undo, retryFor };
}

/**
 * When the next try is due after `attempts` failed ones; `undefined` if there is none. The last try comes when the time
 * is over.
 *
 * @param until until when it is tried; `undefined` where an earlier version stored none
 */
export function nextTry(attempts: number, now: number, until = now + DEFAULT_MS): number | undefined {
  if (now >= until) return undefined;
  return Math.min(now + (RETRY_AFTER_MS[attempts - 1] ?? LATER_MS), until);
}
