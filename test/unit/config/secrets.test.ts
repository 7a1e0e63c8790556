import { expect, test } from "vitest";
import { loadConfig } from "../../../src/config/load.ts";
import { secretsOf } from "../../../src/config/secrets.ts";
import { problemsOf, required } from "./problems.ts";
import { temporaryFolder } from "./temporary-folder.ts";

const marker = "Zq9marker";

test.each([
  [`xmpp: {secret: "${marker}\\a"}`, "xmpp.secret"],
  [`xmpp: {secret: !${marker} x}`, "anteroom.yaml:1"],
  [`xmpp: {secret: @${marker}}`, "anteroom.yaml:1"],
  [`xmpp: {secret: *${marker}}`, "anteroom.yaml:1"],
  [`xmpp: {secret: &${marker} x}`, "anteroom.yaml:1"],
  [`xmpp: {secret: "\\q${marker}"}`, "anteroom.yaml:1"],
  [`xmpp: {secret: "${marker}}`, "anteroom.yaml:1"],
  [`xmpp:\n  secret: |${marker}\n    x`, "anteroom.yaml:2"],
  [`xmpp: {secret: [${marker}]}`, "xmpp.secret"],
  [`xmpp: {secret: {${marker}: ${marker}}}`, "xmpp.secret"],
  [`database: {url: "mysql://root:${marker}@db/x"}`, "database.url"],
  [`xmpp:\n  secret: a: ${marker}`, "anteroom.yaml:2"],
])("a problem never shows the secret: %s", async (yaml, key) => {
  await using folder = await temporaryFolder({ "anteroom.yaml": yaml });
  const lines = problemsOf({ env: {}, cwd: folder.path }).join("\n");
  expect(lines).toContain(`${key}: `);
  expect(lines).not.toContain(marker);
});

test("a problem with a secret from a variable or a file does not show the secret either", async () => {
  await using folder = await temporaryFolder({
    secret: `${marker}\n\n`,
    bytes: new Uint8Array([0xff, 0xfe]),
  });
  const { path: cwd } = folder;
  expect(problemsOf({ env: { ...required, ANTEROOM_XMPP_SECRET: `${marker}\n` } }).join()).not.toContain(
    marker,
  );
  for (const name of ["secret", "bytes"]) {
    const env = { ...required, ANTEROOM_XMPP_SECRET: "", ANTEROOM_XMPP_SECRET_FILE: name };
    const lines = problemsOf({ env, cwd });
    expect(lines).toHaveLength(1);
    expect(lines.join()).not.toContain(marker);
  }
});

test("the shared secret, the database's URL and the password in it count as secrets", () => {
  const env = { ...required, ANTEROOM_DATABASE_URL: "postgres://me:p%40ss@db/x" };
  expect(secretsOf(loadConfig({ env, cwd: "/nonexistent" }))).toEqual([
    "correct horse",
    "postgres://me:p%40ss@db/x",
    "p%40ss",
    "p@ss",
  ]);
  expect(secretsOf({})).toEqual([]);
});
