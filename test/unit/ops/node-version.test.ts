import { expect, test } from "vitest";
import { tooOld } from "../../../src/ops/node-version.ts";

test.each([
  ["20.19.0", true],
  ["20.20.2", true],
  ["22.3.0", true],
  ["100.0.0", true],
  ["20.18.3", false],
  ["18.20.8", false],
  ["9.99.0", false],
])("Node %s is new enough: %s", (version, enough) => {
  expect(tooOld(version) === undefined).toBe(enough);
});
