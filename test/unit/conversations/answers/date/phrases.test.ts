import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { date } from "../../../../../src/conversations/answers/index.ts";
import { NOW, PHRASES } from "./phrases/index.ts";

const KINDS: Readonly<Record<string, ReturnType<typeof date>>> = {
  plain: date(),
  past: date().past(),
  future: date().future(),
};

function heard(kind: string, phrase: string, lang: string | null): string {
  const read = KINDS[kind]?.parse(phrase, { now: NOW, lang });
  return read?.ok === true ? read.value.toISOString().slice(0, 10) : "asks";
}

const rows = Object.entries(PHRASES).flatMap(([lang, table]) =>
  table
    .trim()
    .split("\n")
    .map((line) => line.split("|").map((cell) => cell.trim()))
    .map(([phrase = "", kind = "", right = ""]) => ({
      lang,
      phrase,
      kind,
      right,
      heard: heard(kind, phrase, lang === "unknown" ? null : lang),
    })),
);

describe("of the days that people write", () => {
  it("none is taken for another one", () => {
    expect(rows.length).toBeGreaterThan(300);
    expect(rows.filter(({ right, heard }) => heard !== "asks" && heard !== right)).toEqual([]);
  });

  it("two in a hundred are asked for again needlessly, at most", () => {
    const needless = rows.filter(({ right, heard }) => heard === "asks" && right !== "asks");
    expect(needless.length / rows.length, JSON.stringify(needless)).toBeLessThanOrEqual(0.02);
  });

  it("the same are meant without accents, in capitals, and with a full stop", () => {
    for (const { lang, phrase, kind, right } of rows) {
      if (right === "asks" || lang === "ja" || lang === "zh") continue;
      const plain = phrase.normalize("NFD").replace(/\p{Mn}/gu, "");
      for (const said of [plain, phrase.toUpperCase(), `${phrase}.`, ` ${phrase} `])
        expect([said, heard(kind, said, lang === "unknown" ? null : lang)]).toEqual([said, right]);
    }
  });
});

describe("of words about days, put together at random,", () => {
  const WEEKDAYS = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];
  const MONTHS = ["jan", "february", "march", "april", "may", "june", "dec"];
  const words = fc.constantFrom(
    ...WEEKDAYS,
    ...MONTHS,
    ..."2 3rd 13 29 31 2027 2028 '27 two a first second last next this coming week month day year ago in from".split(
      " ",
    ),
    ..."today tomorrow yesterday on the of please 1.5. 24/12/2027 2027-05-05 3/4 5pm and".split(" "),
  );

  it("nothing is left aside: whatever is taken agrees with all that was said", () => {
    let taken = 0;
    fc.assert(
      fc.property(fc.array(words, { minLength: 1, maxLength: 6 }), (said) => {
        const phrase = said.join(" ");
        const day = heard("plain", phrase, "en");
        if (day === "asks") return;
        taken++;
        const at = new Date(day);
        const counts = said.includes("from") || said.includes("ago") || said.includes("in");
        for (const [index, word] of said.entries()) {
          const isCount = /^(?:day|week|month|year)/.test(said[index + 1] ?? "");
          const weekday = WEEKDAYS.indexOf(word);
          if (weekday >= 0 && !counts) expect([phrase, (at.getUTCDay() + 6) % 7]).toEqual([phrase, weekday]);
          if (MONTHS.includes(word))
            expect([phrase, at.toLocaleDateString("en", { month: "long" }).toLowerCase()]).toEqual([
              phrase,
              expect.stringMatching(`^${word}`),
            ]);
          if (/^20\d\d$/.test(word)) expect([phrase, day.slice(0, 4)]).toEqual([phrase, word]);
          if (/^\d/.test(word) && word.length <= 3 && !isCount && word !== "3/4")
            expect([phrase, [at.getUTCDate(), at.getUTCFullYear() % 100]]).toEqual([
              phrase,
              expect.arrayContaining([Number.parseInt(word, 10)]),
            ]);
          if (word === "5pm" || word === "and") throw new Error(`"${word}" was left aside: ${phrase}`);
        }
      }),
      { numRuns: 60_000 },
    );
    expect(taken).toBeGreaterThan(1_000);
  });
});
