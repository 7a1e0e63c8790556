/** Forgets what is no longer needed, a page at a time beside the live work, until the caller stops. */
import type { Logger } from "pino";
import { type DatabaseOptions, databaseErrorText } from "./database.ts";
import { forgetOldMessages } from "./inbox.ts";
import { pause } from "./pause.ts";
import { Session } from "./session.ts";

const EVERY_MS = 60_000;
const ROWS = 1_000;
// Ten thousand rows a second at most: faster than they come, and hardly felt.
const BETWEEN_PAGES_MS = 100;

/** Sweeps as long as `signal` is not aborted, and only while `may` says so. */
export async function sweep(
  database: DatabaseOptions,
  log: Logger,
  may: () => boolean,
  signal: AbortSignal,
): Promise<void> {
  // What a crash undoes is swept again.
  const session = new Session(database, log, { sql: "set synchronous_commit to off;" });
  const end = () => void session.stop();
  signal.addEventListener("abort", end, { once: true });
  let delay = EVERY_MS;
  while (!signal.aborted) {
    await pause(delay, signal);
    delay = EVERY_MS;
    if (signal.aborted || !may()) continue;
    try {
      const { length } = await session.query(forgetOldMessages(ROWS));
      if (length === ROWS) delay = BETWEEN_PAGES_MS;
    } catch (error) {
      if (signal.aborted) return;
      log.warn({ reason: databaseErrorText(error) }, "old inbox records were not removed");
    }
  }
}
