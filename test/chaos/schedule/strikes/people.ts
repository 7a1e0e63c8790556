/** What people do that is hard to bear. */
import { setTimeout as delay } from "node:timers/promises";
import type { Strikes } from "./strike.ts";

// Together far more text than any buffer is to hold.
const FLOODERS = 4;
const QUESTIONS = 500;
const FLOOD_WITHIN_MS = 60_000;

export const peopleStrikes = {
  flood: async ({ crowd, domains }, { domain = 0 }) => {
    const over = crowd.flood(domains[domain] ?? "", FLOODERS, QUESTIONS);
    await Promise.race([over, delay(FLOOD_WITHIN_MS)]);
  },
  "said twice": async ({ crowd }, { lasts }) => {
    crowd.twice = true;
    await delay(lasts);
    crowd.twice = false;
  },
  contention: async ({ crowd }, { lasts }) => {
    const { thinks } = crowd;
    crowd.thinks = 0;
    await delay(lasts);
    crowd.thinks = thinks;
  },
} satisfies Strikes;
