import { inAllLanguages, LANGUAGES, listOf } from "./languages/index.ts";
import { NEIGHBOURS } from "./languages/neighbours.ts";

/** In no language: what forms send, what keyboards have. */
const COMMON = { yes: "1, +, 👍, ✅, ✔, ☑, 🆗", no: "0, 👎, ❌, ✖, 🚫" };

const byLanguage = new Map(
  Object.entries({ ...LANGUAGES, ...NEIGHBOURS, "": COMMON }).map(([lang, { yes, no }]) => [
    lang,
    new Map([
      ...listOf(yes).map((word) => [word, true] as const),
      ...listOf(no).map((word) => [word, false] as const),
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
export const POLITE: ReadonlySet<string> = new Set(inAllLanguages("polite"));
