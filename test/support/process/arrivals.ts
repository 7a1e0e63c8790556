/**
 * What arrives at somebody (stanzas at a person, lines of a log), to be awaited one by one. What was awaited is used
 * up; the others stay for later, so the order in which a test asks need not be the order in which things come.
 */
import { explainFailure, testSignal } from "./lifetime.ts";

export type Wanted<T> = (thing: T) => boolean;

interface Waiter<T> {
  readonly wanted: Wanted<T>;
  readonly resolve: (thing: T) => void;
  readonly reject: (error: Error) => void;
}

export class Arrivals<T> {
  readonly #who: string;
  readonly #show: (thing: T) => string;
  readonly #all: T[] = [];
  readonly #unused: T[] = [];
  readonly #waiters = new Set<Waiter<T>>();
  readonly #inVain: Wanted<T>[] = [];

  /** `who` stands in the text that is printed when the test fails. */
  constructor(who: string, show: (thing: T) => string = String) {
    this.#who = who;
    this.#show = show;
    explainFailure(() => this.report());
    testSignal()?.addEventListener("abort", () => this.end("the test was given up"), { once: true });
  }

  /** Everything so far, in order, used up or not. */
  get all(): readonly T[] {
    return this.#all;
  }

  take(thing: T): void {
    this.#all.push(thing);
    for (const waiter of this.#waiters) {
      if (!waiter.wanted(thing)) continue;
      this.#waiters.delete(waiter);
      waiter.resolve(thing);
      return;
    }
    this.#unused.push(thing);
  }

  /** The next one that is wanted, be it already here. Bounded by the test's own timeout. */
  next(wanted: Wanted<T> = () => true): Promise<T> {
    const index = this.#unused.findIndex(wanted);
    const [here] = index === -1 ? [] : this.#unused.splice(index, 1);
    if (here !== undefined) return Promise.resolve(here);
    return new Promise((resolve, reject) => this.#waiters.add({ wanted, resolve, reject }));
  }

  /** Nobody waits any longer. */
  end(reason: string): void {
    const report = this.report();
    for (const waiter of this.#waiters) {
      this.#inVain.push(waiter.wanted);
      waiter.reject(new Error(`${reason}. ${report}`));
    }
    this.#waiters.clear();
  }

  report(): string {
    const wanted = [...this.#inVain, ...[...this.#waiters].map((waiter) => waiter.wanted)];
    const waiting = wanted.map((predicate) => `  but nothing for ${predicate}`);
    return [`${this.#who}, so far:`, ...this.#all.map((thing) => `  ${this.#show(thing)}`), ...waiting].join(
      "\n",
    );
  }
}
