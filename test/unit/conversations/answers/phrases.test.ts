/** Every phrase in the tables is understood by whoever speaks its language, and taken for nothing else by anybody. */
import { describe, expect, it } from "vitest";
import { choice, number, text, yesNo } from "../../../../src/conversations/answers/index.ts";
import { listOf } from "../../../../src/conversations/answers/words/languages/index.ts";
import { PHRASES } from "../../../../src/conversations/answers/words/phrases/index.ts";
import { ASKED, type Case, readings } from "./readings.ts";

const ten = choice(["q1", "q2", "q3", "q4", "q5", "q6", "q7", "q8", "q9", "q10"]);
const langs = [null, ...Object.keys(PHRASES)];

/** Each of them also says yes by itself. */
const YES = Object.values(PHRASES).flatMap(({ yes }) => [...listOf(yes), "ok", "okay"]);

describe.each(Object.entries(PHRASES))("the phrases of %s", (lang, phrases) => {
  const yesNoCases: readonly Case[] = [
    ...listOf(phrases.yes).map((one) => [one, lang, true] as const),
    ...listOf(phrases.no).map((one) => [one, lang, false] as const),
    ...listOf(phrases.unsure).map((one) => [one, lang, ASKED] as const),
    ...listOf(phrases.around).map((one) => [one, lang, ASKED] as const),
  ].filter(([one, , value]) => value !== ASKED || !YES.includes(one));

  it("say yes or no to those who speak the language, and never the contrary to others", () => {
    expect(readings(yesNo(), yesNoCases)).toEqual(yesNoCases);
    for (const other of langs) {
      const own = other === null ? "" : `${PHRASES[other]?.yes}, ${PHRASES[other]?.no}`;
      const wrong = readings(
        yesNo(),
        yesNoCases.map(([one]) => [one, other, 0]),
      ).filter(([one, , value], index) => {
        const meant = yesNoCases[index]?.[2];
        // In Danish it is thanks.
        const isOwn = listOf(own).includes(one) || (one === "no tak" && other === "da");
        return value !== ASKED && meant !== ASKED && value !== meant && !isOwn;
      });
      expect(wrong).toEqual([]);
    }
  });

  it("count, and number choices", () => {
    const counted = listOf(phrases.numbers).flatMap((words, value) =>
      words.split("|").map((word) => [word, lang, value] as const),
    );
    expect(readings(number(), counted)).toEqual(counted);
    const ordinal = listOf(phrases.ordinals).flatMap((words, index) =>
      words.split("|").map((word) => [word, lang, `q${index + 1}`] as const),
    );
    expect(readings(ten, ordinal)).toEqual(ordinal);
    const last = listOf(phrases.last).map((word) => [word, lang, "q10"] as const);
    expect(readings(ten, last)).toEqual(last);
  });

  it("change no number and no choice where they stand around it", () => {
    for (const one of listOf(phrases.around))
      for (const said of [`${one} 7`, `7 ${one}`])
        for (const kind of [number(), ten])
          for (const other of [lang, null]) {
            const [[, , value]] = readings(kind, [[said, other, 0]]) as [Case];
            expect([said, kind === ten ? "q7" : 7, ASKED]).toContain(value);
          }
    const counted = listOf(phrases.counted).map((one) => [`7 ${one}`, lang, 7] as const);
    expect(readings(number(), counted)).toEqual(counted);
    const dozens = listOf(phrases.dozen).map((one) => [one, lang, 12] as const);
    expect(readings(number(), dozens)).toEqual(dozens);
    const halves = listOf(phrases.halfDozen).map((one) => [one, lang, 6] as const);
    expect(readings(number(), halves)).toEqual(halves);
    const below = listOf(phrases.minus).map((one) => [`${one} 7`, lang, -7] as const);
    expect(readings(number(), below)).toEqual(below);
  });

  it("leave a question open", () => {
    const open = [...listOf(phrases.skip), ...listOf(phrases.nothing)].map(
      (one) => [one, lang, undefined] as const,
    );
    expect(readings(number().optional(), open)).toEqual(open);
    const skipped = listOf(phrases.skip).map((one) => [one, lang, undefined] as const);
    expect(readings(text().optional(), skipped)).toEqual(skipped);
    const doubted = listOf(phrases.nothing).map((one) => [one, lang, ASKED] as const);
    expect(readings(text().optional(), doubted)).toEqual(doubted);
  });
});
