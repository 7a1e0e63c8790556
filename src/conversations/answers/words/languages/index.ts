/**
 * The languages in which answers are understood: yes and no, numbers in words; the words for days are in `days`. What is
 * written in another one of them than the person's is understood too, as long as no two languages contradict each other.
 * A language more is a file here, and its line below.
 */
import { de } from "./de.ts";
import { en } from "./en.ts";
import { es } from "./es.ts";
import { fi } from "./fi.ts";
import { fr } from "./fr.ts";
import { it } from "./it.ts";
import { ja } from "./ja.ts";
import { nl } from "./nl.ts";
import { pt } from "./pt.ts";
import { ru } from "./ru.ts";
import { sv } from "./sv.ts";
import { uk } from "./uk.ts";
import type { Words } from "./words.ts";
import { zh } from "./zh.ts";

export const LANGUAGES = { en, de, fr, es, it, pt, nl, sv, fi, ru, uk, ja, zh } satisfies Record<
  string,
  Words
>;

/** One of the languages shipped, by its primary subtag (RFC 5646 §2.2.1). */
export type Language = keyof typeof LANGUAGES;

/** The primary subtag of a language tag, in lower case: `de` of `de-AT`. "" where the language is not known. */
export function primaryOf(lang: string | null): string {
  return lang?.toLowerCase().split("-", 1)[0] ?? "";
}

/** What a list says; nothing where there is none. */
export function listOf(list = ""): readonly string[] {
  return list === "" ? [] : list.split(/,\s*/u);
}

/** What the languages say of one kind, all together. */
export function inAllLanguages(kind: keyof Words): readonly string[] {
  return Object.values<Words>(LANGUAGES).flatMap((words) => listOf(words[kind]));
}
