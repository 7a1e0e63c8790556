/** Passes on at most one a second of what comes under a key, and of a burst the last one in the end. */
import type { Scheduler } from "../../../xmpp/scheduler.ts";

type Pass = () => Promise<void>;

interface Rest {
  /** What came last, and is not passed on yet. */
  held?: Pass;
  cancel?: () => void;
}

const REST_MS = 1_000;

export class Latest {
  readonly #scheduler: Pick<Scheduler, "after">;
  readonly #rests = new Map<string, Rest>();
  #stopped = false;

  constructor(scheduler: Pick<Scheduler, "after">) {
    this.#scheduler = scheduler;
  }

  /** Calls `pass` now, or when the second is over, unless another one comes until then. Rejects as it does now. */
  async take(key: string, pass: Pass): Promise<void> {
    const resting = this.#rests.get(key);
    if (resting !== undefined) {
      resting.held = pass;
      return;
    }
    const rest: Rest = {};
    this.#rests.set(key, rest);
    try {
      await pass();
    } finally {
      if (!this.#stopped) rest.cancel = this.#scheduler.after(REST_MS, () => this.#rested(key, rest));
    }
  }

  /** Passes on at once what is held. */
  async stop(): Promise<void> {
    this.#stopped = true;
    for (const { cancel } of this.#rests.values()) cancel?.();
    await Promise.all([...this.#rests.values()].map(({ held }) => held?.().catch(() => {})));
  }

  #rested(key: string, { held }: Rest): void {
    this.#rests.delete(key);
    // Nobody waits for it, and nothing of it is kept.
    if (held !== undefined) this.take(key, held).catch(() => {});
  }
}
