import { expect, test } from "vitest";
import { parameters } from "../../../src/ledger/parameters.ts";

test.for<[unknown, unknown]>([
  ["text", "text"],
  [1, "1"],
  [1.5, "1.5"],
  [12n, "12"],
  [true, "true"],
  [null, null],
  [undefined, null],
  [new Date(Date.UTC(2026, 0, 2)), "2026-01-02T00:00:00.000Z"],
  [{ a: [1] }, '{"a":[1]}'],
  [Buffer.from([1]), Buffer.from([1])],
  [[], "{}"],
  [["a", 'b"c\\d', "", "NULL", null, undefined, "e,f}"], '{"a","b\\"c\\\\d","","NULL",NULL,NULL,"e,f}"}'],
  [[1, 2], '{"1","2"}'],
  [[["a"], ["b"]], '{{"a"},{"b"}}'],
  [[{ a: 'x"y' }], '{"{\\"a\\":\\"x\\\\\\"y\\"}"}'],
  [[Buffer.from([1, 255])], '{"\\\\x01ff"}'],
])("%s is sent as %s", ([value, sent]) => {
  expect(parameters([value])).toEqual([sent]);
});

test.for([[() => {}], [Symbol("x")], [["a", () => {}]]])("%s cannot be sent", ([value]) => {
  expect(() => parameters([value])).toThrow(TypeError);
});

test("what refers to itself cannot be sent", () => {
  const circle: { self?: unknown } = {};
  circle.self = circle;
  expect(() => parameters([circle])).toThrow(TypeError);
});
