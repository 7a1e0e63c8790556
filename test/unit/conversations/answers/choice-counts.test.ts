/** Choices that say how many, in digits or in words, beside the numbers that they have in the list. */
import { describe, expect, it } from "vitest";
import { choice } from "../../../../src/conversations/answers/index.ts";
import { ASKED, type Case, readings } from "./readings.ts";

function expectReadings(labels: readonly string[], cases: readonly Case[]): void {
  expect(readings(choice(labels), cases)).toEqual(cases);
}

describe("where the list counts from zero", () => {
  it.each([
    ["en", ["none", "one", "two"]],
    ["en", ["zero", "one", "two", "three"]],
    ["en", ["no dogs", "one dog", "two dogs"]],
    ["en", ["no one", "only me", "two of us"]],
    ["en", ["never", "once", "twice", "three times"]],
    ["de", ["kein Kind", "ein Kind", "zwei Kinder"]],
    ["de", ["nie", "einmal", "zweimal"]],
    ["fr", ["aucun enfant", "un enfant", "deux enfants"]],
    ["es", ["ningún hijo", "un hijo", "dos hijos"]],
    ["it", ["nessuno", "uno", "due"]],
    ["pt", ["nenhum", "um", "dois"]],
    ["nl", ["geen", "een", "twee"]],
    ["sv", ["ingen", "en", "två"]],
    ["pl", ["żaden", "jeden", "dwa"]],
    ["cs", ["žádný", "jeden", "dva"]],
    ["ru", ["никогда", "однажды", "дважды"]],
    ["tr", ["hiç", "bir", "iki"]],
    ["ar", ["لا أحد", "واحد", "اثنان"]],
  ] as const)("a number is asked about (%s, %j)", (lang, labels) => {
    for (const said of ["1", "#1", "option 1", "2", "(1)"])
      expectReadings(labels, [
        [said, lang, ASKED],
        [said, null, ASKED],
      ]);
    expectReadings(labels, [[labels[0], lang, labels[0]]]);
    expectReadings(labels, [[labels[2], lang, labels[2]]]);
  });

  it("the reply names both, and an ordinal is the place", () => {
    const read = choice(["none", "one", "two"]).parse("1", { now: 0, lang: "en" });
    expect(read.ok ? read.value : read.reason).toBe('"1" could be none or one.');
    expectReadings(
      ["no dogs", "one dog", "two dogs"],
      [
        ["the first", "en", "no dogs"],
        ["none", "en", ASKED],
        ["one dog", "en", "one dog"],
      ],
    );
  });

  it("a number that says the same both ways is taken", () => {
    expectReadings(["one", "two", "three"], [["1", "en", "one"]]);
    expectReadings(["one", "two", "five"], [["3", "en", ASKED]]);
    expectReadings(["none of these", "a few", "many"], [["1", "en", "none of these"]]);
    expectReadings(["ein Bier", "ein Wein"], [["2", "de", "ein Wein"]]);
  });
});

describe("an ordinal", () => {
  it("is the place, also where labels have a word that may be one", () => {
    expectReadings(
      ["a red one", "a blue one", "a scarf"],
      [
        ["first", "en", "a red one"],
        ["the first one", "en", "a red one"],
        ["the 1st", "en", "a red one"],
        ["the second one please", "en", "a blue one"],
        ["third", "en", "a scarf"],
      ],
    );
    expectReadings(["ein Hemd", "ein Hut"], [["der erste", "de", "ein Hemd"]]);
    expectReadings(["un pull", "un bonnet"], [["le premier", "fr", "un pull"]]);
    expectReadings(["first class", "second class"], [["first", "en", "first class"]]);
  });
});

describe("a number far below what is counted is the place", () => {
  it("of years and of large amounts", () => {
    expectReadings(
      ["2024", "2025", "2026"],
      [
        ["1", null, "2024"],
        ["2", "en", "2025"],
        ["number 3", "en", "2026"],
        ["2025", "en", "2025"],
      ],
    );
    expectReadings(["500 g", "1000 g"], [["2", "de", "1000 g"]]);
    expectReadings(["5 €", "10 €"], [["2", "de", ASKED]]);
  });
});

describe("a beginning that leaves out what turns the label round", () => {
  it("is not taken for the label", () => {
    expectReadings(
      ["I agree", "I do not agree"],
      [
        ["I do", "en", ASKED],
        ["I agree", "en", "I agree"],
        ["I do not", "en", "I do not agree"],
        ["I don't agree", "en", ASKED],
      ],
    );
    expectReadings(["Maybe", "I can't come"], [["I can", "en", ASKED]]);
    expectReadings(["Ja", "Ich will nicht teilnehmen"], [["ich will", "de", ASKED]]);
    expectReadings(["Oui", "Je suis sans voiture"], [["je suis", "fr", ASKED]]);
    expectReadings(["Tak", "Zgadzam się nie mówić"], [["zgadzam się", "pl", ASKED]]);
    expectReadings(["always", "never"], [["nev", "en", "never"]]);
    expectReadings(["Salad (no onions)", "Soup"], [["salad", "en", "Salad (no onions)"]]);
  });

  it("nor is a unit for a part of it", () => {
    expectReadings(
      ["1 hour", "2 hours", "half an hour"],
      [
        ["an hour", "en", "1 hour"],
        ["half an hour", "en", "half an hour"],
        ["half", "en", "half an hour"],
      ],
    );
    expectReadings(["15 minutes", "half an hour"], [["an hour", "en", ASKED]]);
    expectReadings(["1 Stunde", "2 Stunden", "eine halbe Stunde"], [["eine Stunde", "de", "1 Stunde"]]);
    expectReadings(["1 heure", "une demi-heure"], [["une heure", "fr", "1 heure"]]);
    expectReadings(["1 hora", "media hora"], [["una hora", "es", "1 hora"]]);
    expectReadings(["social media", "the press"], [["social", "en", "social media"]]);
  });
});
