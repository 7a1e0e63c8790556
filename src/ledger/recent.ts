/**
 * Values that were kept lately, by key, in two halves: when the newer one is full, the older one is forgotten as a whole.
 * Nothing is deleted one by one. A Map whose entries come and go builds its table anew all the time, and in V8 each
 * former table points to the next one: once one of them is old, it keeps all that the later ones held out of the quick
 * collections of young objects, and twice as much is moved to the old ones.
 */
import { flat } from "./flat.ts";

export class Recent<V> {
  readonly #half: number;
  readonly #sizeOf: (value: V) => number;
  #newer = new Map<string, V | undefined>();
  #older = new Map<string, V | undefined>();
  #size = 0;

  /**
   * `most`: the sum of the sizes, and of one for each key. At least the latest half of it is there. A value that is larger
   * than that is not kept.
   */
  constructor(most: number, sizeOf: (value: V) => number = () => 0) {
    this.#half = most / 2;
    this.#sizeOf = sizeOf;
  }

  get(key: string): V | undefined {
    const value = this.#newer.get(key);
    return value !== undefined || this.#newer.has(key) ? value : this.#older.get(key);
  }

  set(key: string, value: V): void {
    const size = this.#sizeOf(value);
    if (1 + size <= this.#half) this.#put(key, value, size);
    else this.forget(key);
  }

  forget(key: string): void {
    if (this.get(key) !== undefined) this.#put(key, undefined, 0);
  }

  #put(key: string, value: V | undefined, size: number): void {
    const before = this.#newer.get(key);
    const known = before !== undefined || this.#newer.has(key);
    const change = size - (before === undefined ? 0 : this.#sizeOf(before)) + (known ? 0 : 1);
    if (this.#size + change > this.#half) {
      this.#older = this.#newer;
      this.#newer = new Map();
      this.#size = 0;
      this.#put(key, value, size);
      return;
    }
    this.#size += change;
    this.#newer.set(known ? key : flat(key), value);
  }
}
