import { expect, test } from "vitest";
import { epochOf, openStream, positionText, readPosition } from "../../../../src/gateway/stream/position.ts";

const epoch = epochOf("7345 00000001", "5");
const head = { epoch, seq: 2_000, nextKept: true };
const end = { epoch, seq: 2_000 };

test("the epoch changes with the timeline, with the system and with the person, and else stays", () => {
  expect(epoch).toMatch(/^[0-9a-f]{8}$/);
  expect(epochOf("7345 00000001", "5")).toBe(epoch);
  const others = [
    epochOf("7345 00000002", "5"),
    epochOf("7346 00000001", "5"),
    epochOf("7345 00000001", "6"),
    epochOf("7345 0000000", "1 5"),
  ];
  expect(new Set([epoch, ...others]).size).toBe(5);
});

test("a position is read as it was written, and nothing else is a position", () => {
  for (const seq of [0, 1, 42, 999_999_999_999_999]) {
    expect(readPosition(positionText({ epoch, seq }))).toEqual({ epoch, seq });
  }
  for (const text of [
    "",
    "1",
    `${epoch}`,
    `${epoch}.`,
    `${epoch}.01`,
    `${epoch}.-1`,
    `${epoch}.1.1`,
    `${epoch}.1\n`,
  ]) {
    expect(readPosition(text)).toBeUndefined();
  }
  for (const text of [
    `${epoch}.1e3`,
    `${epoch.toUpperCase()}A.1`,
    `${epoch}.9999999999999999`,
    ` ${epoch}.1`,
  ]) {
    expect(readPosition(text)).toBeUndefined();
  }
});

test.each([
  ["none", undefined, false, false, 2_000],
  ["an empty one", "", false, false, 2_000],
  ["the end", `${epoch}.2000`, true, false, 2_000],
  ["one within the last 1000", `${epoch}.1500`, true, false, 1_500],
  ["the thousandth before the end", `${epoch}.1000`, true, false, 1_000],
  ["one before that", `${epoch}.999`, false, true, 2_000],
  ["one ahead", `${epoch}.2001`, false, true, 2_000],
  ["one of another epoch", "00000000.1500", false, true, 2_000],
  ["no position at all", "'; drop table mailbox", false, true, 2_000],
])("a client that names %s", (_, named, recovered, limited, seq) => {
  expect(openStream(named, head)).toEqual({ position: { epoch, seq }, recovered, limited });
});

test("a position after which an event is gone is limited, but the end is not", () => {
  const gone = { ...head, nextKept: false };
  expect(openStream(`${epoch}.1999`, gone)).toEqual({ position: end, recovered: false, limited: true });
  expect(openStream(`${epoch}.2000`, gone)).toEqual({ position: end, recovered: true, limited: false });
});

test("a stream without events begins before the first one", () => {
  const empty = { epoch, seq: 0, nextKept: false };
  expect(openStream(undefined, empty).position).toEqual({ epoch, seq: 0 });
  expect(openStream(`${epoch}.0`, empty).recovered).toBe(true);
});
