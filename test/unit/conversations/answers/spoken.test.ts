/** Answers as people give them, by language: each is taken as it was meant, or asked about. */
import { describe, expect, it } from "vitest";
import { type Answer, choice, number, yesNo } from "../../../../src/conversations/answers/index.ts";

const now = Date.UTC(2026, 10, 25, 12);
type Case = readonly [said: string, lang: string | null, value: unknown];
const ASKED = "asked";

function readings(
  kind: Answer<unknown>,
  cases: readonly Case[],
): readonly (readonly [string, string | null, unknown])[] {
  return cases.map(([said, lang]) => {
    const read = kind.parse(said, { now, lang });
    return [said, lang, read.ok ? read.value : ASKED];
  });
}

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
      reason: "I am not sure that I understand. If you mean a black coffee, please write it like that.",
    });
    expect(reason("whatever you like")).toEqual({
      ok: false,
      reason: "That is none of the choices. A number from 1 to 4 will do.",
    });
  });

  it("which holds a number of its own is not confused with that of another", () => {
    const packs = choice(["1 kg", "5 kg", "2 kg"]);
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
      ["coming", "en", ASKED],
      ["not coming", "en", "I am not coming"],
      ["i am coming!", "en", "I am coming"],
    ];
    expect(readings(coming, cases)).toEqual(cases);
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

describe("yes and no", () => {
  it("are taken with what people say around them", () => {
    const cases: readonly Case[] = [
      ["no thx", null, false],
      ["no, thank you very much", "en", false],
      ["of course", null, true],
      ["of course not", "en", false],
      ["yes, go ahead", "en", true],
      ["yes yes yes", null, true],
      ["no no", null, false],
      ["yesss", null, true],
      ["Nooooo!", null, false],
      ["ok 👍🏼", null, true],
      ["👍👍", null, true],
      ["❌", null, false],
      ["**yes**", null, true],
      ["`no`", null, false],
      ["(yes)", null, true],
      ["yes 🙂", null, true],
      ["that's right", "en", true],
      ["not really", null, false],
      ["absolutely not", "en", false],
      ["y e s", null, ASKED],
      ["ja tak", "da", true],
      ["ja tak", null, true],
      ["nej tak", "en", false],
      ["nei takk", "nb", false],
      ["ja, graag", "nl", true],
      ["nee hoor", "nl", false],
      ["liever niet", "nl", false],
      ["na klar", "de", true],
      ["auf keinen Fall", "de", false],
      ["bien sûr", "fr", true],
      ["bien sûr que non", "fr", false],
      ["pas vraiment", "fr", false],
      ["por supuesto", "es", true],
      ["claro que no", "es", false],
      ["va bene, grazie", "it", true],
      ["certo che no", "it", false],
      ["com certeza", "pt", true],
      ["claro que não", "pt", false],
      ["självklart", "sv", true],
      ["ei kiitos", "fi", false],
      ["no tak", "pl", true],
      ["nie, dziękuję", "pl", false],
      ["no jo", "cs", true],
      ["ne, děkuji", "cs", false],
      ["tabii ki", "tr", true],
      ["HAYIR", "tr", false],
      ["hayır, teşekkürler", null, false],
      ["конечно", "ru", true],
      ["нет, спасибо", null, false],
      ["звісно", "uk", true],
      ["ні, дякую", "uk", false],
      ["نعم", "ar", true],
      ["لا، شكراً", "ar", false],
      ["بله", "fa", true],
      ["כן, תודה", "he", true],
      ["ναι", "el", true],
      ["όχι, ευχαριστώ", "el", false],
      ["もちろんです", "ja", true],
      ["いいえ、結構です", "ja", false],
      ["好的，谢谢", "zh", true],
      ["不用了，谢谢", "zh", false],
      ["네, 부탁합니다", "ko", true],
      ["아니요 괜찮습니다", "ko", false],
      ["हाँ", "hi", true],
      ["tentu saja", "id", true],
    ];
    expect(readings(yesNo(), cases)).toEqual(cases);
  });

  it("are decided by the language where they mean one here and the other there, else asked about", () => {
    const cases: readonly Case[] = [
      ["no", "en", false],
      ["no", null, false],
      ["no", "es", false],
      ["no", "pl", ASKED],
      ["no", "cs-CZ", ASKED],
      ["no", "sk", ASKED],
      ["No, no.", "pl", ASKED],
      ["no thanks", "pl", false],
      ["ne", "cs", false],
      ["ne", "hr", false],
      ["ne", "el", ASKED],
      ["ne", null, ASKED],
      ["не", "bg", false],
      ["не", null, ASKED],
      ["tak", "pl", true],
      ["tak", "da", ASKED],
      ["tak", null, ASKED],
      ["tak", "ms", ASKED],
      ["ya", "id", true],
      ["ya", "es", ASKED],
      ["nu", "ro", false],
      ["nu", "nl", ASKED],
      ["ja", "sk", ASKED],
      ["ja", "sv", true],
      ["en", "fi", false],
      ["en", "es", ASKED],
    ];
    expect(readings(yesNo(), cases)).toEqual(cases);
  });

  it("are asked about where something else is said too", () => {
    const cases: readonly Case[] = [
      "yes and no",
      "yes no",
      "yeah right",
      "no problem",
      "no worries",
      "no idea",
      "not yes",
      "yes, but later",
      "I think so",
      "why not",
      "thanks",
      "please",
      "~yes~ no",
      "~yes~",
      "👍👎",
      "yes/no",
      "noon",
      "nein doch",
      "oui et non",
      "да нет",
      "2",
      "-",
    ].map((said) => [said, "en", ASKED]);
    expect(readings(yesNo(), cases)).toEqual(cases);
  });
});
