/** What looks like an answer and may be something else: it is asked about. What people put around an answer changes nothing. */
import { describe, expect, it } from "vitest";
import { choice, jid, number, text, yesNo } from "../../../../src/conversations/answers/index.ts";
import { ASKED, type Case, now, readings } from "./readings.ts";

describe("a number", () => {
  it("is read with the marks that people put around it", () => {
    const cases: readonly Case[] = [
      ["(7)", "en", 7],
      ["#12", null, 12],
      ["'9'", "de", 9],
      ["‘9’", "en", 9],
      ["« 30 »", "fr", 30],
      ["„6“", "de", 6],
      ["n° 8", "fr", 8],
    ];
    expect(readings(number(), cases)).toEqual(cases);
  });

  it("is asked about where a sign makes another one of it", () => {
    const cases = [
      "7 %",
      "7%",
      "7 ٪",
      '7"',
      '7 "',
      "7'",
      "7 ′",
      "7/12",
      "2/3",
      "1 2/3",
      "6/3",
      "9/25",
      "(-7",
    ].map((said): Case => [said, "en", ASKED]);
    expect(readings(number(), cases)).toEqual(cases);
    expect(readings(number(), [["7/8", "en", 0.875]])).toEqual([["7/8", "en", 0.875]]);
    expect(number().integer().parse("7/12", { now, lang: "en" })).toEqual({
      ok: false,
      reason: "I cannot tell whether that is 7 or 12. Please write one of the two.",
    });
  });

  it("that may be left open and may be zero is asked about where none is said", () => {
    const words: Readonly<Record<string, readonly string[]>> = {
      en: ["none", "nobody", "no one", "none, thanks"],
      de: ["keine", "niemand", "gar keine"],
      fr: ["aucun", "personne"],
      es: ["ninguno", "nadie"],
      it: ["nessuno"],
      nl: ["geen", "niemand"],
      sv: ["inga", "ingen"],
      pl: ["nikt"],
      ru: ["никого"],
    };
    const guests = number().min(0).optional();
    for (const [lang, phrases] of Object.entries(words))
      for (const said of phrases) {
        expect([said, guests.parse(said, { now, lang })]).toEqual([
          said,
          {
            ok: false,
            reason: 'Do you want to leave this open? Then write "skip". If you mean none, write "0".',
          },
        ]);
        expect(number().min(1).optional().parse(said, { now, lang })).toEqual({ ok: true, value: undefined });
      }
    for (const said of ["no thanks", "nothing", "nothing else", "that's all", "skip", "-"])
      expect(guests.parse(said, { now, lang: "en" })).toEqual({ ok: true, value: undefined });
  });
});

describe("yes or no", () => {
  it("is asked about where neither applies", () => {
    const cases = ["N/A", "n / a", "n.a.", "n-a", "n a"].flatMap((said): Case[] => [
      [said, "en", ASKED],
      [said, null, ASKED],
    ]);
    expect(readings(yesNo(), cases)).toEqual(cases);
    for (const said of ["n/a", "N.A.", "n-a", "n a"])
      expect(yesNo().optional().parse(said, { now, lang: "en" })).toEqual({ ok: true, value: undefined });
  });

  it("is understood with an emoji that changes nothing, and where something is not correct", () => {
    const cases: readonly Case[] = [
      ["ja 🎂", "de", true],
      ["no 🐈", "en", false],
      ["not correct", "en", false],
      ["yes 🤷", "en", ASKED],
    ];
    expect(readings(yesNo(), cases)).toEqual(cases);
  });
});

describe("what may be left open", () => {
  const refusing: Readonly<Record<string, readonly string[]>> = {
    en: ["please don't skip", "do not skip it", "never skip", "skip it?", "may I skip?", "can we pass?"],
    de: ["nicht überspringen", "nichts auslassen", "überspringen?"],
    fr: ["ne pas passer", "passer ?"],
    es: ["no omitir", "no saltar"],
    it: ["non saltare"],
    pt: ["não saltar"],
    nl: ["niet overslaan"],
    sv: ["inte hoppa över"],
    ru: ["не пропускать", "не пропустить"],
  };

  it("is not left open by a negation or a question", () => {
    for (const [lang, phrases] of Object.entries(refusing))
      for (const said of phrases)
        for (const kind of [text(), number(), choice(["red", "blue"])])
          for (const one of [lang, null]) {
            const read = kind.optional().parse(said, { now, lang: one });
            expect([said, kind.kind, one, read.ok && read.value === undefined]).toEqual([
              said,
              kind.kind,
              one,
              false,
            ]);
          }
    for (const said of ["don't skip", "can I skip?", "no saltar"])
      expect(text().optional().parse(said, { now, lang: null })).toMatchObject({
        ok: false,
        unlessOpen: said,
      });
  });

  it("is left open by a no with a mark behind it", () => {
    for (const said of ["no, skip", "no - skip it", "no thanks, skip this"])
      expect(number().optional().parse(said, { now, lang: "en" })).toEqual({ ok: true, value: undefined });
  });

  it("is not left open by an answer that begins with a slash", () => {
    for (const said of ["/skip", "//skip", "/none"]) {
      expect(text().optional().parse(said, { now, lang: "en" })).toEqual({ ok: true, value: said });
      expect(number().optional().parse(said, { now, lang: "en" }).ok).toBe(false);
    }
  });

  it("is asked about where somebody would rather not say", () => {
    const cases = ["leave blank", "nothing at all", "I'd rather not say", "prefer not to say"].map(
      (said): Case => [said, "en", ASKED],
    );
    expect(readings(text().optional(), cases)).toEqual(cases);
    for (const [said, lang] of [
      ["gar nichts", "de"],
      ["rien du tout", "fr"],
      ["prefiero no decirlo", "es"],
      ["preferisco non dirlo", "it"],
      ["zeg ik liever niet", "nl"],
    ] as const)
      expect(number().min(1).optional().parse(said, { now, lang })).toEqual({ ok: true, value: undefined });
  });
});

describe("an address", () => {
  it("is read as telephones and people write it", () => {
    const cases: readonly Case[] = [
      ["*bea@chat.example*", null, "bea@chat.example"],
      ["_bea@chat.example_", null, "bea@chat.example"],
      ["**bea@chat.example**", null, "bea@chat.example"],
      ["bea＠chat.example", null, "bea@chat.example"],
      ["bea@chat。example", "ja", "bea@chat.example"],
      ["bea@ｃhat.example", "ja", "bea@chat.example"],
      ["it's bea@chat.example", "en", "bea@chat.example"],
      ["that is bea@chat.example, thanks", "en", "bea@chat.example"],
      ["c'est bea@chat.example", "fr", "bea@chat.example"],
      ["_bea@chat.example", null, "_bea@chat.example"],
      ["not bea@chat.example", "en", ASKED],
      ["bea@chat.example or tom@chat.example", "en", ASKED],
    ];
    expect(readings(jid(), cases)).toEqual(cases);
    expect(jid().full().parse("it's room@chat.example/Make it", { now, lang: "en" })).toEqual({
      ok: true,
      value: "room@chat.example/Make it",
    });
  });
});
