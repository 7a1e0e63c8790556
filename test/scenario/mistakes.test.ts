/** The mistakes of a first hour. Each is made for real, and `serve` answers with one line that names it and its cure. */
import { once } from "node:events";
import { createServer } from "node:net";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { Health } from "../../src/ops/health.ts";
import { createLog } from "../../src/ops/log.ts";
import { createDatabase, type TestDatabase } from "../support/database/postgres.ts";
import { startTestChild } from "../support/process/children.ts";
import { explainFailure } from "../support/process/lifetime.ts";
import { startServer, type TestServer } from "../support/servers/server.ts";
import { temporaryFolder } from "../unit/config/temporary-folder.ts";

const CLI = fileURLToPath(new URL("../../dist/cli.js", import.meta.url));
const TASK = fileURLToPath(new URL("../../dist/examples/responders/task.js", import.meta.url));

interface Mistake {
  /** Settings that are wrong, by variable. */
  readonly env?: Readonly<Record<string, string>>;
  readonly args?: readonly string[];
  /** Files of the folder in which it is started. */
  readonly files?: Readonly<Record<string, string>>;
}

type Told = readonly [mistake: string, made: () => Mistake, line: RegExp];

let server: TestServer;
let database: TestDatabase;
const taken = createServer();
/** The health pages of an instance. */
const running = new Health({
  listen: { host: "127.0.0.1", port: 0 },
  readiness: async () => ({ lease: true, stream: true, forStream: [], forBrowsers: undefined }),
  registry: { contentType: "text/plain; version=0.0.4; charset=utf-8", metrics: async () => "" },
  log: createLog({ level: "silent", instance: "running", domain: "help.localhost" }),
});

beforeAll(async () => {
  [server, database] = await Promise.all([
    startServer({ components: { "help.localhost": { secret: "a long secret", conflict: "kick_old" } } }),
    createDatabase(),
  ]);
  taken.listen(0, "127.0.0.1");
  await once(taken, "listening");
  await running.start();
  const role = roleOf(database);
  await database.query(`create role ${role} login password 'poor'`);
});

afterAll(async () => {
  taken.close();
  await running.stop();
  const role = roleOf(database);
  await database.query(`drop role ${role}`);
  await Promise.all([server[Symbol.asyncDispose](), database.stop()]);
});

/** A role without rights; roles belong to the whole server. */
function roleOf({ url }: TestDatabase): string {
  return `poor_${new URL(url).pathname.slice(1)}`;
}

/** Serves with the mistake until a line answers, in the log or on standard error, and gives all lines. */
async function serve({ env = {}, args = [], files = {} }: Mistake, line: RegExp): Promise<readonly string[]> {
  await using folder = await temporaryFolder(files);
  const lines: string[] = [];
  let seen = (): void => {};
  const answered = new Promise<void>((resolve) => {
    seen = resolve;
  });
  const child = await startTestChild({
    name: "anteroom serve",
    command: process.execPath,
    args: [CLI, "serve", ...args],
    cwd: folder.path,
    env: {
      PATH: process.env.PATH,
      ANTEROOM_XMPP_URL: server.componentUrl,
      ANTEROOM_XMPP_DOMAIN: "help.localhost",
      ANTEROOM_XMPP_SECRET: "a long secret",
      ANTEROOM_DATABASE_URL: database.url,
      ANTEROOM_DATABASE_SCHEMA: database.schema,
      ANTEROOM_CONVERSATIONS_RESPONDERS: JSON.stringify([TASK]),
      ANTEROOM_OPS_LISTEN: "127.0.0.1:0",
      ...env,
    },
    onLine: (text) => {
      lines.push(words(text));
      if (line.test(words(text))) seen();
    },
  });
  // The lease is given back, for the next mistake.
  onTestFinished(() => child.stop().then(() => {}));
  explainFailure(() => lines.join("\n"));
  await Promise.race([answered, child.exited]);
  return lines;
}

/** A line of the log as it is read, with its cure behind it. */
function words(text: string): string {
  if (!text.startsWith("{")) return text;
  const { msg, cure } = JSON.parse(text) as { readonly msg: string; readonly cure?: string };
  return cure === undefined ? msg : `${msg}: ${cure}`;
}

const responder = (name: string, text: string): Mistake => ({
  env: { ANTEROOM_CONVERSATIONS_RESPONDERS: JSON.stringify([`./${name}`]) },
  files: { [name]: text },
});
const file = (text: string): Mistake => ({ files: { "anteroom.yaml": text } });
const databaseUrl = (change: (url: URL) => void): Mistake => {
  const url = new URL(database.url);
  change(url);
  return { env: { ANTEROOM_DATABASE_URL: url.href } };
};
const port = () => (taken.address() as { port: number }).port;

describe("a mistake is answered with one line that names it and its cure", () => {
  test.each<Told>([
    [
      "a wrong secret",
      () => ({ env: { ANTEROOM_XMPP_SECRET: "another one" } }),
      /refuses xmpp\.secret .*component_secret/,
    ],
    [
      "a port where nobody listens",
      () => ({ env: { ANTEROOM_XMPP_URL: "xmpp://127.0.0.1:1" } }),
      /^nothing listens on 127\.0\.0\.1:1 .*restart Prosody.*is xmpp\.url right\?/,
    ],
    [
      "the port of a database",
      () => ({ env: { ANTEROOM_XMPP_URL: `xmpp://127.0.0.1:${new URL(database.url).port}` } }),
      /is it the port for components \(xmpp\.url\)/,
    ],
    [
      "a host without an address",
      () => ({ env: { ANTEROOM_XMPP_URL: "xmpp://nobody.invalid:5347" } }),
      /nobody\.invalid.*xmpp\.url/,
    ],
    [
      "a domain that the server does not know",
      () => ({ env: { ANTEROOM_XMPP_DOMAIN: "chat.localhost" } }),
      /no external component chat\.localhost .*Component "chat\.localhost"/s,
    ],
    [
      "the samples' domain",
      () => ({ env: { ANTEROOM_XMPP_DOMAIN: "help.example.org" } }),
      /anteroom\.yaml still has the samples' name as xmpp\.domain/,
    ],
    [
      "an address in place of the domain",
      () => ({ env: { ANTEROOM_XMPP_DOMAIN: "bot@help.localhost" } }),
      /^xmpp\.domain: must be a subdomain/,
    ],
    [
      "a MUC service that is not there",
      () => ({ env: { ANTEROOM_ROOMS_SERVICE: "lounge.localhost" } }),
      /check that rooms\.service, lounge\.localhost,/,
    ],
    [
      "a MUC service that lets another bot create rooms",
      () => ({ env: { ANTEROOM_ROOMS_SERVICE: server.muc.pool, ANTEROOM_ROOMS_ADDRESS: "lounge" } }),
      /makes no room.*let lounge@help\.localhost create rooms/,
    ],
    [
      "a database that is down",
      () =>
        databaseUrl((url) => {
          url.port = "1";
        }),
      /database\.url: no connection to .*is PostgreSQL running there/,
    ],
    [
      "a database that does not exist",
      () =>
        databaseUrl((url) => {
          url.pathname = "/nowhere";
        }),
      /database\.url: database "nowhere" does not exist: .*create database/,
    ],
    [
      "a role without the right to create a schema",
      () => ({
        env: {
          ...databaseUrl((url) => {
            url.username = roleOf(database);
            url.password = "poor";
          }).env,
          ANTEROOM_DATABASE_SCHEMA: "fresh",
        },
      }),
      /database\.url: the role .* lacks a right .*grant it create/,
    ],
    [
      "another database program",
      () => ({ env: { ANTEROOM_DATABASE_URL: "mysql://127.0.0.1/anteroom" } }),
      /^database\.url: must be a URL such as/,
    ],
    [
      "an empty database that may not be migrated",
      () => ({ env: { ANTEROOM_DATABASE_SCHEMA: "vacant", ANTEROOM_DATABASE_MIGRATE: "false" } }),
      /no schema "vacant" yet; run anteroom migrate/,
    ],
    [
      "a port of the health pages that is taken",
      () => ({ env: { ANTEROOM_OPS_LISTEN: `127.0.0.1:${port()}` } }),
      /^ops\.listen: .*another program has the port; give Anteroom ops: \{listen: 127\.0\.0\.1:\d+\}/,
    ],
    [
      "an instance that already runs",
      () => ({ env: { ANTEROOM_OPS_LISTEN: `127.0.0.1:${running.address.port}` } }),
      /^ops\.listen: .*Anteroom already runs here: stop that instance first/,
    ],
    [
      "a port of the gateway that is taken",
      () => ({ env: { ANTEROOM_HTTP_LISTEN: `127.0.0.1:${port()}` } }),
      /^http\.listen: .*another program has the port; give Anteroom http: \{listen: 127\.0\.0\.1:\d+\}/,
    ],
    [
      "an address that the machine does not have",
      () => ({ env: { ANTEROOM_HTTP_LISTEN: "192.0.2.7:8080" } }),
      /^http\.listen: .*this machine does not have that address/,
    ],
    [
      "a file that is not there",
      () => ({ args: ["--config", "lost.yaml"] }),
      /lost\.yaml: cannot be read: there is no such file/,
    ],
    ["a folder in place of the file", () => ({ args: ["--config", "."] }), /cannot be read: it is a folder/],
    [
      "tabs in the file",
      () => file("xmpp:\n\tdomain: help.localhost\n"),
      /anteroom\.yaml:2: a tab in the indentation; use spaces/,
    ],
    [
      "a line of the file that is indented too far",
      () => file("xmpp:\n  domain: help.localhost\n   secret: another\n"),
      /anteroom\.yaml:3: indented more than the line above/,
    ],
    [
      "a bracket that is not closed in the file",
      () => file("rooms: {queues: [\nlog: {level: debug}\n"),
      /anteroom\.yaml:\d: (wrong indentation|a quote, bracket|a bracket)/,
    ],
    [
      "an unknown key",
      () => file("gateway:\n  listen: 127.0.0.1:8080\nrooms:\n  qeues: {}\n"),
      /rooms\.qeues: is not a setting; the nearest is rooms\.queues \(.*:4\)/,
    ],
    [
      "an unknown variable",
      () => ({ env: { ANTEROOM_HTTP_LISTEM: "127.0.0.1:8080" } }),
      /^ANTEROOM_HTTP_LISTEM: .*the nearest is ANTEROOM_HTTP_LISTEN/,
    ],
    [
      "a duration in words",
      () => ({ env: { ANTEROOM_ROOMS_GRACE: "two minutes" } }),
      /^rooms\.grace: must be a duration such as/,
    ],
    [
      "an origin with a path",
      () => ({ env: { ANTEROOM_HTTP_ORIGINS: '["https://example.org/chat"]' } }),
      /^http\.origins\[0\]: must be an origin as browsers write it/,
    ],
    [
      "a secret's file that is not there",
      () => ({ env: { ANTEROOM_XMPP_SECRET: "", ANTEROOM_XMPP_SECRET_FILE: "lost" } }),
      /^xmpp\.secret: the file .* cannot be read: there is no such file/,
    ],
    [
      "a secret's file that is empty",
      () => ({
        env: { ANTEROOM_XMPP_SECRET: "", ANTEROOM_XMPP_SECRET_FILE: "secret" },
        files: { secret: "\n" },
      }),
      /^xmpp\.secret: must not be empty/,
    ],
    [
      "a responder that throws while it is loaded",
      () => responder("own.mjs", 'throw new Error("CALENDAR_URL is not set");'),
      /own\.mjs: it fails while it is loaded: CALENDAR_URL is not set/,
    ],
    [
      "a responder in TypeScript",
      () => responder("own.ts", "export default 1 as number;"),
      /own\.ts: this Node cannot load it; build it to JavaScript/,
    ],
    [
      "a responder that is not there",
      () => ({ env: { ANTEROOM_CONVERSATIONS_RESPONDERS: '["./lost.js"]' } }),
      /lost\.js: there is no such file; check the path/,
    ],
    [
      "a package of responders that is not installed",
      () => ({ env: { ANTEROOM_CONVERSATIONS_RESPONDERS: '["our-lost-talks"]' } }),
      /our-lost-talks: no such package is installed/,
    ],
    [
      "a module without a default export",
      () => responder("own.mjs", "export const talk = 1;"),
      /own\.mjs: has no default export; export default responder\(/,
    ],
    [
      "a module that ends the process",
      () => responder("own.mjs", "process.exit(0);"),
      /own\.mjs: it ends the process while it is loaded; remove the process\.exit\(\)/,
    ],
    [
      "a fallback that nobody is called",
      () => ({ env: { ANTEROOM_CONVERSATIONS_FALLBACK: "reception" } }),
      /^conversations\.fallback: no responder is called reception/,
    ],
  ])("%s", async (_, made, line) => {
    const lines = await serve(made(), line);
    // What is tried again is told again.
    const told = lines
      .filter((text) => line.test(text))
      .map((text) => text.replace(/; next attempt in .*/, ""));
    expect(new Set(told).size).toBe(1);
  });
});
