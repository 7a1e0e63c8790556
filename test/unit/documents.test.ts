import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import packageJson from "../../package.json" with { type: "json" };
import { loadConfig } from "../../src/config/load.ts";
import { sampleFile } from "../../src/config/sample.ts";
import { keys, sections, settings } from "../../src/config/settings.ts";
import * as authors from "../../src/index.ts";
import { createMetrics } from "../../src/ops/metrics.ts";
import { LIFE } from "../../src/rooms/life/table.ts";
import * as testing from "../../src/testing.ts";
import { loadTexts } from "../../src/texts/index.ts";
import { documents } from "../../tools/documents.ts";
import { documentPaths, readDocument } from "../support/readme.ts";
import { temporaryFolder } from "./config/temporary-folder.ts";

const root = new URL("../../", import.meta.url);
const read = (path: string) => readFileSync(new URL(path, root), "utf8");

describe("the documents made from the code", async () => {
  const made = await documents(read);

  // With --update it writes them: that is `npm run generate`.
  test.each([...made])("%s is as `npm run generate` writes it", async (path, text) => {
    await expect(text).toMatchFileSnapshot(fileURLToPath(new URL(path, root)));
  });

  test("the README lists every setting, and the chapter on operation every metric", async () => {
    for (const key of keys) expect(made.get("README.md")).toContain(`| \`${key}\` |`);
    for (const { name } of await createMetrics().registry.getMetricsAsJSON()) {
      expect(made.get("docs/operate.md")).toContain(`| \`${name}\` |`);
    }
  });

  test("every link of the README, the chapters and the reference leads to a file, and to a heading in it", async () => {
    const paths = [...(await documentPaths()), "examples/REFERENCE.md", "examples/webapp/README.md"];
    const broken = paths.flatMap((path) => {
      const links = [...read(path).matchAll(/\]\((?!https?:)([^)#]*)#?([^)]*)\)/g)];
      return links
        .filter(([, to = "", heading = ""]) => {
          const target = to === "" ? path : join(dirname(path), to);
          if (!existsSync(new URL(target, root))) return true;
          return heading !== "" && !headings(read(target)).includes(heading);
        })
        .map(([link]) => `${path}: ${link}`);
    });
    expect(broken).toEqual([]);
  });

  test("the README links to every chapter", async () => {
    const chapters = (await documentPaths()).filter((path) => path !== "README.md");
    expect(chapters.filter((path) => !read("README.md").includes(`](${path}`))).toEqual([]);
  });

  test("the chapter on rooms draws every step in the life of a room", () => {
    const drawn =
      made
        .get("docs/rooms.md")
        ?.match(/^stateDiagram-v2$[^`]*/m)?.[0]
        .split("\n") ?? [];
    for (const { from, to, causes } of LIFE) {
      const arrow = new RegExp(`^ +(${from}|any) --> ${to}: (.*<br>)?${causes[0]}(<br>|$)`);
      expect(drawn.filter((line) => arrow.test(line))).toHaveLength(1);
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

  test("the settings of the room pool in its chapter can be used as they are", async () => {
    const { blocks } = await readDocument("docs/rooms.md");
    const yaml = blocks.map(({ text }) => text).find((text) => text.startsWith("rooms:"));
    await using folder = await temporaryFolder({ "anteroom.yaml": yaml ?? "" });
    const { rooms } = loadConfig({ env: {}, cwd: folder.path }, ["rooms"]);
    expect(rooms).toMatchObject({ service: "rooms.example.org", client_grace: 300_000 });
    expect(rooms.options.get("muc#roomconfig_roomname")).toBe("Help desk");
  });

  test("all settings that the README and the chapters show can be used as they are", async () => {
    const shown = (await Promise.all((await documentPaths()).map(readDocument))).flatMap(
      ({ blocks }) => blocks,
    );
    const ours = shown
      .filter(({ language }) => language === "yaml")
      .map(({ text }) => ({ text, names: Object.keys(parse(text)) }))
      .map(({ text, names }) => ({ text, used: sections.filter((section) => names.includes(section)) }))
      .filter(({ used }) => used.length > 0);
    expect(ours.length).toBeGreaterThan(3);
    for (const { text, used } of ours) {
      await using folder = await temporaryFolder({ "anteroom.yaml": text });
      expect(() => loadConfig({ env: {}, cwd: folder.path }, used)).not.toThrow();
    }
  });

  test("the README and the chapter on chat keep secrets out of nginx' log by the same lines", async () => {
    const [readme, chapter] = await Promise.all(["README.md", "docs/gateway.md"].map(readDocument));
    const short = readme?.blocks.find(({ language }) => language === "nginx");
    const long = chapter?.blocks.find(({ language }) => language === "nginx");
    expect(long?.text).toContain(short?.text ?? "none");
  });

  test("the bot takes the texts that its chapter rewrites", async () => {
    const { blocks } = await readDocument("docs/bot.md");
    const [shown] = blocks.filter(({ language }) => language === "ftl");
    await using folder = await temporaryFolder({ "en.ftl": shown?.text ?? "unknown = text" });
    expect(() => loadTexts({ language: "en", texts: folder.path })).not.toThrow();
  });

  test("uncommenting the defaults in the sample file changes nothing", async () => {
    const uncommented = sample.replaceAll(/^ {2}# (\w+): (\S+|[[{].*)$/gm, "  $1: $2");
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

/** The names by which links lead to the headings of a document. */
function headings(text: string): readonly string[] {
  return [...text.matchAll(/^#+ (.*)$/gm)].map(([, heading = ""]) =>
    heading
      .toLowerCase()
      .replace(/[^\w\- ]/g, "")
      .replaceAll(" ", "-"),
  );
}
