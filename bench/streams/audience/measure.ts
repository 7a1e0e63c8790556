import { quantile } from "../../load/numbers.ts";
import type { Measured } from "./protocol.ts";

/** When what was sent under a mark was sent, committed, and delivered. */
export class Deliveries {
  readonly #from: number[] = [];
  readonly #whole: number[] = [];

  /** Times of one clock, in ms. What arrives before the answer that says that it is committed has taken no time. */
  add(sent: number, committed: number, delivered: number): void {
    this.#from.push(Math.max(delivered - committed, 0));
    this.#whole.push(delivered - sent);
  }

  measured(seconds: number, lost: number, refused: number): Measured {
    const [from, whole] = [this.#from, this.#whole].map((all) => Float64Array.from(all).sort());
    return {
      count: this.#from.length,
      seconds,
      p50: quantile(from ?? [], 0.5),
      p99: quantile(from ?? [], 0.99),
      whole: { p50: quantile(whole ?? [], 0.5), p99: quantile(whole ?? [], 0.99) },
      lost,
      refused,
    };
  }
}
