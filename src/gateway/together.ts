/**
 * Reads that are made together. Thousands of streams ask at once, where all are woken or come back after a cut: none of
 * them is refused, and the database is asked for 250 of them by one statement. What waits is one entry each.
 */
import { DatabaseAway } from "../errors.ts";
import { isConnectionLost } from "../ledger/database/database.ts";

/** Gives the answers in the order of what is asked. */
export type ReadTogether<Ask, Answer> = (asks: readonly Ask[]) => Promise<readonly Answer[]>;

interface Waiting<Ask, Answer> {
  readonly ask: Ask;
  readonly askers: {
    readonly resolve: (answer: Answer) => void;
    readonly reject: (error: unknown) => void;
  }[];
}

const MOST_IN_ONE = 250;
// While one is answered the other one travels.
const AT_ONCE = 2;

export class Together<Ask, Answer> {
  readonly #read: ReadTogether<Ask, Answer>;
  /** By key, those that came first in front. */
  readonly #waiting = new Map<string, Waiting<Ask, Answer>>();
  #readers = 0;

  constructor(read: ReadTogether<Ask, Answer>) {
    this.#read = read;
  }

  /** What is asked under one key is read once, by a statement that has not begun yet. Rejects as the statement does. */
  ask(key: string, ask: Ask): Promise<Answer> {
    if (this.#readers < AT_ONCE) {
      this.#readers++;
      // By then all have asked that were woken by the same news.
      setImmediate(() => void this.#readAll());
    }
    return new Promise((resolve, reject) => {
      const same = this.#waiting.get(key);
      if (same === undefined) this.#waiting.set(key, { ask, askers: [{ resolve, reject }] });
      else same.askers.push({ resolve, reject });
    });
  }

  async #readAll(): Promise<void> {
    while (this.#waiting.size > 0) await this.#readSome();
    this.#readers--;
  }

  async #readSome(): Promise<void> {
    const some = this.#take(MOST_IN_ONE);
    try {
      const answers = await this.#again(some.map(({ ask }) => ask));
      for (const [index, { askers }] of some.entries()) {
        for (const { resolve } of askers) resolve(answers[index] as Answer);
      }
    } catch (error) {
      // Those that wait would only learn the same, later.
      const failed = error instanceof DatabaseAway ? [...some, ...this.#take(Infinity)] : some;
      for (const { askers } of failed) for (const { reject } of askers) reject(error);
    }
  }

  /** A connection may be cut while the database is there. Nothing was written, so that it can be read again. */
  async #again(asks: readonly Ask[]): Promise<readonly Answer[]> {
    try {
      return await this.#read(asks);
    } catch (error) {
      if (!isConnectionLost(error)) throw error;
      return this.#read(asks);
    }
  }

  #take(most: number): readonly Waiting<Ask, Answer>[] {
    const taken: Waiting<Ask, Answer>[] = [];
    for (const [key, one] of this.#waiting) {
      if (taken.length >= most) break;
      this.#waiting.delete(key);
      taken.push(one);
    }
    return taken;
  }
}
