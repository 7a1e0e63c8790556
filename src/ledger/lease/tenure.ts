/** One taking of a lease: from the moment when an instance got it until it is given back, or lost to another. */
import { LeaseLost } from "../../errors.ts";

export interface Tenure {
  /** The fencing number, as text. It grows with every change of hands, and orders the rows that are written under it. */
  readonly fence: string;
  /** A random UUID. A number may be given twice, by a database that has forgotten a change of hands; this is not. */
  readonly token: string;
  /** The token of the one before, `null` where none is known: tells whether anybody else acted in between. */
  readonly after: string | null;
}

/** The tenure under which to write. Throws `LeaseLost` where there is none. */
export function held(tenure: Tenure | undefined): Tenure {
  if (tenure === undefined) throw new LeaseLost("the lease is not held");
  return tenure;
}
