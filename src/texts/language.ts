/** The languages that the bot speaks, and the choice of one for a person. */

/** Each language has a file of its name beside this one: `en.ftl`. */
export const LANGUAGES = ["en"] as const;

export type BotLanguage = (typeof LANGUAGES)[number];

/**
 * Finds the language for a person who uses `tag` (RFC 5646), by the lookup of RFC 4647 §3.4: the tag is shortened from its
 * end until it matches a language. `@fluent/langneg` does not serve, since it gives up at extensions and private use
 * (`de-DE-u-co-phonebk`).
 */
export function lookUp<L extends string>(
  tag: string | null | undefined,
  languages: readonly L[],
): L | undefined {
  let range = tag?.toLowerCase() ?? "";
  while (range !== "") {
    const found = languages.find((language) => language === range);
    if (found !== undefined) return found;
    range = range.slice(0, Math.max(0, range.lastIndexOf("-")));
  }
  return undefined;
}
