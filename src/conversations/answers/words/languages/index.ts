/** The languages in which whole answers are read: yes and no, numbers, days. Their words are in `phrases` and `days`. */
export const LANGUAGES = {
  en: "English",
  de: "German",
  fr: "French",
  es: "Spanish",
  it: "Italian",
  pt: "Portuguese",
  nl: "Dutch",
  sv: "Swedish",
  fi: "Finnish",
  ru: "Russian",
  uk: "Ukrainian",
  ja: "Japanese",
  zh: "Chinese",
} as const;

/** One of them, by its primary subtag (RFC 5646 §2.2.1). */
export type Language = keyof typeof LANGUAGES;

/** The primary subtag of a language tag, in lower case: `de` of `de-AT`. "" where the language is not known. */
export function primaryOf(lang: string | null): string {
  return lang?.toLowerCase().split("-", 1)[0] ?? "";
}

/** The items of a list divided by commas; none where there is no list. */
export function listOf(list = ""): readonly string[] {
  return list === "" ? [] : list.split(/,\s*/u);
}
