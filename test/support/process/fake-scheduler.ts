/** Time and chance that a test owns: nothing is due until the test says so. */
import type { Scheduler } from "../../../src/xmpp/scheduler.ts";

export class FakeScheduler implements Scheduler {
  /** In ms since the epoch. */
  now = Date.UTC(2026, 0, 1);
  /** What `random` gives. */
  chance = 0.5;
  #timers: { readonly due: number; readonly run: () => void }[] = [];

  readonly clock = (): number => this.now;

  after(ms: number, run: () => void): () => void {
    const timer = { due: this.now + ms, run };
    this.#timers.push(timer);
    return () => {
      this.#timers = this.#timers.filter((other) => other !== timer);
    };
  }

  random(): number {
    return this.chance;
  }

  /** How many wait. */
  get waiting(): number {
    return this.#timers.length;
  }

  /** In how many ms the next is due. */
  get nextIn(): number | undefined {
    const next = this.#next();
    return next === undefined ? undefined : next.due - this.now;
  }

  /** Lets `ms` pass, and everything happen that falls due meanwhile, in its order. */
  advance(ms: number): void {
    const end = this.now + ms;
    for (let next = this.#next(); next !== undefined && next.due <= end; next = this.#next()) {
      const { due, run } = next;
      this.#timers = this.#timers.filter((timer) => timer.run !== run);
      this.now = due;
      run();
    }
    this.now = end;
  }

  #next(): { readonly due: number; readonly run: () => void } | undefined {
    return this.#timers.toSorted((a, b) => a.due - b.due)[0];
  }
}
