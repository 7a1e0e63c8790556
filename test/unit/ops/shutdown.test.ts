import { EventEmitter } from "node:events";
import { describe, expect, test } from "vitest";
import { createLog } from "../../../src/ops/log.ts";
import { Shutdown } from "../../../src/ops/shutdown.ts";

const log = createLog({ level: "silent", instance: "one", domain: "help.example.org" });

/** A shutdown with its signals, clock, timer and end in the test's hands. */
function shuttingDown() {
  const source = new EventEmitter();
  const exits: number[] = [];
  const errors: string[] = [];
  let now = 1_000_000;
  let made = 0;
  const deadlines = new Map<number, () => void>();
  const shutdown = new Shutdown({
    timeout: 10_000,
    log,
    source,
    clock: () => now,
    err: (text) => void errors.push(text),
    exit: (status) => void exits.push(status),
    after: (milliseconds, callback) => {
      made += 1;
      deadlines.set(milliseconds, callback);
      return () => void deadlines.delete(milliseconds);
    },
  });
  shutdown.start();
  return {
    shutdown,
    source,
    exits,
    errors,
    pass: (milliseconds: number) => {
      now += milliseconds;
    },
    deadlines,
    made: () => made,
  };
}

describe("the end of the process", () => {
  test.each(["SIGTERM", "SIGINT"])("the first %s asks for draining and ends nothing", async (name) => {
    const { shutdown, source, exits } = shuttingDown();
    const requested = shutdown.requested;
    expect(shutdown.signal.aborted).toBe(false);
    source.emit(name);
    expect(shutdown.signal.aborted).toBe(true);
    expect(await requested).toBe(name);
    expect(await shutdown.requested).toBe(name);
    expect(exits).toEqual([]);
  });

  test("a second signal ends at once with status 1 and a line that says so, whichever it is", () => {
    const { source, exits, pass, errors } = shuttingDown();
    source.emit("SIGTERM");
    pass(500);
    source.emit("SIGINT");
    expect(exits).toEqual([1]);
    expect(errors).toEqual([
      "anteroom: ended at once: SIGINT while draining; the next start does what is left\n",
    ]);
  });

  test("one Ctrl-C that npm passes on twice counts as one signal", () => {
    const { source, exits, pass } = shuttingDown();
    source.emit("SIGINT");
    pass(499);
    source.emit("SIGINT");
    expect(exits).toEqual([]);
    pass(1);
    source.emit("SIGINT");
    expect(exits).toEqual([1]);
  });

  test("a process that does not drain in time, counted from the first signal, ends with status 0", () => {
    const { source, exits, deadlines } = shuttingDown();
    expect(deadlines.size).toBe(0);
    source.emit("SIGTERM");
    deadlines.get(10_000)?.();
    expect(exits).toEqual([0]);
  });

  test("a process that ends for another cause, and does not drain in time, ends with status 1", () => {
    const { shutdown, exits, deadlines } = shuttingDown();
    shutdown.request("lease lost");
    deadlines.get(10_000)?.();
    expect(exits).toEqual([1]);
  });

  test("the end can be requested from inside, and a second request does nothing", async () => {
    const { shutdown, source, exits, pass, made } = shuttingDown();
    shutdown.request("lease lost");
    shutdown.request("again");
    expect(await shutdown.requested).toBe("lease lost");
    expect(made()).toBe(2);
    expect(exits).toEqual([]);
    pass(500);
    source.emit("SIGTERM");
    expect(exits).toEqual([1]);
  });

  test("draining is told to stop while there is time left to close the stream and give the lease back", async () => {
    const { shutdown, source, exits, deadlines } = shuttingDown();
    source.emit("SIGTERM");
    const late = shutdown.late;
    deadlines.get(5_000)?.();
    await late;
    await shutdown.late;
    expect(exits).toEqual([]);
  });

  test("a drained process leaves no listener and no deadline behind", async () => {
    const { shutdown, source, deadlines } = shuttingDown();
    expect(source.eventNames()).toHaveLength(2);
    source.emit("SIGTERM");
    await shutdown[Symbol.asyncDispose]();
    expect(source.eventNames()).toEqual([]);
    expect(deadlines.size).toBe(0);
  });

  test("SIGPIPE and SIGQUIT keep their meaning", () => {
    const { source } = shuttingDown();
    expect(source.eventNames()).not.toContain("SIGPIPE");
    expect(source.eventNames()).not.toContain("SIGQUIT");
  });
});
