/** `npm run chaos`: one long run, whose options are in `CHAOS` as JSON (see `main.mjs`). */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "vitest";
import { startChild } from "../../../src/demo/child.ts";
import type { Kind } from "./plan/kinds.ts";
import { keepEvidence, report } from "./report.ts";
import { run } from "./run.ts";
import type { PoolMode } from "./world/pooler.ts";

/** The options, as `main.mjs` reads them. */
interface Options {
  readonly minutes: number;
  readonly seed: number;
  readonly domains: number;
  readonly instances: number;
  readonly postgres: string;
  readonly pooler?: PoolMode;
  readonly replicated?: boolean;
  readonly faults?: number;
  readonly kinds?: readonly Kind[];
}

// If the run is ended from outside, its processes must end too. They end when this process exits, which vitest does not do
// by itself.
const end = () => {
  process.emit("exit", 1);
  process.kill(process.pid, "SIGKILL");
};
for (const event of ["SIGTERM", "SIGINT", "disconnect"] as const) process.once(event, end);

test("a long run shows no anomaly", { timeout: 0 }, async () => {
  const { minutes, ...options }: Options = JSON.parse(process.env.CHAOS ?? "{}");
  const folder = await mkdtemp(join(tmpdir(), "anteroom-chaos-"));
  const outcome = await run({
    ...options,
    pooler: options.pooler,
    folder,
    until: Date.now() + minutes * 60_000,
    spawn: startChild,
    say: (line) => console.log(line),
  });
  console.log(`\n${report(outcome)}`);
  if (outcome.anomalies.length === 0) {
    await rm(folder, { recursive: true, force: true });
    return;
  }
  await keepEvidence(outcome, folder);
  throw new Error(
    `${outcome.anomalies.length} anomalies; what was logged, sent, heard and stored is in ${folder}`,
  );
});
