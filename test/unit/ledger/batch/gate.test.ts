import { expect, test } from "vitest";
import { Gate } from "../../../../src/ledger/batch/gate.ts";

test("the gate opens when there is no reason left, and lets everybody go who waits", async () => {
  const gate = new Gate("lease");
  gate.close("other");
  const opened = gate.opened();
  gate.clear("lease");
  expect(gate.open).toBe(false);
  gate.clear("other");
  await opened;
  expect(gate.open).toBe(true);
});

test("the gate closes as soon as exclusive work is asked for, which waits until all are out", async () => {
  const gate = new Gate();
  const steps: string[] = [];
  gate.enter();
  gate.enter();
  const work = gate.exclusive(async () => steps.push("exclusive"));
  expect(gate.open).toBe(false);
  await Promise.resolve();
  gate.leave();
  await Promise.resolve();
  steps.push("out");
  gate.leave();
  await work;
  expect(steps).toEqual(["out", "exclusive"]);
  expect(gate.open).toBe(true);
});

test("the gate runs exclusive work one after the other, also after one that failed, and opens after the last", async () => {
  const gate = new Gate();
  const steps: string[] = [];
  const failing = gate.exclusive(async () => {
    steps.push("first");
    throw new Error("no");
  });
  const second = gate.exclusive(async () => {
    steps.push("second");
    expect(gate.open).toBe(false);
  });
  const opened = gate.opened().then(() => steps.push("open"));
  await expect(failing).rejects.toThrow("no");
  await Promise.all([second, opened]);
  expect(steps).toEqual(["first", "second", "open"]);
});

test("the gate stays closed after exclusive work where there is a reason", async () => {
  const gate = new Gate("lease");
  await gate.exclusive(async () => {});
  expect(gate.open).toBe(false);
});
