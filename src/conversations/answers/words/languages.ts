/**
 * The languages in which answers are understood: yes and no, days in words, numbers in words. What is written in
 * another one of them than the person's is understood too, as long as no two languages contradict each other.
 */
export const LANGUAGES = [
  "en",
  "de",
  "fr",
  "es",
  "it",
  "pt",
  "nl",
  "sv",
  "fi",
  "ru",
  "uk",
  "ja",
  "zh",
] as const;

/** One of the languages shipped, by its primary subtag (RFC 5646 §2.2.1). */
export type Language = (typeof LANGUAGES)[number];

/** The primary subtag of a language tag, in lower case: `de` of `de-AT`. "" where the language is not known. */
export function primaryOf(lang: string | null): string {
  return lang?.toLowerCase().split("-", 1)[0] ?? "";
}

/** The words of a table. */
export function wordsOf(text: string): readonly string[] {
  return text.trim().split(/\s+/u);
}
