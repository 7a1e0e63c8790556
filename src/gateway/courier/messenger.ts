/** Tells the courier of new rows, on whatever instance it works. */
import { pause } from "../../ledger/pause.ts";
import { Rounds } from "../../ledger/rounds.ts";
import type { Queryable } from "../../ledger/statement.ts";
import type { Logger } from "../../ops/log.ts";
import { reason } from "../../ops/reason.ts";
import type { Courier } from "./courier.ts";

export interface MessengerOptions {
  readonly db: Queryable;
  readonly domain: string;
  readonly log: Logger;
  readonly courier: Pick<Courier, "hint" | "errands">;
  /** Whether the courier of this instance works now. */
  readonly acting: () => boolean;
}

export interface Messenger {
  /** There are new rows of messages. */
  spoken(): void;
  /** There are new errands. */
  errands(): void;
  start(): void;
  stop(): Promise<void>;
}

type Topic = "spoken" | "errands";

// A commit that notifies excludes all others that do.
const BETWEEN_HINTS_MS = 10;
const IDLE_MS = 60_000;

export function createMessenger({ db, domain, log, courier, acting }: MessengerOptions): Messenger {
  const waiting = new Set<Topic>();
  const rounds = new Rounds(async () => {
    if (waiting.size === 0) return IDLE_MS;
    const topics = [...waiting];
    waiting.clear();
    try {
      await db.query({
        name: "gateway_hint_courier",
        text: "select hint(topic, $2) from unnest($1::text[]) as new(topic)",
        values: [topics, domain],
      });
    } catch (error) {
      // The courier looks once a second anyhow.
      log.debug({ reason: reason(error) }, "the instance with the stream could not be hinted");
    }
    // In here, as the next hint would cut the time between two rounds short.
    await pause(BETWEEN_HINTS_MS);
    return waiting.size > 0 ? 0 : IDLE_MS;
  });
  const tell = (topic: Topic, here: () => void) => (): void => {
    if (acting()) {
      here();
      return;
    }
    waiting.add(topic);
    rounds.hint();
  };
  return {
    spoken: tell("spoken", () => courier.hint()),
    errands: tell("errands", () => courier.errands()),
    start: () => rounds.start(IDLE_MS),
    stop: () => rounds.stop(),
  };
}
