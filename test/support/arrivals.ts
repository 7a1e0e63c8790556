/**
 * What somebody received, to be awaited one by one. A stanza that was awaited is used up; the others stay for later,
 * so the order in which a test asks need not be the order in which things come.
 */
import { type Element, readStanza } from "../../src/xmpp/stanza.ts";
import { explainFailure, testSignal } from "./lifetime.ts";

export type Predicate = (element: Element) => boolean;

interface Waiter {
  readonly wanted: Predicate;
  readonly resolve: (element: Element) => void;
  readonly reject: (error: Error) => void;
}

export class Arrivals {
  readonly #who: string;
  readonly #all: Element[] = [];
  readonly #unused: Element[] = [];
  readonly #waiters = new Set<Waiter>();

  /** `who` stands in the text that is printed when the test fails. */
  constructor(who: string) {
    this.#who = who;
    explainFailure(() => this.report());
    testSignal()?.addEventListener("abort", () => this.end("the test was given up"), { once: true });
  }

  /** Everything so far, in order, used up or not. */
  get all(): readonly Element[] {
    return this.#all;
  }

  take(element: Element): void {
    this.#all.push(element);
    for (const waiter of this.#waiters) {
      if (!waiter.wanted(element)) continue;
      this.#waiters.delete(waiter);
      waiter.resolve(element);
      return;
    }
    this.#unused.push(element);
  }

  /** The next one that is wanted, be it already here. Bounded by the test's own timeout. */
  next(wanted: Predicate = () => true): Promise<Element> {
    const index = this.#unused.findIndex((element) => wanted(element));
    const [here] = index === -1 ? [] : this.#unused.splice(index, 1);
    if (here !== undefined) return Promise.resolve(here);
    return new Promise((resolve, reject) => this.#waiters.add({ wanted, resolve, reject }));
  }

  /** Nobody waits any longer. */
  end(reason: string): void {
    for (const waiter of this.#waiters) waiter.reject(new Error(`${reason}. ${this.report()}`));
    this.#waiters.clear();
  }

  report(): string {
    const waiting = [...this.#waiters].map((waiter) => `  waits for ${waiter.wanted}`);
    return [`${this.#who} received:`, ...this.#all.map((element) => `  ${element}`), ...waiting].join("\n");
  }
}

/** A message with a body from this address (bare or full; anybody without one). */
export function isMessage(from?: string): Predicate {
  return (element) =>
    element.name === "message" && element.getChild("body") !== undefined && isFrom(element, from);
}

/** A presence of this type ("available" for one without) from this address. */
export function isPresence(type?: string, from?: string): Predicate {
  return (element) =>
    element.name === "presence" &&
    (type === undefined || (element.attrs.type ?? "available") === type) &&
    isFrom(element, from);
}

function isFrom(element: Element, from: string | undefined): boolean {
  if (from === undefined) return true;
  const sender = readStanza(element)?.from;
  return sender?.full === from || sender?.bare === from;
}
