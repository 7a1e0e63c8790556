import { describe, expect, it } from "vitest";
import { number } from "../../../../src/conversations/answers/index.ts";
import { ASKED, type Case, now, readings } from "./readings.ts";

describe("a number", () => {
  it("is taken with words around it that do not change it", () => {
    const cases: readonly Case[] = [
      ["3 people", "en", 3],
      ["for 6", "en", 6],
      ["for two, please", "en", 2],
      ["we are 5", null, 5],
      ["there will be 7 of us", "en", 7],
      ["just 2", "en", 2],
      ["it's 12.", "en", 12],
      ["4 tickets", "en", 4],
      ["*8*", null, 8],
      ["8 👍", null, 8],
      ["1,500 people", "en", 1_500],
      ["1.500 Personen", "de", 1_500],
      ["2,5 Stück", "de", 2.5],
      ["a dozen", "en", 12],
      ["two dozen", "en", 24],
      ["half a dozen, please", "en", 6],
      ["minus 4", "en", -4],
      ["minus vier", "de", -4],
      ["moins 3", "fr", -3],
      ["zwei Personen", "de", 2],
      ["für 4", "de", 4],
      ["wir sind zu viert", "de", 4],
      ["ein Dutzend", "de", 12],
      ["ein halbes Dutzend", "de", 6],
      ["pour 4 personnes", "fr", 4],
      ["on est 3", "fr", 3],
      ["une douzaine", "fr", 12],
      ["para 4 personas", "es", 4],
      ["somos 6", "es", 6],
      ["media docena", "es", 6],
      ["siamo in cinque", "it", 5],
      ["due persone", "it", 2],
      ["somos 3 pessoas", "pt", 3],
      ["uma dúzia", "pt", 12],
      ["voor 3 personen graag", "nl", 3],
      ["2 stuks", "nl", 2],
      ["vi är 4 personer", "sv", 4],
      ["to personer", "da", 2],
      ["neljä henkilöä", "fi", 4],
      ["dla 3 osób", "pl", 3],
      ["cztery osoby proszę", "pl", 4],
      ["4 kişi", "tr", 4],
      ["4 kişi için", "tr", 4],
      ["нас 5 человек", "ru", 5],
      ["двое", "ru", 2],
      ["для 4 осіб", "uk", 4],
      ["٤ أشخاص", "ar", 4],
      ["3人です", "ja", 3],
      ["三名", "ja", 3],
      ["三个人", "zh", 3],
      ["两位", "zh", 2],
      ["3명이요", "ko", 3],
      ["1½", null, 1.5],
    ];
    expect(readings(number(), cases)).toEqual(cases);
  });

  it("is asked about where a word may change it, or there are several", () => {
    const cases: readonly Case[] = (
      [
        ["about 5", "en"],
        ["~5", null],
        ["5+", null],
        ["at least 5", "en"],
        ["under 10", "en"],
        ["not 5", "en"],
        ["5 minutes", "en"],
        ["2 hours", "en"],
        ["2 hundred", "en"],
        ["3 million", "en"],
        ["5 km", null],
        ["5 st", null],
        ["5k", null],
        ["50%", null],
        ["$5", null],
        ["4pm", null],
        ["two or three", "en"],
        ["one or two", "en"],
        ["2-3", null],
        ["2 – 3 people", "en"],
        ["between 2 and 4", "en"],
        ["2 adults and 1 child", "en"],
        ["2 and a half", "en"],
        ["twenty one", "en"],
        ["twenty-one people", "en"],
        ["two hundred people", "en"],
        ["a couple", "en"],
        ["dozens", "en"],
        ["2 dozen", "nl"],
        ["min 5", null],
        ["5²", null],
        ["10⁻³", null],
        ["①②", null],
        ["1½2", null],
        ["2 mal 3", "de"],
        ["fünfundzwanzig", "de"],
        ["etwa 5", "de"],
        ["mindestens 4", "de"],
        ["environ 5", "fr"],
        ["5 ou 6", "fr"],
        ["unos 5", "es"],
        ["circa 5", "it"],
        ["ongeveer 5", "nl"],
        ["ungefär 5", "sv"],
        ["około 5", "pl"],
        ["yaklaşık 5", "tr"],
        ["около 5", "ru"],
        ["3万人", "ja"],
        ["二十五", "zh"],
        ["no, 5", "en"],
        ["‮12", null],
      ] as const
    ).map(([said, lang]) => [said, lang, ASKED]);
    expect(readings(number(), cases)).toEqual(cases);
  });

  it("says which one it may have been", () => {
    const hearing = { now, lang: "en" };
    expect(number().parse("about 15", hearing)).toEqual({
      ok: false,
      reason: 'I am not sure that I understand. If you mean 15, please write just "15".',
    });
    expect(number().integer().parse("seven or eight", hearing)).toEqual({
      ok: false,
      reason: "I cannot tell whether that is 7 or 8. Please write one of the two.",
    });
  });
});
