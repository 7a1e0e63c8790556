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

export interface MemoryLimits {
  readonly people: number;
  /** Bytes, in all. */
  readonly size: number;
}

// Those who talk at the same time, not those with whom a conversation is open.
const LIMITS: MemoryLimits = { people: 2_000, size: 16 * 1024 * 1024 };

export class Memory {
  readonly #limits: MemoryLimits;
  /** By address, the oldest first. */
  readonly #left = new Map<string, { readonly left: Left; readonly fence: string }>();
  #size = 0;

  constructor(limits = LIMITS) {
    this.#limits = limits;
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
      if (this.#left.size <= this.#limits.people && this.#size <= this.#limits.size) break;
      this.take(oldest, fence);
    }
  }
}
