import { editDistance } from "../edit-distance.ts";

/**
 * How people may abbreviate: a name is matched exactly, then without case, then as a unique prefix. An exact
 * name always wins, so `list` can be reached beside `list-all`.
 */
export type Resolved =
  | { readonly kind: "found"; readonly name: string }
  | { readonly kind: "ambiguous"; readonly names: readonly string[] }
  | { readonly kind: "unknown"; readonly nearest: readonly string[] };

/** Finds what `word` means among `names`. */
export function resolveName(word: string, names: readonly string[]): Resolved {
  if (names.includes(word)) return { kind: "found", name: word };
  const wanted = folded(word);
  const same = names.filter((name) => folded(name) === wanted);
  const matches =
    same.length > 0 ? same : wanted === "" ? [] : names.filter((name) => folded(name).startsWith(wanted));
  const [first] = matches;
  if (first === undefined) return { kind: "unknown", nearest: nearestNames(word, names) };
  return matches.length === 1 ? { kind: "found", name: first } : { kind: "ambiguous", names: matches };
}

/** The names that differ from `word` by few slips of the fingers, best first, three at most. */
function nearestNames(word: string, names: readonly string[]): readonly string[] {
  // Nobody mistypes a name into something so long; comparing is quadratic.
  if (word.length > 64) return [];
  const wanted = folded(word);
  return names
    .map((name) => ({ name, slips: editDistance(wanted, folded(name)) }))
    .filter(({ name, slips }) => slips <= Math.ceil(name.length / 3))
    .sort((a, b) => a.slips - b.slips)
    .slice(0, 3)
    .map(({ name }) => name);
}

function folded(text: string): string {
  return text.normalize("NFKC").toLowerCase();
}
