import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { createDatabase } from "../support/database/postgres.ts";
import { launchAnteroom, startAnteroom } from "../support/process/anteroom-process.ts";
import { startServer } from "../support/servers/server.ts";

const BUSY = fileURLToPath(new URL("../support/responders/busy.mjs", import.meta.url));

const components = { "help.localhost": { secret: "secret", conflict: "kick_old" } } as const;

test("an instance that a signal ends, active or standing by, logs last that it stopped", async () => {
  await using server = await startServer({ components });
  await using database = await createDatabase();
  await using atWork = await startAnteroom({ server, database });
  await using standby = await launchAnteroom({ server, database });
  await standby.logs("standing by");
  for (const anteroom of [standby, atWork]) {
    expect(await anteroom.stop()).toEqual({ code: 0, signal: null });
    expect(anteroom.log.at(-1)?.msg).toBe("stopped");
  }
});

test("the log keeps its order to the last line, also in a process whose threads are busy", async () => {
  await using server = await startServer({ components });
  await using database = await createDatabase();
  await using _atWork = await startAnteroom({ server, database });
  await using standby = await launchAnteroom({ server, database, responders: [BUSY] });
  await standby.logs("standing by");
  await standby.stop();
  expect(standby.log.slice(-2).map(({ msg }) => msg)).toEqual(["draining", "stopped"]);
});
