/**
 * Errors that nothing catches. A deployer's responder that forgets an `await`, or throws in a timer, makes one, and it
 * must not end the process: an effect that does so is run again at each start, so that the process would never get up.
 *
 * A rejected promise has unwound nothing but the functions that awaited it, so the process goes on, whoever made the promise.
 * An exception has unwound whatever called the function that threw. Where that was called by the deployer's code alone,
 * none of our state is half changed, and the process goes on. Where it was called by ours, or by a library of ours, a
 * connection or a queue may be left in a state that no code expects, and could stand still for ever. The process then ends, as
 * it would without us, and the next start goes on from the database.
 */
import type { Logger } from "./log.ts";
import { placeOf } from "./thrown-by.ts";

/** `process`, or an event emitter in tests. */
export interface ErrorSource {
  on(name: string, listener: (error: unknown) => void): unknown;
  off(name: string, listener: (error: unknown) => void): unknown;
  // biome-ignore lint/complexity/noBannedTypes: as in Node's types
  listeners(name: string): Function[];
  emit(name: string, error: unknown): unknown;
}

export interface UncaughtOptions {
  readonly log: Logger;
  readonly source?: ErrorSource;
  /** Calls back after that many milliseconds. */
  readonly after?: (milliseconds: number, callback: () => void) => void;
}

// In ms. Errors of one place are logged once in this time, with their number: a loop of them must not fill the disk.
const QUIET = 1_000;
// Code that is made while it runs could have any number of places.
const MOST_PLACES = 50;

const GOES_ON = "an error was thrown where nothing catches it; the process goes on";

/**
 * Logs errors that nothing catches, until it is disposed of. An exception that has passed through our own code then goes
 * to the listeners that were there before, and these end the process.
 */
export function onUncaught(options: UncaughtOptions): Disposable {
  const { log, source = process, after = later } = options;
  /** The errors of each place that were held back, and the last of them. */
  const held = new Map<string, { count: number; last: unknown }>();

  function report(error: unknown, place: string): void {
    const kind = held.size < MOST_PLACES || held.has(place) ? place : "";
    const earlier = held.get(kind);
    if (earlier !== undefined) {
      held.set(kind, { count: earlier.count + 1, last: error });
      return;
    }
    log.error({ err: error }, GOES_ON);
    quiet(kind);
  }

  function quiet(kind: string): void {
    held.set(kind, { count: 0, last: undefined });
    after(QUIET, () => {
      if (flush(kind)) quiet(kind);
    });
  }

  function flush(kind: string): boolean {
    const { count = 0, last } = held.get(kind) ?? {};
    held.delete(kind);
    if (count > 0) log.error({ err: last, times: count }, GOES_ON);
    return count > 0;
  }

  const before = source.listeners("uncaughtException") as ((error: unknown) => void)[];
  const rejected = (error: unknown): void => report(error, placeOf(error).line);
  const thrown = (error: unknown): void => {
    const { line, ours } = placeOf(error);
    if (!ours) {
      report(error, line);
      return;
    }
    log.error({ err: error }, "an error was thrown where nothing catches it; the process ends");
    for (const listener of before) listener(error);
  };
  for (const listener of before) source.off("uncaughtException", listener);
  source.on("uncaughtException", thrown);
  source.on("unhandledRejection", rejected);
  return {
    [Symbol.dispose]() {
      source.off("uncaughtException", thrown);
      source.off("unhandledRejection", rejected);
      for (const listener of before) source.on("uncaughtException", listener);
      for (const kind of [...held.keys()]) flush(kind);
    },
  };
}

function later(milliseconds: number, callback: () => void): void {
  setTimeout(callback, milliseconds).unref();
}
