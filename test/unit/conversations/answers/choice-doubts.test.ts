/** Choices whose labels hold numbers, articles or negations: what is said is taken as it was meant, or asked about. */
import { describe, expect, it } from "vitest";
import { choice } from "../../../../src/conversations/answers/index.ts";
import { ASKED, type Case, now, readings } from "./readings.ts";

function expectReadings(labels: readonly string[], cases: readonly Case[]): void {
  expect(readings(choice(labels), cases)).toEqual(cases);
}

/** All of these are asked about, whether the language is known or not. */
function expectAsked(labels: readonly string[], lang: string, said: readonly string[]): void {
  expectReadings(
    labels,
    said.flatMap((one): Case[] => [
      [one, lang, ASKED],
      [one, null, ASKED],
    ]),
  );
}

describe("a choice whose label holds a number", () => {
  it("is meant by that number in words or as an ordinal, whatever the number of the choice", () => {
    expectReadings(
      ["6 eggs", "4 eggs", "2 eggs", "1 egg"],
      [
        ["four eggs", "en", "4 eggs"],
        ["two eggs, please", "en", "2 eggs"],
        ["the one egg", "en", "1 egg"],
        ["three eggs", "en", ASKED],
        ["six", "en", "6 eggs"],
        ["the fourth", "en", ASKED],
      ],
    );
    expectReadings(
      ["15 minutes", "1 day", "2 days"],
      [
        ["three days", "en", ASKED],
        ["two days", "en", "2 days"],
        ["one day", "en", "1 day"],
        ["fifteen minutes", "en", "15 minutes"],
      ],
    );
    expectReadings(
      ["8 am", "2 am", "1 am"],
      [
        ["two am", "en", "2 am"],
        ["the 2 am one", "en", "2 am"],
        ["the 1 am one", "en", "1 am"],
      ],
    );
    expectReadings(
      ["Gate 3", "Gate 1", "Gate 2"],
      [
        ["gate one", "en", "Gate 1"],
        ["gate three", null, "Gate 3"],
        ["gate four", "en", ASKED],
      ],
    );
    expectReadings(
      ["cellar", "1st row", "2nd row"],
      [
        ["second row", "en", "2nd row"],
        ["row one", "en", "1st row"],
        ["third row", "en", ASKED],
      ],
    );
    expectReadings(["standard", "second class", "sleeper"], [["third class", "en", ASKED]]);
    expectReadings(["standard", "first class", "sleeper"], [["second class", "en", ASKED]]);
  });

  it("is so in other languages", () => {
    const cases: readonly (readonly [string, string, string])[] = [
      ["de", "Saal", "saal eins"],
      ["fr", "salle", "salle un"],
      ["es", "sala", "sala uno"],
      ["it", "sala", "sala uno"],
      ["pt", "sala", "sala um"],
      ["nl", "zaal", "zaal een"],
      ["da", "sal", "sal en"],
      ["sv", "sal", "sal ett"],
      ["nb", "sal", "sal én"],
      ["fi", "sali", "sali yksi"],
      ["pl", "sala", "sala jeden"],
      ["cs", "sál", "sál jedna"],
      ["ru", "зал", "зал один"],
      ["uk", "зала", "зала один"],
    ];
    for (const [lang, hall, said] of cases)
      expectReadings([`${hall} 3`, `${hall} 1`, `${hall} 2`], [[said, lang, `${hall} 1`]]);
  });

  it("which is a day is not another day by its place in the list", () => {
    const days = ["Wed 3 Jun", "Fri 5 Jun", "Mon 1 Jun", "Tue 2 Jun"];
    expectAsked(days, "en", ["the 1st", "the second", "wed 1 jun", "mon 3", "fri 2 jun", "the 4th of june"]);
    expectReadings(days, [["5 jun", "en", "Fri 5 Jun"]]);
    expectAsked(["Mi 3. Juni", "Mo 1. Juni"], "de", ["mi 1. juni", "mo 2", "der erste"]);
    expectAsked(["lundi 8 juin", "jeudi 3 juin", "mardi 2 juin"], "fr", [
      "lundi 2",
      "le mardi 3",
      "le trois",
    ]);
    expectAsked(["lunes 3", "martes 1", "jueves 2"], "es", ["lunes 1", "el dos", "martes 2"]);
    expectAsked(["3 giugno", "2 giugno", "1 giugno"], "it", ["il tre"]);
    expectReadings(["3 июня", "2 июня", "1 июня"], [["первое июня", "ru", "1 июня"]]);
    expectReadings(["3 Haziran", "1 Haziran"], [["bir haziran", "tr", "1 Haziran"]]);
  });

  it("is not said by a place in scripts without spaces either", () => {
    expectAsked(["三人", "五人", "二人"], "ja", ["2人", "二"]);
    expectAsked(["3名", "5名"], "zh", ["两名", "二名"]);
    expectReadings(["三人", "五人", "二人"], [["二人", "ja", "二人"]]);
  });

  it("is not said by a part of its digits", () => {
    expectReadings(
      ["8:15", "8:45", "10:15", "17:45"],
      [
        ["1", null, "8:15"],
        ["4", "en", "17:45"],
        ["10", "en", "10:15"],
        ["8", "en", ASKED],
      ],
    );
  });

  it("in brackets is still chosen by its place in the list", () => {
    const cases: readonly Case[] = [
      ["第二个", "zh", "portrait (1 hour)"],
      ["二番目", "ja", "portrait (1 hour)"],
      ["두 번째", "ko", "portrait (1 hour)"],
      ["το πρώτο", "el", "photo (20 minutes)"],
      ["az első", "hu", "photo (20 minutes)"],
      ["1", null, "photo (20 minutes)"],
      ["2", "en", "portrait (1 hour)"],
      ["2.", "en", "portrait (1 hour)"],
      ["1 hour", "en", "portrait (1 hour)"],
      ["one hour", "en", "portrait (1 hour)"],
      ["the first", "en", "photo (20 minutes)"],
    ];
    expectReadings(["photo (20 minutes)", "portrait (1 hour)"], cases);
  });
});

describe("a choice", () => {
  const fruit = ["fig", "melon", "cherry", "grape"];

  it("is not meant by how many there are, nor by both of them", () => {
    const said: Readonly<Record<string, readonly string[]>> = {
      en: ["the two", "for 3", "for two, please", "we are 2", "there are three"],
      de: ["die drei", "für 2", "für zwei", "wir sind zwei"],
      fr: ["les deux", "les trois", "pour 2", "nous sommes deux"],
      es: ["las dos", "los tres", "para 3", "somos dos"],
      it: ["le due", "i tre", "per due"],
      pt: ["as duas", "os três", "para dois"],
      nl: ["de drie", "voor 2"],
      sv: ["de tre", "för två", "de andra"],
      da: ["de to", "for tre", "en anden"],
      ru: ["для двоих", "на двоих"],
      pl: ["dla dwóch"],
    };
    for (const [lang, phrases] of Object.entries(said)) expectAsked(fruit, lang, phrases);
    expectReadings(fruit, [
      ["die 2", "de", "melon"],
      ["el dos", "es", "melon"],
      ["la trois", "fr", "cherry"],
      ["option two", "en", "melon"],
    ]);
    expectReadings(["for 2", "for 4"], [["for 2 people", "en", ASKED]]);
  });

  it("is not meant by a word that only stands for one", () => {
    expectAsked(fruit, "en", ["this one", "that one", "the one", "a second one"]);
    expectReadings(fruit, [
      ["one", "en", "fig"],
      ["number one", "en", "fig"],
      ["the first one", "en", "fig"],
      ["the melon one", "en", "melon"],
      ["the fig one", "en", "fig"],
    ]);
    const weeks = ["last year", "this year", "next year"];
    expectAsked(weeks, "en", ["the last one", "the one"]);
    expectReadings(weeks, [["this one", "en", ASKED]]);
  });

  it("is not put together of other ones, nor of words with a mark between them", () => {
    expectAsked(["X", "Y", "XY"], "en", ["x y", "x, y", "x/y", "x & y", "x+y"]);
    expectAsked(["pan", "pancake", "cake"], "en", ["pan, cake", "pan cake"]);
    expectAsked(["V", "I", "VI"], "en", ["V I", "v, i"]);
    expectReadings(["backpack", "trunk"], [["back pack", "en", "backpack"]]);
    expectReadings(["5 pm", "6 pm"], [["5pm", "en", "5 pm"]]);
  });

  it("is told from another one by the sign behind it", () => {
    expectAsked(["B+", "B-", "C+", "C-"], "en", ["b", "c"]);
    expectAsked(["A", "B", "0"], "en", ["A-", "B+", "0-"]);
    expectReadings(["B+", "B-"], [["b- please", "en", "B-"]]);
  });

  it("with a negation is not meant by no and the contrary", () => {
    expectAsked(["sugar", "no sugar"], "en", ["no, sugar", "no. sugar"]);
    expectAsked(["leche", "no leche"], "es", ["no, leche"]);
    expectReadings(["sugar", "no sugar"], [["no sugar please", "en", "no sugar"]]);
  });

  it("is not meant by an article alone", () => {
    expectAsked(["die Küche", "das Bad", "der Flur"], "de", ["die", "das"]);
    expectAsked(["la douche", "le bain"], "fr", ["le", "la"]);
    expectReadings(["die Küche", "das Bad"], [["die k", "de", "die Küche"]]);
  });

  it("is found with friendly words, signs and other spellings around it", () => {
    const drinks = ["water", "milk", "cocoa"];
    expectReadings(drinks, [
      ["milk for me", "en", "milk"],
      ["🥛 milk", null, "milk"],
      ["n° 3", "fr", "cocoa"],
      ["nº 2", "es", "milk"],
      ["👎 milk", null, ASKED],
    ]);
    expectReadings(["Wasser", "Milch"], [["Milch für mich", "de", "Milch"]]);
    expectReadings(["8:30", "10:00"], [["08:30", null, "8:30"]]);
    expectReadings(["8 am", "10 am"], [["8:00 am", "en", "8 am"]]);
    expectReadings(["Gießen", "Fulda"], [["giessen", "de", "Gießen"]]);
    expectReadings(["Ilık", "Sıcak"], [["SICAK", "tr", "Sıcak"]]);
  });

  it("is not taken for its contrary that is spelt alike", () => {
    const read = choice(["nothing", "small"]).parse("anything", { now, lang: "en" });
    expect(read.ok ? read.value : read.reason).toBe(
      "That is none of the choices. A number from 1 to 2 will do.",
    );
    const size = choice(["small", "big"]).parse("the larger one", { now, lang: "en" });
    expect(size.ok ? size.value : size.reason).toBe(
      "That is none of the choices. A number from 1 to 2 will do.",
    );
  });
});
