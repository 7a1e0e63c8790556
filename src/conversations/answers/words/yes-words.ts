/** Reads yes and no: all of a text must say so, and nothing in it the contrary. */
import { LANGUAGES, listOf, primaryOf } from "./languages/index.ts";
import { inAnyLanguage, PHRASES } from "./phrases/index.ts";
import { FRIENDLY, folded, phrasesIn, wordsOf } from "./spoken.ts";

/** In no language: what forms send, what keyboards have. */
const COMMON = {
  yes: "1, +, +1, 👍, 👌, ✅, ✔, ☑, 🆗",
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

/** Yes, no, or nothing of both that changes neither: in a language of the table, and something else in others. */
const UNSURE = new Set(["ne", "не", "jo", "tak", "ya", "en", "nu"]);

/** Where the language does not tell. A single letter of a language whose dates are not read either is too little. */
const inAny = new Map(
  [...byLanguage].flatMap(([lang, phrases]) =>
    [...phrases].filter(([phrase]) => phrase.length > 1 || lang === "" || Object.hasOwn(LANGUAGES, lang)),
  ),
);

const AROUND = new Set([...inAnyLanguage("around"), ...FRIENDLY]);
const around = new Map(
  Object.entries(PHRASES).map(([lang, phrases]) => [lang, new Set(listOf(phrases.around))]),
);
const unsure = new Map(
  Object.entries(PHRASES).map(([lang, phrases]) => [lang, new Set(listOf(phrases.unsure))]),
);

/** "Yeah right" is said for no, whatever the person's language; a word alone is unsure in its own. */
const unsureTurns = new Set([...inAnyLanguage("unsure")].filter((phrase) => phrase.includes(" ")));

/** What a phrase in small letters says, in a language or else in any. `null`: neither, and it changes nothing. */
export function meaningOf(phrase: string, language: string): boolean | "unsure" | null | undefined {
  const own = byLanguage.get(language)?.get(phrase);
  if (own !== undefined) return own;
  if (unsure.get(language)?.has(phrase) === true || unsureTurns.has(phrase)) return "unsure";
  if (around.get(language)?.has(phrase) === true) return null;
  if (UNSURE.has(phrase)) return "unsure";
  return inAny.get(phrase) ?? (AROUND.has(phrase) ? null : undefined);
}

// "Yes, that would be very kind of you" is long enough; what is longer needs no folding to be unclear.
const LONGEST = 60;

/** Whether a `plain` text says yes (`true`) or no, in the person's language or another one; `undefined` where it does not tell. */
export function readYesNo(text: string, lang: string | null): boolean | undefined {
  if (text.length > LONGEST) return undefined;
  const language = primaryOf(lang);
  // What most people write.
  const simple = meaningOf(text.toLowerCase(), language);
  if (typeof simple === "boolean") return simple;
  const said = phrasesIn(wordsOf(folded(text)), (phrase) => {
    const meaning = meaningOf(phrase, language);
    return meaning === undefined ? drawnOut(phrase, language) : meaning;
  });
  const meanings = new Set(said?.filter((meaning) => meaning !== null));
  const [meaning] = meanings;
  return meanings.size === 1 && meaning !== "unsure" ? meaning : undefined;
}

/** `yesss`, `noooo`, `yess`: by the word without the letters too many. "Noon" is another word than "non". */
function drawnOut(word: string, language: string): boolean | undefined {
  const spellings = [/(\p{L})\1(?=\1)/gu, /(\p{L})\1{2,}/gu, /(\p{L})\1+$/gu].map((many) =>
    word.replace(many, "$1"),
  );
  for (const spelling of spellings) {
    const meaning = spelling === word || spelling.length < 2 ? undefined : meaningOf(spelling, language);
    if (typeof meaning === "boolean") return meaning;
  }
  return undefined;
}

/** Whether a phrase is yes or no in the person's language or in English; in any where the person's is not known. */
export function saysYesOrNo(phrase: string, lang: string | null): boolean {
  const own = byLanguage.get(primaryOf(lang) || "none");
  return own === undefined
    ? inAny.has(phrase)
    : own.has(phrase) || byLanguage.get("en")?.has(phrase) === true;
}

/** What each language says, for whoever wants to see that none contradicts another. */
export function yesAndNo(): ReadonlyMap<string, ReadonlyMap<string, boolean>> {
  return byLanguage;
}
