import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { isFree } from "../../../src/demo/ports.ts";
import { type Accounts, person } from "../../support/people/people.ts";
import { Arrivals } from "../../support/process/arrivals.ts";
import { startTestChild } from "../../support/process/children.ts";
import { disposeWithTest } from "../../support/process/lifetime.ts";

const CLI = fileURLToPath(new URL("../../../dist/cli.js", import.meta.url));
const BOT = "bot@help.localhost";

/** `anteroom demo` in this folder, up to the line that says how to stop it. */
async function startDemo(folder: string) {
  const lines = new Arrivals<string>("the demo");
  const child = await startTestChild({
    name: "anteroom demo",
    command: process.execPath,
    args: [CLI, "demo"],
    cwd: folder,
    onLine: (line) => lines.take(line),
  });
  const ended = child.exited.then(() => lines.end("the demo ended"));
  disposeWithTest({ [Symbol.asyncDispose]: () => child.stop("SIGINT", 40_000).then(() => ended) });
  await lines.next((line) => line.startsWith("Ctrl-C"));
  const text = lines.all.join("\n");
  const accounts: Accounts = {
    domain: "localhost",
    host: "127.0.0.1",
    c2sPort: Number(/127\.0\.0\.1, port (\d+)/.exec(text)?.[1]),
    passwords: new Map(
      [...text.matchAll(/(\w+)@localhost +password (\w+)/g)].map(([, a = "", b = ""]) => [a, b]),
    ),
  };
  return { child, lines, accounts, anteroom: Number(/kill -9 (\d+)/.exec(text)?.[1]) };
}

test("a conversation carries on after Anteroom was killed, and after the demo itself was killed", async () => {
  const folder = await mkdtemp(join(tmpdir(), "anteroom-demo-"));
  disposeWithTest({ [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }) });

  const first = await startDemo(folder);
  {
    await using alice = await person(first.accounts, "alice");
    expect(await alice.asks(BOT, "/new task")).toContain("title");
    process.kill(first.anteroom, "SIGKILL");
    await first.lines.next((line) => line.startsWith("Anteroom runs again"));
    expect(await alice.asks(BOT, "Repair the door")).toContain('"Repair the door" due');
  }
  await first.child.stop("SIGKILL");

  const second = await startDemo(folder);
  expect(second.accounts).toEqual(first.accounts);
  {
    await using alice = await person(second.accounts, "alice");
    expect(await alice.asks(BOT, "tomorrow")).toContain('Create "Repair the door"?');
  }
  expect(await second.child.stop("SIGINT", 40_000)).toMatchObject({ code: 0 });
  expect(await readFile(join(folder, ".anteroom", "running.json"), "utf8")).toBe("[]\n");
  expect(await isFree(second.accounts.c2sPort)).toBe(true);
}, 120_000);
