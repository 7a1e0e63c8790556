/**
 * Reads a calendar day as people write it. All of the text must be the day, and all of its parts must agree: what
 * could be another day is not guessed at.
 *
 * Today is the day it is in UTC. A person's time zone is not known: around midnight, who says "tomorrow" may be one
 * day off, and sees so in the day that is shown back.
 */
import type { Hearing } from "../kind.ts";
import { BEFORE_HOUR, BEHIND_HOUR } from "./clock.ts";
import type { Atom } from "./days/atoms.ts";
import type { DayWords } from "./days/day-words.ts";
import { DAY_WORDS } from "./days/index.ts";
import { folded, type Lexicon, lexiconOf, type Part, partsOf } from "./days/lexicon.ts";
import { understand } from "./days/understand.ts";
import type { Circumstances, Understood } from "./days/understood.ts";
import { primaryOf } from "./languages/index.ts";
import { monthLeads } from "./locale.ts";

// No language needs more for a day, and reading costs time that grows with the text.
const LONGEST = 60;

/** What a text says of a day: the day, or why it is none that could be kept. */
export type ReadDay =
  | Exclude<Understood, { readonly kind: "doubtful" }>
  | { readonly kind: "unclear" }
  /** A time stands beside it, which a day does not keep. */
  | { readonly kind: "timed"; readonly day: number; readonly counted: boolean };

/** An instant as programs write it; at midnight in UTC, or where no zone is told, its day is meant. */
const INSTANT = /^(\d{4}-\d\d-\d\d)t(?:(00:00(?::00(?:\.0+)?)?z?)|\d\d:\d\d\S*)$/u;

/** 17:00, at 5pm, um 17 Uhr, à 17h30, 17時; what is not known as a day is refused anyway. */
const TIME = new RegExp(
  [
    `(?:${BEFORE_HOUR})?(?<![\\d./:-])\\d{1,2}(?:`,
    `:\\d\\d(?::\\d\\d)?(?: ?${BEHIND_HOUR})?(?!\\p{L}|\\d)`,
    `|(?:\\.\\d\\d)? ?${BEHIND_HOUR}(?: ?\\d\\d(?![./-]))?(?!\\p{L}|\\d)`,
    "|[時点點时](?:\\d{1,2}分|半)?)",
    `|${BEFORE_HOUR}\\d{1,2}$`,
    "|(?<!\\p{L})(?:at )?(?:noon|midday|midnight)(?!\\p{L})",
  ].join(""),
  "u",
);

export function readDay(
  text: string,
  { lang }: Pick<Hearing, "lang">,
  question: Pick<Circumstances, "today" | "fits">,
): ReadDay {
  if (text.length > LONGEST) return { kind: "unclear" };
  // NFKC would make a letter of the sign of 1º.
  const said = folded(text.replace(/(?<=\d)[º°ª]/gu, ""))
    .replace(KANJI, numberInKanji)
    .trim()
    .replace(/^'(.*)'$/u, "$1");
  const where = { ...question, order: () => orderIn(lang) };
  const [, day, midnight] = INSTANT.exec(said) ?? [];
  const untimed = day ?? said.replace(TIME, " ").trim();
  const read = inLanguages(untimed, lang, where);
  if (untimed === said || midnight !== undefined || read.kind === "unsure") return read;
  return read.kind === "day" ? { ...read, kind: "timed" } : { kind: "unclear" };
}

/** English without a country is half of the world each way. */
function orderIn(lang: string | null): "day first" | "month first" | "unknown" {
  const leads = lang?.toLowerCase() === "en" ? undefined : monthLeads(lang);
  return leads === undefined ? "unknown" : leads ? "month first" : "day first";
}

const KANJI = /(?<![周週期拜])[〇零一二三四五六七八九十两兩]+(?=[月日号號天周週年个個かヶカヵ])/gu;

function numberInKanji(kanji: string): string {
  const digit = (one: string): number => "〇一二三四五六七八九".indexOf(one);
  const plain = kanji.replace(/[两兩]/gu, "二").replace(/零/gu, "〇");
  const [tens, ones] = plain.split("十");
  if (ones === undefined) return [...plain].map(digit).join("");
  return String((tens ? digit(tens) : 1) * 10 + (ones ? digit(ones) : 0));
}

const ALL = [...new Set(DAY_WORDS.values())];
const ENGLISH = DAY_WORDS.get("en");

type Where = Pick<Circumstances, "today" | "fits" | "order">;

/** In the person's language, else in all that know its words, as long as none contradicts another. */
function inLanguages(said: string, lang: string | null, where: Where): ReadDay {
  const own = DAY_WORDS.get(primaryOf(lang));
  const read = (words: DayWords) => inLanguage(said, words, own, where);
  // What is no day in their words is none in other languages: "segunda" is the second in Spanish.
  const inOwn =
    own && (read(own) ?? (partsOf(said, lexiconFor(own)) === undefined ? undefined : { kind: "unclear" }));
  // Digits say the same in all of them.
  const others = /\p{L}/u.test(said) ? ALL : ALL.slice(0, 1);
  const found = inOwn ?? onlyOne(others.map((words) => (words === own ? undefined : read(words))));
  if (found?.kind === "doubtful") return { kind: "unsure" };
  if (found !== undefined && found.kind !== "unclear") return found;
  return { kind: namesDay(said) ? "unsure" : "unclear" };
}

/** Whether some word is a day, whatever the others make of it. */
function namesDay(said: string): boolean {
  const words = said.split(/[^\p{L}]+/u);
  return ALL.some((language) =>
    words.some((word) =>
      lexiconFor(language)
        .words.get(word)
        ?.flat()
        .some((atom) => atom.kind === "distance" || (atom.kind === "weekday" && atom.short === undefined)),
    ),
  );
}

const lexicons = new Map<DayWords, Lexicon>();

function lexiconFor(words: DayWords): Lexicon {
  const lexicon = lexicons.get(words) ?? lexiconOf(words);
  lexicons.set(words, lexicon);
  return lexicon;
}

function inLanguage(
  said: string,
  words: DayWords,
  own: DayWords | undefined,
  where: Where,
): Reading | undefined {
  const lexicon = lexiconFor(words);
  const parts = partsOf(said, lexicon);
  if (parts === undefined) return undefined;
  const circumstances = {
    ...where,
    own: own === undefined || own === words,
    spoken: words === (own ?? ENGLISH),
    roundDays: lexicon.roundDays,
  };
  return onlyOne(readings(parts).map((atoms) => understand(atoms, circumstances)));
}

// Nobody says a day in so many words that may mean two things: it would be six of them.
const MOST_READINGS = 64;

/** All that the parts may say together. */
function readings(parts: readonly Part[]): readonly (readonly Atom[])[] {
  let all: readonly (readonly Atom[])[] = [[]];
  for (const part of parts) {
    all = all.flatMap((atoms) => part.map((more) => [...atoms, ...more]));
    if (all.length > MOST_READINGS) return [];
  }
  return all;
}

type Reading = Understood | { readonly kind: "unclear" };

/** The day that is named by all of the readings that name one; else the first that says why there is none. */
function onlyOne(read: readonly (Reading | undefined)[]): Reading | undefined {
  const days = read.filter((one) => one?.kind === "day" || one?.kind === "doubtful");
  const first = days.find(({ kind }) => kind === "day") ?? days[0];
  if (first === undefined) return read.find((one) => one !== undefined);
  if (read.some((one) => one?.kind === "unclear")) return { kind: "unclear" };
  return days.every((one) => one.day === first.day) ? first : { kind: "unclear" };
}
