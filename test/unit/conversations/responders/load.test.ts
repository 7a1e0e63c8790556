import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { loadResponders } from "../../../../src/conversations/index.ts";
import { ConfigError } from "../../../../src/ops/problem.ts";

/** A module that exports what the real one makes, without needing it. */
const made = (name: string): string =>
  `{ name: ${JSON.stringify(name)}, steps: new Map(), lists: {}, help: "" }`;

const FILES: Readonly<Record<string, string>> = {
  "one.mjs": `export default ${made("one")};`,
  "many.mjs": `export default [${made("two")}, ${made("three")}];`,
  "again.mjs": `export default ${made("One")};`,
  "twice.mjs": `export default [${made("two")}, ${made("two")}];`,
  "nothing.mjs": "export const responder = 1;",
  "wrong.mjs": "export default { steps: 5 };",
  "throws.mjs": 'throw new Error("no database\\nat all");',
  "imports.mjs": 'import "./missing.mjs";',
  "syntax.mjs": "export default {",
  "late.mjs": 'import "./fine.mjs";\n\nexport default 1;\nawait Promise.reject(new RangeError("too late"));',
  "fine.mjs": "export {};",
  "folder/index.mjs": "",
  "same.mjs": 'export { default } from "./one.mjs";',
  "itself.mjs": `const two = ${made("two")};\nexport default [two, two];`,
  "chats.mjs": `export default ${made("Chat")};`,
  "desks.mjs": `export default [${made("three")}, ${made("desk")}];`,
  "needs.mjs": 'import "@nobody/absent/part";',
  "deep.mjs": 'import "./needs.mjs";',
  "requires.cjs": 'require("absent/part");',
  "own.mjs": 'import "anteroom/testing";',
  "endless.mjs": "await new Promise(() => {});",
  "node_modules/some-responders/package.json":
    '{ "name": "some-responders", "type": "module", "exports": "./index.js" }',
  "node_modules/some-responders/index.js": `export default ${made("packaged")};`,
  "node_modules/@some/unbuilt/package.json": '{ "name": "@some/unbuilt", "main": "dist/index.js" }',
  "node_modules/anteroom/package.json": '{ "name": "anteroom", "exports": { "./examples/*": "./*.js" } }',
  "node_modules/anteroom/task.js": "module.exports = 'a stranger';",
};

describe("the modules of conversations.responders", () => {
  let folder = "";
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "anteroom-responders-"));
    for (const [name, text] of Object.entries(FILES)) {
      await mkdir(dirname(join(folder, name)), { recursive: true });
      await writeFile(join(folder, name), text);
    }
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  it("are paths from the given folder on, absolute paths, or packages, with one responder or several", async () => {
    const registry = await loadResponders(["./one.mjs", join(folder, "many.mjs"), "some-responders"], folder);
    expect([...registry.keys()]).toEqual(["one", "two", "three", "packaged"]);
    expect(await loadResponders([], folder)).toEqual(new Map());
  });

  it("come from the running package if they begin with its name, whatever is installed under that name", async () => {
    expect([...(await loadResponders(["anteroom/examples/task"], folder)).keys()]).toEqual(["task"]);
  });

  it("that are wrong are all named, each in a line", async () => {
    const error: unknown = await loadResponders(
      ["./nosuch.mjs", "./one.mjs", "./again.mjs", "./throws.mjs", "./chats.mjs"],
      folder,
    ).catch((reason: unknown) => reason);
    expect((error as ConfigError).message.split("\n").map((line) => line.split(": ")[1])).toEqual([
      "./nosuch.mjs",
      "./again.mjs",
      "./throws.mjs",
      "./chats.mjs",
    ]);
  });

  it("are refused if one is not loaded in time", async () => {
    await expect(loadResponders(["./endless.mjs"], folder, 1)).rejects.toThrow(
      /^conversations\.responders: \.\/endless\.mjs: it is not loaded after 0\.001 s; look for an await .*$/,
    );
  });

  it.each([
    [["./one.mjs", "./one.mjs"], "./one.mjs: is listed twice; list it once"],
    [
      ["./one.mjs", "./folder/../one.mjs"],
      './folder/../one.mjs: its responder "one" is the one that ./one.mjs gives; list one of the two',
    ],
    [
      ["./same.mjs", "./one.mjs"],
      './one.mjs: its responder "one" is the one that ./same.mjs gives; list one of the two',
    ],
    [["./itself.mjs"], './itself.mjs: exports the responder "two" twice; export it once'],
    [["./chats.mjs"], './chats.mjs: the name "Chat" is reserved for a built-in responder; rename it'],
    [["./desks.mjs"], './desks.mjs: the name "desk" is reserved for a built-in responder; rename it'],
    [
      ["./needs.mjs"],
      './needs.mjs: FOLDER/needs.mjs imports "@nobody/absent", which is not installed: npm install @nobody/absent',
    ],
    [
      ["./deep.mjs"],
      './deep.mjs: FOLDER/needs.mjs imports "@nobody/absent", which is not installed: npm install @nobody/absent',
    ],
    [
      ["./requires.cjs"],
      './requires.cjs: FOLDER/requires.cjs imports "absent", which is not installed: npm install absent',
    ],
    [
      ["@some/unbuilt"],
      "@some/unbuilt: the package is installed, but has no such file; check the name, and that it was built",
    ],
    [
      ["some-responders/more"],
      'some-responders/more: the package is installed, but its package.json exports no "./more"',
    ],
    [
      ["anteroom/examples/nope"],
      "anteroom/examples/nope: Anteroom has no such module; its README names the examples",
    ],
    [["anteroom/nope"], "anteroom/nope: Anteroom has no such module; its README names the examples"],
    [
      ["no-such-package"],
      "no-such-package: no such package is installed; a path begins with ./ or /, and packages are looked for from FOLDER on",
    ],
    [["./none.mjs"], "./none.mjs: there is no such file; check the path, and that it was built"],
    [["./folder"], "./folder: it, or something that it imports, does not exist"],
    [["no-such-package"], "no-such-package: no such package is installed; a path begins with ./ or /"],
    [
      ["./nothing.mjs"],
      './nothing.mjs: has no default export; export default responder("name", …).steps(…), or a list of these',
    ],
    [["./wrong.mjs"], "./wrong.mjs: exports something else as default; export default responder("],
    [["./throws.mjs"], "./throws.mjs: it fails while it is loaded: no database (FOLDER/throws.mjs:1)"],
    [["./late.mjs"], "./late.mjs: it fails while it is loaded: too late (FOLDER/late.mjs:4)"],
    [["./imports.mjs"], "./imports.mjs: it, or something that it imports, does not exist"],
    [["./syntax.mjs"], "./syntax.mjs: it fails while it is loaded: "],
    [["one.mjs"], "one.mjs: no such package is installed; a path begins with ./ or /"],
    [
      ["./one.mjs", "./again.mjs"],
      './again.mjs: its responder "One" has the name of one in ./one.mjs; rename one of them',
    ],
    [["./twice.mjs"], './twice.mjs: exports two responders called "two"; rename one of them'],
  ])("are refused in one line that names module and mend: %j", async (modules, reason) => {
    const error = await loadResponders(modules, folder).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(ConfigError);
    expect((error as Error).message).toContain(
      `conversations.responders: ${reason.replace("FOLDER", folder)}`,
    );
    expect((error as Error).message).not.toContain("\n");
  });
});
