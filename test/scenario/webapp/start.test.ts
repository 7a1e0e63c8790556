/** The sample web application as a process: what it says when it starts, and why it does not. */
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import type { Child } from "../../../src/demo/child.ts";
import { freePort } from "../../../src/demo/ports.ts";
import { createDatabase, type TestDatabase } from "../../support/database/postgres.ts";
import { Arrivals } from "../../support/process/arrivals.ts";
import { startTestChild } from "../../support/process/children.ts";
import { disposeWithTest } from "../../support/process/lifetime.ts";

const PROGRAM = fileURLToPath(new URL("../../../dist/examples/webapp/server/main.js", import.meta.url));

interface Started {
  readonly child: Child;
  readonly lines: Arrivals<string>;
}

async function start(
  database: string,
  { env = {}, args = [] }: { env?: Readonly<Record<string, string>>; args?: readonly string[] } = {},
): Promise<Started> {
  const lines = new Arrivals<string>("the web application");
  const child = await startTestChild({
    name: "web application",
    command: process.execPath,
    args: [...args, PROGRAM],
    env: {
      PATH: process.env.PATH,
      WEBAPP_LISTEN: "127.0.0.1:0",
      WEBAPP_DATABASE_URL: database,
      WEBAPP_GATEWAY: "https://help.example.org/nereid-chat",
      WEBAPP_BOT: "bot@help.example.org",
      WEBAPP_JWT_SECRET: "a secret of at least thirty-two bytes",
      WEBAPP_JWT_ISSUER: "webapp",
      WEBAPP_JWT_AUDIENCE: "anteroom",
      WEBAPP_SESSION_SECRET: "another secret of thirty-two bytes or so",
      ...env,
    },
    onLine: (line) => lines.take(line),
  });
  disposeWithTest({ [Symbol.asyncDispose]: async () => void (await child.stop()) });
  return { child, lines };
}

/** How it ended, and all that it said. */
async function refusal(started: Promise<Started>): Promise<readonly unknown[]> {
  const { child, lines } = await started;
  const { code } = await child.exited;
  return [code, ...lines.all];
}

const asWebapp = ({ url }: Pick<TestDatabase, "url">) =>
  `${url}?options=${encodeURIComponent("-c role=anteroom_webapp")}`;

test("when it is ready, it says where", async () => {
  await using db = await createDatabase();
  const port = await freePort();
  const { child, lines } = await start(asWebapp(db), { env: { WEBAPP_LISTEN: `127.0.0.1:${port}` } });
  const line = await lines.next(() => true);
  expect(line).toBe(
    `ready: http://localhost:${port}/ for visitors, http://localhost:${port}/staff for staff`,
  );
  expect((await fetch(`http://127.0.0.1:${port}/`)).status).toBe(200);
  expect(await child.stop("SIGTERM")).toEqual({ code: 0, signal: null });
});

test("a login or a role that the database does not take is told in one line", async () => {
  await using db = await createDatabase();
  const stranger = new URL(db.url);
  stranger.username = "nobody_of_this_name";
  expect(await refusal(start(stranger.href))).toEqual([
    1,
    expect.stringMatching(/^WEBAPP_DATABASE_URL: the database cannot be used: .*nobody_of_this_name/),
  ]);
  const powerless = `${db.url}?options=${encodeURIComponent("-c role=pg_monitor")}`;
  expect(await refusal(start(powerless))).toEqual([
    1,
    "WEBAPP_DATABASE_URL: permission denied for schema anteroom: the role lacks `grant anteroom_webapp to …`",
  ]);
  const nothing = new URL(db.url);
  nothing.port = String(await freePort());
  expect(await refusal(start(nothing.href))).toEqual([
    1,
    expect.stringMatching(/^WEBAPP_DATABASE_URL: the database cannot be used: .*ECONNREFUSED/),
  ]);
  await using empty = await createDatabase();
  await empty.query("drop schema anteroom cascade");
  expect(await refusal(start(empty.url))).toEqual([
    1,
    expect.stringMatching(/^WEBAPP_DATABASE_URL: .*"anteroom.*: Anteroom makes it when it starts$/),
  ]);
});

test("a port that is taken, and a setting that is missing, are told in one line", async () => {
  await using db = await createDatabase();
  const other = createServer().listen(0, "127.0.0.1");
  await once(other, "listening");
  disposeWithTest({ [Symbol.asyncDispose]: async () => void other.close() });
  const { port } = other.address() as { port: number };
  expect(await refusal(start(asWebapp(db), { env: { WEBAPP_LISTEN: `127.0.0.1:${port}` } }))).toEqual([
    1,
    `WEBAPP_LISTEN: cannot listen on 127.0.0.1:${port}: another program has the port; choose another one`,
  ]);
  expect(await refusal(start(asWebapp(db), { env: { WEBAPP_BOT: "" } }))).toEqual([
    1,
    "WEBAPP_BOT is not set",
  ]);
});

test("an older Node is told which one it needs, before anything else", async () => {
  const folder = await mkdtemp(join(tmpdir(), "webapp-node-"));
  disposeWithTest({ [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }) });
  const older = join(folder, "older.cjs");
  await writeFile(older, "Object.defineProperty(process.versions, 'node', { value: '18.20.8' });");
  expect(await refusal(start("postgres://127.0.0.1/none", { args: ["--require", older] }))).toEqual([
    1,
    "The web application needs Node 20.19 or newer; this is 18.20.8.",
  ]);
});
