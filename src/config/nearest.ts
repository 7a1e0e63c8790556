import { editDistance } from "../edit-distance.ts";

/**
 * The known name that is least far from a mistyped one. Names of several words (`xmpp.secret`) are compared as a
 * whole and by their last word alone, since a setting is often put under the wrong section or under none.
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
