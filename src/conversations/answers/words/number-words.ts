import { LANGUAGES, listOf, primaryOf } from "./languages/index.ts";

const byLanguage = new Map<string, ReadonlyMap<string, number>>(
  Object.entries(LANGUAGES).map(([lang, { numbers }]) => [
    lang,
    new Map(
      listOf(numbers).flatMap((words, value) => words.split("|").map((word) => [word, value] as const)),
    ),
  ]),
);

// "Once" is eleven in Spanish, and no number in English.
const inAny = new Map(
  [...byLanguage.values()].flatMap((words) => [...words]).filter(([word]) => word !== "once"),
);

/**
 * The number from 0 to 20 that a word in lower case means: in the person's language or English, and only where the
 * person's is not known, or not shipped, in any. A wrong number is worse than another question.
 */
export function numberWord(word: string, lang: string | null): number | undefined {
  const own = byLanguage.get(primaryOf(lang));
  return own === undefined ? inAny.get(word) : (own.get(word) ?? byLanguage.get("en")?.get(word));
}

/** The words of each language, for whoever wants to see that none contradicts another. */
export function numberWords(): ReadonlyMap<string, ReadonlyMap<string, number>> {
  return byLanguage;
}
