/** What is passed on at most once a second. */
import { expect, test } from "vitest";
import { Latest } from "../../../../src/gateway/http/gate/latest.ts";
import { FakeScheduler } from "../../../support/process/fake-scheduler.ts";

const nothingDue = () => new Promise((resolve) => setImmediate(resolve));

function latest() {
  const scheduler = new FakeScheduler();
  const passed: string[] = [];
  const all = new Latest(scheduler);
  const take = (key: string, what: string) => all.take(key, async () => void passed.push(what));
  return { scheduler, passed, all, take };
}

test("the first is passed on at once, of the others the last, a second later", async () => {
  const { scheduler, passed, take } = latest();
  for (const what of ["one", "two", "three"]) await take("key", what);
  await take("other", "else");
  expect(passed).toEqual(["one", "else"]);
  scheduler.advance(999);
  expect(passed).toEqual(["one", "else"]);
  scheduler.advance(1);
  expect(passed).toEqual(["one", "else", "three"]);
  await nothingDue();
  await take("key", "four");
  expect(passed).toEqual(["one", "else", "three"]);
  scheduler.advance(1_000);
  expect(passed).toEqual(["one", "else", "three", "four"]);
  await nothingDue();
  scheduler.advance(1_000);
  expect(scheduler.waiting).toBe(0);
});

test("a second begins when the one before is passed on, or could not be", async () => {
  const { scheduler, passed, all, take } = latest();
  const failing = all.take("key", async () => {
    throw new Error("the database is away");
  });
  await take("key", "held");
  await expect(failing).rejects.toThrow("away");
  scheduler.advance(1_000);
  expect(passed).toEqual(["held"]);
});

test("at the end what is held is passed on at once", async () => {
  const { scheduler, passed, all, take } = latest();
  for (const what of ["one", "two"]) await take("key", what);
  await all.stop();
  expect([passed, scheduler.waiting]).toEqual([["one", "two"], 0]);
});
