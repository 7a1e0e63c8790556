/** The languages in which days are read. A language more is a line here, and its words in one of the files. */
import { LANGUAGES } from "../languages/index.ts";
import { PHRASES } from "../phrases/index.ts";
import type { DayWords } from "./day-words.ts";
import { da, de, en, nl, sv } from "./germanic.ts";
import { ar, fi, ja, tr, zh } from "./others.ts";
import { es, fr, it, pt } from "./romance.ts";
import { pl, ru, uk } from "./slavic.ts";

/** By the primary subtag (RFC 5646 §2.2.1), with the numbers of the languages that have them, and what stands around answers. */
export const DAY_WORDS: ReadonlyMap<string, DayWords> = new Map(
  Object.entries({
    en,
    de,
    fr,
    es,
    it,
    pt,
    nl,
    sv,
    da,
    nb: da,
    nn: da,
    no: da,
    pl,
    fi,
    tr,
    ru,
    uk,
    ja,
    zh,
    ar,
  }).map(([lang, words]) => {
    const phrases = Object.hasOwn(LANGUAGES, lang) ? PHRASES[lang] : undefined;
    return [
      lang,
      phrases === undefined ? words : { ...words, numbers: phrases.numbers, aside: phrases.around },
    ];
  }),
);
