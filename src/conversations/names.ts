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
export function nearestNames(word: string, names: readonly string[]): readonly string[] {
  // Nobody mistypes a name into something so long; comparing is quadratic.
  if (word.length > 64) return [];
  const wanted = folded(word);
  return names
    .map((name) => ({ name, slips: slipsBetween(wanted, folded(name)) }))
    .filter(({ name, slips }) => slips <= Math.ceil(name.length / 3))
    .sort((a, b) => a.slips - b.slips)
    .slice(0, 3)
    .map(({ name }) => name);
}

function folded(text: string): string {
  return text.normalize("NFKC").toLowerCase();
}

/** Optimal string alignment distance: insertions, deletions, replacements, and swapped neighbours. */
function slipsBetween(a: string, b: string): number {
  let before: number[] = [];
  let above = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      row[j] = Math.min(
        (above[j] ?? 0) + 1,
        (row[j - 1] ?? 0) + 1,
        (above[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1),
        swapped ? (before[j - 2] ?? 0) + 1 : Number.POSITIVE_INFINITY,
      );
    }
    before = above;
    above = row;
  }
  return above[b.length] ?? 0;
}
