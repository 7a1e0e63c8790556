import { expect, test } from "vitest";
import { createDatabase } from "../../support/database/postgres.ts";
import { person } from "../../support/people/people.ts";
import { launchAnteroom, startAnteroom } from "../../support/process/anteroom-process.ts";
import { startServer } from "../../support/servers/server.ts";

const components = { "help.localhost": { secret: "secret", conflict: "kick_old" } } as const;

test("Anteroom's process is ready when it says so, and is found again by its address after SIGKILL", async () => {
  await using server = await startServer({ components, accounts: { alice: "pw" } });
  await using database = await createDatabase();
  await using anteroom = await startAnteroom({ server, database });
  expect((await fetch(`${anteroom.opsUrl}/readyz`)).status).toBe(200);
  await using alice = await person(server, "alice");
  expect(await alice.asks("bot@help.localhost", "/new task")).toContain("title");
  const { pid } = anteroom;
  expect(await anteroom.kill()).toEqual({ code: null, signal: "SIGKILL" });
  await anteroom.start();
  expect(anteroom.pid).not.toBe(pid);
  expect(await alice.asks("bot@help.localhost", "Doors")).toContain('"Doors"');
  expect(await anteroom.stop()).toEqual({ code: 0, signal: null });
});

test("a process that does not start says why", async () => {
  await using database = await createDatabase();
  const server = { componentUrl: "nonsense" };
  await expect(startAnteroom({ server, database })).rejects.toThrow(/status 2.*\n.*xmpp\.url/s);
  await using anteroom = await launchAnteroom({ server, database });
  expect((await anteroom.logs("xmpp.url")).msg).toContain("must be");
  expect(await anteroom.exited).toEqual({ code: 2, signal: null });
});
