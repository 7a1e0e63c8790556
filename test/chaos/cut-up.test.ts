import { expect, test } from "vitest";
import { cutEverywhere } from "../support/cut-exchange.ts";

test("the stream cut at every byte that goes up in an exchange: nothing is lost, all of it in order", {
  timeout: 300_000,
}, async () => {
  expect(await cutEverywhere("up")).toBeGreaterThan(500);
});
