/** A short schedule of faults against browsers that talk; `npm run chaos:browsers` for longer ones. */
import { expect, test } from "vitest";
import { run, summary } from "./run.ts";

test("whatever fails, no message of a browser is lost, doubled or out of order for anyone", {
  timeout: 180_000,
}, async () => {
  const outcome = await run({
    seed: 23,
    people: 8,
    pause: [300, 1_000],
    longest: 2_000,
    goesOn: (faults) => faults < 5,
    say: () => {},
  });
  expect(outcome.anomalies, summary(outcome)).toEqual([]);
  expect(outcome.crowd.counts.resumed).toBeGreaterThan(0);
});
