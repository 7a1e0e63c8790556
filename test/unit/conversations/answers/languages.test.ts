import { describe, expect, it } from "vitest";
import { date, number, yesNo } from "../../../../src/conversations/answers/index.ts";
import { LANGUAGES, type Language } from "../../../../src/conversations/answers/words/languages/index.ts";
import { numberWords } from "../../../../src/conversations/answers/words/number-words.ts";
import { yesAndNo } from "../../../../src/conversations/answers/words/yes-words.ts";

// A Wednesday: tomorrow is 8 January, the Friday of next week 16 January.
const now = Date.UTC(2026, 0, 7, 22, 30);

interface Said {
  readonly yes: readonly string[];
  readonly no: readonly string[];
  readonly today: readonly string[];
  readonly tomorrow: readonly string[];
  readonly dayAfter: readonly string[];
  /** Friday of the week after this one. */
  readonly nextFriday: readonly string[];
  /** The coming Friday. */
  readonly friday: readonly string[];
  /** The last 24 December: it is nearer than the next. */
  readonly dayAndMonth: readonly string[];
  readonly withYear: readonly string[];
  readonly inThreeDays: readonly string[];
  readonly seven: readonly string[];
  readonly oneThousand: readonly string[];
}

const SAID: Readonly<Record<Language, Said>> = {
  en: {
    yes: ["Yes", "yes, please", "yup"],
    no: ["No.", "no thanks", "nope"],
    today: ["today", "tonight"],
    tomorrow: ["tomorrow", "by tomorrow", "Tomorrow, please!"],
    dayAfter: ["the day after tomorrow"],
    nextFriday: ["next Friday"],
    friday: ["friday", "on Friday", "this Friday", "coming friday", "Fri 9 Jan"],
    dayAndMonth: ["24 December", "December 24", "24th of December"],
    withYear: ["24 Dec 2026", "December 24th, 2026"],
    inThreeDays: ["in 3 days"],
    seven: ["seven"],
    oneThousand: ["1,000", "1,000.0"],
  },
  de: {
    yes: ["Ja", "ja, bitte", "klar", "jawohl"],
    no: ["Nein", "nein danke", "nee"],
    today: ["heute", "heute Abend"],
    tomorrow: ["morgen", "bis morgen"],
    dayAfter: ["übermorgen"],
    nextFriday: ["nächsten Freitag"],
    friday: ["Freitag", "am Freitag", "kommenden Freitag", "bis Freitag, bitte"],
    dayAndMonth: ["24. Dezember", "24 Dezember", "am 24. Dez."],
    withYear: ["24. Dezember 2026", "24 Dezember 2026"],
    inThreeDays: ["in 3 Tagen"],
    seven: ["sieben"],
    oneThousand: ["1.000", "1.000,0"],
  },
  fr: {
    yes: ["Oui", "oui merci", "d’accord"],
    no: ["Non", "non, merci"],
    today: ["aujourd'hui", "aujourd’hui"],
    tomorrow: ["demain", "pour demain"],
    dayAfter: ["après-demain"],
    nextFriday: ["vendredi prochain"],
    friday: ["vendredi", "ce vendredi"],
    dayAndMonth: ["24 décembre", "le 24 décembre"],
    withYear: ["24 décembre 2026"],
    inThreeDays: ["dans 3 jours"],
    seven: ["sept"],
    oneThousand: ["1 000", "1\u202f000,0"],
  },
  es: {
    yes: ["Sí", "sí, gracias", "claro", "¡sí!"],
    no: ["No", "no, gracias"],
    today: ["hoy"],
    tomorrow: ["mañana", "para mañana"],
    dayAfter: ["pasado mañana"],
    nextFriday: ["el próximo viernes", "viernes próximo"],
    friday: ["viernes", "el viernes", "el viernes que viene"],
    dayAndMonth: ["24 de diciembre", "el 24 de diciembre"],
    withYear: ["24 de diciembre de 2026"],
    inThreeDays: ["en 3 días", "dentro de 3 días"],
    seven: ["siete"],
    oneThousand: ["1.000", "1.000,0"],
  },
  it: {
    yes: ["Sì", "si, grazie", "certo"],
    no: ["No", "no grazie"],
    today: ["oggi"],
    tomorrow: ["domani", "per domani"],
    dayAfter: ["dopodomani"],
    nextFriday: ["venerdì prossimo", "prossimo venerdì"],
    friday: ["venerdì", "venerdi"],
    dayAndMonth: ["24 dicembre", "il 24 dicembre"],
    withYear: ["24 dicembre 2026"],
    inThreeDays: ["tra 3 giorni", "fra 3 giorni"],
    seven: ["sette"],
    oneThousand: ["1.000", "1.000,0"],
  },
  pt: {
    yes: ["Sim", "sim, obrigado"],
    no: ["Não", "nao", "não, obrigada"],
    today: ["hoje"],
    tomorrow: ["amanhã", "até amanhã"],
    dayAfter: ["depois de amanhã"],
    nextFriday: ["próxima sexta", "próxima sexta-feira"],
    friday: ["sexta-feira", "na sexta", "sexta que vem"],
    dayAndMonth: ["24 de dezembro", "dia 24 de dezembro"],
    withYear: ["24 de dezembro de 2026"],
    inThreeDays: ["em 3 dias", "daqui a 3 dias"],
    seven: ["sete"],
    oneThousand: ["1.000", "1.000,0"],
  },
  nl: {
    yes: ["Ja", "ja graag", "jawel"],
    no: ["Nee", "nee, dank je", "neen"],
    today: ["vandaag"],
    tomorrow: ["morgen", "voor morgen"],
    dayAfter: ["overmorgen"],
    nextFriday: ["volgende vrijdag"],
    friday: ["vrijdag", "komende vrijdag", "aanstaande vrijdag"],
    dayAndMonth: ["24 december", "op 24 december"],
    withYear: ["24 december 2026"],
    inThreeDays: ["over 3 dagen"],
    seven: ["zeven"],
    oneThousand: ["1.000", "1.000,0"],
  },
  sv: {
    yes: ["Ja", "ja tack", "japp"],
    no: ["Nej", "nej tack"],
    today: ["idag", "i dag"],
    tomorrow: ["imorgon", "i morgon"],
    dayAfter: ["i övermorgon", "övermorgon"],
    nextFriday: ["nästa fredag"],
    friday: ["fredag", "på fredag"],
    dayAndMonth: ["24 december", "den 24 december"],
    withYear: ["24 december 2026"],
    inThreeDays: ["om 3 dagar"],
    seven: ["sju"],
    oneThousand: ["1 000", "1\u00a0000,0"],
  },
  fi: {
    yes: ["Kyllä", "joo", "kyllä kiitos"],
    no: ["Ei", "ei kiitos"],
    today: ["tänään"],
    tomorrow: ["huomenna"],
    dayAfter: ["ylihuomenna"],
    nextFriday: ["ensi perjantaina"],
    friday: ["perjantai", "perjantaina", "tulevana perjantaina"],
    dayAndMonth: ["24. joulukuuta"],
    withYear: ["24. joulukuuta 2026"],
    inThreeDays: ["3 päivän päästä", "3 päivän kuluttua"],
    seven: ["seitsemän"],
    oneThousand: ["1 000", "1 000,0"],
  },
  ru: {
    yes: ["Да", "да, пожалуйста"],
    no: ["Нет", "нет, спасибо"],
    today: ["сегодня"],
    tomorrow: ["завтра", "до завтра"],
    dayAfter: ["послезавтра"],
    nextFriday: ["в следующую пятницу", "следующая пятница"],
    friday: ["пятница", "в пятницу", "до пятницы"],
    dayAndMonth: ["24 декабря"],
    withYear: ["24 декабря 2026 года"],
    inThreeDays: ["через 3 дня"],
    seven: ["семь"],
    oneThousand: ["1 000", "1 000,0"],
  },
  uk: {
    yes: ["Так", "так, дякую"],
    no: ["Ні", "ні, дякую"],
    today: ["сьогодні"],
    tomorrow: ["завтра", "до завтра"],
    dayAfter: ["післязавтра"],
    nextFriday: ["у наступну п'ятницю", "наступна п’ятниця"],
    friday: ["п'ятниця", "п’ятниця", "в п'ятницю"],
    dayAndMonth: ["24 грудня"],
    withYear: ["24 грудня 2026 року"],
    inThreeDays: ["через 3 дні"],
    seven: ["сім"],
    oneThousand: ["1 000", "1 000,0"],
  },
  ja: {
    yes: ["はい", "はい。", "うん"],
    no: ["いいえ", "いいえ！"],
    today: ["今日", "きょう"],
    tomorrow: ["明日", "明日です", "明日までに", "あした"],
    dayAfter: ["明後日", "あさって"],
    nextFriday: ["来週の金曜日", "来週金曜日"],
    friday: ["金曜日", "今週の金曜日"],
    dayAndMonth: ["12月24日", "１２月２４日", "12月24日（水）"],
    withYear: ["2026年12月24日", "2026/12/24"],
    inThreeDays: ["3日後"],
    seven: ["七", "七つ"],
    oneThousand: ["1,000", "１，０００"],
  },
  zh: {
    yes: ["是", "好的。", "可以"],
    no: ["不", "不是", "没有"],
    today: ["今天"],
    tomorrow: ["明天"],
    dayAfter: ["后天", "後天"],
    nextFriday: ["下周五", "下星期五", "下個星期五"],
    friday: ["星期五", "周五", "本周五", "這個星期五"],
    dayAndMonth: ["12月24日", "12月24号", "十二月二十四日"],
    withYear: ["2026年12月24日"],
    inThreeDays: ["3天后", "三天後"],
    seven: ["七", "七个"],
    oneThousand: ["1,000", "1,000.0"],
  },
};

const DAYS = {
  today: "2026-01-07",
  tomorrow: "2026-01-08",
  dayAfter: "2026-01-09",
  nextFriday: "2026-01-16",
  friday: "2026-01-09",
  dayAndMonth: "2025-12-24",
  withYear: "2026-12-24",
  inThreeDays: "2026-01-10",
} as const;

describe.each(Object.keys(LANGUAGES) as Language[])("the language %s", (lang) => {
  const said = SAID[lang];
  const hearing = { now, lang };

  it.each([
    ["yes", true],
    ["no", false],
  ] as const)("says %s, and is understood by whoever's language is not known", (word, value) => {
    for (const text of said[word]) {
      expect([text, yesNo().parse(text, hearing)]).toEqual([text, { ok: true, value }]);
      expect([text, yesNo().parse(text, { now, lang: null })]).toEqual([text, { ok: true, value }]);
    }
  });

  it("has its days", () => {
    for (const [name, day] of Object.entries(DAYS)) {
      for (const text of said[name as keyof typeof DAYS]) {
        const value = new Date(`${day}T00:00:00Z`);
        expect([text, date().parse(text, hearing)]).toMatchObject([text, { ok: true, value }]);
        expect([text, date().parse(text, { now, lang: null })]).toMatchObject([text, { ok: true, value }]);
      }
    }
  });

  it("has its numbers", () => {
    for (const text of said.seven)
      expect([text, number().parse(text, hearing)]).toEqual([text, { ok: true, value: 7 }]);
    for (const text of said.oneThousand)
      expect([text, number().parse(text, hearing)]).toEqual([text, { ok: true, value: 1_000 }]);
  });

  it("counts from zero to twenty without a gap", () => {
    const values = new Set(numberWords().get(lang)?.values());
    expect([...values]).toEqual(Array.from({ length: 21 }, (_, value) => value));
  });
});

describe("no two languages", () => {
  it.each([
    ["say yes and no with the same word", yesAndNo()],
    ["say two numbers with the same word", numberWords()],
  ] as const)("%s", (_, languages) => {
    const meanings = new Map<string, Set<number | boolean>>();
    for (const words of languages.values())
      for (const [word, meaning] of words)
        meanings.set(word, new Set(meanings.get(word)).add(meaning as number | boolean));
    expect([...meanings].filter(([, { size }]) => size > 1)).toEqual([]);
  });
});

it("whose words are guessed at where they might mean the contrary", () => {
  const said = (text: string, lang: string | null) => yesNo().parse(text, { now, lang }).ok;
  expect(said("ne", "cs")).toBe(true);
  for (const lang of [null, "en", "el", "ko"]) expect(said("ne", lang)).toBe(false);
  expect(yesNo().parse("e", { now, lang: "tr-TR" })).toEqual({ ok: true, value: true });
  expect(said("e", null)).toBe(false);
});
