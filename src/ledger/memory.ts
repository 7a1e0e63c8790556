/**
 * What the last job of a person left: with it the next one is decided without a question to the database, and a batch
 * of ordinary steps is one round trip in place of three.
 *
 * It is no second truth. What is taken is gone, whatever kind of job takes it, so that only the very next job gets
 * what the one before left; it counts under one fencing number, since another instance may have acted in between; and
 * a decision made from it must compare when it writes (`Statement.compares`), so that where another component of the
 * database wrote meanwhile, the transaction is undone and everything is read.
 */
import type { AnyHandler, Person } from "./work.ts";

/** What a decision leaves to the person's next job. */
export interface Left {
  /** The handler that can read it. */
  readonly handler: AnyHandler;
  readonly person: Person;
  readonly state: unknown;
  /** About how many bytes it holds. */
  readonly size: number;
}

// In bytes: what some seven thousand people leave, if what they say is short.
const MOST = 8 * 1024 * 1024;

export class Memory {
  readonly #most: number;
  /** By address, the oldest first. */
  readonly #left = new Map<string, { readonly left: Left; readonly fence: string }>();
  #size = 0;

  constructor(most = MOST) {
    this.#most = most;
  }

  /** What was left for a person under this fencing number. It is forgotten with that. */
  take(address: string, fence: string): Left | undefined {
    const found = this.#left.get(address);
    if (found === undefined) return undefined;
    this.#left.delete(address);
    this.#size -= found.left.size;
    return found.fence === fence ? found.left : undefined;
  }

  /** Keeps what was left; the oldest makes room for it. */
  keep(left: Left, fence: string): void {
    const { address } = left.person;
    this.take(address, fence);
    this.#left.set(address, { left, fence });
    this.#size += left.size;
    for (const oldest of this.#left.keys()) {
      if (this.#size <= this.#most) break;
      this.take(oldest, fence);
    }
  }
}
