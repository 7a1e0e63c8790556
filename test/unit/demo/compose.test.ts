/** The compose file and its Prosody, read as they stand. `test/server/image.test.ts` starts them. */
import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { loadConfig } from "../../../src/config/load.ts";

const read = (name: string) => readFile(new URL(`../../../${name}`, import.meta.url), "utf8");

interface Compose {
  readonly services: {
    readonly anteroom: { readonly environment: Readonly<Record<string, string>> };
  };
}

test("the compose file sets every key once, and Anteroom takes what it sets", async () => {
  const text = await read("docker-compose.yml");
  const compose: Compose = parse(text.replace(/\$\{\w+:-([^}]*)\}/g, "$1"), { uniqueKeys: true });
  const { environment } = compose.services.anteroom;
  const config = loadConfig({ env: environment, cwd: "/" });
  expect(config.rooms.service).toBe("rooms.localhost");
  expect(config.http.origins).toEqual(["http://localhost:8080", "http://127.0.0.1:8080"]);
  expect(config.conversations.responders).toContain("anteroom/examples/task");
});

test("the Prosody of the compose file has the lines that deployers copy", async () => {
  const lines = (text: string) =>
    text
      .split("\n")
      .map((line) => line.replace(/\s*--.*/, "").trim())
      .filter(Boolean);
  const shipped = (await read("prosody/anteroom.cfg.lua"))
    .replaceAll("example.org", "localhost")
    .replace('"a long secret in ASCII"', 'os.getenv("ANTEROOM_XMPP_SECRET")')
    .replace('{ "127.0.0.1" }', '{ "*" }');
  expect(lines(await read("prosody/compose.cfg.lua"))).toEqual(expect.arrayContaining(lines(shipped)));
});
