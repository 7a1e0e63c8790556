import { expect, test, vi } from "vitest";
import { CONTENDERS, PARTS, readOptions } from "../../../bench/streams/options.ts";

test("without arguments every part of the streams is measured beside all peers", () => {
  expect(readOptions([])).toMatchObject({
    only: PARTS,
    beside: CONTENDERS,
    streams: 10_000,
    storm: 5000,
    open: 5000,
    fans: [10, 100, 1000],
  });
});

test("parts and contenders are named in any order", () => {
  expect(
    readOptions(["--only", "storm, idle", "--beside", "nchan,anteroom", "--fans", "5, 50"]),
  ).toMatchObject({
    only: ["idle", "storm"],
    beside: ["anteroom", "nchan"],
    fans: [5, 50],
  });
});

test.each([
  ["an unknown part", ["--only", "idle,idol"]],
  ["an unknown contender", ["--beside", "nginx"]],
  ["half a stream", ["--fans", "10,0.5"]],
])("%s is refused", (_, args) => {
  const stderr = vi.spyOn(process.stderr, "write").mockReturnValue(true);
  expect(() => readOptions(args)).toThrow();
  expect(stderr).toHaveBeenCalled();
  stderr.mockRestore();
});
