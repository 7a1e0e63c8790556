import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, expect, test } from "vitest";
import { stringify } from "yaml";
import { run } from "../../../src/commands.ts";
import { sampleFile } from "../../../src/config/sample.ts";
import { keys, sections, variableOf } from "../../../src/config/settings.ts";
import { problemsOf, required } from "./problems.ts";
import { temporaryFolder } from "./temporary-folder.ts";

/**
 * Ten thousand wrong configurations and command lines. None may crash or hang us; each problem is one line that a
 * person can read, naming what it is about, and no line shows a secret.
 */
const folder = await temporaryFolder();
afterAll(() => folder[Symbol.asyncDispose]());
const file = join(folder.path, "anteroom.yaml");

const marker = "Zq9marker";
const sharp = "{}[]:,-?|>&*!%@`'\"#\\ \n\t\r\0~0.=";
const word = fc.oneof(
  fc.constantFrom(...keys, ...sections, ...keys.map((key) => key.slice(key.indexOf(".") + 1))),
  fc.constantFrom(
    "__proto__",
    "constructor",
    "toString",
    "<<",
    "",
    "rooms.service",
    "http.listen",
    "~",
    "null",
  ),
  fc.string({ unit: "binary", maxLength: 12 }),
);
const value = fc.oneof(
  fc.constantFrom(
    "xmpp://h:0",
    "10x",
    "-1s",
    "1e9d",
    "h:99999",
    "true",
    "[",
    "{a: ",
    '"',
    "*a",
    "&a b",
    "!x y",
  ),
  fc.string({ unit: "binary", maxLength: 40 }),
  fc.string({ unit: fc.constantFrom(...sharp), maxLength: 40 }),
  fc.jsonValue({ maxDepth: 3 }),
);
/** As JSON where it is no text: an object of ours may have a "toString" that is none. */
const text = value.map((of) => (typeof of === "string" ? of : JSON.stringify(of)));
/** No character that would break a line, hide a part of it, or be half of one. */
const readable = /^[^\p{Cc}\p{Cs}\p{Zl}\p{Zp}]{1,500}$/u;

function expectLines(lines: readonly string[]): void {
  for (const line of lines) {
    expect(line).toMatch(readable);
    // What it is about, and a sentence of at least two words.
    expect(line).toMatch(/^(\S.*: [a-z]+ \S+|and \d+ more)/);
    expect(line).not.toContain(marker);
  }
}

const sample = sampleFile();
const files = fc.oneof(
  fc.uint8Array({ maxLength: 200 }),
  fc.string({ unit: "binary", maxLength: 200 }),
  fc.string({ unit: fc.constantFrom(...sharp, "a", "bot", "name", "\n  "), maxLength: 200 }),
  fc
    .dictionary(word, fc.oneof(value, fc.dictionary(word, value, { maxKeys: 4 })), { maxKeys: 6 })
    .map((tree) => stringify(tree)),
  fc
    .array(fc.tuple(word, text), { maxLength: 5 })
    .map((pairs) => pairs.map(([key, of]) => `${key}: ${of}`).join("\n")),
  // The sample with a mistake in it, as it is made by people.
  fc
    .tuple(fc.nat(sample.length), fc.nat(3), fc.string({ unit: fc.constantFrom(...sharp), maxLength: 3 }))
    .map(([at, cut, put]) => sample.slice(0, at) + put + sample.slice(at + cut)),
  fc.string({ unit: "binary", maxLength: 20 }).map((text) => `xmpp:\n  secret: ${text}${marker}`),
);

test("the problems of 5,000 wrong files are readable lines", () => {
  let wrong = 0;
  const check = (content: string | Uint8Array) => {
    writeFileSync(file, content);
    const lines = problemsOf({ file, env: {} });
    wrong += 1;
    expect(lines.length).toBeGreaterThan(0);
    expectLines(lines);
  };
  fc.assert(fc.property(files, check), { numRuns: 5_000 });
  expect(wrong).toBeGreaterThanOrEqual(5_000);
  // Half a dozen seconds of work, and many times that where the processor is shared.
}, 120_000);

test("the problems of 3,000 wrong environments are readable lines", () => {
  const name = fc.oneof(
    fc.constantFrom(...keys.map(variableOf), ...keys.map((key) => `${variableOf(key)}_FILE`)),
    word.map((text) => `ANTEROOM_${text.toUpperCase()}`),
  );
  const secret = fc
    .string({ unit: "binary", minLength: 1, maxLength: 9 })
    .map((part) => `${part}\u0007${marker}`);
  const check = (variables: Record<string, string>, wrongSecret: string) => {
    const lines = problemsOf({ env: { ...required, ...variables, ANTEROOM_XMPP_SECRET: wrongSecret } });
    expect(lines.join("\n")).toContain("xmpp.secret: ");
    expectLines(lines);
  };
  fc.assert(fc.property(fc.dictionary(name, text, { maxKeys: 5 }), secret, check), { numRuns: 3_000 });
});

test("each of 2,000 wrong command lines gets one readable line", async () => {
  const argument = fc.oneof(
    fc.constantFrom(
      "serve",
      "migrate",
      "demo",
      "--config",
      "--no-wait",
      "--dry-run",
      "--",
      "-",
      "-c",
      "--config=",
    ),
    fc.string({ unit: "binary", maxLength: 10 }).map((text) => `--${text}`),
    fc.string({ unit: "binary", maxLength: 20 }),
    word,
  );
  const check = async (before: readonly string[], after: readonly string[]) => {
    let err = "";
    const started: string[] = [];
    const status = await run(
      [...before, "--wrong", ...after],
      { env: required, cwd: folder.path, out: () => {}, err: (text) => (err += text) },
      {
        serve: async () => started.push("serve"),
        migrate: async () => [],
        pending: async () => [],
        check: async () => started.push("check"),
        doctor: async () => started.push("doctor"),
        demo: async () => started.push("demo"),
      },
    );
    // A command may yet run where "--wrong" comes after "--": as an argument it is one too many.
    expect(started).toEqual([]);
    expect(err.endsWith("\n")).toBe(true);
    for (const line of err.slice(0, -1).split("\n")) expect(line).toMatch(readable);
    expect(status).toBe(2);
  };
  const property = fc.asyncProperty(
    fc.array(argument, { maxLength: 3 }),
    fc.array(argument, { maxLength: 3 }),
    check,
  );
  await fc.assert(property, { numRuns: 2_000 });
  expect(readFileSync(file)).toBeDefined();
});
