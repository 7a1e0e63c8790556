import { spawn } from "node:child_process";
import { once } from "node:events";
import { open, readFile } from "node:fs/promises";
import type { Readable } from "node:stream";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import packageJson from "../../package.json" with { type: "json" };
import { LEAST_NODE } from "../../src/ops/node-version.ts";
import { temporaryFolder } from "./config/temporary-folder.ts";

const cli = fileURLToPath(new URL("../../dist/cli.js", import.meta.url));

/** The built command in a process of its own, in a folder that is empty but for `files`, and with nothing else in its environment. */
async function anteroom(
  argv: readonly string[],
  env: Readonly<Record<string, string>> = {},
  files: Readonly<Record<string, string>> = {},
) {
  await using folder = await temporaryFolder(files);
  const child = spawn(process.execPath, [cli, ...argv], { cwd: folder.path, env });
  const ended = once(child, "close");
  const [out, err] = await Promise.all([text(child.stdout), text(child.stderr)]);
  const [status] = await ended;
  return { status, out, err };
}

test("the built command prints its version", async () => {
  expect(await anteroom(["--version"])).toEqual({ status: 0, out: `${packageJson.version}\n`, err: "" });
});

test("a Node that is too old is told, with the one that is needed, before anything is imported that it may lack", async () => {
  const old = `Object.defineProperty(process, "versions", { value: { ...process.versions, node: "18.20.8" } })`;
  const env = { NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(old)}` };
  for (const command of ["serve", "doctor", "--help"]) {
    expect(await anteroom([command], env)).toEqual({
      status: 1,
      out: "",
      err: "anteroom: Anteroom needs Node 20.19 or newer; this is 18.20.8\n",
    });
  }
  expect(packageJson.engines.node).toBe(`>=${LEAST_NODE}`);
  const imported = (file: string) => readFile(new URL(`../../dist/${file}`, import.meta.url), "utf8");
  const statically = /^(?:import|export)\b.*\bfrom\b.*|^import ".*/gm;
  expect((await imported("cli.js")).match(statically)).toEqual([
    'import { tooOld } from "./ops/node-version.js";',
  ]);
  expect((await imported("ops/node-version.js")).match(statically)).toBeNull();
});

test("wrong usage gives status 2 in the shell too", async () => {
  expect(await anteroom(["serv"])).toEqual({
    status: 2,
    out: "",
    err: "anteroom: serv is not a command; the nearest is serve\n",
  });
});

test("a wrong configuration gives status 2, with every problem on standard error", async () => {
  const { status, out, err } = await anteroom(["serve"], { ANTEROOM_XMPP_SECRET: "geheimnis-\u0007" });
  expect([status, out]).toEqual([2, ""]);
  expect(err).toMatch(/^xmpp\.domain: .*\nxmpp\.secret: .*\(ANTEROOM_XMPP_SECRET\)\ndatabase\.url: .*\n$/);
  expect(err).not.toContain("geheimnis");
});

test.each([
  ["is unfinished", "./unfinished.mjs", "Unexpected token ';'", "unfinished.mjs:3"],
  ["imports one that is unfinished", "./outer.mjs", "Unexpected token ';'", "unfinished.mjs:3"],
  ["is wrong as CommonJS", "./common.cjs", "Unexpected token ')'", "common.cjs:2"],
  [
    "imports what is not exported",
    "./binds.mjs",
    "The requested module './runs.mjs' does not provide an export named 'absent'",
    "binds.mjs:2",
  ],
  ["misuses what it imports of Anteroom", "./mistaken.mjs", 'responder "x": ', "mistaken.mjs:3"],
])(
  "a module that %s is status 2, told with file and line, and nothing of it runs",
  async (_, name, what, place) => {
    const index = new URL("../../dist/index.js", import.meta.url).href;
    const env = {
      ANTEROOM_DATABASE_URL: "postgres://127.0.0.1:1/anteroom",
      ANTEROOM_CONVERSATIONS_RESPONDERS: JSON.stringify([name]),
    };
    const { status, out, err } = await anteroom(["check"], env, {
      "runs.mjs": "console.log('evaluated');",
      "outer.mjs": 'import "./runs.mjs";\nimport "./unfinished.mjs";\n',
      "unfinished.mjs": "const fine = 1;\n\nexport default [1, 2,,;\n",
      "common.cjs": "module.exports = {\n  lists: ),\n};\n",
      "binds.mjs": 'import "./runs.mjs";\nimport { absent } from "./runs.mjs";\n',
      "mistaken.mjs": `import { responder } from ${JSON.stringify(index)};\nconst name = "x";\nexport default responder(name, {}).steps("a", {});\n`,
    });
    expect([status, out]).toEqual([2, ""]);
    expect(err).toMatch(/^conversations\.responders: .*: it fails while it is loaded: .*\n$/);
    expect(err).toContain(`${name.slice(1)}: it fails while it is loaded: ${what}`);
    expect(err.trimEnd().endsWith(`/${place})`)).toBe(true);
  },
);

test("packages of responders are looked up from the configuration file's folder", async () => {
  const responder = 'module.exports = { name: "packaged", steps: new Map(), lists: {}, help: "" };';
  const files = {
    "etc/anteroom.yaml":
      "database: {url: 'postgres://127.0.0.1:1/anteroom'}\nconversations: {responders: ['@my/responders']}\n",
    "etc/node_modules/@my/responders/index.js": responder,
  };
  // Once they are found, it goes on to the database.
  for (const [argv, env] of [
    [["check", "--config", "etc/anteroom.yaml"], {}],
    [["check"], { ANTEROOM_CONFIG: "./etc/anteroom.yaml" }],
  ] as const) {
    const { status, err } = await anteroom(argv, env, files);
    expect(err).toMatch(/^anteroom: database\.url: .*ECONNREFUSED.*\n$/);
    expect(status).toBe(1);
  }
});

test("a failure gives status 1, with its reason in one line on standard error", async () => {
  // Port 1 refuses: nothing listens on it without being root and meaning to.
  const env = { ANTEROOM_DATABASE_URL: "postgres://anteroom:hunter2@127.0.0.1:1/anteroom" };
  const { status, out, err } = await anteroom(["migrate"], env);
  expect([status, out]).toEqual([1, ""]);
  expect(err).toMatch(/^anteroom: .*ECONNREFUSED.*\n$/);
  expect(err).not.toContain("hunter2");
});

test("a reader that goes away early is not a failure", async () => {
  const child = spawn(process.execPath, [cli, "--help"], { env: {} });
  child.stdout.destroy();
  const ended = once(child, "close");
  expect(await text(child.stderr)).toBe("");
  expect(await ended).toEqual([0, null]);
});

test("what a command prints to a full disk is lost, which is a failure with its reason in one line", async () => {
  await using full = await open("/dev/full", "w");
  for (const argv of [["--version"], ["--help"]]) {
    const child = spawn(process.execPath, [cli, ...argv], { env: {}, stdio: ["ignore", full.fd, "pipe"] });
    const ended = once(child, "close");
    expect(await text(child.stderr as Readable)).toMatch(
      /^anteroom: standard output takes no more: .*ENOSPC.*\n$/,
    );
    expect(await ended).toEqual([1, null]);
  }
});

test("mistakes in the files of bot.texts keep serve from starting, with status 2 and a line for each", async () => {
  const env = {
    ANTEROOM_XMPP_DOMAIN: "help.example.org",
    ANTEROOM_XMPP_SECRET: "secret",
    ANTEROOM_DATABASE_URL: "postgres://127.0.0.1:1/anteroom",
    ANTEROOM_BOT_TEXTS: ".",
    ANTEROOM_LOG_LEVEL: "silent",
  };
  const { status, err } = await anteroom(["serve"], env, {
    "en.ftl": "goodbye = Bye.\nstep-gone = It is gone.\n",
  });
  expect([status, err.replace(/\(.*\//g, "(")]).toEqual([
    2,
    "bot.texts: goodbye: is not one of the bot's texts (en.ftl:1)\n" +
      "bot.texts: step-gone: the variable $responder is missing (en.ftl:2)\n",
  ]);
});
