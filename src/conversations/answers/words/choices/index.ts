/**
 * Finds what somebody means among choices that were shown with numbers. Each word that was said must be one of the
 * choice's own, its number, or one that changes nothing; what also fits another choice is not chosen.
 */
import { editDistance } from "../../../../edit-distance.ts";
import { aroundIn, unspacedCore, withoutAround } from "../around.ts";
import { numberWord } from "../number-words.ts";
import { folded, isRaised, isUnspaced } from "../spoken.ts";
import { saysYesOrNo } from "../yes-words.ts";
import {
  type Asked,
  hasWord,
  holdNumbers,
  joined,
  type Named,
  numbered,
  spokenWords,
  unaccented,
} from "./names.ts";
import { isAlsoArticle, isVague, saysHowMany } from "./places.ts";
import { countedInstead } from "./quantities.ts";
import { atTime, behindWhen } from "./when.ts";

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

/** Reads a `plain` text. */
export function choosing(text: string, asked: Asked): Choosing {
  if (text.length > LONGEST || isRaised(text)) return NONE;
  const { choices, lang } = asked;
  const said = folded(text);
  const whole = only(choices.filter(({ names }) => names.includes(said) || names.includes(unaccented(said))));
  if (whole.kind !== "none") return whole;
  const timed = atTime(said, asked);
  if (timed !== undefined)
    return timed.exactly && !/[?؟]$/u.test(said) ? only(timed.found) : doubtfully(timed.found);
  const words = spokenWords(said);
  const bare = withoutAround(words, lang, isOwnOf(asked));
  const together = isJoinable(said, bare, asked) ? joined(bare) : bare.join(" ");
  const named = choices.filter(({ phrases }) => phrases.has(bare.join(" ")) || phrases.has(together));
  const some = new Set([
    ...byWords(said, words, asked),
    ...beginningWith(said, asked),
    ...unspaced(said, asked),
  ]);
  const found = only(named.length > 0 ? named : [...some]);
  if (found.kind === "none") {
    const behind = /[?؟]$/u.test(said) ? NONE : only(behindWhen(words, asked));
    return behind.kind === "none" ? doubtful(words, asked) : behind;
  }
  if (found.kind !== "one") return found;
  const chosen = choices[found.index] as Named;
  if (named.length === 0 && isVague(chosen, words, asked)) return NONE;
  const others = named.length === 0 ? countedInstead(chosen, words, asked) : undefined;
  if (others !== undefined)
    return others.length === 0 ? perhaps([chosen]) : { kind: "several", indices: [found.index, ...others] };
  const isAmount = named.length === 0 && saysHowMany(chosen, { said, words, asked });
  // A question is no choice.
  const isDoubtful = isAmount || !hasSigns(said, chosen) || saysNoBefore(said, chosen) || /[?؟]$/u.test(said);
  return isDoubtful ? perhaps([chosen]) : found;
}

/** The place in a list of so many that a `plain` text names, and nothing else: `1`, `the second`, `Nummer 2, bitte`. */
export function placeIn(text: string, count: number, lang: string | null): number | undefined {
  const choices = Array.from({ length: count }, (_, index) => nameless(index));
  for (const tried of [lang, null]) {
    const found = choosing(text, { choices, lang: tried });
    if (found.kind === "one") return found.index;
  }
  return undefined;
}

function nameless(index: number): Named {
  const none: ReadonlySet<string> = new Set();
  return { index, names: [""], phrases: none, words: none, outside: none, negations: [], minutes: undefined };
}

/** What was said may be one of these, or none of them. */
function doubtfully(found: readonly Named[]): Choosing {
  if (found.length === 0) return NONE;
  return found.length > 1 ? only(found) : perhaps(found);
}

function perhaps(found: readonly Named[]): Choosing {
  return { kind: "perhaps", indices: found.map(({ index }) => index) };
}

/** Whether words may be one that was taken apart: "A, B" and "car pet" are not where there are such choices. */
function isJoinable(said: string, words: readonly string[], asked: Asked): boolean {
  return words.length === 1 || !(/[,;/&+|]/.test(said) || words.some(isOwnOf(asked)));
}

/** Whether signs stand behind words as in the label: `C` is not `C++`, nor `A-` `A+`. */
function hasSigns(said: string, { names }: Named): boolean {
  return names.some((name) => signsOf(name) === signsOf(said));
}

function signsOf(text: string): string {
  return (text.match(/(?<=[\p{L}\d])[-+#]+(?![\p{L}\d])/gu) ?? []).join(" ");
}

/** "No, milk" is not "no milk". */
function saysNoBefore(said: string, { names, negations }: Named): boolean {
  const [, word = ""] = /^(\p{L}+)[,.;:!]/u.exec(said) ?? [];
  return negations.includes(word) && !names.some((name) => /^(?:$|[,.;:!])/.test(name.slice(word.length)));
}

function only(found: readonly Named[]): Choosing {
  const indices = found.map(({ index }) => index);
  const [index] = indices;
  if (index === undefined) return NONE;
  return indices.length === 1
    ? { kind: "one", index }
    : { kind: "several", indices: indices.sort((a, b) => a - b) };
}

function byWords(said: string, words: readonly string[], asked: Asked): readonly Named[] {
  const { choices, lang } = asked;
  const isListed = /^\(?\d+[.)]\s/.test(said);
  const explained = (tried: readonly string[]): readonly Named[] =>
    choices.filter((choice) => explains(choice, tried, isListed, asked));
  for (const tried of [
    withoutAround(words, lang, isOwnOf(asked)),
    withoutAround(words, lang, isNameOf(asked)),
  ]) {
    const found = explained(tried);
    // "The red one" is not the first; "eine Pizza" neither.
    const unnumbered = explained(tried.filter((word) => /\d/.test(word) || numberWord(word, lang) !== 1));
    const isArticle = (word: string, at: number): boolean =>
      isAlsoArticle(word, lang) &&
      (word === "one" ? at > 0 && /^th/.test(words[0] ?? "") : at < tried.length - 1);
    if (found.length > 0) return tried.some(isArticle) ? [...found, ...unnumbered] : found;
    if (unnumbered.length > 0) return unnumbered;
  }
  return [];
}

function isOwnOf({ choices }: Asked): (word: string) => boolean {
  return (word) => choices.some((choice) => choice.words.has(word));
}

function isNameOf({ choices }: Asked): (word: string) => boolean {
  return (word) => choices.some(({ names }) => names.includes(word));
}

/**
 * Whether there is nothing among the words but the choice's own and its number, and not only an article of its. Where labels hold
 * numbers, "three hours" is no way to say the third of them. A person who says "coming" does not mean "not coming".
 */
function explains(choice: Named, words: readonly string[], isListed: boolean, asked: Asked): boolean {
  const isOnlyAround =
    words.length === 1 && choice.words.size > 1 && aroundIn(asked.lang).has(words[0] ?? "");
  if (words.length === 0 || isOnlyAround) return false;
  if (isPlace(choice, words, asked)) return true;
  const isOwn = (some: readonly string[]): boolean =>
    some.every((word) => hasWord(choice, word, some.length === 1, asked)) &&
    choice.negations.every((word) => words.includes(word));
  if (isOwn(words)) return true;
  if (isListed) return numbered(words[0] ?? "", asked) === choice.index && isOwn(words.slice(1));
  return !holdNumbers(asked) && isOwn(words.filter((word) => numbered(word, asked) !== choice.index));
}

/** Whether words say the number of a choice, and nothing else. */
function isPlace({ index }: Named, words: readonly string[], asked: Asked): boolean {
  return words.length > 0 && words.every((word) => numbered(word, asked) === index);
}

function beginningWith(said: string, { choices, lang }: Asked): readonly Named[] {
  // People end a sentence, labels seldom do.
  const beginning = said.replace(/[.!,。]+$/u, "");
  if (beginning === "") return [];
  // "No" is no way to say "noon", nor "ja" one to say "Januar".
  const isWord = beginning.length > 1 && saysYesOrNo(beginning, lang);
  // Nobody says 10 by its first digit.
  const cuts = (name: string): boolean => /\d$/.test(beginning) && /^\d/.test(name.slice(beginning.length));
  const ends = (name: string): boolean => !/^\p{L}/u.test(name.slice(beginning.length));
  // An article tells nothing.
  const isArticle = aroundIn(lang).has(beginning) && choices.some(({ words }) => words.has(beginning));
  if (isArticle) return [];
  return choices.filter((choice) =>
    choice.names.some(
      (name) =>
        name.startsWith(beginning) &&
        !cuts(name) &&
        (!isWord || ends(name)) &&
        !(leavesOutTurn(choice, beginning) && isMidSentence(name.slice(beginning.length))),
    ),
  );
}

/** "Salad" says all of "Salad (no onions)" that matters. */
function isMidSentence(rest: string): boolean {
  return !/^\s*[([,;:–—-]/u.test(rest);
}

/** Whether a beginning ends before what turns a label round: "I do", or "I can", where that says "I do not", or "I can't". */
function leavesOutTurn({ negations }: Named, beginning: string): boolean {
  const words = spokenWords(beginning);
  const last = words.at(-1) ?? "";
  // It may be the beginning of that word: "nev" of "never".
  const isSaid = (word: string): boolean =>
    words.includes(word) || (last !== "" && word.startsWith(last) && !/'/.test(word.slice(last.length)));
  return negations.length > 0 && !negations.some(isSaid);
}

const UNSPACED_NEGATION = /[不没沒無无非未]|ない|ません|なし|않|안|없/u;

/** Where words stand without spaces: the number or the name with nothing around it, or a part of the name. */
function unspaced(said: string, asked: Asked): readonly Named[] {
  if (!isUnspaced(said)) return [];
  const core = unspacedCore(said);
  const isPart = (name: string): boolean =>
    core.length > 1 && name.includes(core) && UNSPACED_NEGATION.test(name) === UNSPACED_NEGATION.test(core);
  // Of 一人 and 四人 the second is not 二人.
  const isOrdinal = /第|番|번째/u.test(said);
  const place = holdNumbers(asked) && !isOrdinal ? undefined : numbered(core, asked);
  return asked.choices.filter(
    ({ index, names }) => place === index || names.some((name) => name === core || isPart(name)),
  );
}

/** The choices of which something was said, or with a slip of the fingers. */
function doubtful(words: readonly string[], asked: Asked): Choosing {
  const { choices, lang } = asked;
  // Of words such as "of" there is one in many a label.
  const bare = withoutAround(words, lang).filter(
    (word) => !(/^[a-z]{1,2}$/.test(word) || isAlsoArticle(word, lang)),
  );
  const hasSome = (choice: Named): boolean =>
    bare.some((word) => numbered(word, asked) === choice.index || hasWord(choice, word, false, asked));
  const some = choices.filter(hasSome);
  if (some.length > 1) return { kind: "several", indices: some.map(({ index }) => index) };
  const near =
    some.length > 0 ? some : choices.filter((choice) => bare.some((word) => isAlmostIn(choice.words, word)));
  return near.length === 0 ? NONE : perhaps(near);
}

/** Whether one of the words was meant by a slip of the fingers or two. */
function isAlmostIn(words: ReadonlySet<string>, said: string): boolean {
  // "Anything" is no slip for "nothing".
  const slips = said.length < 10 ? 1 : 2;
  // Nobody mistypes a word into something so long; comparing is quadratic.
  return said.length > 3 && said.length < 40 && [...words].some((word) => editDistance(word, said) <= slips);
}
