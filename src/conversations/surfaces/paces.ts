/** The paces of people who have written lately. They are in memory only: after a restart everybody is new. */
import type { Clock } from "../../clock.ts";
import { flat } from "../../ledger/flat.ts";
import {
  COMPARED,
  heard,
  type Led,
  newPace,
  type Pace,
  type Reception,
  type Sign,
  spoke,
} from "../engine/pace.ts";

const REMEMBERED = 10_000;

export class Paces {
  readonly #clock: Clock;
  /** By the person's queue, the latest at the end. */
  readonly #paces = new Map<string, Pace>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** A message has come. */
  heard(person: string, { text, command }: Sign): Reception {
    // Kept until the next message: `flat` lets go of the chunk of the stream that the text was cut from.
    const sign = { text: flat(text.slice(0, COMPARED)), command };
    const { pace, reception } = heard(this.#paces.get(person) ?? newPace, this.#clock(), sign);
    this.#keep(person, pace);
    return reception;
  }

  /** A reply to them has left. */
  spoke(person: string, led: Led): void {
    this.#keep(person, spoke(this.#paces.get(person) ?? newPace, this.#clock(), led));
  }

  #keep(person: string, pace: Pace): void {
    this.#paces.delete(person);
    if (pace !== newPace) this.#paces.set(flat(person), pace);
    const [oldest] = this.#paces.keys();
    if (this.#paces.size > REMEMBERED && oldest !== undefined) this.#paces.delete(oldest);
  }
}
