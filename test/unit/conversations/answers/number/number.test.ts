import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { number } from "../../../../../src/conversations/answers/index.ts";

const hearing = (lang: string | null = null) => ({ now: 0, lang });

describe("number", () => {
  it.each([
    ["5", null, 5],
    [" 5. ", null, 5],
    ["5!", null, 5],
    ["+3", null, 3],
    ["-2", null, -2],
    ["−2", null, -2],
    ["–2", null, -2],
    ["- 2", null, -2],
    ["-0", null, 0],
    ["007", null, 7],
    [".5", null, 0.5],
    ["0,5", null, 0.5],
    ["1.5", "de", 1.5],
    ["1,5", "en", 1.5],
    ["1.234", "en-US", 1.234],
    ["2,500", "en", 2_500],
    ["2.50", "en", 2.5],
    ["null", "de", 0],
    ["1.234", "de", 1_234],
    ["1.234", "de-CH", 1.234],
    ["1,234", "en-GB", 1_234],
    ["1,234", "de", 1.234],
    ["0.234", "de", 0.234],
    ["1234.567", "de", 1_234.567],
    ["1.2345", "de", 1.2345],
    ["1,234.5", "de", 1_234.5],
    ["1.234,5", "en", 1_234.5],
    ["1,234.567", null, 1_234.567],
    ["1.234.567", "en", 1_234_567],
    ["1,234,567.25", null, 1_234_567.25],
    ["12,34,567", "en-IN", 1_234_567],
    ["1 234", null, 1_234],
    ["1\u202f234\u202f567,5", "fr", 1_234_567.5],
    ["1 234.567", null, 1_234.567],
    ["12'000", null, 12_000],
    ["12’000.50", "de-CH", 12_000.5],
    ["½", null, 0.5],
    ["1½", null, 1.5],
    ["1 1/2", null, 1.5],
    ["-3/4", null, -0.75],
    ["1e3", null, 1_000],
    ["1.5E-3", null, 0.0015],
    ["1.234e3", "de", 1_234],
    ["１２３", "ja", 123],
    ["１，２３４．５", "ja", 1_234.5],
    ["zero", null, 0],
    ["Twelve", "en", 12],
    ["twelve", "de", 12],
    ["zwölf", "de", 12],
    ["doze", null, 12],
    ["999999999999999", null, 999_999_999_999_999],
    ["0.1", null, 0.1],
  ])("reads %j in the language %j", (said, lang, value) => {
    expect(number().parse(said, hearing(lang))).toEqual({ ok: true, value });
    expect(number().fromJson(number().toJson(value))).toEqual({ ok: true, value });
  });

  it.each([
    ["1.234", null],
    ["1,234", null],
    ["1.234", "fr"],
    // Servers say "en" for people whose client names no language.
    ["1.234", "en"],
    ["-1.234", "EN"],
    ["-1,234", "x-junk"],
    ["1.234", "qq"],
  ])("does not guess whether %j is a thousand in the language %j", (said, lang) => {
    const sign = said.startsWith("-") ? "-" : "";
    expect(number().parse(said, hearing(lang))).toEqual({
      ok: false,
      reason: `I cannot tell whether that is ${sign}1234 or ${sign}1.2340. Please write one of the two.`,
    });
    expect(number().integer().parse(said, hearing(lang))).toMatchObject({ ok: true });
  });

  it.each([
    "",
    "-",
    ".",
    "e5",
    "1e",
    "five apples",
    "5 €",
    "12 34",
    "1,23,4",
    "1.2.3",
    "1.23.456",
    "12.34.567",
    "1,,2",
    "1..5",
    "1/0",
    "1 3/2",
    "2026-01-07",
    "--2",
    "Infinity",
    "NaN",
    "0x10",
    "once",
    "1".repeat(1_000),
  ])("does not take %.40j for one", (said) => {
    expect(number().parse(said, hearing("en"))).toEqual({
      ok: false,
      reason: 'I do not recognise a number in that. Write it in digits, for example "3".',
    });
  });

  it("takes no word of another language than the person's and English, and none that is English for something else", () => {
    expect(number().parse("once", hearing("es"))).toEqual({ ok: true, value: 11 });
    expect(number().parse("once", hearing())).toMatchObject({ ok: false });
    expect(number().parse("null", hearing())).toMatchObject({ ok: false });
    expect(number().parse("sex", hearing("sv"))).toEqual({ ok: true, value: 6 });
    expect(number().parse("sex", hearing("de"))).toMatchObject({ ok: false });
  });

  it.each(["12345678901234567890", "0.1234567890123456789", "1e999", "1e-999"])(
    "keeps no digits other than those of %s",
    (said) => {
      expect(number().parse(said, hearing())).toEqual({
        ok: false,
        reason: "That is more than I can keep exactly. I need a number with at most 15 digits.",
      });
    },
  );

  it.each([
    [number().min(2), "1.5", "1.5 is too small: I need at least 2."],
    [number().max(1e21), "1e22", `1${"0".repeat(22)} is too large: I can take 1${"0".repeat(21)} at most.`],
    [number().integer(), "1.5", 'I need a whole number here, for example "3".'],
    [number().integer().min(10), "½", 'I need a whole number here, for example "10".'],
    [number().max(-1), "many", 'I do not recognise a number in that. Write it in digits, for example "-1".'],
    [
      number().integer(),
      "1e17",
      "That is more than I can keep exactly. I need a number with at most 15 digits.",
    ],
  ])("says why it refuses: %#", (kind, said, reason) => {
    expect(kind.parse(said, hearing())).toEqual({ ok: false, reason });
  });

  it("keeps its limits in storage too, and what is no number out", () => {
    expect(number().min(2).fromJson(1)).toMatchObject({ ok: false });
    expect(number().integer().fromJson(1.5)).toMatchObject({ ok: false });
    expect(number().fromJson(-0)).toEqual({ ok: true, value: 0 });
    for (const json of ["5", null, true, []]) expect(number().fromJson(json)).toMatchObject({ ok: false });
  });

  it("cannot be made with limits that leave nothing", () => {
    expect(() => number().min(2).max(1)).toThrow("leave no number: 2 to 1");
    expect(() => number().integer().min(1.2).max(1.8)).toThrow("leave no number");
    expect(() => number().min(Number.NaN)).toThrow("leave no number");
  });

  it("tells a form its datatype and range", () => {
    expect(number().field).toEqual({ type: "text-single", datatype: "xs:decimal" });
    expect(number().integer().min(-1e21).max(7.5).optional().field).toEqual({
      type: "text-single",
      datatype: "xs:integer",
      min: `-1${"0".repeat(21)}`,
      max: "7.5",
    });
  });

  it("takes from a form what the datatype and the person's language agree upon", () => {
    expect(number().fromForm(["1234.5"], hearing("de"))).toEqual({ ok: true, value: 1_234.5 });
    expect(number().fromForm(["1.2340"], hearing("de"))).toEqual({ ok: true, value: 1.234 });
    expect(number().fromForm(["1.234"], hearing("en"))).toEqual({ ok: true, value: 1.234 });
    expect(number().fromForm(["1,234"], hearing("en"))).toEqual({ ok: true, value: 1_234 });
    expect(number().fromForm(["1.234"], hearing("de"))).toMatchObject({ ok: false });
    expect(number().integer().fromForm(["1.234"], hearing("de"))).toEqual({ ok: true, value: 1_234 });
    expect(number().fromForm([], hearing("en"))).toMatchObject({ ok: false });
  });

  it("shows in a form, without an exponent, what every language reads as the same number", () => {
    const langs = fc.constantFrom(null, "en", "de", "fr", "de-CH", "fi", "x-junk");
    const numbers = fc.oneof(
      fc.double({ noDefaultInfinity: true, noNaN: true }),
      fc.integer({ min: -2_000_000, max: 2_000_000 }).map((thousandths) => thousandths / 1_000),
      fc.integer(),
    );
    fc.assert(
      fc.property(numbers, langs, (given, lang) => {
        const value = given === 0 ? 0 : given;
        const shown = number().toForm(value);
        expect(shown.join()).toMatch(/^-?\d+(\.\d+)?$/);
        expect(number().fromForm(shown, hearing(lang))).toEqual({ ok: true, value });
      }),
      { numRuns: 2_000 },
    );
  });
});
