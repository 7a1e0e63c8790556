import { expect, test, vi } from "vitest";
import { PARTS, readOptions } from "../../../bench/rooms/options.ts";

test("without arguments every part of the pool is measured", () => {
  expect(readOptions([])).toMatchObject({ only: PARTS, rooms: 1000, tickets: 1000, busy: 500 });
});

test("parts are named in any order", () => {
  expect(readOptions(["--only", "line, claims", "--rounds", "7"])).toMatchObject({
    only: ["claims", "line"],
    rounds: 7,
  });
});

test.each([
  ["an unknown part", ["--only", "claims,clams"]],
  ["a part of a room", ["--rooms", "0.5"]],
])("%s is refused", (_, args) => {
  const stderr = vi.spyOn(process.stderr, "write").mockReturnValue(true);
  expect(() => readOptions(args)).toThrow();
  expect(stderr).toHaveBeenCalled();
  stderr.mockRestore();
});
