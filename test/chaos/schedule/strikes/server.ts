/** The XMPP server as a process that freezes and is restarted. */
import { setTimeout as delay } from "node:timers/promises";
import { seeded } from "../plan/random.ts";
import type { Strikes } from "./strike.ts";

// Stanzas that left an instance this long before may not have been passed on yet.
const HAD_BEFORE_MS = 3_000;
const LOOKS_EVERY_MS = 20;

export const serverStrikes = {
  "server frozen": async ({ prosody }, { lasts }) => {
    prosody.child?.kill("SIGSTOP");
    await delay(lasts);
    prosody.child?.kill("SIGCONT");
  },
  "server restarted": async ({ prosody, load, serverAway }, { lasts, seed }) => {
    const from = Date.now() - HAD_BEFORE_MS;
    const { stream } = load;
    await (seeded(seed).chance(0.5) ? prosody.stop() : prosody.kill());
    await delay(lasts);
    await prosody.start();
    while (load.stream === stream) await delay(LOOKS_EVERY_MS);
    serverAway.push({ from, to: Date.now() });
  },
} satisfies Strikes;
