/** Today is Wednesday, 25 November 2026. */
import { describe, expect, it } from "vitest";
import { date } from "../../../../../src/conversations/answers/index.ts";
import { ASKED, type Case, now, readings } from "../readings.ts";

const day = (iso: string): Date => new Date(`${iso}T00:00:00Z`);
const read = (cases: readonly Case[], kind = date()) => expect(readings(kind, cases)).toEqual(cases);
const reasons = (said: readonly string[], kind = date(), lang: string | null = "en") =>
  said.map((text) => {
    const parsed = kind.parse(text, { now, lang });
    return parsed.ok ? parsed.value.toISOString() : parsed.reason;
  });

describe("a word that is tomorrow and the morning", () => {
  it("is tomorrow, unless it stands behind a day", () => {
    read([
      ["morgen in einer Woche", "de", day("2026-12-03")],
      ["in einer Woche morgen", "de", day("2026-12-03")],
      ["morgen in drei Wochen", "de", day("2026-12-17")],
      ["morgen in einem Monat", null, day("2026-12-26")],
      ["morgen over twee weken", "nl", day("2026-12-10")],
      ["over drie weken morgen", "nl", day("2026-12-17")],
      ["za tydzień jutro", "pl", day("2026-12-03")],
      ["i morgen om to uger", "da", day("2026-12-10")],
      ["завтра через неделю", "ru", day("2026-12-03")],
      ["gestern vor einer Woche", "de", day("2026-11-17")],
      ["Samstag morgen", "de", day("2026-11-28")],
      ["gestern Morgen", "de", day("2026-11-24")],
      ["zaterdag morgen", "nl", day("2026-11-28")],
      ["am Samstag am Morgen", "de", day("2026-11-28")],
      ["bis morgen", "de", day("2026-11-26")],
      ["MORGEN", "de", day("2026-11-26")],
      ["morgen Samstag", "de", ASKED],
      ["24. Dezember, morgen", "de", ASKED],
      ["mañana sábado", "es", ASKED],
    ]);
  });

  it("is no day where it is a time of any day, or a greeting", () => {
    read([
      ["am Morgen", "de", ASKED],
      ["in den Morgen", "de", ASKED],
      ["morgens", "de", ASKED],
      ["Morgen!", "de", ASKED],
      ["morgen!!", "nl", ASKED],
      ["Morgen!", "en", ASKED],
      ["Morgen!", null, ASKED],
      ["la mañana", "es", ASKED],
      ["para la mañana", "es", ASKED],
      ["de mañana", "es", ASKED],
      ["de morgen", "nl", ASKED],
      ["van morgen", "nl", ASKED],
      ["morgen", "da", ASKED],
      ["morgen", "nb", ASKED],
      ["¡mañana!", "es", day("2026-11-26")],
    ]);
  });
});

describe("a word of the person's language", () => {
  it("is not taken for the day of another language", () => {
    read([
      ["segunda", "es", ASKED],
      ["la quinta", "es", ASKED],
      ["quarta", "it", ASKED],
      ["hier", "de", ASKED],
      ["hier", "nl", ASKED],
      ["segunda", "pt", day("2026-11-30")],
      ["hier", "fr", day("2026-11-24")],
      ["vendredi", "en", day("2026-11-27")],
    ]);
  });
});

describe("a year of two digits", () => {
  it("is of the century that is nearest, whether or not the question takes it", () => {
    read(
      [
        ["20.11.26", "de", ASKED],
        ["3.2.25", "fr", ASKED],
        ["10/31/25", "en-US", ASKED],
        ["24 nov 26", "en", ASKED],
        ["7 juin '98", "fr", ASKED],
        ["30.6.01", "pl", ASKED],
        ["24.12.26", "de", day("2026-12-24")],
        ["1/31/31", "en-US", day("2031-01-31")],
      ],
      date().future(),
    );
    read([["3.2.25", "de", ASKED]], date().from("2026-11-20"));
    read([["2.1.27", "de", ASKED]], date().until("2026-12-31"));
    read([["2.1.35", "de", ASKED]], date().until("2026-12-31"));
    read(
      [
        ["28 nov '26", "en", ASKED],
        ["3.4.27", "de", ASKED],
        ["12/24/27", "en-US", ASKED],
        ["3.4.31", "de", day("1931-04-03")],
        ["3.4.68", "it", day("1968-04-03")],
        ["24.11.26", "de", day("2026-11-24")],
      ],
      date().past(),
    );
    read([["3.4.61", "de", day("2061-04-03")]], date().from("2060-01-01"));
    expect(reasons(["24 nov 26", "9 dec 99"], date().future())).toEqual([
      expect.stringContaining("2026-11-24 is already over"),
      expect.stringContaining("1999-12-09 is already over"),
    ]);
    expect(reasons(["28 nov 26"], date().past())).toEqual([
      expect.stringContaining("2026-11-28 is still to come"),
    ]);
  });

  it("is asked about between dashes, where it is as likely to stand first", () => {
    read([
      ["26-12-24", "nl", ASKED],
      ["26-12-24", null, ASKED],
      ["26-11-12", "en", ASKED],
      ["27-01-05", "sv", ASKED],
      ["24-12-26", "nl", day("2026-12-24")],
      ["31-01-27", "pt", day("2027-01-31")],
      ["12-31-26", "en-US", day("2026-12-31")],
      ["5-11-26", "nl", day("2026-11-05")],
    ]);
  });
});

describe("a day with a time", () => {
  it("is asked about, also where a program wrote it", () => {
    read([
      ["2026-12-24T17:30Z", "en", ASKED],
      ["2026-12-24T17:30", null, ASKED],
      ["2026-12-24T23:30:00-08:00", "en", ASKED],
      ["2026-12-24t06:05:04.250+0100", "de", ASKED],
      ["2026-12-24T00:00:00Z", "en", day("2026-12-24")],
      ["2026-12-24T00:00:00.000Z", null, day("2026-12-24")],
      ["2026-12-24T00:00", "fr", day("2026-12-24")],
      ["2026-12-24T00:00:00-08:00", "en", ASKED],
    ]);
    expect(reasons(["2026-12-24T17:30Z"])).toEqual([
      'I can note a day here, but no time. Please write the day alone: "24 December 2026".',
    ]);
  });
});

describe("a number behind a day", () => {
  it("is not taken for its date where it may be a time or a number of people", () => {
    read([
      ["friday for 4", "en", ASKED],
      ["friday by 4", "en", ASKED],
      ["friday until 4", "en", ASKED],
      ["Freitag für 4", "de", ASKED],
      ["Freitag bis 4", "de", ASKED],
      ["vendredi pour 4", "fr", ASKED],
      ["venerdì per 4", "it", ASKED],
      ["viernes para 4", "es", ASKED],
      ["vrijdag voor 4", "nl", ASKED],
      ["пятница на 4", "ru", ASKED],
      ["piątek na 4", "pl", ASKED],
      ["5 december for 12", "en", ASKED],
      ["5 décembre pour 12", "fr", ASKED],
      ["5. Dezember bis 12", "de", ASKED],
      ["5 de diciembre para 12", "es", ASKED],
      // The first of October was a Thursday.
      ["thursday 1", "en", ASKED],
      ["giovedì 1", "it", ASKED],
      ["friday the 4th", "en", day("2026-12-04")],
      ["Freitag, den 4.", "de", day("2026-12-04")],
      ["sexta, dia 4", "pt", day("2026-12-04")],
      ["viernes para el 4", "es", day("2026-12-04")],
      ["december the 5th", "en", day("2026-12-05")],
      ["friday please, 4 december", "en", day("2026-12-04")],
      ["5 de dez de 27", "pt", day("2027-12-05")],
    ]);
  });
});

describe("so many days that mean a week or two", () => {
  it("are asked about", () => {
    read([
      ["dans huit jours", "fr", ASKED],
      ["il y a quinze jours", "fr", ASKED],
      ["dans 8 jours", null, ASKED],
      ["dentro de quince días", "es", ASKED],
      ["hace 15 días", "es", ASKED],
      ["tra otto giorni", "it", ASKED],
      ["daqui a quinze dias", "pt", ASKED],
      ["in acht Tagen", "de", ASKED],
      ["vor 8 Tagen", "de", ASKED],
      ["over acht dagen", "nl", ASKED],
      ["om otte dage", "da", ASKED],
      ["om åtta dagar", "sv", ASKED],
      ["in 8 days", "en", day("2026-12-03")],
      ["in 14 Tagen", "de", day("2026-12-09")],
      ["in 15 Tagen", "de", day("2026-12-10")],
      ["dans dix jours", "fr", day("2026-12-05")],
      ["через 8 дней", "ru", day("2026-12-03")],
    ]);
  });
});

describe("a day", () => {
  it("is taken with the little words that people say around it", () => {
    read([
      ["saturday then", "en", day("2026-11-28")],
      ["make it saturday", "en", day("2026-11-28")],
      ["let's say 5 december", "en", day("2026-12-05")],
      ["hello, tomorrow please", "en", day("2026-11-26")],
      ["I'd like monday", "en", day("2026-11-30")],
      ["how about friday?", "en", day("2026-11-27")],
      ["hallo, am Samstag", "de", day("2026-11-28")],
      ["dann Montag", "de", day("2026-11-30")],
      ["alors samedi", "fr", day("2026-11-28")],
      ["bonjour, demain", "fr", day("2026-11-26")],
      ["hola, el sábado", "es", day("2026-11-28")],
      ["ciao, domani", "it", day("2026-11-26")],
      ["«samedi»", "fr", day("2026-11-28")],
      ["„morgen“", "de", day("2026-11-26")],
      ["'friday'", "en", day("2026-11-27")],
      ["24dec", "en", day("2026-12-24")],
      ["24dez2026", "de", day("2026-12-24")],
      ["5dic", "es", day("2026-12-05")],
      ["in 2weeks", "en", day("2026-12-09")],
      ["sam 28", "fr", day("2026-11-28")],
      ["mar 1", "es", ASKED],
      ["lun. 30", "it", day("2026-11-30")],
      ["Di 1.", "de", day("2026-12-01")],
      ["do 26", "nl", day("2026-11-26")],
      ["do 27", "nl", ASKED],
      ["so 29", "en", ASKED],
      ["Sa", "de", day("2026-11-28")],
      ["Mo", "de", day("2026-11-30")],
      ["ven", "fr", day("2026-11-27")],
      ["vr", "nl", day("2026-11-27")],
      ["Di", "de", ASKED],
      ["ven", null, ASKED],
      ["so 29", null, ASKED],
      ["wed", null, day("2026-11-25")],
      ["~friday~", "en", ASKED],
      ["not friday then", "en", ASKED],
      ["maybe friday", "en", ASKED],
      ["about friday", "en", ASKED],
      ["any friday", "en", ASKED],
    ]);
  });

  it("of a week by its number is none that is known", () => {
    for (const reason of reasons(["2026-W50-3", "2026W503", "W50"]))
      expect(reason).toContain("do not recognise a date");
  });

  it("that is named among words that may change it is asked for as such", () => {
    for (const [text, lang] of [
      ["perhaps tuesday", "en"],
      ["before friday", "en"],
      ["friday or saturday", "en"],
      ["tomorrow week", "en"],
      ["nach Freitag", "de"],
      ["in 8 Tagen", "de"],
      ["Di", "de"],
      ["vielleicht morgen", "de"],
      ["quizás el lunes", "es"],
    ] as const)
      expect([text, reasons([text], date(), lang)]).toEqual([
        text,
        ['I cannot tell which day you mean. Write for example "25 December 2026" or "2026-12-25".'],
      ]);
    expect(reasons(["whenever"])).toEqual([expect.stringContaining("do not recognise a date")]);
  });

  it("of the right weekday that the question does not take is told why", () => {
    expect(reasons(["sat 28 nov", "tuesday, 1 dec"], date().past())).toEqual([
      expect.stringContaining("2026-11-28 is still to come"),
      expect.stringContaining("2026-12-01 is still to come"),
    ]);
    expect(reasons(["tue 24 nov"], date().future())).toEqual([
      expect.stringContaining("2026-11-24 is already over"),
    ]);
    expect(reasons(["fri 28 nov"], date().past())).toEqual([day("2025-11-28").toISOString()]);
  });
});
