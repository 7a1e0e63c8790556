/** Texts that start a conversation without a slash: the name of a responder, alone or behind "new" or "I need a". */
import { resolveName } from "../../names.ts";
import type { Registry } from "../../responders/registry.ts";
import { folded, LONGEST, listOf, withoutPolite } from "./folded.ts";
import { PLAIN_WORDS } from "./words.ts";

const lists = Object.values(PLAIN_WORDS).map(({ begin }) => listOf(begin).map(folded));
/** "new" itself, in each language: whatever follows it was meant as a name. */
const NEW: ReadonlySet<string> = new Set(lists.flatMap(([word]) => word ?? []));
/** The longest first: "i need a" before "i need". */
const BEGINNINGS = lists.flat().sort((a, b) => b.length - a.length);
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
  if (beginning === undefined) return undefined;
  const { words, rest } = beginning;
  const title = titled(rest, registry);
  if (title !== undefined) return title;
  const [word = ""] = rest.split(/\s/u, 1);
  const known = resolveName(word, names).kind !== "unknown" || joinedName(rest, names) !== undefined;
  // Behind "new" a name was meant, and the reply says which there are. "I need a doctor" is another matter.
  return known || (NEW.has(words) && rest.split(/\s/u).length === 1) ? rest : undefined;
}

/** The same within a conversation, where all of the text must be it: "new" and a name, or the name alone. */
export function startsAnother(text: string, names: readonly string[]): string | undefined {
  if (text.length > LONGEST) return undefined;
  const name = nameIn(text, names);
  if (name !== undefined) return name;
  const beginning = readBeginning(text);
  if (beginning === undefined || !(NEW.has(beginning.words) || nameIn(beginning.rest, names)))
    return undefined;
  return beginning.rest === "" ? "" : nameIn(beginning.rest, names);
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
