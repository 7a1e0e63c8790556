import { once } from "node:events";
import pg from "pg";
import { describe, expect, onTestFinished, test } from "vitest";
import { ConnectionLost, LeaseLost, StanzaError } from "../../../src/errors.ts";

import { createLog, logWarnings } from "../../../src/ops/log.ts";

/** A log and the lines it wrote, parsed. */
function logging(level = "info", secrets: readonly string[] = []) {
  const lines: string[] = [];
  const destination = { write: (line: string) => void lines.push(line) };
  const log = createLog({ level, instance: "one", domain: "help.example.org", secrets, destination });
  return { log, lines, last: (): unknown => JSON.parse(lines.at(-1) ?? "null") };
}

describe("the log", () => {
  test("is one JSON line per event, with level, time, instance and domain", () => {
    const { log, lines, last } = logging();
    log.info({ person: "a@b" }, "two\nlines");
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatch(/^[^\n]+\n$/);
    expect(last()).toEqual({
      level: "info",
      time: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
      instance: "one",
      domain: "help.example.org",
      person: "a@b",
      msg: "two\nlines",
    });
  });

  test("keeps to its level, and writes nothing when silent", () => {
    const { log, lines } = logging("warn");
    log.info("no");
    log.warn("yes");
    expect(lines).toHaveLength(1);
    const silent = logging("silent");
    silent.log.fatal("no");
    expect(silent.lines).toEqual([]);
  });

  test.each(["secret", "token", "password", "authorization", "cookie"])(
    "hides what is under the name %s, at any level and in children",
    (name) => {
      const { log, lines } = logging("trace");
      log.trace({ [name]: "x7", deep: { [name]: "x7", deeper: { [name]: "x7" } } });
      log.child({ [name]: "x7" }).fatal("end");
      expect(lines.join("")).not.toContain("x7");
      expect(lines.join("")).toContain("[hidden]");
    },
  );

  test("hides known secrets wherever they occur", () => {
    const { log, lines, last } = logging("trace", ['q"7\\längst', "p@ss/word"]);
    log.info({ url: "postgres://me:p%40ss%2Fword@db" }, 'refused q"7\\längst');
    log.error(new Error("wrong p@ss/word", { cause: new Error('q"7\\längst') }));
    expect(lines.join("")).not.toMatch(/längst|word/);
    expect(last()).toMatchObject({ err: { message: "wrong [hidden]: [hidden]" } });
  });

  test("does not garble its lines for a secret as short as a word", () => {
    const { log, last } = logging("info", ["level", "info", ""]);
    log.info("hello");
    expect(last()).toMatchObject({ level: "info", msg: "hello" });
  });

  test.each(["body", "stanza", "xml"])("shows what people wrote, under %s, at trace alone", (name) => {
    const { log, lines, last } = logging("trace");
    for (const level of ["debug", "info", "warn", "error", "fatal"] as const)
      log[level]({ [name]: "my heart" }, "got");
    log.child({ room: 1 }).info({ [name]: "my heart" });
    expect(lines.join("")).not.toContain("my heart");
    log.trace({ [name]: "my heart" });
    expect(last()).toHaveProperty(name, "my heart");
  });

  test("gives an error's reason, code and stack, but not the rows that a database quotes", () => {
    const { log, last, lines } = logging();
    const error = Object.assign(new Error("duplicate key"), {
      code: "23505",
      detail: "Key (body)=(my heart)",
    });
    log.error({ err: error }, "not stored");
    expect(last()).toMatchObject({
      err: {
        type: "Error",
        message: "duplicate key",
        code: "23505",
        stack: expect.stringContaining("log.test.ts"),
      },
      msg: "not stored",
    });
    class PaperJam extends TypeError {}
    for (const [thrown, type] of [
      [new ConnectionLost("gone"), "ConnectionLost"],
      [new LeaseLost("passed on"), "LeaseLost"],
      [new StanzaError("gone"), "StanzaError"],
      [new pg.DatabaseError("duplicate key", 13, "error"), "DatabaseError"],
      [new PaperJam(), "PaperJam"],
      [Object.assign(new Error("x"), { name: "Named" }), "Named"],
      [new DOMException("late", "TimeoutError"), "TimeoutError"],
    ] as const) {
      log.error({ err: thrown });
      expect(last()).toMatchObject({ err: { type } });
    }
    log.error({ err: "thrown text" });
    log.error(error);
    expect(lines.join("")).not.toContain("my heart");
  });

  test("includes the warnings that Node would print between its lines", async () => {
    const before = process.listeners("warning");
    onTestFinished(() => {
      process.removeAllListeners("warning");
      for (const listener of before) process.on("warning", listener);
    });
    const { log, last } = logging();
    logWarnings(log);
    expect(process.listenerCount("warning")).toBe(1);
    const warned = once(process, "warning");
    process.emitWarning("gone in 9.0\nuse another", "DeprecationWarning");
    await warned;
    expect(last()).toMatchObject({
      level: "warn",
      warning: "DeprecationWarning",
      msg: "gone in 9.0 use another",
    });
  });
});
