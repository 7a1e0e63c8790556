/**
 * The languages whose yes and no, numbers and turns of phrase are understood, and not only the person's own: whoever
 * writes in another one is understood too, as long as no two languages contradict each other. A language more is an
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
