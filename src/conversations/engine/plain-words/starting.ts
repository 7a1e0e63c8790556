/** Texts that start a conversation without a slash: the name of a responder, alone or behind "new" or "I need a". */
import { resolveName } from "../../names.ts";
import type { Registry } from "../../responders/registry.ts";
import { folded, LONGEST, listOf, POLITE_FIRST_WORDS, withoutPolite } from "./folded.ts";
import { PLAIN_WORDS } from "./words.ts";

const lists = Object.values(PLAIN_WORDS).map(({ begin }) => listOf(begin).map(folded));
/** "new" itself, in each language: whatever follows it was meant as a name. */
const NEW: ReadonlySet<string> = new Set(lists.flatMap(([word]) => word ?? []));
/** The longest first: "i need a" before "i need". */
const BEGINNINGS = lists.flat().sort((a, b) => b.length - a.length);
/** "start", "begin": like "new", they are followed by a name and its first answer. */
const IMPERATIVE: ReadonlySet<string> = new Set([
  ...NEW,
  ...Object.values(PLAIN_WORDS).flatMap(({ imperative }) => listOf(imperative ?? "").map(folded)),
]);
const ARTICLES: ReadonlySet<string> = new Set(
  Object.values(PLAIN_WORDS).flatMap(({ article }) => listOf(article ?? "")),
);
/** By their first words, all that may stand before a name in a sentence; the longest first. */
const OPENINGS = new Map<string, string[]>();
for (const words of [
  ...BEGINNINGS,
  ...ARTICLES,
  ...POLITE_FIRST_WORDS,
  ...Object.values(PLAIN_WORDS).flatMap(({ verb, greeting }) => [...listOf(verb ?? ""), ...listOf(greeting)]),
].sort((a, b) => b.length - a.length)) {
  const first = words.split(/[ ']/u, 1)[0] ?? "";
  OPENINGS.set(first, [...(OPENINGS.get(first) ?? []), words]);
}
const FIRST_WORDS: ReadonlySet<string> = new Set(BEGINNINGS.map((words) => words.split(" ", 1)[0] ?? ""));

interface Beginning {
  /** The words themselves. */
  readonly words: string;
  readonly rest: string;
}

/** "new", "I need a" and the like, with the text behind them. */
export function readBeginning(text: string): Beginning | undefined {
  if (text.length > 10 * LONGEST) return undefined;
  const lower = text.toLowerCase().replaceAll("’", "'");
  const [first = ""] = /^[^\s:]+/u.exec(lower) ?? [];
  if (!FIRST_WORDS.has(first)) return undefined;
  for (const words of BEGINNINGS) {
    if (!lower.startsWith(words)) continue;
    const rest = text.slice(words.length);
    if (rest === "" || /^[\s:]/u.test(rest)) {
      return { words, rest: withoutPolite(rest.replace(/^[\s:]+/u, "")) };
    }
  }
  return undefined;
}

/** The argument for `/new` of a text that is written while nothing is going on; `undefined` if it starts nothing. */
export function startedBy(text: string, registry: Registry): string | undefined {
  const names = [...registry.keys()];
  const name = nameIn(text, names) ?? titled(text, registry);
  if (name !== undefined) return name;
  const beginning = readBeginning(text);
  if (beginning !== undefined && IMPERATIVE.has(beginning.words)) {
    const { words, rest } = beginning;
    const [word = ""] = rest.split(/\s/u, 1);
    const known = resolveName(word, names).kind !== "unknown" || joinedName(rest, names) !== undefined;
    // "a" is no beginning of a name, unless nothing follows.
    const isWord = ARTICLES.has(word.toLowerCase()) && /\s/u.test(rest.trim());
    // Behind "new" a name was meant, and the reply says which there are.
    if (!isWord && (known || (NEW.has(words) && rest.split(/\s/u).length === 1))) return rest;
  }
  return sentence(text, names, registry);
}

/**
 * "Hi, can I get an appointment?", "I want to fill in the survey": the name stands behind such words whole, since in a sentence a
 * beginning of it says nothing. What follows the name is no answer either, unless a colon says so: "I want to shake hands".
 */
function sentence(text: string, names: readonly string[], registry?: Registry): string | undefined {
  if (text.length > 10 * LONGEST) return undefined;
  let rest = text.trim();
  for (let times = 0; times < MOST_WORDS_BEFORE; times++) {
    const behind = withoutOpening(rest);
    if (behind === undefined) return undefined;
    rest = behind;
    const title = nameIn(rest, names) ?? (registry && titled(rest, registry));
    if (title !== undefined) return title;
    if (registry === undefined) continue;
    const [, word = "", answer] = /^([^\s:]+)(?:\s*:\s*(.+)|\s.*)?$/su.exec(withoutPolite(rest)) ?? [];
    const several = joinedName(rest, names);
    const name = several?.name ?? nameIn(word, names);
    if (name !== undefined) return answer === undefined || several !== undefined ? name : `${name} ${answer}`;
  }
  return undefined;
}

// "hi, please can I get a new" are five.
const MOST_WORDS_BEFORE = 7;

/** A text without the first of the words that may stand before a name; `undefined` where there is none. */
function withoutOpening(text: string): string | undefined {
  const [first = ""] = /^[^\s:,.!;'’]+/u.exec(text) ?? [];
  const openings = OPENINGS.get(first.toLowerCase());
  if (openings === undefined) return undefined;
  const lower = text.toLowerCase().replaceAll("’", "'");
  for (const words of openings) {
    const rest = text.slice(words.length);
    if (lower.startsWith(words) && (words.endsWith("'") ? /^\p{L}/u : /^[\s:,.!;]+\S/u).test(rest))
      return rest.replace(/^[\s:,.!;]+/u, "");
  }
  return undefined;
}

/** The same within a conversation, where all of the text must be it: "new" and a name, or the name alone. */
export function startsAnother(text: string, names: readonly string[]): string | undefined {
  if (text.length > LONGEST) return undefined;
  const name = nameIn(text, names);
  if (name !== undefined) return name;
  const beginning = readBeginning(text);
  if (beginning !== undefined && beginning.rest === "" && NEW.has(beginning.words)) return "";
  return sentence(text, names);
}

/** The responder whose line of help says the same: "talk to somebody". */
function titled(text: string, registry: Registry): string | undefined {
  if (text.length > LONGEST) return undefined;
  const wanted = folded(text);
  if (!wanted.includes(" ")) return undefined;
  for (const { name, help } of registry.values()) {
    if (folded(help.split(/[\n:.]/u, 1)[0] ?? "") === wanted) return name;
  }
  return undefined;
}

function nameIn(text: string, names: readonly string[]): string | undefined {
  const longest = Math.max(...names.map(({ length }) => length));
  // With room for marks and for what is only polite.
  if (text.length > Math.min(longest + 15, LONGEST)) return undefined;
  const word = joined(folded(text));
  return names.find((name) => joined(folded(name)) === word);
}

/** The name that the first words of a text make together, with the rest: `report lamp` where it is called `report-lamp`. */
export function joinedName(
  text: string,
  names: readonly string[],
): { readonly name: string; readonly rest: string } | undefined {
  const words = text.slice(0, 4 * LONGEST).split(/\s+/u, 4);
  for (let count = Math.min(words.length, 4); count > 1; count--) {
    if (!/[\p{L}\p{N}]/u.test(words[count - 1] ?? "")) continue;
    const said = words.slice(0, count).join(" ");
    // What is polite behind a name may be the answer.
    if (withoutPolite(said) !== said) continue;
    const name = nameIn(said, names);
    if (name === undefined) continue;
    const behind = new RegExp(`^\\s*(?:\\S+\\s*){${count}}`, "u");
    return { name, rest: text.replace(behind, "") };
  }
  return undefined;
}

function joined(text: string): string {
  return text.replace(/[\s_-]+/gu, "");
}
