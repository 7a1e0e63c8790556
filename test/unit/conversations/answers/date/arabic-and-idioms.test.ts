/** Days in Arabic, days of the month alone, and turns of phrase. It is Wednesday, 25 November 2026. */
import { describe, expect, it } from "vitest";
import { date } from "../../../../../src/conversations/answers/index.ts";
import { ASKED, type Case, readings } from "../readings.ts";

const day = (iso: string): Date => new Date(`${iso}T00:00:00Z`);

function expectDays(cases: readonly (readonly [string, string])[], langs: readonly (string | null)[]): void {
  const all = cases.flatMap(([said, iso]) =>
    langs.map((lang): Case => [said, lang, iso === ASKED ? ASKED : day(iso)]),
  );
  expect(readings(date(), all)).toEqual(all);
}

function reason(said: string, lang: string, kind = date()): string {
  const read = kind.parse(said, { now: Date.UTC(2026, 10, 25), lang });
  return read.ok ? "" : read.reason;
}

describe("a day in Arabic", () => {
  it("is read as in other languages, also from people whose language is not known", () => {
    expectDays(
      [
        ["غدا", "2026-11-26"],
        ["غدًا", "2026-11-26"],
        ["غداً من فضلك", "2026-11-26"],
        ["بكرة", "2026-11-26"],
        ["اليوم", "2026-11-25"],
        ["أمس", "2026-11-24"],
        ["بعد غد", "2026-11-27"],
        ["أول أمس", "2026-11-23"],
        ["الجمعة", "2026-11-27"],
        ["يوم الجمعة", "2026-11-27"],
        ["في يوم الأحد", "2026-11-29"],
        ["الاثنين القادم", "2026-11-30"],
        ["الجمعة الماضية", "2026-11-20"],
        ["الخميس صباحا", "2026-11-26"],
        ["24 ديسمبر", "2026-12-24"],
        ["٢٤ ديسمبر", "2026-12-24"],
        ["٢٤ كانون الأول ٢٠٢٦", "2026-12-24"],
        ["3 تشرين الثاني", "2026-11-03"],
        ["5 يناير 2027", "2027-01-05"],
        ["الرابع من ديسمبر", "2026-12-04"],
        ["الثاني والعشرين من ديسمبر", "2026-12-22"],
        ["الجمعة ٤ ديسمبر", "2026-12-04"],
        ["بعد ثلاثة أيام", "2026-11-28"],
        ["بعد يومين", "2026-11-27"],
        ["بعد أسبوع", "2026-12-02"],
        ["بعد أسبوعين", "2026-12-09"],
        ["بعد شهر", "2026-12-25"],
        ["قبل ٣ أيام", "2026-11-22"],
        ["منذ يومين", "2026-11-23"],
        ["إن شاء الله غدا", "2026-11-26"],
        ["غـــدا", "2026-11-26"],
        ["غدا، شكرا", "2026-11-26"],
      ],
      ["ar", "ar-EG", "en", null],
    );
  });

  it("is asked about where it is none, or more than a day", () => {
    expectDays(
      [
        ["اثنين", ASKED],
        ["قبل الجمعة", ASKED],
        ["الجمعة أو السبت", ASKED],
        ["٣١ نوفمبر", ASKED],
        ["الخميس ٤ ديسمبر", ASKED],
        ["ليس غدا", ASKED],
        ["قريبا", ASKED],
      ],
      ["ar", null],
    );
  });

  it("is told that no time is kept, where one stands beside it", () => {
    for (const said of ["غدا الساعة ٥", "غدا في الساعة ٥"]) expect(reason(said, "ar")).toContain("no time");
  });
});

describe("a day of the month alone", () => {
  it("is the next one where that is nearer than the last one, and shown back", () => {
    expectDays(
      [
        ["the 28th", "2026-11-28"],
        ["on the 30th", "2026-11-30"],
        ["by the 1st", "2026-12-01"],
        ["the 25th", "2026-11-25"],
        ["the 20th", ASKED],
        ["28th", ASKED],
        ["28", ASKED],
        ["the second", ASKED],
      ],
      ["en", null],
    );
    expectDays([["am 28.", "2026-11-28"]], ["de", null]);
    expectDays([["am 20.", ASKED]], ["de"]);
    expectDays([["den 2.", "2026-12-02"]], ["sv"]);
    const read = date().parse("the 28th", { now: Date.UTC(2026, 10, 25), lang: "en" });
    expect(read).toMatchObject({ ok: true, understood: "Saturday, 28 November 2026" });
  });

  it("is the one that the question takes", () => {
    expect(readings(date().future(), [["am 24.", "de", 0]])).toEqual([["am 24.", "de", day("2026-12-24")]]);
    expect(readings(date().past(), [["the 28th", "en", 0]])).toEqual([["the 28th", "en", day("2026-10-28")]]);
    expect(reason("the 20th", "en")).toContain("I cannot tell which day you mean");
    expect(reason("on the 20th", "en", date().from("2027-03-01"))).toContain(
      "I cannot tell which day you mean",
    );
  });
});

it("weeks and fortnights are counted from today and tomorrow", () => {
  expectDays(
    [
      ["in a fortnight", "2026-12-09"],
      ["a fortnight from today", "2026-12-09"],
      ["a fortnight ago", "2026-11-11"],
      ["a week today", "2026-12-02"],
      ["a week tomorrow", "2026-12-03"],
      ["two weeks today", "2026-12-09"],
      ["a day tomorrow", ASKED],
      ["this week today", ASKED],
    ],
    ["en", null],
  );
});
