/**
 * The known name that is least far from a mistyped one. Names of several words (`xmpp.secret`) are compared as a
 * whole and by their last word alone, since a setting is often put under the wrong section or under none.
 */
export function nearest(name: string, known: readonly string[]): string {
  const given = name.slice(0, 80).toLowerCase();
  let best = "";
  let least = Number.POSITIVE_INFINITY;
  for (const candidate of known) {
    const whole = distance(given, candidate.toLowerCase());
    const byLastWord = distance(lastWord(given), lastWord(candidate.toLowerCase())) + 2;
    if (Math.min(whole, byLastWord) >= least) continue;
    least = Math.min(whole, byLastWord);
    best = candidate;
  }
  return best;
}

const lastWord = (name: string) => name.slice(name.lastIndexOf(".") + 1);

/** Levenshtein's distance, one row at a time. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const change = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(change, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
