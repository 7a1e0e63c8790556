/** Limits, in memory: token buckets by key, and counts of what is open at once. */
import type { Clock } from "../../../clock.ts";

export interface Rate {
  readonly perSecond: number;
  /** As many at once, after a pause. */
  readonly burst: number;
}

interface Bucket {
  left: number;
  at: number;
}

const SWEEP_ABOVE = 1_000;

export class Buckets {
  readonly #rate: Rate;
  readonly #clock: Clock;
  readonly #buckets = new Map<string, Bucket>();
  #sweepAbove = SWEEP_ABOVE;

  constructor(rate: Rate, clock: Clock) {
    this.#rate = rate;
    this.#clock = clock;
  }

  /** Takes one. Gives 0, or in how many ms there will be one. */
  take(key: string): number {
    const { perSecond, burst } = this.#rate;
    const now = this.#clock();
    const bucket = this.#buckets.get(key);
    const left = bucket === undefined ? burst : this.#filled(bucket, now);
    if (left < 1) return Math.ceil(((1 - left) / perSecond) * 1000);
    if (bucket === undefined) this.#add(key, { left: left - 1, at: now }, now);
    else {
      bucket.left = left - 1;
      bucket.at = now;
    }
    return 0;
  }

  get size(): number {
    return this.#buckets.size;
  }

  #filled({ left, at }: Bucket, now: number): number {
    const { perSecond, burst } = this.#rate;
    return Math.min(burst, left + (Math.max(0, now - at) / 1000) * perSecond);
  }

  /** A full bucket is like none: those are forgotten whenever there are twice as many. */
  #add(key: string, bucket: Bucket, now: number): void {
    this.#buckets.set(key, bucket);
    if (this.#buckets.size <= this.#sweepAbove) return;
    for (const [other, one] of this.#buckets) {
      if (this.#filled(one, now) >= this.#rate.burst) this.#buckets.delete(other);
    }
    this.#sweepAbove = Math.max(SWEEP_ABOVE, this.#buckets.size * 2);
  }
}

export class Counts {
  readonly #most: number;
  readonly #counts = new Map<string, number>();

  constructor(most: number) {
    this.#most = most;
  }

  /** `false`: there are as many as may be. */
  add(key: string): boolean {
    const count = this.#counts.get(key) ?? 0;
    if (count >= this.#most) return false;
    this.#counts.set(key, count + 1);
    return true;
  }

  remove(key: string): void {
    const count = this.#counts.get(key) ?? 0;
    if (count <= 1) this.#counts.delete(key);
    else this.#counts.set(key, count - 1);
  }
}
