import { inAnyLanguage, inOneLanguage, says } from "./phrases/index.ts";
import { folded, isUnspaced, phrasesIn, wordsOf } from "./spoken.ts";
import { meaningIn, yesAndNo } from "./yes-words.ts";

const SKIPPING = new Set(["-", "–", "—", "/skip", ...inAnyLanguage("skip")]);
const NOTHING = inAnyLanguage("nothing");

/** The words with which such a text can begin: most answers are done with after their first. */
const BEGINNINGS = new Set(
  [
    ...SKIPPING,
    ...NOTHING,
    ...inAnyLanguage("around"),
    ...[...yesAndNo().values()].flatMap((phrases) =>
      [...phrases].flatMap(([phrase, yes]) => (yes ? [] : [phrase])),
    ),
  ].map((phrase) => wordsOf(phrase)[0]),
);

// The longest of the phrases is shorter; folding a long text would cost more than it tells.
const LONGEST = 60;

/**
 * Whether a `plain` text leaves an optional answer open: "always", whatever is asked, or "unless it answers": `none`, `no
 * thanks`, `that's it`.
 */
export function leavesOpen(text: string, lang: string | null): "always" | "unless it answers" | undefined {
  if (text.length > LONGEST) return undefined;
  const said = folded(text);
  if (SKIPPING.has(said)) return "always";
  if (said === "n/a") return "unless it answers";
  const words = wordsOf(said);
  if (!BEGINNINGS.has(words[0])) return undefined;
  // A digit, an emoji or a letter that says no to a question is no word for "nothing".
  if (!/\p{L}\p{M}*\p{L}/u.test(said) && !isUnspaced(said)) return undefined;
  return inOneLanguage(words, lang, (languages, isOwn) => {
    const meanings = phrasesIn(words, (phrase) => {
      if (SKIPPING.has(phrase)) return "skip";
      if (says("nothing", phrase, languages)) return "nothing";
      const meaning = meaningIn(phrase, languages, isOwn);
      return meaning === null ? "around" : meaning === false ? "nothing" : undefined;
    });
    if (meanings?.includes("skip") === true) return "always";
    return meanings?.includes("nothing") === true ? "unless it answers" : undefined;
  });
}
