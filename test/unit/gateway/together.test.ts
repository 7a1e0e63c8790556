import { expect, test } from "vitest";
import { ConnectionLost, DatabaseAway } from "../../../src/errors.ts";
import { Together } from "../../../src/gateway/together.ts";

/** Reads that the test answers: each adds `.` to what is asked. */
function held() {
  const reads: {
    readonly asks: readonly string[];
    readonly answer: () => void;
    readonly fail: (error: Error) => void;
  }[] = [];
  let begun = () => {};
  const together = new Together(
    (asks: readonly string[]) =>
      new Promise<readonly string[]>((resolve, reject) => {
        reads.push({ asks, answer: () => resolve(asks.map((ask) => `${ask}.`)), fail: reject });
        begun();
      }),
  );
  /** The read that begins next. */
  const read = async () => {
    while (reads.length === 0) await new Promise<void>((resolve) => (begun = resolve));
    return reads.shift() as (typeof reads)[number];
  };
  const ask = (name: string) => together.ask(name, name);
  return { ask, read, reads };
}

const names = (count: number, first = 0) => Array.from({ length: count }, (_, n) => `${first + n}`);

test("what is asked at once is read 250 at a time, those that came first in front, and two reads at once", async () => {
  const { ask, read, reads } = held();
  const answers = Promise.all(names(20_250).map(ask));
  const first = await read();
  const second = await read();
  expect([first.asks, second.asks]).toEqual([names(250), names(250, 250)]);
  expect(reads).toEqual([]);
  second.answer();
  const third = await read();
  expect(third.asks).toEqual(names(250, 500));
  first.answer();
  third.answer();
  for (let n = 3; n < 81; n++) (await read()).answer();
  expect(await answers).toEqual(names(20_250).map((name) => `${name}.`));
  expect(reads).toEqual([]);
});

test("what is asked twice is read once, but anew where the read has begun", async () => {
  const { ask, read } = held();
  const twice = [ask("ann"), ask("ann")];
  const first = await read();
  expect(first.asks).toEqual(["ann"]);
  const later = ask("ann");
  const second = await read();
  expect(second.asks).toEqual(["ann"]);
  first.answer();
  second.answer();
  expect(await Promise.all([...twice, later])).toEqual(["ann.", "ann.", "ann."]);
});

test("a read whose connection was cut is made again, once", async () => {
  const { ask, read } = held();
  const answer = ask("ann");
  (await read()).fail(new ConnectionLost("cut"));
  (await read()).answer();
  expect(await answer).toBe("ann.");
  const failed = expect(ask("ann")).rejects.toThrow("cut again");
  (await read()).fail(new ConnectionLost("cut"));
  (await read()).fail(new ConnectionLost("cut again"));
  await failed;
});

test("while the database is away, those that wait learn it at once; afterwards they are read", async () => {
  const { ask, read, reads } = held();
  const refused = Promise.allSettled(names(1_000).map(ask));
  const [first, second] = [await read(), await read()];
  first.fail(new DatabaseAway("away"));
  second.fail(new DatabaseAway("away"));
  expect((await refused).filter(({ status }) => status === "rejected")).toHaveLength(1_000);
  expect(reads).toEqual([]);
  const answer = ask("ann");
  (await read()).answer();
  expect(await answer).toBe("ann.");
});

test("a read that fails by its own fault fails for those in it alone", async () => {
  const { ask, read } = held();
  const settled = Promise.allSettled(names(300).map(ask));
  (await read()).fail(new Error("wrong"));
  (await read()).answer();
  expect((await settled).filter(({ status }) => status === "rejected")).toHaveLength(250);
});
