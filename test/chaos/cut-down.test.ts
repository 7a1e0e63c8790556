import { expect, test } from "vitest";
import { cutEverywhere } from "../support/cut-exchange.ts";

test("the stream cut at every byte that goes down in an exchange: nothing is lost, all of it in order", {
  timeout: 300_000,
}, async () => {
  expect(await cutEverywhere("down")).toBeGreaterThan(500);
});
