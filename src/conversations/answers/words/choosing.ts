/**
 * Finds what somebody means among choices that were shown with numbers. Each word that was said must be one of the
 * choice's own, its number, or one that changes nothing; what also fits another choice is not chosen.
 */
import { editDistance } from "../../../edit-distance.ts";
import { aroundIn, unspacedCore, withoutAround } from "./around.ts";
import {
  type Asked,
  hasWord,
  isQuantity,
  joined,
  type Named,
  numbered,
  spokenWords,
} from "./choice-names.ts";
import { numberWord } from "./number-words.ts";
import { folded, isRaised, isUnspaced } from "./spoken.ts";
import { saysYesOrNo } from "./yes-words.ts";

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
  const whole = only(choices.filter(({ names }) => names.includes(said)));
  if (whole.kind !== "none") return whole;
  const words = spokenWords(said);
  const bare = withoutAround(words, lang, isOwnOf(asked));
  const named = choices.filter(({ phrases }) => phrases.has(bare.join(" ")) || phrases.has(joined(bare)));
  const some = new Set([...byWords(words, asked), ...beginningWith(said, asked), ...unspaced(said, asked)]);
  const found = only(named.length > 0 ? named : [...some]);
  if (found.kind === "none") return doubtful(words, asked);
  if (found.kind !== "one") return found;
  const isNumber =
    named.length === 0 && words.length === 1 && numbered(words[0] ?? "", asked) === found.index;
  const isAmount = isNumber && (isQuantity(found.index, asked) || /[%\p{Sc}]/u.test(said));
  // A question is no choice.
  const isDoubtful = isAmount || /[?؟]$/u.test(said);
  return isDoubtful ? { kind: "perhaps", indices: [found.index] } : found;
}

function only(found: readonly Named[]): Choosing {
  const indices = found.map(({ index }) => index);
  const [index] = indices;
  if (index === undefined) return NONE;
  return indices.length === 1
    ? { kind: "one", index }
    : { kind: "several", indices: indices.sort((a, b) => a - b) };
}

function byWords(words: readonly string[], asked: Asked): readonly Named[] {
  const { choices, lang } = asked;
  const bare = withoutAround(words, lang);
  // "The red one" is not the first; "eine Pizza" neither.
  const unnumbered = bare.filter((word) => /\d/.test(word) || numberWord(word, lang) !== 1);
  for (const tried of [withoutAround(words, lang, isOwnOf(asked)), bare, unnumbered]) {
    const found = choices.filter((choice) => explains(choice, tried, asked));
    if (found.length > 0) return found;
  }
  return [];
}

function isOwnOf({ choices }: Asked): (word: string) => boolean {
  return (word) => choices.some((choice) => choice.words.has(word));
}

/**
 * Whether there is nothing among the words but the choice's own and its number, and not only an article of its. A person who says
 * "coming" does not mean "not coming".
 */
function explains(choice: Named, words: readonly string[], asked: Asked): boolean {
  const isOnlyAround =
    words.length === 1 && choice.words.size > 1 && aroundIn(asked.lang).has(words[0] ?? "");
  if (words.length === 0 || isOnlyAround) return false;
  const others = words.filter((word) => numbered(word, asked) !== choice.index);
  return (
    others.every((word) => hasWord(choice, word, asked)) &&
    (others.length === 0 || choice.negations.every((word) => words.includes(word)))
  );
}

function beginningWith(said: string, { choices, lang }: Asked): readonly Named[] {
  // People end a sentence, labels seldom do.
  const beginning = said.replace(/[.!,。]+$/u, "");
  if (beginning === "") return [];
  // "No" is no way to say "noon", nor "ja" one to say "Januar".
  const isWord = beginning.length > 1 && saysYesOrNo(beginning, lang);
  const ends = (name: string): boolean => !/^\p{L}/u.test(name.slice(beginning.length));
  return choices.filter(({ names }) =>
    names.some((name) => name.startsWith(beginning) && (!isWord || ends(name))),
  );
}

const UNSPACED_NEGATION = /[不没沒無无非未]|ない|ません|なし|않|안|없/u;

/** Where words stand without spaces: the number or the name with nothing around it, or a part of the name. */
function unspaced(said: string, asked: Asked): readonly Named[] {
  if (!isUnspaced(said)) return [];
  const core = unspacedCore(said);
  const isPart = (name: string): boolean =>
    core.length > 1 && name.includes(core) && UNSPACED_NEGATION.test(name) === UNSPACED_NEGATION.test(core);
  return asked.choices.filter(
    ({ index, names }) =>
      numbered(core, asked) === index || names.some((name) => name === core || isPart(name)),
  );
}

/** The choices of which something was said, or with a slip of the fingers. */
function doubtful(words: readonly string[], asked: Asked): Choosing {
  const { choices, lang } = asked;
  // Of words such as "of" there is one in many a label.
  const bare = withoutAround(words, lang).filter((word) => !/^[a-z]{1,2}$/.test(word));
  const hasSome = (choice: Named): boolean =>
    bare.some((word) => numbered(word, asked) === choice.index || hasWord(choice, word, asked));
  const some = choices.filter(hasSome);
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
