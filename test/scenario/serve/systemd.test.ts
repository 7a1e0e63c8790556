/** What systemd is told by `serve`, and the unit that is shipped. */
import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { createDatabase } from "../../support/database/postgres.ts";
import { launchAnteroom } from "../../support/process/anteroom-process.ts";
import { disposeWithTest } from "../../support/process/lifetime.ts";
import { notifyPath, startNotifySocket } from "../../support/process/notify-socket.ts";
import { settingsFile } from "../../support/process/settings-file.ts";
import { startScriptedServer } from "../../support/servers/scripted-server.ts";

const run = promisify(execFile);
const withSystemd = test.skipIf(!existsSync("/usr/bin/systemd-notify"));
const withAnalyze = test.skipIf(!existsSync("/usr/bin/systemd-analyze"));

async function surroundings() {
  const server = await startScriptedServer();
  const database = await createDatabase();
  return { server, options: { server: { componentUrl: server.url }, domain: server.domain, database } };
}

withSystemd(
  "systemd is told that it is ready, that it lives, that it reads its settings anew, and that it stops",
  async () => {
    const { server, options } = await surroundings();
    const { path, told, pings } = await startNotifySocket();
    const file = await settingsFile({});
    const env = { ...file.env, NOTIFY_SOCKET: path, WATCHDOG_USEC: "200000" };
    const anteroom = await launchAnteroom({ ...options, env });
    await anteroom.logs("health and metrics are served");
    expect(told.all).toEqual([]);
    await server.online();
    await anteroom.ready();
    expect([await told.next(), await told.next()]).toEqual(["READY=1", "STATUS=talking with people"]);
    await pings.next();
    await pings.next();
    await file.reload(anteroom, { "log.level": "debug" });
    expect([await told.next(), await told.next()]).toEqual(["RELOADING=1", "READY=1"]);
    expect(await anteroom.stop()).toEqual({ code: 0, signal: null });
    expect([await told.next(), await told.next()]).toEqual(["STOPPING=1", "STATUS=draining"]);
  },
);

withSystemd(
  "an instance that stands by is ready, so that the start of its service does not wait for the end of another",
  async () => {
    const { server, options } = await surroundings();
    const { path, told } = await startNotifySocket();
    const first = await launchAnteroom(options);
    await server.online();
    await first.ready();
    await launchAnteroom({ ...options, env: { NOTIFY_SOCKET: path } });
    expect([await told.next(), await told.next()]).toEqual(["READY=1", "STATUS=standing by"]);
  },
);

test("where systemd cannot be told, the log says so, and everything goes on", async () => {
  const { server, options } = await surroundings();
  const anteroom = await launchAnteroom({ ...options, env: { NOTIFY_SOCKET: "/nowhere/notify" } });
  await server.online();
  await anteroom.ready();
  await anteroom.logs("systemd cannot be told of this process");
  expect((await fetch(`${anteroom.opsUrl}/readyz`)).status).toBe(200);
});

withSystemd(
  "a systemd that could not be told is told later: a moment in which it was busy ends no process that lives",
  async () => {
    const { server, options } = await surroundings();
    const path = await notifyPath();
    const anteroom = await launchAnteroom({
      ...options,
      env: { NOTIFY_SOCKET: path, WATCHDOG_USEC: "200000" },
    });
    await server.online();
    await anteroom.ready();
    await anteroom.logs("systemd cannot be told of this process");
    const { told, pings } = await startNotifySocket(path);
    expect([await told.next(), await told.next()]).toEqual(["READY=1", "STATUS=talking with people"]);
    await pings.next();
    await pings.next();
  },
);

withAnalyze("systemd finds nothing wrong with the unit, and little that the service could harm", async () => {
  const folder = await mkdtemp(join(tmpdir(), "anteroom-unit-"));
  disposeWithTest({ [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }) });
  const shipped = await readFile(new URL("../../../examples/anteroom.service", import.meta.url), "utf8");
  const unit = join(folder, "anteroom.service");
  // A program that is there, in place of the one that is installed.
  await writeFile(unit, shipped.replace("/opt/anteroom/node_modules/.bin/anteroom", process.execPath));
  const { stderr } = await run("systemd-analyze", ["verify", "--man=no", unit]);
  expect(stderr.split("\n").filter((line) => line.includes("anteroom.service"))).toEqual([]);
  // 10 is a service without any of these lines. It fails above the threshold, which is in tenths.
  await run("systemd-analyze", ["security", "--offline=true", "--threshold=20", unit]);
});
