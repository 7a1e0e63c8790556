/** `/healthz` and `/readyz` of `serve` without a gateway. With one: test/scenario/gateway/serve.test.ts. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { createDatabase } from "../../support/database/postgres.ts";
import { type AnteroomProcess, launchAnteroom } from "../../support/process/anteroom-process.ts";
import { startScriptedServer } from "../../support/servers/scripted-server.ts";

async function ready({ opsUrl }: AnteroomProcess, query = "") {
  const answer = await fetch(`${opsUrl}/readyz${query}`);
  return { status: answer.status, ...((await answer.json()) as object) };
}

const healthy = async ({ opsUrl }: AnteroomProcess) => (await fetch(`${opsUrl}/healthz`)).status;

test("the image's look at the process goes by ops.listen of that instance, and by that of no other", async () => {
  await using server = await startScriptedServer();
  await using database = await createDatabase();
  const dockerfile = await readFile(new URL("../../../Dockerfile", import.meta.url), "utf8");
  const [command, ...args] = JSON.parse(/^ +CMD (.*)$/m.exec(dockerfile)?.[1] ?? "[]");
  const look = async (listen: string): Promise<unknown> => {
    const child = spawn(command, args, { env: { PATH: process.env.PATH, ANTEROOM_OPS_LISTEN: listen } });
    return (await once(child, "exit"))[0];
  };
  const anteroom = await launchAnteroom({
    server: { componentUrl: server.url },
    domain: server.domain,
    database,
  });
  await anteroom.logs("health and metrics are served");
  const { port } = new URL(anteroom.opsUrl);
  expect(await Promise.all([`0.0.0.0:${port}`, `127.0.0.1:${port}`, port, "127.0.0.1:1"].map(look))).toEqual([
    0, 0, 0, 1,
  ]);
});

test("without a gateway both questions ask for lease and stream, and the answer tells what is missing", async () => {
  await using server = await startScriptedServer();
  await using database = await createDatabase();
  const options = { server: { componentUrl: server.url }, domain: server.domain, database };
  const active = await launchAnteroom(options);
  const first = await server.online();
  await active.ready();
  const standby = await launchAnteroom(options);
  await standby.logs("standing by");
  for (const query of ["", "?for=stream"]) {
    expect(await ready(active, query)).toEqual({
      status: 200,
      ready: true,
      lease: true,
      stream: true,
      waitingFor: [],
    });
    expect(await ready(standby, query)).toEqual({
      status: 503,
      ready: false,
      lease: false,
      stream: false,
      waitingFor: ["lease"],
    });
  }

  await server.refuseConnections();
  await active.logs("next attempt in");
  expect(await ready(active)).toEqual({
    status: 503,
    ready: false,
    lease: true,
    stream: false,
    waitingFor: ["stream"],
  });
  expect(first).toBeDefined();
  await server.listen();
  await server.online();
  await active.ready();
  expect(await ready(active)).toMatchObject({ status: 200 });

  // The one that stands by takes over, and nobody is ever taken for dead.
  expect([await healthy(active), await healthy(standby)]).toEqual([200, 200]);
  await active.stop();
  await server.online();
  await standby.ready();
  expect(await ready(standby, "?for=stream")).toMatchObject({ status: 200, lease: true, stream: true });
});

test("while the database is away /readyz says so, /healthz goes on, and /metrics shows what is known without it", async () => {
  const nowhere = { url: "postgresql://127.0.0.1:1/anteroom", schema: "anteroom" };
  const anteroom = await launchAnteroom({
    server: { componentUrl: "xmpp://127.0.0.1:1" },
    database: nowhere,
  });
  await anteroom.logs("trying again until it is up");
  const waiting = { status: 503, ready: false, lease: false, stream: false, waitingFor: ["database"] };
  expect(await ready(anteroom)).toEqual(waiting);
  expect(await ready(anteroom, "?for=stream")).toEqual(waiting);
  expect(await healthy(anteroom)).toBe(200);
  expect(await (await fetch(`${anteroom.opsUrl}/metrics`)).text()).toContain("anteroom_lease_held 0");
});
