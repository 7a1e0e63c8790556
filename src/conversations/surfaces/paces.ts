/** The paces of people who have written lately. They are in memory only: after a restart everybody is new. */
import type { Clock } from "../../clock.ts";
import { flat } from "../../ledger/flat.ts";
import { Recent } from "../../ledger/recent.ts";
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

// At least half of them are remembered.
const REMEMBERED = 20_000;

export class Paces {
  readonly #clock: Clock;
  /** By the person's queue. */
  readonly #paces = new Recent<Pace>(REMEMBERED);

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
    if (pace === newPace) this.#paces.forget(person);
    else this.#paces.set(person, pace);
  }
}
