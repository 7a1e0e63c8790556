/** Waits until something that changes is as a test wants it. The changes are told: nothing is asked again and again. */
import { explainFailure, testSignal } from "./lifetime.ts";

interface Waiter {
  readonly condition: () => boolean;
  readonly resolve: () => void;
  readonly reject: (error: Error) => void;
}

export class Watch {
  readonly #waiters = new Set<Waiter>();

  /** `report` stands in the text that is printed when the test fails. */
  constructor(report: () => string) {
    explainFailure(report);
    testSignal()?.addEventListener(
      "abort",
      () => {
        for (const { reject, condition } of this.#waiters) {
          reject(new Error(`the test was given up, waiting for ${condition}; ${report()}`));
        }
        this.#waiters.clear();
      },
      { once: true },
    );
  }

  /** Something has changed. */
  look(): void {
    for (const waiter of this.#waiters) {
      if (!waiter.condition()) continue;
      this.#waiters.delete(waiter);
      waiter.resolve();
    }
  }

  until(condition: () => boolean): Promise<void> {
    if (condition()) return Promise.resolve();
    return new Promise((resolve, reject) => this.#waiters.add({ condition, resolve, reject }));
  }
}
