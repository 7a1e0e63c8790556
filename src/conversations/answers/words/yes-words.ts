import { type Language, wordsOf } from "./languages.ts";

/** What says yes, and what says no. */
type YesNo = readonly [yes: string, no: string];

/** The languages shipped. */
const SHIPPED: Readonly<Record<Language, YesNo>> = {
  en: ["yes y yep yeah yup ok okay sure true", "no n nope nah false"],
  de: ["ja j jo jep jawohl klar gerne stimmt", "nein n nee nö"],
  fr: ["oui o ouais si d'accord", "non n"],
  es: ["sí s si claro vale", "no n"],
  it: ["sì s si certo", "no n"],
  pt: ["sim s", "não n nao"],
  nl: ["ja j jawel", "nee n neen"],
  sv: ["ja j jo japp", "nej n nä"],
  fi: ["kyllä k joo juu", "ei en"],
  ru: ["да д ага", "нет н неа"],
  uk: ["так т", "ні н"],
  ja: ["はい うん ええ", "いいえ いや ううん"],
  zh: ["是 是的 好 好的 对 對 可以 行", "不 不是 否 没有 沒有 不要 不行 不用"],
};

/** Neighbours of them: their yes and no is understood, though not their dates and numbers. */
const NEIGHBOURS: Readonly<Record<string, YesNo>> = {
  bg: ["да", "не"],
  cs: ["ano jo jasně", "ne"],
  da: ["ja jo", "nej"],
  hu: ["igen i", "nem n"],
  id: ["ya iya", "tidak"],
  nb: ["ja jo", "nei"],
  nn: ["ja jo", "nei"],
  no: ["ja jo", "nei"],
  pl: ["tak t", "nie n"],
  tr: ["evet e", "hayır hayir h"],
};

/** In no language: what forms send, what keyboards have. */
const COMMON: YesNo = ["1 + 👍 ✅ ✔ ☑ 🆗", "0 👎 ❌ ✖ 🚫"];

const byLanguage = new Map(
  Object.entries({ ...SHIPPED, ...NEIGHBOURS, "": COMMON }).map(([lang, [yes, no]]) => [
    lang,
    new Map([
      ...wordsOf(yes).map((word) => [word, true] as const),
      ...wordsOf(no).map((word) => [word, false] as const),
    ]),
  ]),
);

/** No in a language of the table, yes in others that many people write in the same letters: Greek, Korean. */
const UNSURE = new Set(["ne", "не"]);

/** Where the language does not tell. A single letter of a neighbour is too little. */
const inAny = new Map(
  [...byLanguage].flatMap(([lang, words]) =>
    [...words].filter(([word]) => word.length > 1 || !Object.hasOwn(NEIGHBOURS, lang)),
  ),
);

/** Whether a word, in lower case, says yes (`true`) or no; in the language given first, then in any. */
export function meaningOf(word: string, language: string): boolean | undefined {
  return byLanguage.get(language)?.get(word) ?? (UNSURE.has(word) ? undefined : inAny.get(word));
}

/** What each language says, for whoever wants to see that none contradicts another. */
export function yesAndNo(): ReadonlyMap<string, ReadonlyMap<string, boolean>> {
  return byLanguage;
}

/** What may follow the word without changing it. */
export const POLITE: ReadonlySet<string> = new Set(
  wordsOf(
    `please thanks thank bitte danke merci s'il gracias grazie por per favore tack dank graag alstublieft kiitos
     obrigado obrigada пожалуйста спасибо дякую gerne`,
  ),
);
