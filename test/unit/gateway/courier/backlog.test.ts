import { expect, test } from "vitest";
import { Backlog } from "../../../../src/gateway/courier/backlog.ts";
import type { SpokenRow } from "../../../../src/gateway/courier/rows.ts";

const row = (n: number, of: Partial<SpokenRow> = {}): SpokenRow => ({
  n: `${n}`,
  personId: "1",
  entity: "eve@help.example.org",
  id: `m${n}`,
  thread: "t",
  destination: "bot",
  content: "{}",
  tries: 0,
  ...of,
});

test("one row of a line follows the other, and other threads and people have lines of their own", () => {
  const backlog = new Backlog();
  const [a, b] = [row(1), row(2)];
  expect([backlog.queue(a), backlog.queue(b)]).toEqual([true, false]);
  expect(backlog.queue(row(3, { thread: "u" }))).toBe(true);
  expect(backlog.queue(row(4, { personId: "2" }))).toBe(true);
  expect(backlog.next(a)).toBe(b);
  expect(backlog.next(b)).toBeUndefined();
  expect(backlog.held).toEqual(["3", "4"]);
  expect(backlog.queue(row(5))).toBe(true);
});

test("a line that is dropped leaves nothing behind, and the others stay", () => {
  const backlog = new Backlog();
  const first = row(1);
  for (const one of [first, row(2), row(3, { thread: "u" })]) backlog.queue(one);
  backlog.drop(first);
  expect(backlog.held).toEqual(["3"]);
});

test("of one person it takes ten, and one only as soon as half of it is full", () => {
  const backlog = new Backlog();
  for (let n = 0; n < 10; n++) backlog.queue(row(n));
  backlog.add(row(10, { personId: "2" }));
  expect(backlog.full).toEqual(["1"]);
  for (let n = 11; n <= 1_001; n++) backlog.add(row(n, { personId: `${n}` }));
  expect(backlog.isFull("2")).toBe(true);
  backlog.release("10");
  backlog.release("11");
  expect(backlog.isFull("2")).toBe(false);
});

test("it is bounded in rows and in bytes", () => {
  const backlog = new Backlog();
  for (let n = 0; n < 2_000; n++) backlog.add(row(n, { personId: `${n}` }));
  expect(backlog.room).toBe(0);
  const large = new Backlog();
  for (let n = 0; n < 24; n++) large.add(row(n, { personId: `${n}`, content: "x".repeat(65_536) }));
  expect(large.room).toBe(0);
  large.release("3");
  large.release("4");
  expect(large.room).toBeGreaterThan(0);
});
