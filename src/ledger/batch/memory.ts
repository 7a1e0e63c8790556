/**
 * The state that the last job of a queue left: with it the next job is decided without a question to the database, and a
 * batch of ordinary steps is one round trip in place of three.
 *
 * It is no second truth. A state that is taken is gone, whichever job takes it, so that only the very next job gets it.
 * It counts within one tenure of the lease, since another instance may have acted in between. And a decision that is
 * made from it must compare when it writes (`Statement.compares`), so that where another component of the
 * database wrote meanwhile, the transaction is undone and everything is read.
 */
import type { AnyHandler, Leaving } from "../job.ts";
import type { Person } from "../person.ts";
import { Recent } from "../recent.ts";

/** The state that a decision leaves to the queue's next job. */
export interface Left {
  /** The handler whose events it can be recalled for. */
  readonly handler: AnyHandler;
  readonly person: Person | null;
  readonly leaves: Leaving;
}

// In bytes: the states of some 3,500 to 7,000 people who write short messages.
const MOST = 8 * 1024 * 1024;
const MOST_REPEATERS = 10_000;

export class Memory {
  /** By queue. */
  readonly #left: Recent<{ readonly left: Left; readonly tenure: string }>;
  /** Queues to which something came twice. */
  readonly #repeaters = new Recent<true>(MOST_REPEATERS);

  constructor(most = MOST) {
    this.#left = new Recent(most, ({ left }) => left.leaves.size);
  }

  /** Takes, and forgets, the state that was left in the tenure with this token. */
  take(queue: string, tenure: string): Left | undefined {
    const found = this.#left.get(queue);
    this.#left.forget(queue);
    return found?.tenure === tenure ? found.left : undefined;
  }

  /**
   * Something came twice. Nobody knows yet whether a message that is decided from memory is a repeat, and if it is, the
   * whole batch is undone. So nothing is remembered any more for a queue with repeats.
   */
  distrust(queue: string): void {
    this.#repeaters.set(queue, true);
  }

  /** Keeps a state; older ones make room for it. */
  keep(queue: string, left: Left, tenure: string): void {
    if (this.#repeaters.get(queue) === undefined) this.#left.set(queue, { left, tenure });
  }
}
