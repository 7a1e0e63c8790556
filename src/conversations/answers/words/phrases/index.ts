/**
 * The languages whose yes and no, numbers and turns of phrase are understood, and not only the person's own: a text
 * in another one is understood too, as long as no two languages contradict each other. A language more is an
 * entry in one of these files.
 */
import { listOf, primaryOf } from "../languages/index.ts";
import { germanic } from "./germanic.ts";
import { others } from "./others.ts";
import type { Phrases } from "./phrases.ts";
import { romance } from "./romance.ts";
import { slavic } from "./slavic.ts";

export const PHRASES: Readonly<Record<string, Phrases>> = { ...germanic, ...romance, ...slavic, ...others };

/** What all of the languages say of a kind. */
export function inAnyLanguage(kind: keyof Phrases): ReadonlySet<string> {
  return new Set(Object.values(PHRASES).flatMap((phrases) => listOf(phrases[kind])));
}

const sets = new Map<string, ReadonlySet<string>>();

function setOf(kind: keyof Phrases, language: string): ReadonlySet<string> {
  const key = `${kind} ${language}`;
  const found = sets.get(key);
  if (found !== undefined) return found;
  const made = new Set(listOf(PHRASES[language]?.[kind]));
  sets.set(key, made);
  return made;
}

/** Whether one of the languages, all of them in the table, has a phrase of a kind. */
export function says(kind: keyof Phrases, phrase: string, languages: readonly string[]): boolean {
  return languages.some((language) => setOf(kind, language).has(phrase));
}

/** By the words with which phrases begin, the languages that have one. */
const speakers = new Map<string, Set<string>>();
for (const [language, phrases] of Object.entries<Phrases>(PHRASES)) {
  for (const kind of ["yes", "no", "unsure", "around", "skip", "nothing", "none"] as const) {
    for (const phrase of listOf(phrases[kind])) {
      const [word = ""] = phrase.split(" ");
      speakers.set(word, (speakers.get(word) ?? new Set()).add(language));
    }
  }
}

/**
 * Reads words in the person's language and English, else in each other one by itself, since a word that changes nothing in
 * one may change everything in another. `undefined` where none understands them, or one contradicts another.
 */
export function inOneLanguage<T>(
  words: readonly string[],
  lang: string | null,
  read: (languages: readonly string[], isOwn: boolean) => T | undefined,
): T | undefined {
  const language = primaryOf(lang);
  const isKnown = Object.hasOwn(PHRASES, language);
  const own = read(isKnown ? [language, "en"] : ["en"], isKnown);
  if (own !== undefined) return own;
  // An emoji, or a word with a letter too many, is of no language.
  const others = [...(speakers.get(words[0] ?? "") ?? Object.keys(PHRASES))].map((other) =>
    read([other], false),
  );
  const [meaning, ...more] = new Set(others.filter((one) => one !== undefined));
  return more.length === 0 ? meaning : undefined;
}

const known = new Map<string, ReadonlySet<string>>();

/** What is said of a kind in the person's language and in English; in any where the person's is not among them. */
export function phrasesFor(kind: keyof Phrases, lang: string | null): ReadonlySet<string> {
  const language = primaryOf(lang);
  const own = PHRASES[language];
  const key = own === undefined ? kind : `${kind} ${language}`;
  const found = known.get(key);
  if (found !== undefined) return found;
  const phrases =
    own === undefined
      ? inAnyLanguage(kind)
      : new Set([own, PHRASES.en].flatMap((one) => listOf(one?.[kind])));
  known.set(key, phrases);
  return phrases;
}
