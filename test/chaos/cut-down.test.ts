import { expect, test } from "vitest";
import { cutEverywhere } from "../support/under-test/cut-exchange.ts";

test("nothing is lost or out of order if the stream is cut at any byte that goes down in an exchange", {
  timeout: 300_000,
}, async () => {
  expect(await cutEverywhere("down")).toBeGreaterThan(500);
});
