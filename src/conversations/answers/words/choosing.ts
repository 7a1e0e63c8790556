/**
 * Finds what somebody means among choices that were shown with numbers. Each word that was said must be one of the
 * choice's own, its number, or one that changes nothing; what also fits another choice is not chosen.
 */
import { editDistance } from "../../../edit-distance.ts";
import { aroundIn, unspacedCore, withoutAround } from "./around.ts";
import { numberWord, ordinalWord } from "./number-words.ts";
import { phrasesFor } from "./phrases/index.ts";
import { folded, isRaised, isUnspaced, wordsOf } from "./spoken.ts";
import { plain } from "./visible.ts";
import { saysYesOrNo } from "./yes-words.ts";

/** A choice as it may be named. */
export interface Named {
  readonly index: number;
  /** Its value and its label, folded. */
  readonly names: readonly string[];
  /** The words of each. */
  readonly phrases: ReadonlySet<string>;
  readonly words: ReadonlySet<string>;
}

/** Indices of choices. */
export type Choosing =
  | { readonly kind: "one"; readonly index: number }
  | { readonly kind: "several"; readonly indices: readonly number[] }
  /** What was said has something of these, and something else that was not understood. */
  | { readonly kind: "perhaps"; readonly indices: readonly number[] }
  | { readonly kind: "none" };

const NONE: Choosing = { kind: "none" };
// No choice needs more to be named.
const LONGEST = 200;

export function namesOf(
  choices: readonly { readonly value: string; readonly label: string }[],
): readonly Named[] {
  return choices.map(({ value, label }, index) => {
    const names = [...new Set([folded(plain(label)), folded(plain(value))])].filter((name) => name !== "");
    const words = names.map(wordsOf);
    return {
      index,
      names,
      phrases: new Set(words.map((some) => some.join(" "))),
      words: new Set(words.flat()),
    };
  });
}

/** Reads a `plain` text. */
export function choosing(text: string, choices: readonly Named[], lang: string | null): Choosing {
  if (text.length > LONGEST || isRaised(text)) return NONE;
  const said = folded(text);
  const whole = only(choices.filter(({ names }) => names.includes(said)));
  if (whole.kind !== "none") return whole;
  const words = wordsOf(said);
  const number = words.length === 1 ? numbered(words[0] ?? "", choices, lang) : undefined;
  if (number !== undefined && isQuantity(number, choices)) return { kind: "perhaps", indices: [number] };
  const bare = withoutAround(words, lang, isOwnOf(choices)).join(" ");
  const named = choices.filter(({ phrases }) => phrases.has(bare));
  const some = new Set([
    ...byWords(words, choices, lang),
    ...beginningWith(said, choices, lang),
    ...unspaced(said, choices, lang),
  ]);
  const found = only(named.length > 0 ? named : [...some]);
  if (found.kind === "none") return doubtful(words, choices, lang);
  // Whoever asks back has not chosen.
  return found.kind === "one" && /[?؟]$/u.test(said) ? { kind: "perhaps", indices: [found.index] } : found;
}

function only(found: readonly Named[]): Choosing {
  const indices = found.map(({ index }) => index);
  const [index] = indices;
  if (index === undefined) return NONE;
  return indices.length === 1
    ? { kind: "one", index }
    : { kind: "several", indices: indices.sort((a, b) => a - b) };
}

/** Where a word is the number of a choice: its index. Digits, `2nd`, `two`, `second`, `last`. */
function numbered(word: string, choices: readonly Named[], lang: string | null): number | undefined {
  const digits = /^(\d{1,4})(?:st|nd|rd|th|er|re|e|è?me|eme|nde|de|ste|te|й|я|е|го|번|番)?$/u.exec(word)?.[1];
  const number =
    digits !== undefined
      ? Number(digits)
      : phrasesFor("last", lang).has(word)
        ? choices.length
        : (ordinalWord(word, lang) ?? numberWord(word, lang));
  return number !== undefined && number >= 1 && number <= choices.length ? number - 1 : undefined;
}

/** Where each choice is a quantity ("1 kg", "2 kg", "5 kg"), "3" is more likely one that there is not than the third. */
function isQuantity(index: number, choices: readonly Named[]): boolean {
  const own = choices[index]?.words.has(String(index + 1)) === true;
  return !own && choices.every(({ names: [name = ""] }) => /^\d+(?![.:/\d])/.test(name));
}

function byWords(words: readonly string[], choices: readonly Named[], lang: string | null): readonly Named[] {
  const bare = withoutAround(words, lang);
  // "The red one" is not the first; "eine Pizza" neither.
  const unnumbered = bare.filter((word) => /\d/.test(word) || numberWord(word, lang) !== 1);
  for (const tried of [withoutAround(words, lang, isOwnOf(choices)), bare, unnumbered]) {
    const found = choices.filter((choice) => explains(choice, tried, choices, lang));
    if (found.length > 0) return found;
  }
  return [];
}

function isOwnOf(choices: readonly Named[]): (word: string) => boolean {
  return (word) => choices.some((choice) => choice.words.has(word));
}

/** Whether there is nothing among the words but the choice's own and its number, and not only an article of its. */
function explains(
  choice: Named,
  words: readonly string[],
  choices: readonly Named[],
  lang: string | null,
): boolean {
  const isOnlyAround = words.length === 1 && choice.words.size > 1 && aroundIn(lang).has(words[0] ?? "");
  return (
    words.length > 0 &&
    !isOnlyAround &&
    words.every((word) => choice.words.has(word) || numbered(word, choices, lang) === choice.index)
  );
}

function beginningWith(said: string, choices: readonly Named[], lang: string | null): readonly Named[] {
  // People end a sentence, labels seldom do.
  const beginning = said.replace(/[.!,。]+$/u, "");
  // "No" is no way to say "noon", nor "ja" one to say "Januar".
  if (beginning === "" || (beginning.length > 1 && saysYesOrNo(beginning, lang))) return [];
  return choices.filter(({ names }) => names.some((name) => name.startsWith(beginning)));
}

/** Where words stand without spaces: the number or the name with nothing around it, or a part of the name. */
function unspaced(said: string, choices: readonly Named[], lang: string | null): readonly Named[] {
  if (!isUnspaced(said)) return [];
  const core = unspacedCore(said);
  return choices.filter(
    ({ index, names }) =>
      numbered(core, choices, lang) === index ||
      names.some((name) => name === core || (core.length > 1 && name.includes(core))),
  );
}

/** The choices of which something was said, or with a slip of the fingers. */
function doubtful(words: readonly string[], choices: readonly Named[], lang: string | null): Choosing {
  const bare = withoutAround(words, lang);
  const some = choices.filter((choice) => bare.some((word) => explains(choice, [word], choices, lang)));
  if (some.length > 1) return { kind: "several", indices: some.map(({ index }) => index) };
  const near =
    some.length > 0 ? some : choices.filter((choice) => bare.some((word) => isAlmostIn(choice.words, word)));
  return near.length === 0 ? NONE : { kind: "perhaps", indices: near.map(({ index }) => index) };
}

/** Whether one of the words was meant by a slip of the fingers or two. */
function isAlmostIn(words: ReadonlySet<string>, said: string): boolean {
  const slips = Math.min(2, Math.floor(said.length / 3));
  // Nobody mistypes a word into something so long; comparing is quadratic.
  return said.length > 3 && said.length < 40 && [...words].some((word) => editDistance(word, said) <= slips);
}
