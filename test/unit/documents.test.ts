import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import packageJson from "../../package.json" with { type: "json" };
import { loadConfig } from "../../src/config/load.ts";
import { sampleFile } from "../../src/config/sample.ts";
import { keys, settings } from "../../src/config/settings.ts";
import * as authors from "../../src/index.ts";
import { createMetrics } from "../../src/ops/metrics.ts";
import * as testing from "../../src/testing.ts";
import { documents } from "../../tools/documents.ts";
import { temporaryFolder } from "./config/temporary-folder.ts";

const root = new URL("../../", import.meta.url);
const read = (path: string) => readFileSync(new URL(path, root), "utf8");

describe("the documents made from the code", async () => {
  const made = await documents(read("README.md"));

  // With --update it writes them: that is `npm run generate`.
  test.each([...made])("%s is as `npm run generate` writes it", async (path, text) => {
    await expect(text).toMatchFileSnapshot(fileURLToPath(new URL(path, root)));
  });

  test("the README lists every setting and every metric", async () => {
    const readme = made.get("README.md");
    for (const key of keys) expect(readme).toContain(`| \`${key}\` |`);
    for (const { name } of await createMetrics().registry.getMetricsAsJSON()) {
      expect(readme).toContain(`| \`${name}\` |`);
    }
  });

  test("the README installs the tarball by the name that npm pack gives it, never by the bare name, which is a stranger's", () => {
    for (const path of ["README.md", "examples/anteroom.service"]) {
      const text = read(path);
      const installed = [...text.matchAll(/npm install (\S*anteroom\S*)/g)].map(([, what]) => what);
      expect(installed).toEqual([`./${packageJson.name}-${packageJson.version}.tgz`]);
      for (const [name] of text.matchAll(/anteroom-[\w.-]+\.tgz/g)) {
        expect(name).toBe(`${packageJson.name}-${packageJson.version}.tgz`);
      }
    }
  });

  test("the reference describes everything that authors can import", () => {
    const reference = made.get("examples/REFERENCE.md") ?? "";
    const said = new Map(
      reference
        .split(/^### /m)
        .slice(1)
        .map((section) => {
          const [, name = "", text = ""] = /^`(\w+)`\n\n```ts\n[\s\S]*?\n```\n\n([^|]?)/.exec(section) ?? [];
          return [name, text] as const;
        }),
    );
    for (const name of [...Object.keys(authors), ...Object.keys(testing)]) {
      expect([...said.keys()]).toContain(name);
    }
    expect([...said].filter(([, text]) => text === "").map(([name]) => name)).toEqual([]);
  });

  const cwd = fileURLToPath(root);
  const env = { ANTEROOM_XMPP_SECRET: "s3cret", ANTEROOM_XMPP_INSTANCE: "one" };
  const sample = sampleFile();

  test("the sample file is a complete configuration once the secret is given", () => {
    const config = loadConfig({ file: "examples/anteroom.yaml", env, cwd });
    expect(config.xmpp.domain).toBe("help.example.org");
    expect(() => loadConfig({ file: "examples/anteroom.yaml", env: {}, cwd })).toThrow(
      /^xmpp\.secret: is required.*$/,
    );
  });

  test("uncommenting the defaults in the sample file changes nothing", async () => {
    const uncommented = sample.replaceAll(/^ {2}# (\w+): (\S+)$/gm, "  $1: $2");
    for (const key of keys.filter((key) => settings[key].default !== undefined)) {
      if (typeof settings[key].default === "function") continue;
      expect(uncommented).toMatch(new RegExp(`^  ${key.split(".").at(-1)}: `, "m"));
    }
    await using folder = await temporaryFolder({ "anteroom.yaml": uncommented });
    expect(loadConfig({ env, cwd: folder.path })).toEqual(
      loadConfig({ file: "examples/anteroom.yaml", env, cwd }),
    );
  });
});
