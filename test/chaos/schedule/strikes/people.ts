/** Faults caused by people who demand too much. */
import { setTimeout as delay } from "node:timers/promises";
import { actives, type Strikes } from "./strike.ts";

// Together far more text than any buffer is to hold.
const FLOODERS = 60;
const QUESTIONS = 40;
const CONTENDERS = 8;
const AT_ONCE = 100;
const PRESSED_WITHIN_MS = 60_000;

export const peopleStrikes = {
  flood: async (world, fault) => {
    const domain = world.domains[fault.domain ?? 0] ?? "";
    const asked = world.crowd.flood(domain, FLOODERS, QUESTIONS, async () => {
      const wires = actives(world, fault).map(({ server }) => server);
      for (const wire of wires) wire.hold("up");
      await delay(fault.lasts);
      for (const wire of wires) wire.release();
    });
    await Promise.race([asked, delay(PRESSED_WITHIN_MS)]);
  },
  "said twice": async ({ crowd }, { lasts }) => {
    crowd.twice = true;
    await delay(lasts);
    crowd.twice = false;
  },
  contention: async ({ crowd, domains }) => {
    await Promise.race([crowd.contend(domains, CONTENDERS, AT_ONCE), delay(PRESSED_WITHIN_MS)]);
  },
} satisfies Strikes;
