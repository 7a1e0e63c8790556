import { type Message, parse } from "@fluent/syntax";
import { describe, expect, it } from "vitest";
import { namesIn, problemsOf } from "../../../src/texts/check.ts";
import { LANGUAGES } from "../../../src/texts/language.ts";
import { type LineId, lines } from "../../../src/texts/lines.ts";
import { createTexts, english, shippedFile, span } from "../../../src/texts/say.ts";

const ids = Object.keys(lines) as readonly LineId[];

describe.each(LANGUAGES)("the texts in %s", (lang) => {
  const entries = parse(shippedFile(lang), {}).body;
  const messages = entries.filter((entry): entry is Message => entry.type === "Message");

  it("are the lines that the compiler knows, each once", () => {
    expect(messages.map(({ id }) => id.name).sort()).toEqual([...ids].sort());
  });

  it("have the variables that the compiler knows", () => {
    const own = new Map(messages.map((message) => [message.id.name, namesIn(message)]));
    const variables = (id: string): readonly string[] => {
      const { variables: direct = [], messages: others = [] } = own.get(id) ?? {};
      return [...direct, ...others.flatMap(variables)];
    };
    for (const id of ids)
      expect([id, [...new Set(variables(id))].sort()]).toEqual([id, [...lines[id]].sort()]);
  });

  it("would pass as a file that overrides them", () => {
    expect(problemsOf(shippedFile(lang))).toEqual([]);
  });

  it("are said without gaps, and without invisible characters around variables", () => {
    const say = createTexts({ language: lang })(lang) as (id: LineId, values: object) => string;
    const values = Object.fromEntries(
      Object.values(lines)
        .flat()
        .map((name) => [name, name === "date" || name === "example" ? new Date() : "filled"]),
    );
    for (const id of ids) {
      for (const number of [1, 2, 5]) {
        const said = say(id, { ...values, count: number, parts: number });
        expect(said).toMatch(/\S/);
        expect(said).not.toMatch(/[{}$\u2066-\u2069]/);
      }
    }
  });
});

describe("a line", () => {
  it.each([
    [() => english("replay-left-out", { count: 1 }), "(one earlier message left out)"],
    [() => english("replay-left-out", { count: 12 }), "(12 earlier messages left out)"],
    [() => english("export-no-part", { parts: 1 }), "There is only one part: /export shows it."],
    [
      () => english("choice-unknown", { count: 4 }),
      "That is none of the choices. A number from 1 to 4 will do.",
    ],
  ])("has its singular and its plural: %s", (said, text) => {
    expect(said()).toBe(text);
  });

  it.each([
    [["a"], "a"],
    [["a", "b"], "a or b"],
    [["a", "b", "c"], "a, b or c"],
  ])("joins alternatives with the word or: %s", (names, text) => {
    expect(english("ambiguous", { word: "x", names })).toBe(`"x" could be ${text}.`);
  });

  it.each([
    [1_000, "1 second"],
    [90_000, "90 seconds"],
    [60_000, "1 minute"],
    [1_800_000, "30 minutes"],
    [3_600_000, "1 hour"],
    [7_200_000, "2 hours"],
    [86_400_000, "1 day"],
    [172_800_000, "2 days"],
    [1, "1 second"],
  ])("names %s ms in the largest unit that fits", (ms, text) => {
    expect(english("time", span(ms))).toBe(text);
  });

  it("fills in the names and reasons of others on one line, without what turns its direction", () => {
    expect(english("room-closing-why", { reason: " Back\r\nat\u2028 \u202enine\u0007. \u2069" })).toBe(
      "This room is closing now: Back at nine .",
    );
    expect(english("desk-on", { queues: "می\u200cخواهم" })).toContain("می\u200cخواهم");
  });

  it("shows numbers without separators, and a person's words unchanged", () => {
    expect(english("text-long", { length: 12_345, max: 4_000 })).toBe(
      "That is too long: 12345 characters, 4000 at most.",
    );
    const body = '{ $reference } "\\" {"x"}\n[one] * .attribute';
    expect(english("delayed", { body })).toContain(`\n${body}`);
  });
});
