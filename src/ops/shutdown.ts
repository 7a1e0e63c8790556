import { type Clock, systemClock } from "../clock.ts";
import type { Logger } from "./log.ts";

/** `process`, or an event emitter in tests. */
export interface SignalSource {
  on(name: string, listener: () => void): unknown;
  off(name: string, listener: () => void): unknown;
}

export interface ShutdownOptions {
  /** `shutdown.timeout` in milliseconds: from the first signal to the end, come what may. */
  readonly timeout: number;
  readonly log: Logger;
  readonly source?: SignalSource;
  readonly clock?: Clock;
  /** Ends the process at once. */
  readonly exit?: (status: number) => void;
  /** Calls back after so many milliseconds; gives what cancels it. */
  readonly after?: (milliseconds: number, callback: () => void) => () => void;
}

/**
 * The signals that end the process. SIGHUP is among them: it comes when a terminal is closed, and Node would then
 * die without draining. SIGPIPE is not: Node ignores it, and whoever reads our log may go away without harm.
 * SIGQUIT keeps its meaning, to end with a core dump.
 */
const signals = ["SIGTERM", "SIGINT", "SIGHUP"] as const;

/**
 * Ctrl-C reaches every process of the terminal, and npm hands its own copy on to its child. A second signal this
 * soon after the first is the same Ctrl-C told twice, not an impatient operator.
 */
const sameKeystroke = 500;

/**
 * Of the time that the end may take, so much is kept for the end in good order: to look what is left (half a second),
 * to close the stream (two seconds), and to give the lease back (two), so that a standby need not wait for its end.
 */
const closing = 5_000;

/**
 * The end of the process in two stages. The first signal asks: `signal` is aborted, `requested` resolves, and
 * whoever runs the process drains. The second one, or the timeout since the first, ends it at once with status 1,
 * which loses nothing that was acknowledged: it only leaves the rest to the next start.
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
      exit: (status) => process.exit(status),
      after: (milliseconds, callback) => {
        const timer = setTimeout(callback, milliseconds);
        return () => clearTimeout(timer);
      },
      ...options,
    };
    this.#listeners = signals.map((name) => [name, () => this.#received(name)]);
  }

  /** Aborted by the first signal or request; its reason says by which, in words. */
  get signal(): AbortSignal {
    return this.#asked.signal;
  }

  /** Resolves, with what asked for it, as soon as the process is to end. */
  get requested(): Promise<string> {
    const { signal } = this.#asked;
    if (signal.aborted) return Promise.resolve(String(signal.reason));
    return new Promise((resolve) => {
      signal.addEventListener("abort", () => resolve(String(signal.reason)), { once: true });
    });
  }

  /** Resolves when draining has taken so long that what is left must be left to the next start. */
  get late(): Promise<void> {
    const { signal } = this.#late;
    if (signal.aborted) return Promise.resolve();
    return new Promise((resolve) => signal.addEventListener("abort", () => resolve(), { once: true }));
  }

  start(): void {
    for (const [name, listener] of this.#listeners) this.#options.source.on(name, listener);
  }

  /** The process has drained, or ends in another way: signals have their usual effect again. */
  stop(): void {
    for (const cancel of this.#cancelDeadlines) cancel();
    for (const [name, listener] of this.#listeners) this.#options.source.off(name, listener);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.stop();
  }

  /** Asks for the end from inside, as the first signal would. Asking again does nothing. */
  request(cause: string): void {
    if (this.#asked.signal.aborted) return;
    const { clock, log, timeout, after } = this.#options;
    this.#firstAt = clock();
    log.info({ cause, timeout }, "draining");
    this.#cancelDeadlines = [
      after(Math.max(timeout - closing, timeout / 2), () => this.#late.abort()),
      after(timeout, () => this.#end(`not ended within ${timeout} ms`)),
    ];
    this.#asked.abort(cause);
  }

  #received(name: string): void {
    if (!this.#asked.signal.aborted) this.request(name);
    else if (this.#options.clock() - this.#firstAt >= sameKeystroke) this.#end(`${name} while draining`);
  }

  #end(cause: string): void {
    this.#options.log.warn({ cause }, "ending at once; what is left is done after the next start");
    this.#options.exit(1);
  }
}
