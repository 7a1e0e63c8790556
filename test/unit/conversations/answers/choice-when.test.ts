import { describe, expect, it } from "vitest";
import { choice } from "../../../../src/conversations/answers/index.ts";
import { ASKED, type Case, now, readings } from "./readings.ts";

const MORNING = ["9:00", "9:30", "10:00", "10:30", "11:00", "11:30"];
const DAY = ["8:30", "13:00", "15:00", "17:30"];

function expectReadings(choices: readonly string[], cases: readonly Case[]): void {
  expect(readings(choice(choices), cases)).toEqual(cases);
}

describe("a choice that is a time of day", () => {
  it("is taken as people say it in their language", () => {
    expectReadings(MORNING, [
      ["at 9", "en", "9:00"],
      ["9am", "en", "9:00"],
      ["9:30 a.m.", "en", "9:30"],
      ["at 10.30 please", "en", "10:30"],
      ["half past nine", "en", "9:30"],
      ["eleven o'clock", "en", "11:00"],
      ["um 9", "de", "9:00"],
      ["um halb zehn", "de", "9:30"],
      ["10 Uhr 30", "de", "10:30"],
      ["9.30 Uhr, bitte", "de", "9:30"],
      ["à 9h", "fr", "9:00"],
      ["9h30", "fr", "9:30"],
      ["dix heures et demie", "fr", "10:30"],
      ["a las 9", "es", "9:00"],
      ["a las diez y media", "es", "10:30"],
      ["alle 10.30", "it", "10:30"],
      ["às 10h30", "pt", "10:30"],
      ["om 9 uur", "nl", "9:00"],
      ["klockan 10.30", "sv", "10:30"],
      ["halv ti", "da", "9:30"],
      ["klo 11", "fi", "11:00"],
      ["o 9:30", "pl", "9:30"],
      ["o dziewiątej", "pl", "9:00"],
      ["об одинадцятій", "uk", "11:00"],
      ["saat 10'da", "tr", "10:00"],
      ["в 9 часов", "ru", "9:00"],
      ["о 10:30", "uk", "10:30"],
      ["v 11 hodin", "cs", "11:00"],
      ["9 órakor", "hu", "9:00"],
      ["στις 9", "el", "9:00"],
      ["saat 9", "tr", "9:00"],
      ["9 बजे", "hi", "9:00"],
      ["في الساعة ١٠", "ar", "10:00"],
      ["10時半", "ja", "10:30"],
      ["9点", "zh", "9:00"],
      ["1030", "en", "10:30"],
    ]);
    expectReadings(DAY, [
      ["3pm", "en", "15:00"],
      ["at 5:30", "en", "17:30"],
      ["at 1", "en", "13:00"],
      ["15h", "fr", "15:00"],
    ]);
    expectReadings(["9 am", "3 pm"], [["15:00", "en", "3 pm"]]);
  });

  it("is none where another time was said, and asked about where it is not the only one", () => {
    expectReadings(MORNING, [
      ["3pm", "en", ASKED],
      ["9pm", "en", ASKED],
      ["at 2", "en", ASKED],
      ["a las 2", "es", ASKED],
      ["à 2h", "fr", ASKED],
      ["half ten", "en", ASKED],
      ["after 10", "en", ASKED],
      ["not 11", "en", ASKED],
      ["around 10", "en", ASKED],
      ["9:00?", "en", ASKED],
      ["9:00 or 10:00", "en", ASKED],
      ["um 9:15", "de", ASKED],
    ]);
    expectReadings(DAY, [["around 5", "en", ASKED]]);
    expectReadings(["9:00", "12:00"], [["gegen 12", "de", "12:00"]]);
    expectReadings(["3:00", "15:00"], [["at 3", "en", ASKED]]);
  });

  it("gives way to the number of another choice, or is asked about", () => {
    expectReadings(MORNING, [
      ["2", "en", "9:30"],
      ["number 2", "en", "9:30"],
      ["9", "en", "9:00"],
    ]);
    expectReadings(["3:00", "2:00", "1:00"], [["1", "en", ASKED]]);
  });

  it("is no length of time, and no price", () => {
    expectReadings(
      ["1 h", "2 h"],
      [
        ["at 2", "en", ASKED],
        ["13", "en", ASKED],
      ],
    );
    expectReadings(["1.50", "2.50"], [["at 2", "en", ASKED]]);
  });
});

describe("a choice that is a day, a part of it or a place", () => {
  it("is taken with the little word that stands before it", () => {
    expectReadings(
      ["Monday", "Friday"],
      [
        ["on monday", "en", "Monday"],
        ["on a friday", "en", "Friday"],
        ["on friday", null, "Friday"],
        ["on friday?", "en", ASKED],
        ["by friday", "en", ASKED],
        ["not on friday", "en", ASKED],
        ["on monday or friday", "en", ASKED],
      ],
    );
    expectReadings(["morning", "afternoon"], [["in the afternoon", "en", "afternoon"]]);
    expectReadings(["Montag", "Freitag"], [["am Freitag", "de", "Freitag"]]);
    expectReadings(["lundi", "vendredi"], [["le vendredi", "fr", "vendredi"]]);
    expectReadings(["lunes", "viernes"], [["el viernes", "es", "viernes"]]);
    expectReadings(["poniedziałek", "piątek"], [["w piątek", "pl", "piątek"]]);
    expectReadings(["понедельник", "пятница"], [["в понедельник", "ru", "понедельник"]]);
    expectReadings(["Berlin", "Hamburg"], [["in Hamburg", "de", "Hamburg"]]);
  });

  it("is asked about where that word, or more than its name, was said of it", () => {
    expectReadings(["This week", "Later"], [["in a week", "en", ASKED]]);
    expectReadings(["Berlin", "near Berlin", "in Bonn"], [["in Berlin", "en", ASKED]]);
    expectReadings(["one", "two", "three"], [["at 2", "en", ASKED]]);
    const said = choice(["Monday", "Tuesday"]).parse("no monday", { now, lang: null });
    expect(said.ok).toBe(false);
  });
});
