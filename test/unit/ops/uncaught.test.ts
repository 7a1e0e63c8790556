import { EventEmitter } from "node:events";
import { pathToFileURL } from "node:url";
import { describe, expect, test } from "vitest";
import { onUncaught } from "../../../src/ops/uncaught.ts";
import { recordedLog } from "../../support/process/recorded-log.ts";

const root = process.cwd();

function catching() {
  const source = new EventEmitter();
  const ended: unknown[] = [];
  source.on("uncaughtException", (error) => ended.push(error));
  const { log, lines } = recordedLog();
  const waiting: (() => void)[] = [];
  const uncaught = onUncaught({ log, source, after: (_, callback) => void waiting.push(callback) });
  const elapse = () => {
    for (const callback of waiting.splice(0)) callback();
  };
  const logged = () => lines.all.map(({ err, times }) => ({ err: err as { message: string }, times }));
  return { source, ended, lines, logged, elapse, uncaught };
}

/** An error whose stack has these places, the last one called first. */
function errorAt(places: readonly string[], message = "failed"): Error {
  const error = new Error(message);
  error.stack = [`Error: ${message}`, ...places.map((place) => `    at ${place}`)].join("\n");
  return error;
}

const TIMER = "listOnTimeout (node:internal/timers:605:17)";
const theirs = "Timeout._onTimeout (/srv/help/responders/task.js:3:10)";

describe("an exception that nothing catches", () => {
  test.each([
    ["a deployer's module", [theirs, TIMER]],
    ["a module that is given as a URL", ["file:///srv/help/responders/task.js:3:10", TIMER]],
    ["a library of a deployer's", ["send (/srv/help/node_modules/mailer/index.js:1:2)", theirs, TIMER]],
    ["a library that only a deployer has", ["send (/srv/help/node_modules/mailer/index.js:1:2)", TIMER]],
    ["a function of ours that a deployer calls wrongly", [`go (${root}/src/index.ts:1:2)`, theirs, TIMER]],
    ["Node alone", ["TCP.onStreamRead (node:internal/stream_base_commons:216:20)"]],
    ["an example", [`Timeout._onTimeout (${root}/src/examples/responders/task.js:3:10)`, TIMER]],
  ])("is logged, and the process goes on, where it comes from %s", (_, places) => {
    const { source, ended, lines, uncaught } = catching();
    source.emit("uncaughtException", errorAt(places));
    expect(lines.all).toMatchObject([{ level: "error", err: { message: "failed" } }]);
    expect(ended).toEqual([]);
    uncaught[Symbol.dispose]();
  });

  test.each([
    ["our own code", [`Link.silent (${root}/src/xmpp/link/link.ts:1:2)`, TIMER]],
    ["our own code, given as a URL", [`${pathToFileURL(root)}/src/xmpp/link/link.ts:1:2`, TIMER]],
    ["a library of ours", [`Client.end (${root}/node_modules/pg/lib/client.js:1:2)`, TIMER]],
    ["a library of a library of ours", [`parse (${root}/node_modules/ltx/lib/parse.js:1:2)`, TIMER]],
    ["a deployer's function that our code has called", [theirs, `turn (${root}/src/index.ts:1:2)`, TIMER]],
  ])("is logged, and then ends the process, where it has passed through %s", (_, places) => {
    const { source, ended, lines, uncaught } = catching();
    const error = errorAt(places);
    source.emit("uncaughtException", error);
    expect(lines.all).toMatchObject([{ level: "error", err: { message: "failed" } }]);
    expect(ended).toEqual([error]);
    uncaught[Symbol.dispose]();
  });

  test("cannot pass for somebody else's by its message", () => {
    const { source, ended, uncaught } = catching();
    const places = [`Link.silent (${root}/src/xmpp/link/link.ts:1:2)`];
    source.emit("uncaughtException", errorAt(places, `no name:\n    at ${theirs}`));
    expect(ended).toHaveLength(1);
    uncaught[Symbol.dispose]();
  });

  test("ends the process as before once we listen no more", () => {
    const { source, ended, uncaught } = catching();
    uncaught[Symbol.dispose]();
    source.emit("uncaughtException", "anything");
    expect(ended).toEqual(["anything"]);
    expect(source.listenerCount("unhandledRejection")).toBe(0);
  });
});

describe("a rejection that nothing handles", () => {
  test.each([
    ["our own code", errorAt([`Link.silent (${root}/src/xmpp/link/link.ts:1:2)`])],
    ["somewhere", "no error at all"],
    ["nowhere", undefined],
  ])("is logged, and the process goes on, where it comes from %s", (_, error) => {
    const { source, ended, lines, uncaught } = catching();
    source.emit("unhandledRejection", error);
    expect(lines.all).toMatchObject([{ level: "error" }]);
    expect(ended).toEqual([]);
    uncaught[Symbol.dispose]();
  });
});

describe("errors in a loop", () => {
  test("are logged once in a second for each place, with their number and the last of them", () => {
    const { source, logged, elapse, uncaught } = catching();
    const loop = (n: number) => errorAt([theirs], `loop ${n}`);
    for (let n = 1; n <= 1000; n++) source.emit("unhandledRejection", loop(n));
    source.emit("unhandledRejection", errorAt(["other (/srv/other.js:1:2)"]));
    expect(logged()).toMatchObject([{ err: { message: "loop 1" } }, { err: { message: "failed" } }]);
    elapse();
    expect(logged().slice(2)).toMatchObject([{ err: { message: "loop 1000" }, times: 999 }]);
    // The second goes on for what was held back in the last one.
    source.emit("unhandledRejection", loop(1001));
    expect(logged()).toHaveLength(3);
    uncaught[Symbol.dispose]();
    expect(logged().slice(3)).toMatchObject([{ err: { message: "loop 1001" }, times: 1 }]);
  });

  test("are bounded, too, where each has a place of its own", () => {
    const { source, logged, elapse, uncaught } = catching();
    for (let n = 1; n <= 1000; n++) source.emit("unhandledRejection", errorAt([`f (/srv/made.js:${n}:1)`]));
    elapse();
    elapse();
    const lines = logged();
    expect(lines.length).toBeLessThan(60);
    expect(lines.reduce((sum, { times = 1 }) => sum + (times as number), 0)).toBe(1000);
    uncaught[Symbol.dispose]();
  });
});
