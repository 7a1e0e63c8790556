import { expect, test } from "vitest";
import { Bytes } from "../../../../../src/ledger/database/wire/bytes.ts";
import { writeParameters } from "../../../../../src/ledger/database/wire/parameters.ts";

/** Formats and values, as the server takes a Bind message apart. */
function sent(statement: string, values: readonly unknown[]): readonly (string | Buffer | null)[] {
  const bytes = new Bytes(1);
  writeParameters(bytes, statement, values);
  const { written } = bytes;
  const formats = values.map((_, index) => written.readInt16BE(2 + 2 * index));
  let at = 4 + 2 * values.length;
  const read = formats.map((format) => {
    const length = written.readInt32BE(at);
    at += 4;
    if (length < 0) return null;
    const value = written.subarray(at, at + length);
    at += length;
    return format === 0 ? value.toString() : Buffer.from(value);
  });
  expect(at).toBe(written.length);
  return read;
}

/** The elements of an array in binary form, each in hexadecimal. */
function elements(statement: string, value: readonly unknown[]): readonly (string | null)[] {
  const [array] = sent(statement, [value]);
  if (!Buffer.isBuffer(array)) throw new Error("not in binary form");
  expect(array.readInt32BE(0)).toBe(1);
  expect(array.readInt32BE(12)).toBe(value.length);
  let at = 20;
  return value.map(() => {
    const length = array.readInt32BE(at);
    at += 4 + Math.max(0, length);
    return length < 0 ? null : array.subarray(at - length, at).toString("hex");
  });
}

const hex = (text: string): string => Buffer.from(text).toString("hex");

test.for<[unknown, unknown]>([
  ["text", "text"],
  ["grüße 😀", "grüße 😀"],
  [1, "1"],
  [1.5, "1.5"],
  [12n, "12"],
  [true, "true"],
  [null, null],
  [undefined, null],
  [new Date(Date.UTC(2026, 0, 2)), "2026-01-02T00:00:00.000Z"],
  [{ a: [1] }, '{"a":[1]}'],
  [Buffer.from([1]), Buffer.from([1])],
])("%s is sent as %s", ([value, as]) => {
  expect(sent("select $1", [value])).toEqual([as]);
});

test.for<[string, readonly unknown[], readonly (string | null)[]]>([
  ["text", ["a", 'b"c\\d', "", null, undefined, "ü"], ["61", hex('b"c\\d'), "", null, null, "c3bc"]],
  [
    "text",
    ["long enough not to be copied letter by letter: ü"],
    [hex("long enough not to be copied letter by letter: ü")],
  ],
  ["text", [1, true, { a: 'x"y' }], [hex("1"), hex("true"), hex('{"a":"x\\"y"}')]],
  ["jsonb", ['{"a":1}', null, { b: 2 }], [`01${hex('{"a":1}')}`, null, `01${hex('{"b":2}')}`]],
  [
    "jsonb",
    [{ a: "\0b" }, { a: "c\ud83d" }, { a: "\\u0000😀" }, '"\\ud83d\\ude00"'],
    ['{"a":"b"}', '{"a":"c\ufffd"}', '{"a":"\\\\u0000😀"}', '"\\ud83d\\ude00"'].map(
      (json) => `01${hex(json)}`,
    ),
  ],
  ["int", [1, -1], ["00000001", "ffffffff"]],
  ["bigint", ["9007199254740993", -1, 2n], ["0020000000000001", "ffffffffffffffff", "0000000000000002"]],
  ["float8", [1.5], ["3ff8000000000000"]],
  ["boolean", [true, false], ["01", "00"]],
  ["timestamptz", [new Date(Date.UTC(2000, 0, 1, 0, 0, 1))], ["00000000000f4240"]],
  ["uuid", ["0190f3a4-5b6C-7D8e-9fa0-b1c2d3e4f5A6"], ["0190f3a45b6c7d8e9fa0b1c2d3e4f5a6"]],
])("an array of %s is sent in binary form: %s", ([type, value, as]) => {
  expect(elements(`select $1::${type}[]`, value)).toEqual(as);
});

test("an empty array has no dimension", () => {
  expect(sent("select $1::text[]", [[]])).toEqual([Buffer.from("000000000000000000000019", "hex")]);
});

test.for<[string, unknown]>([
  ["select $1", () => {}],
  ["select $1", Symbol("x")],
  ["select $1", ["of a type that the statement does not name"]],
  ["select $1::inet[]", ["127.0.0.1"]],
  ["select $1::text[]", ["a", () => {}]],
  ["select $1::int[]", ["1"]],
  ["select $1::int[]", [2 ** 31]],
  ["select $1::float8[]", ["1"]],
  ["select $1::boolean[]", ["true"]],
  ["select $1::bigint[]", [1.5]],
  ["select $1::bigint[]", ["one"]],
  ["select $1::uuid[]", ["0190f3a4-5b6c-7d8e-9fa0-b1c2d3e4f5a"]],
  ["select $1::uuid[]", ["0190f3a4-5b6c-7d8e-9fa0-b1c2d3e4f5g6"]],
  ["select $1::timestamptz[]", ["2026-01-02"]],
])("to %s, %s cannot be sent", ([statement, value]) => {
  expect(() => sent(statement, [value])).toThrow(TypeError);
});

test("a value that refers to itself cannot be sent", () => {
  const circle: { self?: unknown } = {};
  circle.self = circle;
  expect(() => sent("select $1", [circle])).toThrow(TypeError);
});
