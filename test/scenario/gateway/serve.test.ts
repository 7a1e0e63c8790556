/** `serve` with a gateway: where it listens, and when it is ready. */
import { expect, test } from "vitest";
import { freePort } from "../../../src/demo/ports.ts";
import { createDatabase, startPostgres } from "../../support/database/postgres.ts";
import { gatewayEnv, gatewayUrl, visit } from "../../support/gateway/gateway.ts";
import { type AnteroomProcess, launchAnteroom } from "../../support/process/anteroom-process.ts";

/** No server is there: such an instance never has a stream. */
const server = { componentUrl: "xmpp://127.0.0.1:1" };

interface Ready {
  readonly status: number;
  readonly waitingFor: readonly string[];
}

async function ready({ opsUrl }: AnteroomProcess, query = ""): Promise<Ready> {
  const answer = await fetch(`${opsUrl}/readyz${query}`);
  const { waitingFor } = (await answer.json()) as Ready;
  return { status: answer.status, waitingFor };
}

test("serve says which setting a second gateway on the same machine needs", async () => {
  await using database = await createDatabase();
  const env = gatewayEnv(await freePort());
  await using first = await launchAnteroom({ server, database, env });
  await first.logs("the gateway is served");
  await using second = await launchAnteroom({ server, database, env });
  const { msg } = await second.logs("http.listen: cannot listen on");
  expect(msg).toMatch(/another program has the port; give .* another http\.listen$/);
  expect(await second.exited).toEqual({ code: 2, signal: null });
});

test("browsers are served as soon as the gateway listens, without lease and stream, and /readyz says so", async () => {
  await using database = await createDatabase();
  const port = await freePort();
  await using anteroom = await launchAnteroom({ server, database, env: gatewayEnv(port) });
  await anteroom.logs("the gateway is served");
  expect(await ready(anteroom)).toEqual({ status: 200, waitingFor: [] });
  const asked = await ready(anteroom, "?for=stream");
  expect(asked.status).toBe(503);
  expect(asked.waitingFor).toHaveLength(1);
  // The bot answers without a stream, too: it is not needed for browsers.
  await anteroom.logs("lease taken");
  const eve = await visit(gatewayUrl(port));
  await eve.open();
  expect(await eve.ask("/new task")).toBe("What is the title?");
});

test("/readyz says that the gateway waits for the database, and that it is back", async () => {
  await using database = await startPostgres();
  await using anteroom = await launchAnteroom({ server, database, env: gatewayEnv(await freePort()) });
  await anteroom.logs("the gateway is served");
  expect(await ready(anteroom)).toMatchObject({ status: 200 });
  await database.stop();
  expect(await ready(anteroom)).toEqual({ status: 503, waitingFor: ["database"] });
  await database.start();
  await anteroom.logs("the database is back");
  let again = await ready(anteroom);
  while (again.status !== 200) again = await ready(anteroom);
  expect(again).toEqual({ status: 200, waitingFor: [] });
});
