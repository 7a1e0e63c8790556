/** How a choice may be named: by its value or label, by words of these, by its number. */
import { numberWord, ordinalWord } from "./number-words.ts";
import { phrasesFor } from "./phrases/index.ts";
import { folded, wordsOf } from "./spoken.ts";
import { plain } from "./visible.ts";

/** A choice with its value and its label as they are compared. */
export interface Named {
  readonly index: number;
  readonly names: readonly string[];
  /** Each name by its words alone, with spaces and without. */
  readonly phrases: ReadonlySet<string>;
  readonly words: ReadonlySet<string>;
  /** Those of its words that turn round what the others say. */
  readonly negations: readonly string[];
}

/** What is chosen from, and the language of the person who does. */
export interface Asked {
  readonly choices: readonly Named[];
  readonly lang: string | null;
}

const NEGATIONS = new Set(
  `no not none without except never neither don't doesn't won't can't cannot isn't aren't kein keine keinen keiner nicht ohne nie
  pas sans jamais aucun aucune ne sin nunca ni non senza mai não sem nem niet geen zonder nooit inte utan ingen inget aldrig ikke uden
  uten aldri ei en ilman nie bez ani не нет без ні ani değil olmadan yok без لا بدون ليس غير nem nélkül όχι χωρίς δεν`.split(
    /\s+/u,
  ),
);

export function namesOf(
  choices: readonly { readonly value: string; readonly label: string }[],
): readonly Named[] {
  return choices.map(({ value, label }, index) => {
    const whole = [folded(plain(label)), folded(plain(value))].filter((name) => name !== "");
    const names = [...new Set([...whole, ...whole.map(unaccented)])];
    const words = names.map(spokenWords);
    // "No, leave it open" says no to the question, not to the rest of itself.
    const rest = names.flatMap((name) => spokenWords(name.replace(/^\p{L}+[,.;:]\s+/u, "")));
    return {
      index,
      names,
      phrases: new Set(words.flatMap((some) => [some.join(" "), joined(some)])),
      words: new Set(words.flat()),
      negations: [...new Set(rest)].filter((word) => NEGATIONS.has(word)),
    };
  });
}

/** Words without a space between them; those of digits alone would be another number. */
export function joined(words: readonly string[]): string {
  return words.every((word) => /^\d+$/.test(word)) ? words.join(" ") : words.join("");
}

/** People leave accents out. */
function unaccented(text: string): string {
  return text
    .normalize("NFD")
    .replace(/[\u0300-\u036f]/gu, "")
    .normalize("NFC");
}

/** The words of a folded text, without the articles that French and Italian write together with them. */
export function spokenWords(said: string): readonly string[] {
  return wordsOf(said).map((word) => word.replace(/^(?:[ld]|un|dell|all|nell)'(?=.)/u, ""));
}

/** Where a word is the number of a choice: its index. Digits, `2nd`, `two`, `second`, `last`. */
export function numbered(word: string, { choices, lang }: Asked): number | undefined {
  const number = phrasesFor("last", lang).has(word)
    ? choices.length
    : (digitsIn(word) ?? ordinalWord(word, lang) ?? numberWord(word, lang));
  return number !== undefined && number >= 1 && number <= choices.length ? number - 1 : undefined;
}

function digitsIn(word: string): number | undefined {
  const digits = /^(\d{1,4})(?:st|nd|rd|th|er|re|e|è?me|eme|nde|de|ste|te|й|я|е|го|번|番)?$/u.exec(word)?.[1];
  return digits === undefined ? undefined : Number(digits);
}

/** Whether a word is one of the choice's own: `2` also where "two" is, or "second". */
export function hasWord({ words }: Named, said: string, { choices, lang }: Asked): boolean {
  if (words.has(said) || words.has(unaccented(said))) return true;
  const value = digitsIn(said) ?? ordinalWord(said, lang);
  if (value === undefined) return false;
  return [...words].some(
    (word) =>
      // An article looks like the number one in many languages.
      (value > 1 && numberWord(word, lang) === value) ||
      // What is an ordinal may have other meanings too: it only contradicts the number of another choice.
      (value <= choices.length && ordinalWord(word, lang) === value),
  );
}

/** Where each choice is a quantity ("1 kg", "2 kg", "5 kg"), "3" is more likely one that there is not than the third. */
export function isQuantity(index: number, { choices }: Asked): boolean {
  const own = choices[index]?.words.has(String(index + 1)) === true;
  return !own && choices.every(({ names: [name = ""] }) => /^[^\p{L}\d]*\d+(?![.:/\d])/u.test(name));
}
