import { inAnyLanguage, inOneLanguage, says } from "./phrases/index.ts";
import { folded, isUnspaced, phrasesIn, wordsOf } from "./spoken.ts";
import { meaningIn, NOT_APPLICABLE, yesAndNo } from "./yes-words.ts";

const SKIPPING = new Set(["-", "–", "—", ...inAnyLanguage("skip")]);
const NOTHING = inAnyLanguage("nothing");

/** The words with which such a text can begin: most answers are done with after their first. */
const BEGINNINGS = new Set(
  [
    ...SKIPPING,
    ...NOTHING,
    ...inAnyLanguage("none"),
    ...inAnyLanguage("around"),
    ...[...yesAndNo().values()].flatMap((phrases) =>
      [...phrases].flatMap(([phrase, yes]) => (yes ? [] : [phrase])),
    ),
  ].map((phrase) => wordsOf(phrase)[0]),
);

// The longest of the phrases is shorter; folding a long text would cost more than it tells.
const LONGEST = 60;

/**
 * Whether a `plain` text leaves an optional answer open: "always", whatever is asked, "unless it answers": `no
 * thanks`, `that's it`, or "unless it is zero": `none`. "perhaps": it says something of that, `don't skip`, `skip?`.
 */
export type Leaving = "always" | "unless it answers" | "unless it is zero" | "perhaps";

export function leavesOpen(text: string, lang: string | null): Leaving | undefined {
  if (text.length > LONGEST) return undefined;
  const said = folded(text);
  if (SKIPPING.has(said)) return "always";
  if (NOT_APPLICABLE.test(said)) return "unless it answers";
  // It was written with two slashes, which is how an answer begins with one.
  if (said.startsWith("/")) return undefined;
  const words = wordsOf(said);
  if (!BEGINNINGS.has(words[0])) return undefined;
  // A digit, an emoji or a letter that says no to a question is no word for "nothing".
  if (!/\p{L}\p{M}*\p{L}/u.test(said) && !isUnspaced(said)) return undefined;
  return inOneLanguage(words, lang, (languages, isOwn) => {
    const meanings = phrasesIn(words, (phrase) => {
      if (SKIPPING.has(phrase)) return "skip";
      if (says("none", phrase, languages)) return "none";
      if (says("nothing", phrase, languages)) return "nothing";
      const meaning = meaningIn(phrase, languages, isOwn);
      if (meaning === "unsure") return "unsure";
      return meaning === null ? "around" : meaning === false ? "nothing" : undefined;
    });
    if (meanings === undefined) return undefined;
    const isNegative = meanings.includes("nothing") || meanings.includes("none");
    if (meanings.includes("skip"))
      return /[?؟]/u.test(said) || (isNegative && !/(?!')\p{P}/u.test(said)) ? "perhaps" : "always";
    // Polish "no" is yes to many.
    if (meanings.includes("unsure")) return isOwn ? "perhaps" : undefined;
    if (!isNegative) return undefined;
    return meanings.every((one) => one !== "nothing") ? "unless it is zero" : "unless it answers";
  });
}
