/** Words without a slash that ask something of the bot: help, a way out or back, a greeting, the name of a responder. */
import { primaryOf } from "../../answers/words/languages/index.ts";
import { PLAIN_WORDS, type PlainWords } from "./words.ts";

/** What such a word asks for. `help`, `abort` and `back` are the commands of these names. */
export type Wish = Exclude<keyof PlainWords, "begin">;

const WISHES: readonly Wish[] = ["help", "abort", "back", "restart", "greeting"];

/** Said in front or behind, it changes nothing. */
const POLITE_WORDS =
  `please|pls|plz|thanks|thank you|bitte|danke|alstublieft|svp|s'il vous plaît|s'il te plaît|por favor|
  per favore|proszę|tack|tak|kiitos|lütfen|будь ласка|пожалуйста|من فضلك`.replace(/\n\s*/u, "");
const POLITE = new RegExp(`( (?:${POLITE_WORDS}))+$`, "u");
const POLITE_FIRST = new RegExp(`^(?:(?:${POLITE_WORDS}|ok|okay|well|oh|so|um|err?) )+`, "u");
// The longest of the words is shorter; folding a long text would cost more than it tells.
const LONGEST = 60;

/** By language, what each of its words asks for. */
const byLanguage = new Map(
  Object.entries(PLAIN_WORDS).map(([lang, words]) => [
    lang,
    new Map(WISHES.flatMap((wish) => listOf(words[wish]).map((word) => [folded(word), wish] as const))),
  ]),
);

const beginnings = new Map(
  Object.entries(PLAIN_WORDS).map(([lang, { begin }]) => [
    lang,
    // The longest first: "i need a" before "i need".
    listOf(begin)
      .map(folded)
      .sort((a, b) => b.length - a.length),
  ]),
);

/** A text as the words are compared: without case, marks and emoji, and without what is only polite. */
export function folded(text: string): string {
  const words = text
    .normalize("NFKC")
    .toLowerCase()
    .replace(/[\p{Cf}\p{Default_Ignorable_Code_Point}]/gu, "")
    .replace(/[^\p{L}\p{N}\p{M}'’-]+/gu, " ")
    .replaceAll("’", "'")
    .trim();
  return words.replace(POLITE, "").replace(POLITE_FIRST, "").trim() || words;
}

/** What a text asks for in any of the languages; `undefined` where it is no such word. */
export function wishOf(text: string): Wish | undefined {
  if (text.length > LONGEST) return undefined;
  if (/^[\s?？¿]+$/u.test(text)) return text.trim() === "" ? undefined : "help";
  const word = folded(text);
  for (const words of byLanguage.values()) {
    const wish = words.get(word);
    if (wish !== undefined) return wish;
  }
  return undefined;
}

/** Whether `languages`, tags of RFC 5646, have the text as such a word. */
export function isWishIn(text: string, languages: readonly (string | null)[]): boolean {
  const word = folded(text);
  return languages.some((lang) => byLanguage.get(primaryOf(lang))?.has(word));
}

/** What follows words such as "new" or "I need a"; "" where nothing does, `undefined` where the text begins with none. */
export function afterBeginning(text: string): string | undefined {
  if (text.length > 10 * LONGEST) return undefined;
  const lower = text.toLowerCase().replaceAll("’", "'");
  for (const words of beginnings.values()) {
    for (const word of words) {
      if (!lower.startsWith(word)) continue;
      const rest = text.slice(word.length);
      if (rest === "" || /^[\s:]/u.test(rest)) return rest.replace(/^[\s:]+/u, "");
    }
  }
  return undefined;
}

function listOf(list: string): readonly string[] {
  return list.split(/,\s*/u);
}
