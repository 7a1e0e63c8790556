import { editDistance } from "../edit-distance.ts";

/**
 * The known name nearest to a mistyped one. A name of several words (`xmpp.secret`) is compared as a whole and by its
 * last word alone, since people often put a setting under the wrong section or under none.
 */
export function nearest(name: string, known: readonly string[]): string {
  const given = name.slice(0, 80).toLowerCase();
  let best = "";
  let least = Number.POSITIVE_INFINITY;
  for (const candidate of known) {
    const whole = editDistance(given, candidate.toLowerCase());
    const byLastWord = editDistance(lastWord(given), lastWord(candidate.toLowerCase())) + 2;
    if (Math.min(whole, byLastWord) >= least) continue;
    least = Math.min(whole, byLastWord);
    best = candidate;
  }
  return best;
}

const lastWord = (name: string) => name.slice(name.lastIndexOf(".") + 1);
