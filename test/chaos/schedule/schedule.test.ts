/** Random schedules of faults against numbered messages: a few short ones here, `npm run chaos` for longer ones. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { startTestChild } from "../../support/process/children.ts";
import { type Kept, kept } from "./kept.ts";
import { keepEvidence, report } from "./report.ts";
import { run } from "./run.ts";

/** Short ones of many kinds. */
const usual: readonly Omit<Kept, "showed">[] = [
  { seed: 1_204, domains: 1, instances: 2, faults: 5, longest: 3_000 },
  { seed: 3_018, domains: 2, instances: 1, faults: 6, longest: 3_000 },
  {
    seed: 4_005,
    domains: 2,
    instances: 2,
    replicated: true,
    faults: 4,
    kinds: ["standby promoted", "active killed", "stream cut"],
    longest: 1_000,
  },
];

test.each([...usual, ...kept])(
  "whatever fails, each receipted message takes one step, in order, and each reply arrives: seed $seed, $domains subdomain(s), $faults faults",
  { timeout: 180_000 },
  async (schedule) => {
    const folder = await mkdtemp(join(tmpdir(), "anteroom-chaos-"));
    const outcome = await run({
      ...schedule,
      folder,
      postgres: "embedded",
      pooler: undefined,
      spawn: startTestChild,
    });
    if (outcome.anomalies.length > 0) await keepEvidence(outcome, folder);
    expect(outcome.anomalies.length, `${report(outcome)}\nlogs are in ${folder}`).toBe(0);
    await rm(folder, { recursive: true });
  },
);
