import { expect, test } from "vitest";
import type { Made } from "../../../src/ledger/batch/task.ts";
import type { AnyJob, JobHandler } from "../../../src/ledger/job.ts";
import { Mailbox } from "../../../src/ledger/mailbox.ts";

const handler: JobHandler<unknown, unknown> = {
  name: "test",
  load: async () => [],
  decide: () => ({}),
  failed: () => ({}),
};

function job(queue: string, event: unknown = queue): AnyJob {
  return { queue, event, handler };
}

function mailbox(options: Partial<ConstructorParameters<typeof Mailbox>[0]> = {}): Mailbox {
  return new Mailbox({ highWater: 1_000, perQueue: 100, ...options });
}

const events = (tasks: readonly { job: AnyJob }[]) => tasks.map((task) => task.job.event);

test("the mailbox gives the first job of each person, and the next one when that is done", () => {
  const box = mailbox();
  for (const event of ["a1", "a2", "b1", "a3"]) box.post(job(event.slice(0, 1), event));
  const [a1, b1] = box.take(10);
  expect([a1?.job.event, b1?.job.event]).toEqual(["a1", "b1"]);
  expect(box.take(10)).toEqual([]);
  if (a1) box.done(a1);
  expect(events(box.take(10))).toEqual(["a2"]);
  expect(box.take(10)).toEqual([]);
});

test("the mailbox gives no more jobs than asked for, in the order in which they came", () => {
  const box = mailbox();
  for (const person of ["a", "b", "c"]) box.post(job(person));
  expect(events(box.take(2))).toEqual(["a", "b"]);
  expect(events(box.take(2))).toEqual(["c"]);
});

test("the mailbox gives jobs that were put back before later ones, and after earlier ones of the same person", () => {
  const box = mailbox();
  for (const event of ["a1", "b1", "a2", "c1"]) box.post(job(event.slice(0, 1), event));
  const taken = box.take(2);
  box.putBack(taken);
  expect(events(box.take(10))).toEqual(["a1", "b1", "c1"]);
});

test("the mailbox gives the jobs first that were decided meanwhile", () => {
  const box = mailbox();
  box.post(job("a"));
  const [slow] = box.take(1);
  if (slow === undefined) throw new Error("nothing taken");
  box.post(job("b"));
  slow.made = { decision: {}, stanzas: [], ephemeral: [], failed: false, repeat: false } satisfies Made;
  box.decided(slow);
  expect(events(box.take(1))).toEqual(["a"]);
  box.putBack([slow]);
  expect(events(box.take(2))).toEqual(["a", "b"]);
});

test("the mailbox tells when there are too many jobs, and once more when there are few again", () => {
  const told: boolean[] = [];
  const box = mailbox({ highWater: 8, onPressure: (high) => told.push(high) });
  for (let n = 0; n < 10; n++) box.post(job(`p${n}`));
  expect(told).toEqual([true]);
  const tasks = box.take(10);
  for (const task of tasks.slice(0, 7)) box.done(task);
  expect([told, box.size]).toEqual([[true], 3]);
  for (const task of tasks.slice(7)) box.done(task);
  expect(told).toEqual([true, false]);
});

test("the mailbox refuses a person who has too many jobs, and nobody else", () => {
  const box = mailbox({ perQueue: 3 });
  const posted = [1, 2, 3, 4, 5].map((n) => box.post(job("a", n)));
  expect(posted).toEqual([true, true, true, false, false]);
  expect(box.post(job("b"))).toBe(true);
  expect(box.size).toBe(4);
  const [first] = box.take(1);
  if (first) box.done(first);
  expect(box.post(job("a"))).toBe(true);
});

test("the mailbox counts a large job as many ordinary ones, for the person and for all", () => {
  const told: boolean[] = [];
  const box = mailbox({ perQueue: 4, highWater: 8, onPressure: (high) => told.push(high) });
  const large = { ...job("a"), size: 3 * 1_024 };
  expect([box.post(large), box.post(large), box.post(job("a"))]).toEqual([true, false, true]);
  expect(box.post({ ...job("b"), size: 100 * 1_024 })).toBe(true);
  expect(told).toEqual([true]);
  for (let task = box.take(1)[0]; task !== undefined; task = box.take(1)[0]) box.done(task);
  expect(told).toEqual([true, false]);
});

test("the mailbox wakes a waiting worker at a job, at the next job of the same person, and at its own end", async () => {
  const box = mailbox();
  const first = box.work();
  box.post(job("a", 1));
  await first;
  const [task] = box.take(1);
  box.post(job("a", 2));
  expect(box.ready).toBe(0);
  const second = box.work();
  if (task) box.done(task);
  await second;
  expect(events(box.take(1))).toEqual([2]);
  const third = box.work();
  box.wakeAll();
  await third;
});

test("the mailbox tells when all jobs are finished", async () => {
  const box = mailbox();
  await box.idle();
  box.post(job("a", 1));
  box.post(job("a", 2));
  let idle = false;
  const waiting = box.idle().then(() => {
    idle = true;
  });
  for (const _ of [1, 2]) {
    expect(idle).toBe(false);
    const [task] = box.take(1);
    if (task) box.done(task);
    await Promise.resolve();
  }
  await waiting;
});

test("the mailbox keeps nothing of people who are silent", () => {
  const box = mailbox();
  box.post(job("a"));
  const [task] = box.take(1);
  if (task === undefined) throw new Error("nothing taken");
  box.done(task);
  expect(box.size).toBe(0);
  expect(() => box.done(task)).toThrow("not under way");
});

test("the mailbox gives no job that it was told to forget, and finishes it as not handled", () => {
  const box = mailbox();
  const settled: unknown[] = [];
  const told = (event: unknown) => (committed: boolean) => settled.push([event, committed]);
  box.post({ ...job("a", 0), settled: told(0) });
  const [underWay] = box.take(1);
  if (underWay === undefined) throw new Error("nothing taken");
  for (const event of [1, 2]) box.post({ ...job("a", event), settled: told(event) });
  box.post({ ...job("b", 3), settled: told(3) });
  box.forget();
  box.post(job("c", 4));
  // What is under way may still finish.
  box.done(underWay);
  while (box.size > 1) expect(events(box.take(10)).filter((event) => event !== 4)).toEqual([]);
  expect(settled.sort()).toEqual([
    [1, false],
    [2, false],
    [3, false],
  ]);
});
