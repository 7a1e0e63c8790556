import { expect, test, vi } from "vitest";
import { CONTENDER_NAMES, readOptions } from "../../../bench/options.ts";

test("without arguments everything is measured, with a million messages of history", () => {
  expect(readOptions([])).toMatchObject({
    only: CONTENDER_NAMES,
    messages: 1_000_000,
    rate: 500,
    json: false,
    profile: undefined,
  });
});

test("the options of the command line are read", () => {
  expect(readOptions(["--seconds", "0.5", "--rounds", "2", "--json", "--only", "bare, raw"])).toMatchObject({
    seconds: 0.5,
    rounds: 2,
    json: true,
    only: ["raw", "bare"],
  });
});

test.each([
  ["an unknown contender", ["--only", "raw,ejabberd"]],
  ["a part of a round", ["--rounds", "1.5"]],
  ["no time at all", ["--seconds", "0"]],
  ["text for a number", ["--rate", "fast"]],
  ["an unknown option", ["--minutes", "1"]],
  ["an argument too many", ["raw"]],
])("%s is refused", (_, args) => {
  const stderr = vi.spyOn(process.stderr, "write").mockReturnValue(true);
  expect(() => readOptions(args)).toThrow();
  expect(stderr).toHaveBeenCalled();
  stderr.mockRestore();
});
