/** Reads yes and no: all of a text must say so, and nothing in it the contrary. */
import { LANGUAGES, listOf, primaryOf } from "./languages/index.ts";
import { inOneLanguage, PHRASES, says } from "./phrases/index.ts";
import { folded, isDecoration, phrasesIn, wordsOf } from "./spoken.ts";

/** In no language: what forms send, what keyboards have. */
const COMMON = {
  yes: "1, +, +1, ok, okay, 👍, 👌, ✅, ✔, ☑, 🆗",
  no: "0, 👎, ❌, ✖, 🚫, ⛔, 🙅",
};

const byLanguage = new Map(
  Object.entries({ ...PHRASES, "": COMMON }).map(([lang, { yes, no }]) => [
    lang,
    new Map([
      ...listOf(yes).map((phrase) => [phrase, true] as const),
      ...listOf(no).map((phrase) => [phrase, false] as const),
    ]),
  ]),
);

/** Yes, no, or neither in a language of the table, and something else in others. */
const UNSURE = new Set(["ne", "не", "jo", "tak", "ya", "en", "nu"]);

/**
 * What a phrase in small letters says in one of the languages. `null`: neither yes nor no, and it changes nothing. `isOwn`:
 * one of them is the person's.
 */
export function meaningIn(
  phrase: string,
  languages: readonly string[],
  isOwn: boolean,
): boolean | "unsure" | null | undefined {
  const common = byLanguage.get("")?.get(phrase);
  if (common !== undefined) return common;
  if (!isOwn && (UNSURE.has(phrase) || !isEnough(phrase, languages))) return undefined;
  for (const language of languages) {
    const meaning = byLanguage.get(language)?.get(phrase);
    if (meaning !== undefined) return meaning;
    if (says("unsure", phrase, [language])) return "unsure";
    if (says("around", phrase, [language]) || isDecoration(phrase)) return null;
  }
  return undefined;
}

/** A single letter of a language whose dates are not read either is too little, unless it is the person's. */
function isEnough(phrase: string, languages: readonly string[]): boolean {
  return phrase.length > 1 || languages.some((language) => Object.hasOwn(LANGUAGES, language));
}

// "Yes, that would be very kind of you" is long enough; what is longer needs no folding to be unclear.
const LONGEST = 60;

/** Not applicable: the first letter alone would say no. */
export const NOT_APPLICABLE = /^n\s?[./-]?\s?a\.?$/;

/** Whether a `plain` text says yes (`true`) or no, in the person's language or another one; `undefined` where it does not tell. */
export function readYesNo(text: string, lang: string | null): boolean | undefined {
  if (text.length > LONGEST) return undefined;
  // What most people write.
  const simple = byLanguage.get(primaryOf(lang) || "en")?.get(text.toLowerCase());
  if (simple !== undefined) return simple;
  const said = folded(text);
  // A question is no answer.
  if (/[?؟]$/u.test(said) || NOT_APPLICABLE.test(said)) return undefined;
  const words = wordsOf(said);
  const meaning = inOneLanguage(words, lang, (languages, isOwn) => {
    const found = phrasesIn(words, (phrase) => {
      const one = meaningIn(phrase, languages, isOwn);
      return one === undefined ? drawnOut(phrase, languages, isOwn) : one;
    });
    const meanings = new Set(found?.filter((one) => one !== null));
    const [one] = meanings;
    // What says neither in the person's own language need not be looked for in others: Slovak "ja" is I.
    const isNeither = isOwn && found !== undefined && found.length > 0 && meanings.size === 0;
    return isNeither || meanings.size > 1 ? "unsure" : one;
  });
  return meaning === "unsure" ? undefined : meaning;
}

/** `yesss`, `noooo`, `yess`: by the word without the letters too many. "Noon" is another word than "non". */
function drawnOut(word: string, languages: readonly string[], isOwn: boolean): boolean | undefined {
  if (!/^\p{L}*(\p{L})\1\p{L}*$/u.test(word)) return undefined;
  const spellings = [/(\p{L})\1(?=\1)/gu, /(\p{L})\1{2,}/gu, /(\p{L})\1+$/gu].map((many) =>
    word.replace(many, "$1"),
  );
  for (const spelling of spellings) {
    const meaning =
      spelling === word || spelling.length < 2 ? undefined : meaningIn(spelling, languages, isOwn);
    if (typeof meaning === "boolean") return meaning;
  }
  return undefined;
}

/** Whether a phrase is yes or no in the person's language or in English; in any where the person's is not known. */
export function saysYesOrNo(phrase: string, lang: string | null): boolean {
  const own = byLanguage.get(primaryOf(lang) || "none");
  return own === undefined
    ? [...byLanguage.values()].some((phrases) => phrases.has(phrase))
    : own.has(phrase) || byLanguage.get("en")?.has(phrase) === true;
}

/** What each language says, for whoever wants to see that none contradicts another. */
export function yesAndNo(): ReadonlyMap<string, ReadonlyMap<string, boolean>> {
  return byLanguage;
}
