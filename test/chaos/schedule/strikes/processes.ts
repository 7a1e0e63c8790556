/** Processes of Anteroom that are killed, ended and frozen. */
import { setTimeout as delay } from "node:timers/promises";
import type { Instance } from "../world/instance.ts";
import { actives, type Strikes } from "./strike.ts";

async function endedFor(instances: readonly Instance[], signal: "SIGKILL" | "SIGTERM", ms: number) {
  await Promise.all(instances.map((instance) => instance.end(signal)));
  await delay(ms);
  await Promise.all(instances.map((instance) => instance.launch()));
}

const freezes: Strikes[string] = async (world, fault) => {
  const frozen = actives(world, fault);
  for (const instance of frozen) instance.freeze();
  await delay(fault.lasts);
  for (const instance of frozen) instance.thaw();
};

export const processStrikes = {
  "active killed": (world, fault) => endedFor(actives(world, fault), "SIGKILL", fault.lasts),
  "all killed": (world, fault) => endedFor(world.instances, "SIGKILL", fault.lasts),
  "active terminated": (world, fault) => endedFor(actives(world, fault), "SIGTERM", fault.lasts),
  "active frozen": freezes,
  "active frozen for long": freezes,
} satisfies Strikes;
