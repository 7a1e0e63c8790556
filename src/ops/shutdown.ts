import { type Clock, systemClock } from "../clock.ts";
import type { Logger } from "./log.ts";

/** `process`, or an event emitter in tests. */
export interface SignalSource {
  on(name: string, listener: () => void): unknown;
  off(name: string, listener: () => void): unknown;
}

export interface ShutdownOptions {
  /** `shutdown.timeout` in milliseconds: the longest time from the first signal to the end. */
  readonly timeout: number;
  readonly log: Logger;
  readonly source?: SignalSource;
  readonly clock?: Clock;
  /** Writes to standard error. */
  readonly err?: (text: string) => void;
  /** Ends the process at once. */
  readonly exit?: (status: number) => void;
  /** Calls back after that many milliseconds. Gives a function that cancels the call. */
  readonly after?: (milliseconds: number, callback: () => void) => () => void;
}

/**
 * The signals that end the process. SIGPIPE is none of them: Node ignores it, so a reader of our log may go away without
 * harm. SIGQUIT keeps its meaning: it ends the process with a core dump. For SIGHUP see hang-up.ts.
 */
const signals = ["SIGTERM", "SIGINT"] as const;

/**
 * Ctrl-C reaches every process of the terminal, and npm passes its own copy on to its child. A second signal this soon
 * after the first is the same keystroke, not an impatient operator.
 */
const sameKeystroke = 500;

/**
 * The part of the timeout, in ms, that is reserved for an orderly end: half a second to check what is left, two seconds
 * to close the stream, and two to give the lease back, so that a standby need not wait until it expires.
 */
const closing = 5_000;

/**
 * Ends the process in two stages. The first signal is a request: `signal` is aborted, `requested` resolves, and the main
 * program drains. After the timeout the process ends all the same, with status 0 where a signal had asked. A second signal ends
 * it at once, with status 1. Even then no acknowledged message is lost: the next start handles the rest.
 */
export class Shutdown {
  readonly #options: Required<ShutdownOptions>;
  readonly #asked = new AbortController();
  readonly #late = new AbortController();
  readonly #listeners: readonly (readonly [string, () => void])[];
  #firstAt = 0;
  #cancelDeadlines: readonly (() => void)[] = [];

  constructor(options: ShutdownOptions) {
    this.#options = {
      source: process,
      clock: systemClock,
      err: (text) => process.stderr.write(text),
      exit: (status) => process.exit(status),
      after: (milliseconds, callback) => {
        const timer = setTimeout(callback, milliseconds);
        return () => clearTimeout(timer);
      },
      ...options,
    };
    this.#listeners = signals.map((name) => [name, () => this.#received(name)]);
  }

  /** Aborted by the first signal or request. Its reason names the cause in words. */
  get signal(): AbortSignal {
    return this.#asked.signal;
  }

  /** Resolves with the cause as soon as the process is to end. */
  get requested(): Promise<string> {
    const { signal } = this.#asked;
    if (signal.aborted) return Promise.resolve(String(signal.reason));
    return new Promise((resolve) => {
      signal.addEventListener("abort", () => resolve(String(signal.reason)), { once: true });
    });
  }

  /** Resolves when draining has taken so long that the rest must wait for the next start. */
  get late(): Promise<void> {
    const { signal } = this.#late;
    if (signal.aborted) return Promise.resolve();
    return new Promise((resolve) => signal.addEventListener("abort", () => resolve(), { once: true }));
  }

  start(): void {
    for (const [name, listener] of this.#listeners) this.#options.source.on(name, listener);
  }

  /** Gives signals their usual effect again: the process has drained, or ends in another way. */
  stop(): void {
    for (const cancel of this.#cancelDeadlines) cancel();
    for (const [name, listener] of this.#listeners) this.#options.source.off(name, listener);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.stop();
  }

  /** Requests the end from inside, like the first signal. A second request does nothing. */
  request(cause: string): void {
    if (this.#asked.signal.aborted) return;
    const { clock, log, timeout, after } = this.#options;
    this.#firstAt = clock();
    const asked = signals.some((name) => name === cause);
    log.info({ cause, timeout }, "draining");
    this.#cancelDeadlines = [
      after(Math.max(timeout - closing, timeout / 2), () => this.#late.abort()),
      after(timeout, () => this.#end(`not drained within shutdown.timeout, ${timeout} ms`, asked ? 0 : 1)),
    ];
    this.#asked.abort(cause);
  }

  #received(name: string): void {
    if (!this.#asked.signal.aborted) this.request(name);
    else if (this.#options.clock() - this.#firstAt >= sameKeystroke) this.#end(`${name} while draining`, 1);
  }

  #end(cause: string, status: number): void {
    const { log, err, exit } = this.#options;
    log.warn({ cause }, "ending at once; the next start does what is left");
    if (status !== 0) err(`anteroom: ended at once: ${cause}; the next start does what is left\n`);
    exit(status);
  }
}
