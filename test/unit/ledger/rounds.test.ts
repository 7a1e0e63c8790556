import { expect, test } from "vitest";
import { Rounds } from "../../../src/ledger/rounds.ts";
import { Arrivals } from "../../support/process/arrivals.ts";

const HOUR = 3_600_000;

/** Rounds that note whether a hint brought them on, and last until the test ends them with the time to the next. */
function held() {
  const begun = new Arrivals<boolean>("rounds");
  const ends: ((ms: number) => void)[] = [];
  const rounds = new Rounds((hinted) => {
    begun.take(hinted);
    return new Promise((resolve) => ends.push(resolve));
  });
  return { rounds, begun, end: (ms: number) => ends.shift()?.(ms) };
}

test("rounds follow each other at once where one asks for it, and else wait", async () => {
  const { rounds, begun, end } = held();
  rounds.start();
  expect(await begun.next()).toBe(false);
  end(0);
  expect(await begun.next()).toBe(false);
  end(HOUR);
  rounds.hint();
  expect(await begun.next()).toBe(true);
  end(0);
  expect(await begun.next()).toBe(false);
  end(HOUR);
  await rounds.stop();
  expect(begun.all).toHaveLength(4);
});

test("a hint during a round brings on one more, and one only", async () => {
  const { rounds, begun, end } = held();
  rounds.start(HOUR);
  expect(begun.all).toEqual([]);
  rounds.hint();
  expect(await begun.next()).toBe(true);
  rounds.hint();
  rounds.hint();
  end(HOUR);
  expect(await begun.next()).toBe(true);
  end(HOUR);
  await rounds.stop();
  expect(begun.all).toHaveLength(2);
});

test("the end waits for the round under way, and none begins after it", async () => {
  const { rounds, begun, end } = held();
  rounds.start();
  await begun.next();
  const stopped = rounds.stop();
  expect(rounds.stopping).toBe(true);
  end(0);
  await stopped;
  rounds.hint();
  expect(begun.all).toHaveLength(1);
});

test("rounds that were never started are stopped at once", async () => {
  const { rounds, begun } = held();
  await rounds.stop();
  expect(begun.all).toEqual([]);
});
