import { editDistance } from "../edit-distance.ts";

// Nobody mistypes a name into something so long; comparing is quadratic.
const LONGEST = 64;
const LONGEST_QUOTED = 60;

/**
 * How people may abbreviate: a name is matched exactly, then without case, then as a unique prefix. An exact
 * name always wins, so `list` can be reached beside `list-all`.
 */
export type Resolved =
  | { readonly kind: "found"; readonly name: string }
  | { readonly kind: "ambiguous"; readonly names: readonly string[] }
  | { readonly kind: "unknown"; readonly nearest: readonly string[] };

/** A name that somebody typed, as it is quoted back. */
export function quoted(name: string): string {
  const points = [...name.slice(0, 2 * LONGEST_QUOTED)];
  return points.length <= LONGEST_QUOTED ? name : `${points.slice(0, LONGEST_QUOTED - 1).join("")}…`;
}

/** Finds what `word` means among `names`. */
export function resolveName(word: string, names: readonly string[]): Resolved {
  if (names.includes(word)) return { kind: "found", name: word };
  const typed = matching(folded(word), names);
  const matches = typed.length > 0 ? typed : matching(folded(bare(word)), names);
  const [first] = matches;
  if (first === undefined) return { kind: "unknown", nearest: nearestNames(word, names) };
  return matches.length === 1 ? { kind: "found", name: first } : { kind: "ambiguous", names: matches };
}

function matching(wanted: string, names: readonly string[]): readonly string[] {
  const same = names.filter((name) => folded(name) === wanted);
  return same.length > 0 || wanted === "" ? same : names.filter((name) => folded(name).startsWith(wanted));
}

/** The names that differ from `word` by few slips of the fingers, best first, three at most. */
function nearestNames(word: string, names: readonly string[]): readonly string[] {
  if (word.length > LONGEST) return [];
  const wanted = folded(bare(word));
  return names
    .map((name) => ({ name, slips: editDistance(wanted, folded(name)) }))
    .filter(({ name, slips }) => slips <= Math.ceil(name.length / 3))
    .sort((a, b) => a.slips - b.slips)
    .slice(0, 3)
    .map(({ name }) => name);
}

/** Without the marks around it: people write "note", <note>, note: and note. */
function bare(word: string): string {
  if (word.length > LONGEST) return word;
  return word.replace(/^[\p{P}\p{S}\p{Cf}]+|[\p{P}\p{S}\p{Cf}]+$/gu, "") || word;
}

function folded(text: string): string {
  return text.normalize("NFKC").toLowerCase();
}
