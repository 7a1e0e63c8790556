import { expect, test } from "vitest";
import { createGrievances } from "../../../../src/gateway/http/gate/grievances.ts";
import { FakeScheduler } from "../../../support/process/fake-scheduler.ts";
import { recordedLog } from "../../../support/process/recorded-log.ts";

function start() {
  const time = new FakeScheduler();
  const { log, lines } = recordedLog();
  const tell = createGrievances(log, time.clock);
  return { time, lines: lines.all, page: (reason: string) => tell({ reason }, "a page was refused"), tell };
}

test("the same is told once an hour, with how often it was not told", () => {
  const { time, lines, page } = start();
  for (let i = 0; i < 1_000; i++) page("http://a.example is not allowed");
  expect(lines).toMatchObject([{ level: "warn", msg: "a page was refused" }]);
  expect(lines[0]?.more).toBeUndefined();
  time.advance(60 * 60_000);
  page("http://a.example is not allowed");
  expect(lines.slice(1)).toMatchObject([{ reason: "http://a.example is not allowed", more: 999 }]);
});

test("whoever writes something else each time fills no log and no memory", () => {
  const { time, lines, page } = start();
  for (let i = 0; i < 100_000; i++) page(`http://${i}.example is not allowed`);
  expect(lines).toHaveLength(5);
  for (let minute = 0; minute < 60; minute++) {
    time.advance(60_000);
    for (let i = 0; i < 1_000; i++) page(`http://${minute}-${i}.example is not allowed`);
  }
  expect(lines).toHaveLength(65);
});

test("what happens every day is no warning, and comes with its cure where there is one", () => {
  const { lines, tell } = start();
  tell({ reason: "it is over", ordinary: true }, "a token was refused");
  tell({ reason: "it is not allowed", cure: "allow it" }, "a page was refused");
  expect(lines).toMatchObject([{ level: "info" }, { level: "warn", cure: "allow it" }]);
});
