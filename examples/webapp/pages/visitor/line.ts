/** Looks after a ticket: asks for the place so often that the ticket does not end, and at once when something happened. */
import { ask } from "../shared/requests.ts";

export interface LookResult {
  readonly over: boolean;
  readonly place?: number | null;
  readonly estimate?: number | null;
  readonly seat?: string | null;
}

/** The ticket of a person who is not seen ends after two minutes without a look; more than one in 2 s is of no use (ms). */
const EVERY = 10_000;

export interface Watch {
  look(): void;
  stop(): void;
}

export function watchTicket(ticket: string, seen: (result: LookResult) => void): Watch {
  let stopped = false;
  let busy = false;
  const look = async () => {
    if (busy || stopped) return;
    busy = true;
    // An answer that does not come is asked for again at the next turn.
    const result = await ask<LookResult>("/api/line/place", { ticket }).catch(() => undefined);
    busy = false;
    if (!stopped && result !== undefined) seen(result);
  };
  const timer = setInterval(() => void look(), EVERY);
  void look();
  return {
    look: () => void look(),
    stop: () => {
      stopped = true;
      clearInterval(timer);
    },
  };
}
