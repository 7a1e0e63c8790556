/** The database may be started after Anteroom, as the XMPP server may. */

import type { Logger } from "pino";
import { DatabaseAway } from "../../errors.ts";
import { pause } from "../pause.ts";

const FIRST_DELAY_MS = 250;
const LAST_DELAY_MS = 500;

/**
 * Does some work with the database as soon as that is up; until then it logs each different
 * trouble once. Throws an error of the work where no waiting helps. `undefined`: told to stop.
 */
export async function whenUp<T>(
  work: () => Promise<T>,
  { log, signal }: { readonly log: Logger; readonly signal: AbortSignal },
): Promise<T | undefined> {
  let told = "";
  for (let delay = FIRST_DELAY_MS; !signal.aborted; delay = Math.min(2 * delay, LAST_DELAY_MS)) {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof DatabaseAway)) throw error;
      if (error.message !== told) log.warn(`${error.message}; trying again until it is up`);
      told = error.message;
    }
    await pause(delay, signal);
  }
  return undefined;
}
