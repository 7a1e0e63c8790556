/** What ends a question that may be left open. */
import { describe, expect, it } from "vitest";
import {
  type Answer,
  any,
  choice,
  date,
  file,
  jid,
  number,
  text,
  yesNo,
} from "../../../../src/conversations/answers/index.ts";

const now = Date.UTC(2026, 10, 25, 12);
const OPEN = { ok: true, value: undefined };

const NOTHING: Readonly<Record<string, readonly string[]>> = {
  en: [
    "no",
    "No.",
    "no thanks",
    "nope",
    "that's it",
    "that’s all, thanks",
    "none",
    "None!",
    "nothing",
    "nothing else",
    "no, that's all",
    "n/a",
  ],
  de: ["nein", "nein danke", "das war's", "das ist alles", "nichts", "nichts weiter, danke", "keine"],
  fr: ["non", "non merci", "c'est tout", "c’est tout, merci", "rien", "rien d'autre", "aucun"],
  es: ["no", "no, gracias", "eso es todo", "nada más", "ninguno"],
  it: ["no grazie", "è tutto", "nient'altro", "nessuno"],
  pt: ["não, obrigada", "é tudo", "mais nada", "nenhum"],
  nl: ["nee dank je", "dat is alles", "niets", "geen"],
  sv: ["nej tack", "det var allt", "inget"],
  da: ["nej tak", "det var det", "ingen"],
  fi: ["ei kiitos", "siinä kaikki", "ei mitään"],
  pl: ["nie, dziękuję", "to wszystko", "nic"],
  tr: ["hayır, teşekkürler", "hepsi bu", "hiçbiri"],
  ru: ["нет, спасибо", "это всё", "ничего"],
  uk: ["ні, дякую", "це все", "нічого"],
  ar: ["لا شكرا", "هذا كل شيء", "لا شيء"],
  ja: ["いいえ", "特になし", "以上です"],
  zh: ["不用了，谢谢", "就这些", "没有"],
};

const SKIPPING: Readonly<Record<string, readonly string[]>> = {
  en: ["-", "–", "skip", "Skip it, please", "SKIP!"],
  de: ["überspringen", "bitte überspringen"],
  fr: ["passer", "sauter"],
  es: ["saltar", "omitir por favor"],
  nl: ["overslaan"],
  pl: ["pomiń"],
  tr: ["geç"],
  uk: ["пропустити"],
  ar: ["تخطي"],
};

const closed: readonly Answer<unknown>[] = [
  number().min(1),
  date(),
  jid(),
  file(),
  choice(["red", "blue"]),
  text().matching(/^\d{5}$/, "Five digits."),
];

describe.each(Object.entries(NOTHING))("in the language %s", (lang, phrases) => {
  it("what says that there is nothing ends every question that may be left open and takes no text", () => {
    for (const said of phrases)
      for (const kind of closed)
        for (const one of [lang, null])
          expect([said, kind.kind, kind.optional().parse(said, { now, lang: one })]).toEqual([
            said,
            kind.kind,
            OPEN,
          ]);
  });

  it("it is asked about where it may be the answer", () => {
    for (const said of phrases)
      for (const kind of [text().optional(), any().optional(), text().lines().optional()]) {
        const reason = `Do you want to leave this open? Then write "skip". If "${said}" is your answer, please say it in a few more words.`;
        expect(kind.parse(said, { now, lang })).toEqual({ ok: false, reason, unlessOpen: said });
        expect(kind.fromForm([said], { now, lang })).toEqual({ ok: false, reason, unlessOpen: said });
      }
  });

  it("it answers a question that must be answered with a text", () => {
    for (const said of phrases) expect(text().parse(said, { now, lang })).toEqual({ ok: true, value: said });
  });
});

it.each(Object.entries(SKIPPING))(
  "in the language %s there are words that leave any question open",
  (lang, words) => {
    for (const said of words)
      for (const kind of [...closed, yesNo(), text(), any()])
        expect([said, kind.kind, kind.optional().parse(said, { now, lang })]).toEqual([
          said,
          kind.kind,
          OPEN,
        ]);
  },
);

describe("a question that may be left open", () => {
  const hearing = { now, lang: "en" };

  it("takes no for no where that is asked", () => {
    expect(yesNo().optional().parse("no thanks", hearing)).toEqual({ ok: true, value: false });
    expect(yesNo().optional().parse("nothing", hearing)).toEqual(OPEN);
    expect(yesNo().optional().parse("that's it", hearing)).toEqual(OPEN);
  });

  it("asks about a word that is yes to many who speak the language", () => {
    for (const lang of ["pl", "cs-CZ", "sk", "hu"])
      for (const kind of [...closed, text(), any()])
        expect([lang, kind.kind, kind.optional().parse("no", { now, lang }).ok]).toEqual([
          lang,
          kind.kind,
          false,
        ]);
    expect(choice(["paper", "pens"]).optional().parse("No.", { now, lang: "es" })).toEqual(OPEN);
  });

  it("takes zero for a number", () => {
    expect(number().optional().parse("0", hearing)).toEqual({ ok: true, value: 0 });
    expect(number().optional().parse("zero", hearing)).toEqual({ ok: true, value: 0 });
  });

  it("takes what the choices call so, and asks between two that do", () => {
    expect(choice(["sugar", "none"]).optional().parse("None, please", hearing)).toEqual({
      ok: true,
      value: "none",
    });
    const milk = choice(["None of it", "None today", "Some"]).optional();
    expect(milk.parse("none", hearing)).toEqual({
      ok: false,
      reason: '"none" could be None of it or None today.',
    });
    expect(milk.parse("skip", hearing)).toEqual(OPEN);
  });

  it("takes a text that only begins so", () => {
    for (const said of [
      "no sugar, please",
      "None of the doors close.",
      "nothing works",
      "skip the onions",
      "no idea",
      "0",
      "n",
      "👎",
    ])
      expect(text().optional().parse(said, hearing)).toEqual({ ok: true, value: said });
  });
});
