import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  type Answer,
  answer,
  any,
  choice,
  date,
  file,
  jid,
  number,
  text,
  yesNo,
} from "../../../../src/conversations/answers/index.ts";

// A Wednesday.
const hearing = (lang: string | null = null) => ({ now: Date.UTC(2026, 0, 7, 22, 30), lang });

describe("text", () => {
  it.each([
    [text(), "  hello ", "hello"],
    [text().max(3), "äöü", "äöü"],
    [text().max(2), "👍👍", "👍👍"],
    // As people see them: with accents that stand by themselves, a family, a flag.
    [text().max(3), "n\u0303e\u0301u\u0308", "n\u0303e\u0301u\u0308"],
    [text().max(2), "👨\u200d👩\u200d👧🇳🇱", "👨\u200d👩\u200d👧🇳🇱"],
    [text().matching(/^\d{4}$/, "four digits"), "٢٠٢٦", "2026"],
    [text().matching(/^\d{4}$/, "four digits"), "２０２６", "2026"],
    [text().matching(/^[à-ü]+$/, "accents"), "e\u0301", "é"],
    [text().matching(/^.+$/, "anything"), "٢٠٢٦", "٢٠٢٦"],
    [text().matching(/^\d+$/g, "digits"), "12", "12"],
  ])("takes %o", (kind, said, value) => {
    expect(kind.parse(said, hearing())).toEqual({ ok: true, value });
    expect(kind.fromJson(kind.toJson(value))).toEqual({ ok: true, value });
  });

  it.each([
    [text(), "   ", "I need a few words here."],
    [text().min(3), "ab", "That is too short: at least 3 characters, please."],
    [text().min(2), "e\u0301", "That is too short: at least 2 characters, please."],
    [text().max(3), "abcd", "That is too long: 4 characters, 3 at most."],
    [text().matching(/^\d+$/, "Only digits, please."), "a", "Only digits, please."],
  ])("says why it refuses: %#", (kind, said, reason) => {
    expect(kind.parse(said, hearing())).toEqual({ ok: false, reason });
  });
});

describe("date", () => {
  it.each([
    ["2026-03-04", null, "2026-03-04"],
    ["2026-3-4", null, "2026-03-04"],
    ["2026-03-04T00:00:00Z", null, "2026-03-04"],
    ["24.12.", null, "2025-12-24"],
    ["6.1.", null, "2026-01-06"],
    ["7.1.", null, "2026-01-07"],
    ["29.2.", null, "2028-02-29"],
    ["24.12.2027", null, "2027-12-24"],
    ["3/4/2026", "en-US", "2026-03-04"],
    ["3/4/2026", "en-GB", "2026-04-03"],
    ["3/4/2026", "de", "2026-04-03"],
    ["3/4/2026", "ja", "2026-03-04"],
    ["13-4-2026", "nl", "2026-04-13"],
    ["2026/3/4", "en-GB", "2026-03-04"],
    ["1º de março", "pt", "2026-03-01"],
    ["il 1° marzo", "it", "2026-03-01"],
    ["13/4/26", null, "2026-04-13"],
    ["today", null, "2026-01-07"],
    ["tomorrow", null, "2026-01-08"],
    ["Tomorrow!", null, "2026-01-08"],
    ["on friday, please", null, "2026-01-09"],
    ["24 Dec", null, "2025-12-24"],
    ["December 24th, 2027", null, "2027-12-24"],
    ["in 2 weeks", null, "2026-01-21"],
    ["übermorgen", "de", "2026-01-09"],
    ["bis Freitag", "de-AT", "2026-01-09"],
    ["morgen", null, "2026-01-08"],
    ["demain", "fr", "2026-01-08"],
    ["mañana", "es", "2026-01-08"],
    ["завтра", "ru", "2026-01-08"],
    ["明日", "ja", "2026-01-08"],
  ])("reads %j in the language %j", (said, lang, day) => {
    const value = new Date(`${day}T00:00:00Z`);
    expect(date().parse(said, hearing(lang))).toMatchObject({ ok: true, value });
    expect(date().toJson(value)).toBe(day);
    expect(date().fromJson(day)).toEqual({ ok: true, value });
  });

  it.each([
    ["3-4-2026", "cannot tell the day from the month"],
    ["3/4/2026", "cannot tell the day from the month"],
    ["31.6.2026", "no such day"],
    ["2026-02-30", "no such day"],
    ["I may come", "do not recognise a date"],
    ["next month", "do not recognise a date"],
    ["Ann told me on Friday that Bob will", "cannot tell which day"],
    ["monday or tuesday", "cannot tell which day"],
    ["", "do not recognise a date"],
    ["1".repeat(1_000), "do not recognise a date"],
  ])("says why it refuses %.40j", (said, reason) => {
    expect(date().parse(said, hearing())).toMatchObject({
      ok: false,
      reason: expect.stringContaining(reason),
    });
  });

  it.each([
    [date().future(), "2026-01-06", "2026-01-06 is already over. I need today or a later day."],
    [date().past(), "tomorrow", "2026-01-08 is still to come. I need today or an earlier day."],
    [date().from("2026-02-01"), "tomorrow", "2026-01-08 is too early: the first possible day is 2026-02-01."],
    [date().until("2026-01-07"), "tomorrow", "2026-01-08 is too late: the last possible day is 2026-01-07."],
  ])("keeps its limits: %#", (kind, said, reason) => {
    expect(kind.parse(said, hearing())).toEqual({ ok: false, reason });
  });

  it("does not know which half of the English speaking world it is talking to", () => {
    expect(date().parse("3/4/2026", hearing("en"))).toEqual(date().parse("3/4/2026", hearing()));
    expect(date().parse("3/4/2026", hearing("en"))).toMatchObject({ ok: false });
  });

  it("is read again from storage though it lies in the past by then, but not when it is none", () => {
    expect(date().future().fromJson("2020-01-01")).toMatchObject({ ok: true });
    for (const json of ["2020-02-30", "0999-01-01", "yesterday", 5, null])
      expect(date().fromJson(json)).toMatchObject({ ok: false });
  });
});

describe("yesNo", () => {
  it.each([
    "yes",
    "Y",
    "Yes!",
    "yes please",
    "ja",
    "Ja, bitte",
    "oui",
    "sí",
    "да",
    "はい",
    "👍🏽",
    "ok",
    "true",
    "1",
  ])("takes %j for yes", (said) => {
    expect(yesNo().parse(said, hearing())).toEqual({ ok: true, value: true });
  });

  it.each(["no", "N", "No.", "no thanks", "nein", "non", "não", "нет", "いいえ", "👎", "false", "0"])(
    "takes %j for no",
    (said) => {
      expect(yesNo().parse(said, hearing())).toEqual({ ok: true, value: false });
    },
  );

  it.each(["", "maybe", "yes but no", "ne", "no idea", "yesterday"])("does not guess at %j", (said) => {
    expect(yesNo().parse(said, hearing())).toEqual({ ok: false, reason: "Please answer yes or no." });
  });
});

describe("choice", () => {
  const kind = choice({ r: "Red wine", w: "White wine", water: "Water", "2": "Number two" });
  it.each([
    ["r", "r"],
    ["1", "2"],
    ["2", "2"],
    ["3.", "w"],
    ["red", "r"],
    ["WHITE W", "w"],
    ["wat", "water"],
    ["#3", "w"],
    ["３", "w"],
    ["Red.", "r"],
  ])("takes number, value, or unique prefix: %j", (said, value) => {
    // Keys that look like whole numbers come first in an object: "2" is the first choice.
    expect(kind.parse(said, hearing())).toEqual({ ok: true, value });
  });

  it("says between what a prefix leaves the choice, and how to choose otherwise", () => {
    const colours = choice(["red", "rose", "white"]);
    expect(colours.parse("r", hearing())).toEqual({ ok: false, reason: '"r" could be red or rose.' });
    expect(colours.parse("4", hearing())).toEqual({
      ok: false,
      reason: "That is none of the choices. A number from 1 to 3 will do.",
    });
    expect(colours.fromJson("green")).toMatchObject({ ok: false });
  });

  it("refuses to be made of nothing or of the same twice", () => {
    expect(() => choice([])).toThrow("at least one");
    expect(() => choice(["a", "a"])).toThrow("twice");
  });
});

describe("any", () => {
  it("takes whatever is said, and refuses nothing but nothing", () => {
    const said = " /me waves\r\n  twice\t\n";
    expect(any().parse(said, hearing())).toEqual({ ok: true, value: "/me waves\r\n  twice" });
    expect(any().parse(" \n", hearing())).toEqual({ ok: false, reason: "I need a few words here." });
    expect(any().parse("x".repeat(100_000), hearing()).ok).toBe(true);
    for (const json of ["", " ", 5, null, {}]) expect(any().fromJson(json)).toMatchObject({ ok: false });
  });
});

describe("every kind", () => {
  const kinds: readonly Answer<unknown>[] = [
    text(),
    text().max(3).optional(),
    text().lines(),
    number(),
    number().integer().min(-5).max(1e6).optional(),
    date(),
    date().future().optional(),
    yesNo(),
    yesNo().optional(),
    choice(["red", "green"]),
    choice(["red"]).optional().describe("a colour"),
    jid(),
    jid().full().optional(),
    file(),
    file().types("image/*").insecure().optional(),
    any(),
    any().optional(),
    answer<number>({
      kind: "number",
      field: { type: "text-single", datatype: "xs:integer" },
      parse: (said) =>
        /^\d{1,9}$/.test(said) ? { ok: true, value: Number(said) } : { ok: false, reason: "Digits." },
      toJson: (value) => value,
      fromJson: (json) =>
        typeof json === "number" ? { ok: true, value: json } : { ok: false, reason: "Digits." },
    }),
  ];
  const langs = fc.constantFrom(null, "en", "en-US", "de", "ja", "x-junk");

  /** Anything, and what looks like something to one of the kinds. */
  const said = fc.oneof(
    fc.string({ unit: "binary", maxLength: 200 }),
    fc
      .array(
        fc.constantFrom(
          ..."0 1 9 12 . , ' - + / : @ < > ( ) \n e ½ ² ٣ 年 月 日 das next of in die ja no xmpp: https:// up.example.org %2F ..".split(
            " ",
          ),
          " ",
          "\u202e",
          "\ud800",
          "\u0000",
        ),
        { maxLength: 40 },
      )
      .map((parts) => parts.join("")),
    fc.webUrl({ withQueryParameters: true, withFragments: true }),
    fc.emailAddress(),
    fc.double().map(String),
    fc
      .date({ noInvalidDate: true, min: new Date("1000-01-01"), max: new Date("9999-12-31") })
      .map((at) => at.toISOString().slice(0, 10)),
    fc.constantFrom(
      "yes",
      "no",
      "red",
      "g",
      "https://up.example.org/a/b.png",
      "http://up.example.org/c%20d.gif",
    ),
  );

  it("reads back what it stored and showed, and never throws, whatever is said or stored", () => {
    const values = new Set<string>();
    fc.assert(
      fc.property(fc.constantFrom(...kinds), said, langs, (kind, text, lang) => {
        const read = kind.parse(text, hearing(lang));
        if (!read.ok) return read.reason.length > 0;
        values.add(kind.kind);
        const json = JSON.parse(JSON.stringify(kind.toJson(read.value)));
        const { value } = read;
        expect(kind.fromJson(json)).toEqual({ ok: true, value });
        expect(kind.fromForm(kind.toForm(value), hearing(lang))).toMatchObject({ ok: true, value });
        return true;
      }),
      { numRuns: 3_000 },
    );
    expect(values).toEqual(new Set(kinds.map(({ kind }) => kind)));
    fc.assert(
      fc.property(fc.constantFrom(...kinds), fc.jsonValue(), (kind, json) => {
        const read = kind.fromJson(json as never);
        return read.ok || read.reason.length > 0;
      }),
      { numRuns: 2_000 },
    );
  });

  it("never throws, whatever a form sends", () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...kinds),
        fc.array(said, { maxLength: 3 }),
        langs,
        (kind, values, lang) => {
          const read = kind.fromForm(values, hearing(lang));
          return read.ok || read.reason.length > 0;
        },
      ),
      { numRuns: 2_000 },
    );
  });

  it("keeps its question and description through limits", () => {
    const kinds: readonly Answer<unknown>[] = [
      text("?").describe("d").min(1).max(9).matching(/x/, "x").lines(),
      number("?").describe("d").min(1).max(9).integer(),
      date("?").describe("d").from("2026-01-01").until("2026-12-31").future().past(),
      yesNo("?").describe("d"),
      choice(["a"], "?").describe("d"),
      choice({ a: "A" }, "?").describe("d"),
      jid("?").describe("d").full().domain("example.org"),
      file("?").describe("d").types("image/*").hosts("example.org").insecure(),
      any("?").describe("d"),
    ];
    for (const kind of kinds)
      for (const { question, description } of [kind, kind.optional(), kind.optional().describe("d")])
        expect([kind.kind, question, description]).toEqual([kind.kind, "?", "d"]);
    for (const kind of [text(), number(), date(), yesNo(), choice(["a"]), jid(), file(), any()])
      expect([kind.question, kind.description]).toEqual([undefined, undefined]);
  });

  it("may be left out where it is optional, and then holds undefined", () => {
    for (const said of ["-", "skip", "None", " – "]) {
      expect(date().optional().parse(said, hearing())).toEqual({ ok: true, value: undefined });
      expect(text().parse(said, hearing()).ok).toBe(true);
    }
    expect(date().optional().toJson(undefined)).toBe(null);
    expect(date().optional().fromJson(null)).toEqual({ ok: true, value: undefined });
    expect(date().optional().describe("when").required).toBe(false);
    expect(text().max(3).describe("short").parse("long", hearing()).ok).toBe(false);
  });

  it("may be left out in the words of other languages, but not where the word is one of the choices", () => {
    const optional = choice(["all", "none"]).optional();
    expect(optional.parse("none", hearing())).toEqual({ ok: true, value: "none" });
    expect(optional.parse("-", hearing())).toEqual({ ok: true, value: undefined });
    for (const said of ["nichts", "Rien", "пропустить", "なし", "－"])
      expect([said, number().optional().parse(said, hearing())]).toEqual([
        said,
        { ok: true, value: undefined },
      ]);
  });
});
