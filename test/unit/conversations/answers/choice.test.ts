import { describe, expect, it } from "vitest";
import { choice } from "../../../../src/conversations/answers/index.ts";
import { ASKED, type Case, now, readings } from "./readings.ts";

describe("a choice", () => {
  const drinks = choice({
    tea: "a cup of tea",
    coffee: "a black coffee",
    juice: "an orange juice",
    wine: "red wine",
  });

  it("is taken by its number, its ordinal, or words of its own, with the usual words around it", () => {
    const cases: readonly Case[] = [
      ["cup of tea", null, "tea"],
      ["the tea", "en", "tea"],
      ["coffee please", null, "coffee"],
      ["I'd like the black coffee", "en", "coffee"],
      ["orange", null, "juice"],
      ["the second", "en", "coffee"],
      ["the second one, please", null, "coffee"],
      ["two", "en", "coffee"],
      ["2nd", null, "coffee"],
      ["the last one", "en", "wine"],
      ["number 4", null, "wine"],
      ["option two", "en", "coffee"],
      ["(2)", null, "coffee"],
      ["[3]", null, "juice"],
      ["*2*", null, "coffee"],
      ["no. 2", null, ASKED],
      ["nr. 2", null, "coffee"],
      ["№ 2", null, "coffee"],
      ["- 2", null, "coffee"],
      ["2. a black coffee", null, "coffee"],
      ["2) coffee", null, "coffee"],
      ["4 please!", null, "wine"],
      ["I'll take 1", "en", "tea"],
      ["let's go with number three", "en", "juice"],
      ["2 👍", null, "coffee"],
      ["_red wine_", null, "wine"],
      ["“tea”", null, "tea"],
      ["der zweite", "de", "coffee"],
      ["ich nehme die 3", "de", "juice"],
      ["Nummer vier, bitte", "de", "wine"],
      ["das letzte", "de", "wine"],
      ["la deuxième", "fr", "coffee"],
      ["je voudrais le numéro 3 s'il vous plaît", "fr", "juice"],
      ["2ème", "fr", "coffee"],
      ["le dernier", "fr", "wine"],
      ["la tercera, por favor", "es", "juice"],
      ["opción dos", "es", "coffee"],
      ["quiero la 1", "es", "tea"],
      ["3º", "es", "juice"],
      ["il terzo", "it", "juice"],
      ["prendo la seconda", "it", "coffee"],
      ["a segunda", "pt-BR", "coffee"],
      ["quero o número três", "pt", "juice"],
      ["de derde graag", "nl", "juice"],
      ["optie 2", "nl", "coffee"],
      ["de laatste", "nl", "wine"],
      ["den tredje tack", "sv", "juice"],
      ["nummer to", "da", "coffee"],
      ["den fjerde, tak", "da", "wine"],
      ["kolmas kiitos", "fi", "juice"],
      ["trzecia", "pl", "juice"],
      ["poproszę numer dwa", "pl", "coffee"],
      ["üçüncü", "tr", "juice"],
      ["2 numara lütfen", "tr", "coffee"],
      ["второй вариант", "ru", "coffee"],
      ["номер три, пожалуйста", "ru", "juice"],
      ["третій", "uk", "juice"],
      ["الثالث", "ar", "juice"],
      ["الخيار ٢ من فضلك", "ar", "coffee"],
      ["třetí prosím", "cs", "juice"],
      ["3番でお願いします", "ja", "juice"],
      ["三番目", "ja", "juice"],
      ["第三个", "zh", "juice"],
      ["我要二号", "zh", "coffee"],
      ["2번 주세요", "ko", "coffee"],
      ["दूसरा", "hi", "coffee"],
      ["دوم", "fa", "coffee"],
    ];
    expect(readings(drinks, cases)).toEqual(cases);
  });

  it("is asked about where something else may be meant", () => {
    const cases: readonly Case[] = [
      "not the coffee",
      "anything but tea",
      "no tea",
      "tea or coffee",
      "2 or 3",
      "1 and 2",
      "2-3",
      "-2",
      "2.5",
      "2²",
      "2%",
      "$2",
      "5",
      "zero",
      "2 teas and a coffee",
      "1 coffee",
      "coffee with milk",
      "table for 2",
      "the",
      "a",
      "one of them",
      "coffee?",
      "~coffee~ tea",
      "cofee",
      "nein, nicht die zweite",
      "pas le deuxième",
      "не чай",
      "x".repeat(5_000),
    ].map((said) => [said, null, ASKED]);
    expect(readings(drinks, cases)).toEqual(cases);
  });

  it("says between what it leaves open, and what it may have been", () => {
    const hearing = { now, lang: "en" };
    const reason = (said: string) => drinks.parse(said, hearing);
    expect(reason("tea or red wine")).toEqual({
      ok: false,
      reason: '"tea or red wine" could be a cup of tea or red wine.',
    });
    expect(reason("cofee")).toEqual({
      ok: false,
      reason: "I do not understand all of that. To choose a black coffee, write just that.",
    });
    expect(reason("whatever you like")).toEqual({
      ok: false,
      reason: "That is none of the choices. A number from 1 to 4 will do.",
    });
  });

  it("which holds a number of its own is not confused with that of another", () => {
    const packs = choice(["1 kg", "5 kg", "2 kg"]);
    const tables = choice(["Two people", "Four people", "Six people"]);
    expect(
      readings(tables, [
        ["2", "en", 0],
        ["4", "en", 0],
        ["two", "en", 0],
        ["for 6 people", "en", 0],
        ["1", "en", 0],
      ]),
    ).toEqual([
      ["2", "en", ASKED],
      ["4", "en", "Four people"],
      ["two", "en", ASKED],
      ["for 6 people", "en", "Six people"],
      ["1", "en", "Two people"],
    ]);
    const floors = choice(["Second floor", "First floor", "Third floor"]);
    const sizes = choice(["10", "20", "30"]);
    const times = choice(["9:00", "10:30", "14:00"]);
    expect(
      readings(packs, [
        ["2", null, 0],
        ["5", null, 0],
        ["1", null, 0],
        ["5 kg please", null, 0],
        ["3", null, 0],
      ]),
    ).toEqual([
      ["2", null, ASKED],
      ["5", null, "5 kg"],
      ["1", null, "1 kg"],
      ["5 kg please", null, "5 kg"],
      ["3", null, ASKED],
    ]);
    expect(
      readings(floors, [
        ["first", "en", 0],
        ["the third", "en", 0],
        ["first floor please", "en", 0],
      ]),
    ).toEqual([
      ["first", "en", ASKED],
      ["the third", "en", "Third floor"],
      ["first floor please", "en", "First floor"],
    ]);
    expect(
      readings(sizes, [
        ["20", null, 0],
        ["2", null, 0],
      ]),
    ).toEqual([
      ["20", null, "20"],
      ["2", null, ASKED],
    ]);
    expect(
      readings(times, [
        ["2", null, 0],
        ["9:00", null, 0],
        ["the 14:00", null, 0],
      ]),
    ).toEqual([
      ["2", null, "10:30"],
      ["9:00", null, "9:00"],
      ["the 14:00", null, "14:00"],
    ]);
  });

  it("is not taken for a word that says yes or no and begins like it", () => {
    const meals = choice(["noon", "evening", "January", "Norway"]);
    const cases: readonly Case[] = [
      ["no", "en", ASKED],
      ["no", null, ASKED],
      ["ja", "de", ASKED],
      ["noo", "en", "noon"],
      ["ja", "en", "January"],
      ["nor", "en", "Norway"],
      ["e", "en", "evening"],
    ];
    expect(readings(meals, cases)).toEqual(cases);
    expect(readings(choice(["No sugar", "Sugar"]), [["no", "en", 0]])).toEqual([["no", "en", "No sugar"]]);
  });

  it("says the contrary of another one by a word", () => {
    const coming = choice(["I am coming", "I am not coming", "Maybe"]);
    const cases: readonly Case[] = [
      ["coming", "en", "I am coming"],
      ["not coming", "en", "I am not coming"],
      ["i am coming!", "en", "I am coming"],
    ];
    expect(readings(coming, cases)).toEqual(cases);
  });

  it("is not what another says with a word of doubt or a negation more", () => {
    const salads = choice(["Salad (no onions)", "Soup", "I am not hungry"]);
    const cases: readonly Case[] = [
      ["salad", "en", "Salad (no onions)"],
      ["no onions", "en", "Salad (no onions)"],
      ["onions", "en", ASKED],
      ["salad with onions", "en", ASKED],
      ["hungry", "en", ASKED],
      ["not hungry", "en", "I am not hungry"],
    ];
    expect(readings(salads, cases)).toEqual(cases);
    expect(readings(choice(["不参加", "未定"]), [["参加", "zh", 0]])).toEqual([["参加", "zh", ASKED]]);
    expect(readings(choice(["ja, graag", "nee, liever niet"]), [["nee", "nl", 0]])).toEqual([
      ["nee", "nl", "nee, liever niet"],
    ]);
  });

  it("which is called by an ordinal is not confused with the number that it has", () => {
    const floors = choice(["Erdgeschoss", "Erster Stock", "Zweiter Stock"]);
    const cases: readonly Case[] = [
      ["2. Stock", "de", ASKED],
      ["der erste", "de", ASKED],
      ["2", "de", ASKED],
      ["erster Stock", "de", "Erster Stock"],
      ["3", "de", "Zweiter Stock"],
      ["das dritte", "de", "Zweiter Stock"],
    ];
    expect(readings(floors, cases)).toEqual(cases);
    const prices = choice(["€ 5", "€ 10", "€ 20"]);
    expect(
      readings(prices, [
        ["10", "en", 0],
        ["2", "en", 0],
      ]),
    ).toEqual([
      ["10", "en", "€ 10"],
      ["2", "en", ASKED],
    ]);
    const hours = choice(["9 am", "10 am", "2 pm"]);
    expect(
      readings(hours, [
        ["2pm", "en", 0],
        ["2", "en", 0],
      ]),
    ).toEqual([
      ["2pm", "en", "2 pm"],
      ["2", "en", ASKED],
    ]);
  });

  it("is found without its accents and articles", () => {
    const times = choice(["le matin", "l'après-midi", "le soir", "miércoles"]);
    const cases: readonly Case[] = [
      ["matin", "fr", "le matin"],
      ["apres-midi", "fr", "l'après-midi"],
      ["l’après midi", "fr", "l'après-midi"],
      ["MIERCOLES", "es", "miércoles"],
    ];
    expect(readings(times, cases)).toEqual(cases);
  });

  it("is found in scripts without spaces, in emoji, and in labels with marks", () => {
    const wines = choice(["赤ワイン", "白ワイン", "ビール"]);
    expect(
      readings(wines, [
        ["赤ワインでお願いします", "ja", 0],
        ["ワイン", "ja", 0],
        ["ビールを", "ja", 0],
        ["ビールじゃない", "ja", 0],
      ]),
    ).toEqual([
      ["赤ワインでお願いします", "ja", "赤ワイン"],
      ["ワイン", "ja", ASKED],
      ["ビールを", "ja", "ビール"],
      ["ビールじゃない", "ja", ASKED],
    ]);
    const food = choice(["🍕 Pizza", "🍣 Sushi"]);
    expect(
      readings(food, [
        ["🍣", null, 0],
        ["pizza 🙂", null, 0],
      ]),
    ).toEqual([
      ["🍣", null, "🍣 Sushi"],
      ["pizza 🙂", null, "🍕 Pizza"],
    ]);
    const tongues = choice(["C", "C++", "C#"]);
    expect(
      readings(tongues, [
        ["c", null, 0],
        ["c#", null, 0],
        ["c++", null, 0],
        ["c please", null, 0],
      ]),
    ).toEqual([
      ["c", null, "C"],
      ["c#", null, "C#"],
      ["c++", null, "C++"],
      ["c please", null, ASKED],
    ]);
  });
});
