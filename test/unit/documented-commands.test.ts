/** The commands in the README and the chapters: each can be typed, and what is shown in a block is typed by a test. */
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import packageJson from "../../package.json" with { type: "json" };
import { run } from "../../src/commands.ts";
import { documentPaths, readDocument, section, TYPED } from "../support/readme.ts";

const root = new URL("../../", import.meta.url);
const documents = await Promise.all((await documentPaths()).map(readDocument));
const inline = documents.flatMap(({ text }) =>
  [...text.matchAll(/`([^`\n]+)`/g)].map(([, code = ""]) => code),
);
const shown = documents.flatMap(({ blocks }) => commands(blocks));

/** What types a command that readme-commands.test.ts does not, and what it says there. */
const ELSEWHERE: Readonly<Record<string, readonly [path: string, says: string]>> = {
  // npm start runs the program of the test after the set-up that `.ci/run` begins with.
  "npm start": ["test/server/harness/demo.test.ts", 'args: [CLI, "demo"]'],
  "npm test": [".ci/run", "npm test -- "],
};

test("every command that the README and the chapters show in a block is typed by a test", async () => {
  const typed = (
    await Promise.all(Object.values(TYPED).map(([path, heading]) => section(path, heading)))
  ).flatMap(({ blocks }) => commands(blocks));
  for (const [path, says] of Object.values(ELSEWHERE)) {
    expect(readFileSync(new URL(path, root), "utf8")).toContain(says);
  }
  expect(shown.filter((line) => !typed.includes(line) && !(line in ELSEWHERE))).toEqual([]);
});

test("every script of npm that the README and the chapters name is there", () => {
  const named = [...inline, ...shown].flatMap((code) => [
    ...[...code.matchAll(/\bnpm run ([\w:]+)/g)].map(([, name = ""]) => name),
    ...[...code.matchAll(/^npm (start|test)\b/g)].map(([, name = ""]) => name),
  ]);
  expect(named).toContain("bench");
  expect(named.filter((name) => !(name in packageJson.scripts))).toEqual([]);
});

test("every command of anteroom that the README and the chapters name is there, with its options", async () => {
  const named = [...inline, ...shown].flatMap((code) => [
    ...[...code.matchAll(/^(?:npx (?:--no )?|node_modules\/\.bin\/)?anteroom (\w+)(.*)/g)].map(
      ([, command = "", rest = ""]) => [
        command,
        ...[...rest.matchAll(/--[\w-]+/g)].map(([option]) => option),
      ],
    ),
  ]);
  expect(named).toContainEqual(["serve"]);
  for (const [command = "", ...options] of named) {
    let help = "";
    const out = (text: string) => {
      help += text;
    };
    await run([command, "--help"], { env: {}, cwd: "/", out, err: out });
    expect(help).toContain(`Usage: anteroom ${command} `);
    for (const option of options) expect(help).toContain(option);
  }
});

function commands(
  blocks: readonly { readonly language: string; readonly text: string }[],
): readonly string[] {
  return blocks.filter(({ language }) => language === "sh").flatMap(({ text }) => text.trimEnd().split("\n"));
}
