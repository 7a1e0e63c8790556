/** `anteroom doctor` as a process: what it prints, and its exit status. */
import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { createDatabase } from "../../support/database/postgres.ts";
import { patientEnv } from "../../support/under-test/doctor.ts";

const CLI = fileURLToPath(new URL("../../../dist/cli.js", import.meta.url));

interface Ended {
  readonly status: number | null;
  readonly out: string;
  readonly err: string;
}

function anteroom(args: readonly string[], env: Readonly<Record<string, string>>): Promise<Ended> {
  return new Promise((resolve) => {
    const child = execFile(process.execPath, [CLI, ...args], { env }, (_, out, err) =>
      resolve({ status: child.exitCode, out, err }),
    );
  });
}

test("with a server that is out of reach it exits with 1, prints the lines for both servers, and the sum last", async () => {
  await using database = await createDatabase();
  const { status, out, err } = await anteroom(["doctor"], patientEnv({ database }));
  expect([status, err]).toEqual([1, "anteroom: a check failed\n"]);
  expect(out).toMatch(/^ok {7}database: /m);
  expect(out).toMatch(/^FAILED {3}handshake: /m);
  expect(out).toContain("in conf.d/anteroom.cfg.lua ");
  expect(out).toContain("in anteroom.yml ");
  expect(out.trimEnd().split("\n").at(-1)).toMatch(/^1 failed, .*ok/);
});

test("with --json it prints one document", async () => {
  const { status, out } = await anteroom(["doctor", "--json"], patientEnv({}));
  expect(status).toBe(1);
  expect(JSON.parse(out)).toMatchObject({ server: null, sum: { failure: 2 } });
});

test("a configuration that serve would refuse is status 2, with a line for each mistake", async () => {
  const wrong = { ANTEROOM_LOG_LEVEL: "loud", ANTEROOM_ROOMS_LEASE: "soon" };
  const { status, out, err } = await anteroom(["doctor"], patientEnv({ env: wrong }));
  expect([status, out]).toEqual([2, ""]);
  expect(err.match(/^(rooms\.lease|log\.level): /gm)).toHaveLength(2);
  const pools = { ANTEROOM_ROOMS_SERVICE: "conference.localhost" };
  const options = { ANTEROOM_ROOMS_OPTIONS: "{muc#roomconfig_whois: anyone}" };
  const refused = await anteroom(["doctor"], patientEnv({ env: { ...pools, ...options } }));
  expect([refused.status, refused.out]).toEqual([2, ""]);
  expect(refused.err).toContain("rooms.options.");
});
