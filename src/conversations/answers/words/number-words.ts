import { listOf, primaryOf } from "./languages/index.ts";
import { PHRASES } from "./phrases/index.ts";
import type { Phrases } from "./phrases/phrases.ts";
import { yesAndNo } from "./yes-words.ts";

type Numbers = ReadonlyMap<string, ReadonlyMap<string, number>>;

/** By language. The first of a list is `from`, the next one more; other spellings stand behind a stroke. */
function counting(kind: "numbers" | "ordinals", from: number): Numbers {
  return new Map(
    Object.entries<Phrases>(PHRASES).flatMap(([lang, { [kind]: list }]) => {
      const words = listOf(list).flatMap((spellings, index) =>
        spellings.split("|").map((word) => [word, from + index] as const),
      );
      return words.length === 0 ? [] : [[lang, new Map(words)] as const];
    }),
  );
}

// "Once" is eleven in Spanish, and no number in English; so are Turkish "on" and Danish "to" and "fire". Programs say "null" for nothing.
const ELSEWHERE = new Set(["once", "on", "to", "fire", "null"]);

/** Norwegian "ei" and Swedish "en" are one, and Finnish for no. */
const yesOrNo = new Set([...yesAndNo().values()].flatMap((phrases) => [...phrases.keys()]));

function inAnyOf(numbers: Numbers): ReadonlyMap<string, number> {
  return new Map(
    [...numbers.values()].flatMap((words) =>
      [...words].filter(([word]) => !ELSEWHERE.has(word) && !yesOrNo.has(word)),
    ),
  );
}

const cardinals = counting("numbers", 0);
const ordinals = counting("ordinals", 1);
const anyCardinals = inAnyOf(cardinals);
const anyOrdinals = inAnyOf(ordinals);

/**
 * The number from 0 to 20 that a word in lower case means: in the person's language or English, and only where the
 * person's is not known, or not shipped, in any. A wrong number is worse than another question.
 */
export function numberWord(word: string, lang: string | null): number | undefined {
  return wordIn(cardinals, anyCardinals, word, lang);
}

/** The number from 1 to 10 of "first", "second", …, likewise. */
export function ordinalWord(word: string, lang: string | null): number | undefined {
  return wordIn(ordinals, anyOrdinals, word, lang);
}

function wordIn(
  numbers: Numbers,
  any: ReadonlyMap<string, number>,
  word: string,
  lang: string | null,
): number | undefined {
  const own = numbers.get(primaryOf(lang));
  return own === undefined ? any.get(word) : (own.get(word) ?? numbers.get("en")?.get(word));
}

/** The words of each language, for whoever wants to see that none contradicts another. */
export function numberWords(): Numbers {
  return cardinals;
}
