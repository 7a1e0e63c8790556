import { expect, test } from "vitest";
import { launchAnteroom, startAnteroom } from "../support/anteroom-process.ts";
import { person } from "../support/people.ts";
import { createDatabase } from "../support/postgres.ts";
import { startProsody } from "../support/prosody.ts";

const components = { "help.localhost": { secret: "secret", conflict: "kick_old" } } as const;

test("Anteroom's process is ready when it says so, and is found again by its address after SIGKILL", async () => {
  await using prosody = await startProsody({ components, accounts: { alice: "pw" } });
  await using database = await createDatabase();
  await using anteroom = await startAnteroom({ prosody, database });
  expect((await fetch(`${anteroom.opsUrl}/readyz`)).status).toBe(200);
  await using alice = await person(prosody, "alice");
  expect(await alice.asks("bot@help.localhost", "/new task")).toContain("title");
  const { pid } = anteroom;
  expect(await anteroom.kill()).toEqual({ code: null, signal: "SIGKILL" });
  await anteroom.start();
  expect(anteroom.pid).not.toBe(pid);
  expect(await alice.asks("bot@help.localhost", "Doors")).toContain('"Doors"');
  expect(await anteroom.stop()).toEqual({ code: 0, signal: null });
});

test("a process that does not come up tells why", async () => {
  await using database = await createDatabase();
  const prosody = { componentUrl: "nonsense" };
  await expect(startAnteroom({ prosody, database })).rejects.toThrow(/status 2.*\n.*xmpp\.url/s);
  await using anteroom = await launchAnteroom({ prosody, database });
  expect((await anteroom.logs("xmpp.url")).msg).toContain("must be");
  expect(await anteroom.exited).toEqual({ code: 2, signal: null });
});
