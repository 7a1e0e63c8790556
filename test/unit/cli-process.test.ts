import { spawn } from "node:child_process";
import { once } from "node:events";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import packageJson from "../../package.json" with { type: "json" };
import { temporaryFolder } from "./config/temporary-folder.ts";

const cli = fileURLToPath(new URL("../../dist/cli.js", import.meta.url));

/** The built command in a process of its own, in an empty folder and with nothing in its environment. */
async function anteroom(argv: readonly string[], env: Readonly<Record<string, string>> = {}) {
  await using folder = await temporaryFolder();
  const child = spawn(process.execPath, [cli, ...argv], { cwd: folder.path, env });
  const ended = once(child, "close");
  const [out, err] = await Promise.all([text(child.stdout), text(child.stderr)]);
  const [status] = await ended;
  return { status, out, err };
}

test("the built command prints its version", async () => {
  expect(await anteroom(["--version"])).toEqual({ status: 0, out: `${packageJson.version}\n`, err: "" });
});

test("wrong usage is status 2 in the shell too", async () => {
  expect(await anteroom(["serv"])).toEqual({
    status: 2,
    out: "",
    err: "anteroom: serv is not a command; the nearest is serve\n",
  });
});

test("a wrong configuration is status 2, with every problem on standard error", async () => {
  const { status, out, err } = await anteroom(["serve"], { ANTEROOM_XMPP_SECRET: "geheimnis-ä" });
  expect([status, out]).toEqual([2, ""]);
  expect(err).toMatch(/^xmpp\.domain: .*\nxmpp\.secret: .*\(ANTEROOM_XMPP_SECRET\)\ndatabase\.url: .*\n$/);
  expect(err).not.toContain("geheimnis");
});

test("a failure is status 1, with its reason in one line on standard error", async () => {
  // Port 1 refuses: nothing listens on it without being root and meaning to.
  const env = { ANTEROOM_DATABASE_URL: "postgres://anteroom:hunter2@127.0.0.1:1/anteroom" };
  const { status, out, err } = await anteroom(["migrate"], env);
  expect([status, out]).toEqual([1, ""]);
  expect(err).toMatch(/^anteroom: .*ECONNREFUSED.*\n$/);
  expect(err).not.toContain("hunter2");
});

test("a reader that goes away early is no failure", async () => {
  const child = spawn(process.execPath, [cli, "--help"], { env: {} });
  child.stdout.destroy();
  const ended = once(child, "close");
  expect(await text(child.stderr)).toBe("");
  expect(await ended).toEqual([0, null]);
});
