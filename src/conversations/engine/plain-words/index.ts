/** Words without a slash that ask something of the bot: help, a way out or back, a greeting, the name of a responder. */
import { unaccented } from "../../answers/words/choices/names.ts";
import { primaryOf } from "../../answers/words/languages/index.ts";
import { yesAndNo } from "../../answers/words/yes-words.ts";
import { folded, LONGEST, listOf, POLITE_FIRST_WORDS } from "./folded.ts";
import { EVERYDAY_WORDS, PLAIN_WORDS, type PlainWords } from "./words.ts";

export { folded } from "./folded.ts";

/**
 * What such a word asks for. `help`, `abort` and `back` are the commands of these names; `enough` may be the end of the
 * conversation or of a list, and is an answer only where it is asked about.
 */
export type Wish = Exclude<keyof PlainWords, "begin" | "imperative" | "verb" | "article">;

const WISHES: readonly Wish[] = ["help", "abort", "back", "restart", "greeting", "enough"];

/** By language, what each of its words asks for, also where the accents are left out. */
const byLanguage = new Map(
  Object.entries(PLAIN_WORDS).map(([lang, words]) => {
    const said = WISHES.flatMap((wish) =>
      listOf(words[wish] ?? "").map((word) => [folded(word), wish] as const),
    );
    const plainer = said.map(([word, wish]) => [unaccented(word), wish] as const);
    return [lang, new Map([...plainer.filter(([word]) => !isAnswer(word)), ...said])];
  }),
);

/** Without its accent a word may be yes or no elsewhere. */
function isAnswer(word: string): boolean {
  return [...yesAndNo().values()].some((phrases) => phrases.has(word));
}

const EVERYDAY: ReadonlySet<string> = new Set(listOf(EVERYDAY_WORDS));

// Most texts are told by their first word, at a third of the cost.
const ASCII = /^[ -~]*$/;
const FIRST_WORDS: ReadonlySet<string> = new Set(
  [...[...byLanguage.values()].flatMap((words) => [...words.keys()]), ...POLITE_FIRST_WORDS].map(firstWord),
);

function firstWord(text: string): string {
  return /[\p{L}\p{N}]+/u.exec(text)?.[0].toLowerCase() ?? "";
}

/** What a text asks for in any of the languages; `undefined` where it is no such word. */
export function wishOf(text: string): Wish | undefined {
  if (text.length > LONGEST) return undefined;
  if (/^[\s?？¿]+$/u.test(text)) return text.trim() === "" ? undefined : "help";
  if (ASCII.test(text) && !FIRST_WORDS.has(firstWord(text))) return undefined;
  const word = folded(text);
  if (word === "") return undefined;
  for (const words of byLanguage.values()) {
    const wish = words.get(word);
    if (wish !== undefined) return wish;
  }
  return undefined;
}

/**
 * Whether a text is such a word to somebody who speaks `languages` (tags of RFC 5646), as far as these are known: servers and
 * clients say "en" for people of any language. So a word of another one counts as well, unless it is an everyday word elsewhere.
 */
export function isWishIn(text: string, languages: readonly (string | null)[]): boolean {
  const word = folded(text);
  return !EVERYDAY.has(word) || languages.some((lang) => byLanguage.get(primaryOf(lang))?.has(word) === true);
}

/** Whether a text says the word somewhere among others. */
export function mentions(text: string, word: string): boolean {
  return ` ${folded(text)} `.includes(` ${folded(word)} `);
}
