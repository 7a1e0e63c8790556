/** Numbers with words around them: `2 people`, `for 4, please`, `a dozen`. */
import { unspacedCore, withoutEnds } from "./around.ts";
import { type Numeral, numeralForm, readNumeral } from "./numeral.ts";
import { phrasesFor } from "./phrases/index.ts";
import { isUnspaced } from "./spoken.ts";

type Read = (said: string) => Numeral;

const UNCLEAR: Numeral = { kind: "unclear" };
// Nobody needs more words to say a number.
const LONGEST = 60;

/**
 * Reads a `plain` text. A word that is not known may change the number: "5 minutes", "about 5" and "two or three" are asked
 * about. `inForm`: a point may also be that of `xs:decimal`, whatever the language.
 */
export function readNumber(text: string, lang: string | null, inForm = false): Numeral {
  const said = numeralForm(text);
  const read: Read = (one) => readNumeral(one, lang, inForm);
  const alone = read(said);
  if (alone.kind !== "unclear" || said.length > LONGEST) return alone;
  const bare = bareOf(said, lang);
  const numeral = bare === said ? UNCLEAR : read(bare);
  return numeral.kind === "unclear" ? (dozens(bare, lang, read) ?? doubtful(said, read)) : numeral;
}

function bareOf(said: string, lang: string | null): string {
  const shown = said
    .replace(/^["“”„«»']\s*([^"“”„«»']+?)\s*["“”„«»']$|^\((\d+)\)$|^#\s?(?=\d)|^n[°º]\.?\s?(?=\d)/u, "$1$2")
    .replace(/[*_!]+/gu, " ")
    .replace(/\p{Extended_Pictographic}/gu, " $& ")
    .trim();
  if (isUnspaced(shown)) return unspacedCore(shown);
  const words = withoutEnds(shown.split(/\s+/u), lang);
  return words.join(" ").replace(/[,.;:]+$/u, "");
}

/** `dozen`, `two dozen`, `half a dozen`, `一打` */
function dozens(said: string, lang: string | null, read: Read): Numeral | undefined {
  if (phrasesFor("halfDozen", lang).has(said)) return { kind: "number", value: 6 };
  for (const dozen of phrasesFor("dozen", lang)) {
    if (said === dozen) return { kind: "number", value: 12 };
    if (!said.endsWith(isUnspaced(dozen) ? dozen : ` ${dozen}`)) continue;
    // Dutch for boxes.
    if (phrasesFor("unsure", lang).has(dozen)) return UNCLEAR;
    const times = read(said.slice(0, -dozen.length).trim());
    return times.kind === "number" ? { kind: "number", value: 12 * times.value } : undefined;
  }
  return undefined;
}

/** A number among words, or one number or another. */
function doubtful(said: string, read: Read): Numeral {
  const words = said
    .replace(/(?<=\d)\s*-\s*(?=\d)/gu, " - ")
    .split(/\s+/u)
    .map((word) => word.replace(/^[~≈<>≤≥±(]+|[)+,;]+$/gu, ""));
  const numerals = words.map((word) => ({ word, numeral: read(word) }));
  const numbers = numerals.flatMap(({ word, numeral }) =>
    numeral.kind === "number" ? [{ word, value: numeral.value }] : [],
  );
  const isSaid = numerals.some(({ word, numeral }) => numeral.kind !== "number" && /^-$|\p{L}/u.test(word));
  const [one, other, more] = numbers;
  if (one === undefined || more !== undefined) return UNCLEAR;
  if (other !== undefined) {
    return isSaid && one.value !== other.value
      ? { kind: "either", first: one.value, second: other.value }
      : UNCLEAR;
  }
  const isMarked = words.join(" ") !== said;
  return /\d/.test(one.word) && (isSaid || isMarked) ? { kind: "perhaps", value: one.value } : UNCLEAR;
}
