import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type Child, startChild } from "../../../src/demo/child.ts";
import { Running } from "../../../src/demo/running.ts";

let folder = "";
const children: Child[] = [];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "anteroom-running-"));
});

afterEach(async () => {
  await Promise.all(children.splice(0).map((child) => child.stop("SIGKILL")));
  await rm(folder, { recursive: true, force: true });
});

const file = () => join(folder, "running.json");

/** A process that waits to be ended. */
async function sleeper(): Promise<Child> {
  const child = await startChild({ name: "sleeper", command: "sleep", args: ["600"] });
  children.push(child);
  return child;
}

/** The record of a demo that was killed, and of what it left. */
async function leave(child: Child): Promise<void> {
  const running = new Running(file());
  await running.add("sleeper", child.pid);
}

test("the next demo ends the processes that a killed demo left behind", async () => {
  const child = await sleeper();
  await leave(child);
  expect(await new Running(file()).takeOver()).toEqual(["sleeper"]);
  expect(await child.exited).toEqual({ code: null, signal: "SIGTERM" });
});

test("a process that reuses the id of an earlier one is left alone", async () => {
  const child = await sleeper();
  await leave(child);
  const [entry] = JSON.parse(await readFile(file(), "utf8"));
  await writeFile(file(), JSON.stringify([{ ...entry, started: "1" }]));
  expect(await new Running(file()).takeOver()).toEqual([]);
  expect(child.running).toBe(true);
});

test("none of a demo's processes is ended while that demo runs", async () => {
  const child = await sleeper();
  const other = new Running(file());
  await other.takeOver();
  await other.add("sleeper", child.pid);
  await expect(new Running(file()).takeOver()).rejects.toThrow(`pid ${process.pid}`);
  expect(child.running).toBe(true);
});

test("a demo starts even if the record is truncated or missing", async () => {
  expect(await new Running(file()).takeOver()).toEqual([]);
  await writeFile(file(), '[{"name": "slee');
  expect(await new Running(file()).takeOver()).toEqual([]);
});
