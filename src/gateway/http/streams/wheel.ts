/**
 * One timer for all streams: each stands in the second in which it is due. A timer for each would cost each of them as
 * much memory as all the rest of its state.
 */
import type { Clock } from "../../../clock.ts";
import type { Scheduler } from "../../../xmpp/scheduler.ts";

export interface Wheeled {
  /** Where it stands; written by the wheel. */
  second: number | undefined;
  /** It is due, or was. */
  due(now: number): void;
}

const SECOND_MS = 1_000;

export class Wheel {
  readonly #clock: Clock;
  readonly #scheduler: Scheduler;
  readonly #seconds = new Map<number, Set<Wheeled>>();
  #cancel: (() => void) | undefined;

  constructor(clock: Clock, scheduler: Scheduler) {
    this.#clock = clock;
    this.#scheduler = scheduler;
  }

  start(): void {
    this.#cancel = this.#scheduler.after(SECOND_MS, () => this.#turn());
  }

  stop(): void {
    this.#cancel?.();
    this.#seconds.clear();
  }

  /** `at` in ms of the clock, not before a second from now. */
  put(one: Wheeled, at: number): void {
    this.remove(one);
    const second = Math.ceil(at / SECOND_MS);
    one.second = second;
    const others = this.#seconds.get(second);
    if (others === undefined) this.#seconds.set(second, new Set([one]));
    else others.add(one);
  }

  remove(one: Wheeled): void {
    if (one.second === undefined) return;
    this.#seconds.get(one.second)?.delete(one);
    one.second = undefined;
  }

  #turn(): void {
    const now = this.#clock();
    for (const [second, those] of this.#seconds) {
      if (second * SECOND_MS > now) continue;
      this.#seconds.delete(second);
      for (const one of those) {
        one.second = undefined;
        one.due(now);
      }
    }
    this.start();
  }
}
