import { describe, expect, it } from "vitest";
import { answer, date } from "../../../../../src/conversations/answers/index.ts";
import { responder } from "../../../../../src/conversations/responders/responder.ts";
import { Rehearsal } from "../../../../../src/conversations/testing/rehearsal.ts";

// A Thursday.
const now = Date.UTC(2027, 7, 12, 9);
const said = (text: string, kind = date(), at = now, lang: string | null = "en") =>
  kind.parse(text, { now: at, lang });
const day = (text: string, kind = date(), at = now, lang: string | null = "en") => {
  const read = said(text, kind, at, lang);
  return read.ok ? read.value.toISOString().slice(0, 10) : read.reason;
};

describe("a date", () => {
  it.each([
    ["9 Aug", "2027-08-09", "2027-08-09", "2028-08-09"],
    ["15 Aug", "2027-08-15", "2026-08-15", "2027-08-15"],
    ["3 March", "2027-03-03", "2027-03-03", "2028-03-03"],
    ["sunday", "2027-08-15", "2027-08-08", "2027-08-15"],
    ["thursday", "2027-08-12", "2027-08-12", "2027-08-12"],
    ["29 feb", "2028-02-29", "2024-02-29", "2028-02-29"],
    ["1 may 31", "2031-05-01", "1931-05-01", "2031-05-01"],
  ])(
    "without a year, %s, is the nearest; after .past() the last, after .future() the next",
    (text, ...days) => {
      expect([date(), date().past(), date().future()].map((kind) => day(text, kind))).toEqual(days);
    },
  );

  it("without a year is the one that lies within the limits", () => {
    expect(day("1 February", date().until("2027-06-30"))).toBe("2027-02-01");
    expect(day("1 October", date().until("2026-12-31"))).toBe("2026-10-01");
    expect(day("20.6.", date().from("2027-07-01"))).toBe("2028-06-20");
    expect(day("tuesday", date().until("2027-08-11"))).toBe("2027-08-10");
    expect(day("5/6/92", date().from("2050-01-01"), now, "de")).toBe("2092-06-05");
  });

  it("that is today where the person is, is neither over nor still to come", () => {
    // The evening of the 11th in California, and the morning of the 13th in Tokyo.
    const [west, east] = [Date.UTC(2027, 7, 12, 4), Date.UTC(2027, 7, 12, 22)];
    for (const kind of [date(), date().past(), date().future()]) {
      expect(day("8/11", kind, west, "en-US")).toBe("2027-08-11");
      expect(day("2027-08-11", kind, west)).toBe("2027-08-11");
      expect(day("13 August", kind, east)).toBe("2027-08-13");
    }
    expect(day("yesterday", date().future(), west)).toContain("already over");
    expect(day("tomorrow", date().past(), east)).toContain("still to come");
  });

  it("is shown as it was understood where it was counted, or stated without its year", () => {
    for (const text of ["tomorrow", "friday", "13 August", "13.8.", "13.8.27", "in one day", "fri 13"])
      expect(said(text)).toMatchObject({ understood: "Friday, 13 August 2027" });
    for (const text of ["2027-08-13", "13 August 2027", "Friday, August 13th, 2027", "13.8.2027"])
      expect(said(text)).not.toHaveProperty("understood");
    // Half past five, more likely.
    expect(said("13 August 1730")).toMatchObject({ understood: "Sunday, 13 August 1730" });
  });

  it("that contradicts itself is asked for again", () => {
    for (const text of ["Monday 13 August", "13.8.2027, Sunday", "tomorrow, 14 August", "today, friday"])
      expect(day(text)).toContain("does not fit together");
    expect(day("Monday 13 August")).toContain("13 August 2027 is a Friday");
  });

  it("with a time is refused with what can be kept", () => {
    for (const [text, lang] of [
      ["tmrw 7am", "en"],
      ["friday 18:15", "en"],
      ["morgen um 9 Uhr", "de"],
      ["vendredi à 9h30", "fr"],
      ["mañana a las 9", "es"],
      ["w piątek o 9:00", "pl"],
      ["i morgen kl. 9", "da"],
      ["Freitag 17 Uhr 30", "de"],
      ["13.8. 9.30 uur", "nl"],
      ["2027-08-13 09:00", "en"],
    ] as const)
      expect([text, day(text, date(), now, lang)]).toEqual([
        text,
        'I can note a day here, but no time. Please write the day alone: "13 August 2027".',
      ]);
    expect(day("yesterday 5pm", date().future())).toContain("already over");
    expect(day("at 5pm")).toContain("do not recognise a date");
  });

  it("of a day that no calendar has is told apart from what is no date", () => {
    for (const text of ["31 June", "30 feb", "29 February 2027", "Sep 31st", "0 May", "31.11.", "40 March"])
      expect([text, day(text)]).toEqual([text, expect.stringContaining("no such day")]);
  });

  it.each([
    ["", date()],
    [".future()", date().future()],
    [".past()", date().past()],
    [".from()", date().from("2029-05-04")],
    [".until()", date().until("2020-05-04")],
    [".from().until()", date().from("2027-08-20").until("2027-08-21")],
    [".past().from()", date().past().from("2027-08-11")],
    [".future().until()", date().future().until("2027-08-12")],
  ])("is refused with examples that %s takes", (_, kind) => {
    for (const text of ["whenever", "31 June", "3/4"]) {
      const examples = /for example "(.*)" or "(.*)"/.exec(day(text, kind)) ?? [];
      expect(day(examples[1] ?? "", kind)).toBe(examples[2]);
      expect(day(examples[2] ?? "", kind)).toBe(examples[2]);
    }
  });

  it("is no little word, whatever language abbreviates a day so", () => {
    for (const text of [
      "so",
      "to",
      "do",
      "on",
      "di",
      "mar",
      "sol",
      "dom",
      "the second",
      "no",
      "es",
      "as",
      "me",
    ])
      for (const lang of [null, "en", "de", "nl", "sv", "da", "it", "es", "pt", "fr", "pl"])
        expect([text, lang, said(text, date(), now, lang).ok]).toEqual([text, lang, false]);
  });
});

describe("a conversation", () => {
  const visit = responder("visit", {
    version: 1,
    help: "Visits",
    props: { on: date().until("2030-12-31") },
  }).steps("on", {
    on: { prompt: "When?", accept: date(), into: "on", next: "again" },
    again: {
      prompt: "And again?",
      accept: answer<Date>({ ...date().past(), parse: date().past().parse }).optional(),
      receive: (c) => c.complete("Thank you."),
    },
  });

  it("shows the day that it understood before its next words, and nothing where the day was said outright", async () => {
    const rehearsal = new Rehearsal([visit], { now: new Date(now).toISOString() });
    await rehearsal.say("/new visit");
    expect(await rehearsal.say("saturday")).toEqual([
      expect.stringMatching(/^Saturday, 14 August 2027\nAnd again/),
    ]);
    expect(await rehearsal.say("saturday")).toEqual(["Saturday, 7 August 2027\nThank you."]);
    expect(rehearsal.conversations).toMatchObject([{ props: { on: "2027-08-14" } }]);
    await rehearsal.say("/new visit");
    expect(await rehearsal.say("14 August 2027")).toEqual([expect.stringMatching(/^And again/)]);
    expect(await rehearsal.say("-")).toEqual(["Thank you."]);
  });
});
