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
  "node_modules/some-responders/package.json":
    '{ "name": "some-responders", "type": "module", "exports": "./index.js" }',
  "node_modules/some-responders/index.js": `export default ${made("packaged")};`,
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

  it.each([
    [["./none.mjs"], "./none.mjs: it, or something that it imports, does not exist"],
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
