import { expect, test } from "vitest";
import { oneLine, reason } from "../../../src/ops/reason.ts";

const circular = new Error("round");
circular.cause = circular;

test.each([
  ["an error", new Error("no"), "no"],
  [
    "an error and its causes",
    new Error("a", { cause: new Error("b", { cause: new Error("c") }) }),
    "a: b: c",
  ],
  ["a cause that says nothing new", new Error("a failed: b", { cause: new Error("b") }), "a failed: b"],
  [
    "a host of which every address refused",
    new AggregateError([new Error("refused by ::1"), new Error("2")]),
    "refused by ::1",
  ],
  ["an error without words", new TypeError(), "TypeError"],
  ["a text", "no", "no"],
  ["several lines", new Error("one\r\n  two\u2028three\u0000four"), "one two three four"],
  ["a circle of causes", circular, "round"],
  ["nothing", undefined, "unknown error"],
  ["no error at all", { message: "secret" }, "unknown error"],
])("the reason of %s is one line", (_, error, expected) => {
  expect(reason(error)).toBe(expected);
});

test("a line is never longer than 500 characters, nor cut through a character", () => {
  expect(oneLine("x".repeat(1000))).toHaveLength(500);
  expect(oneLine(`${"x".repeat(499)}😀`)).toBe(`${"x".repeat(499)}\ufffd`);
});
