import { describe, expect, test } from "vitest";
import { parseYaml } from "../../../src/config/sources/yaml-text.ts";
import { problemsOf } from "./problems.ts";
import { temporaryFolder } from "./temporary-folder.ts";

describe("mistakes in YAML", () => {
  test.each([
    ["a tab in the indentation", "bot:\n\tname: x", 2, /tab/],
    ["a quote that is missing", 'bot:\n  name: "x\n', 3, /missing, here or before/],
    ["a bracket that is missing", "bot: {name: x\n", 2, /bracket/],
    ["the same key twice", "bot: {}\nbot: {}", 2, /twice/],
    ["a colon in bare text", "bot:\n  name: a: b", 2, /colon/],
    ["a line that is indented too far", "bot:\n  name: x\n   language: de\nops: {}", 3, /indented more than/],
    [
      "a line far below another",
      "bot:\n  name: x\n      language: de\n      resource: y",
      3,
      /indented more/,
    ],
    ["a line below a quote", 'bot:\n  name: "x"\n    language: de', 3, /indentation/],
    ["an alias", "bot: &x {}\nops: *x", 1, /alias/],
    ["a tag", "bot: !!js/function x", 1, /tag/],
    ["two documents", "bot: {}\n---\nops: {}", 2, /document/],
    ["a list at the top", "- bot", 1, /map/],
    ["text at the top", "bot", 1, /map/],
    ["a key that is a list", "? [a]\n: b", 1, /key/],
  ])("%s is reported in one line that names the file and its line", async (_, yaml, line, expected) => {
    await using folder = await temporaryFolder({ "anteroom.yaml": yaml });
    const lines = problemsOf({ env: {}, cwd: folder.path });
    expect(lines).toEqual([expect.stringMatching(expected)]);
    expect(lines[0]).toMatch(new RegExp(`^anteroom\\.yaml:${line}: `));
  });

  test.each([
    ["!unquoted", /^anteroom\.yaml:3: .*put text that begins with !/],
    ["*unquoted", /^anteroom\.yaml:3: .*put text that begins with & or \*/],
    ["&unquoted", /^anteroom\.yaml:3: .*put text that begins with & or \*/],
    ["%unquoted", /^anteroom\.yaml:3: .*quotes/],
    ["@unquoted", /^anteroom\.yaml:3: .*quotes/],
    ["`unquoted", /^anteroom\.yaml:3: .*quotes/],
    ['"unquoted\\q"', /^anteroom\.yaml:3: /],
    ["unquoted: unquoted", /^anteroom\.yaml:3: .*colon/],
    ["'unquoted' unquoted", /^anteroom\.yaml:3: /],
    ["[unquoted", /^anteroom\.yaml:4: .*bracket/],
    ["{unquoted: unquoted}}", /^anteroom\.yaml:3: /],
    ["!<unquoted> &unquoted !!str unquoted", /^anteroom\.yaml:3: /],
  ])("a secret that breaks the YAML, %j, is reported by its line and not shown", async (secret, line) => {
    await using folder = await temporaryFolder({
      "anteroom.yaml": `xmpp:\n  domain: a.example\n  secret: ${secret}\n`,
    });
    const [problem, ...more] = problemsOf({ env: {}, cwd: folder.path });
    expect(more).toEqual([]);
    expect(problem).toMatch(line);
    expect(problem).not.toContain("unquoted");
  });

  test("text that is not UTF-8 and files that are too large are refused", async () => {
    await using folder = await temporaryFolder({
      bytes: new Uint8Array([0x61, 0xff]),
      large: "#".repeat(64 * 1024 + 1),
    });
    expect(problemsOf({ file: "bytes", cwd: folder.path })).toEqual(["bytes: is not UTF-8 text (--config)"]);
    expect(problemsOf({ file: "large", cwd: folder.path })).toEqual([
      "large: is larger than 64 KiB (--config)",
    ]);
    expect(problemsOf({ file: "/dev/zero" })).toEqual(["/dev/zero: is larger than 64 KiB (--config)"]);
  });
});

describe("hostile YAML is refused without harm", () => {
  const size = 64 * 1024;
  const laughs = ["a: &a [x,x,x,x,x,x,x,x,x]"]
    .concat([..."bcdefghi"].map((name, i) => `${name}: &${name} [${`*${"abcdefgh"[i]},`.repeat(9)}]`))
    .join("\n");

  test.each([
    ["a billion laughs", laughs],
    // Without a limit on depth these end Node itself.
    ["brackets", "[".repeat(size)],
    ["braces", "{a: ".repeat(size / 4)],
    ["dashes", "- ".repeat(size / 2)],
    ["question marks", "? ".repeat(size / 2)],
    ["colons", "a: ".repeat(size / 3)],
    ["indentation", Array.from({ length: 300 }, (_, depth) => `${" ".repeat(depth)}a:`).join("\n")],
    ["commas", `[${",".repeat(size - 1)}`],
    ["anchors", "&a ".repeat(size / 3)],
    ["stars", "*a ".repeat(size / 3)],
    ["documents", "---\n".repeat(size / 4)],
    ["the same key again and again", "a:\n".repeat(size / 3)],
  ])("%s", (_, yaml) => {
    expect(parseYaml(yaml)).toHaveProperty("failure");
  });
});
