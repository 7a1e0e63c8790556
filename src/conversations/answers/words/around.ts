/** What stands around an answer and changes nothing: `for 4, please`, `I'd like the third one`, `3番でお願いします`. */
import { numberWords } from "./number-words.ts";
import { inAnyLanguage, phrasesFor } from "./phrases/index.ts";
import { FRIENDLY, isDecoration, isUnspaced } from "./spoken.ts";
import { yesAndNo } from "./yes-words.ts";

const numbers = new Set([...numberWords().values()].flatMap((words) => [...words.keys()]));
const negations = new Set(
  [...yesAndNo().values()].flatMap((phrases) =>
    [...phrases].flatMap(([phrase, yes]) => (yes ? [] : [phrase])),
  ),
);

const isHarmless = (phrase: string): boolean => !negations.has(phrase) && !numbers.has(phrase);
const EMOJI = [...FRIENDLY, "👍", "👌", "✅"];
const made = new WeakMap<ReadonlySet<string>, ReadonlySet<string>>();

/** In the person's language and English, or in any: what is no number, and says no in none. */
export function aroundIn(lang: string | null): ReadonlySet<string> {
  const phrases = phrasesFor("around", lang);
  const found = made.get(phrases);
  if (found !== undefined) return found;
  const around = new Set([...[...phrases].filter(isHarmless), ...EMOJI]);
  made.set(phrases, around);
  return around;
}

/** How many words the longest of them has. */
const LONGEST = 4;

/** Words without those phrases, wherever these stand. What `keep` wants to keep stays. */
export function withoutAround(
  words: readonly string[],
  lang: string | null,
  keep: (word: string) => boolean = () => false,
): readonly string[] {
  const around = aroundIn(lang);
  const kept: string[] = [];
  for (let at = 0; at < words.length; ) {
    const length = lengthOf(words, at, around, keep);
    if (length === 0) kept.push(words[at] as string);
    at += Math.max(length, 1);
  }
  return kept;
}

function lengthOf(
  words: readonly string[],
  at: number,
  around: ReadonlySet<string>,
  keep: (word: string) => boolean,
): number {
  for (let length = Math.min(LONGEST, words.length - at); length > 0; length--) {
    const some = words.slice(at, at + length);
    const phrase = some.join(" ");
    if ((around.has(phrase) || isDecoration(phrase)) && !some.every(keep)) return length;
  }
  return 0;
}

/** The same at the ends of words, which may be written with marks behind them. At least one of them is left. */
export function withoutEnds(words: readonly string[], lang: string | null): readonly string[] {
  const [around, counted] = [aroundIn(lang), phrasesFor("counted", lang)];
  let [start, end] = [0, words.length];
  const says = (from: number, to: number, also?: ReadonlySet<string>): boolean => {
    const some = words.slice(from, to);
    const phrase = some.map(unmarked).join(" ");
    return (phrase === "" && some.every(isEnding)) || around.has(phrase) || also?.has(phrase) === true;
  };
  for (let moved = true; moved; ) {
    moved = false;
    for (let length = Math.min(LONGEST, end - start - 1); length > 0 && !moved; length--) {
      if (says(end - length, end, counted)) end -= length;
      else if (says(start, start + length)) start += length;
      else continue;
      moved = true;
    }
  }
  return words.slice(start, end);
}

/** Marks that end a sentence: other ones may be a unit. */
function isEnding(word: string): boolean {
  return /^(?:[.,;:!?…)\]~]+|[:;=][-']?[)D(])?$/u.test(word);
}

/** A dash alone may be half of a range, and a percent sign changes the number. */
function unmarked(word: string): string {
  return /^[-–—]+$/u.test(word)
    ? word
    : word.replace(/^[^\p{L}\p{N}\p{S}%‰/@#&*§]+|[^\p{L}\p{M}\p{N}\p{S}%‰/@#&*§]+$/gu, "");
}

/** Of scripts without spaces, the longest first. */
function alternatives(...lists: readonly ReadonlySet<string>[]): string {
  const phrases = lists.flatMap((list) => [...list]).filter(isUnspaced);
  return phrases.sort((a, b) => b.length - a.length).join("|");
}

const AROUND: ReadonlySet<string> = new Set([...inAnyLanguage("around")].filter(isHarmless));
const PREFIX = new RegExp(`^(?:${alternatives(AROUND)})(?=.)`, "u");
const SUFFIX = new RegExp(`(?<=.)(?:${alternatives(AROUND, inAnyLanguage("counted"))})$`, "u");

/** A text without spaces between its words, without those phrases at its ends. */
export function unspacedCore(said: string): string {
  let core = said.replace(/[\s\p{P}]+$/u, "");
  // Two phrases follow each other at most: 番 and でお願いします.
  for (let times = 0; times < 3; times++) core = core.replace(SUFFIX, "").replace(PREFIX, "").trim();
  return core;
}
