import { expect, test } from "vitest";
import { launchAnteroom, startAnteroom } from "../support/anteroom-process.ts";
import { createDatabase } from "../support/postgres.ts";
import { startServer } from "../support/server.ts";

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
