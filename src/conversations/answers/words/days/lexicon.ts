/** Finds in a text what it says about a day: all of it, or nothing, since "I may come" is no answer to "when?". */
import { listOf } from "../languages/index.ts";
import type { Atom, Unit } from "./atoms.ts";
import type { DayWords } from "./day-words.ts";

/** One part of a text, and all that it may say. */
export type Part = readonly (readonly Atom[])[];

export interface Lexicon {
  readonly words: ReadonlyMap<string, Part>;
  readonly pattern: RegExp;
}

/** As the words of a lexicon are spelt: without what people leave out. */
export function folded(text: string): string {
  return text
    .normalize("NFKC")
    .toLowerCase()
    .normalize("NFD")
    .replace(/\p{Mn}/gu, "")
    .replace(/[’ʼ‘`´]/gu, "'")
    .replace(/ł/gu, "l")
    .replace(/ı/gu, "i")
    .replace(/ø/gu, "o")
    .replace(/(?<=\p{L})[-/]|[-/](?=\p{L})/gu, " ")
    .replace(/\s+/gu, " ");
}

const UNITS: readonly Unit[] = ["day", "week", "month", "year"];
const TURNS = ["last", "this", "next"] as const;

export function lexiconOf(table: DayWords): Lexicon {
  const words = new Map<string, (readonly Atom[])[]>();
  /** Spellings of the same by strokes; `saying` by the place in the list. */
  const add = (list: string | undefined, saying: (place: number) => Atom | readonly Atom[]): void => {
    for (const [place, spellings] of listOf(list).entries())
      for (const spelling of spellings.split("|")) {
        const word = folded(spelling.trim());
        const said = saying(place);
        words.set(word, [...(words.get(word) ?? []), Array.isArray(said) ? said : [said as Atom]]);
      }
  };
  add(table.months, (place) => ({ kind: "month", value: place + 1 }));
  add(table.weekdays, (value) => ({ kind: "weekday", value, short: false }));
  add(table.short, (value) => ({ kind: "weekday", value, short: true }));
  add(table.lastWeekdays, (value) => [
    { kind: "turn", value: "last" },
    { kind: "weekday", value, short: false },
  ]);
  add(table.days, (place) => ({ kind: "distance", value: place - 2 }));
  add(table.units, (place) => ({ kind: "unit", value: UNITS[place] as Unit }));
  for (const turn of [...TURNS, "coming"] as const) add(table[turn], () => ({ kind: "turn", value: turn }));
  add(table.spans, (place) => ({
    kind: "turn",
    value: TURNS[place % 3] ?? "this",
    of: UNITS[1 + Math.floor(place / 3)],
  }));
  add(table.ago, () => ({ kind: "way", value: -1 }));
  add(table.in, () => ({ kind: "way", value: 1 }));
  add(table.from, () => ({ kind: "from" }));
  add(table.one, () => ({ kind: "number", value: 1, form: "article" }));
  add(table.counts, (place) => ({ kind: "number", value: place + 1, form: "word" }));
  add(table.numbers, (value) => ({ kind: "number", value, form: "word" }));
  add(table.ordinals, (place) => ({ kind: "number", value: place + 1, form: "ordinal word" }));
  add(table.around, () => ({ kind: "noise", near: true }));
  for (const list of [table.polite, table.parts]) add(list, () => ({ kind: "noise", near: false }));
  const longestFirst = [...words.keys()].sort((a, b) => b.length - a.length);
  const spaced = !longestFirst.some((word) => /\p{scx=Han}/u.test(word));
  return {
    words,
    // What is written without spaces ends where the next word begins.
    pattern: new RegExp(`(?:${longestFirst.join("|")})${spaced ? "(?:(?<=')|(?!\\p{L}))" : ""}`, "uy"),
  };
}

const GAP = /(?:[\s,.!?。、()"“”„*_~\p{Extended_Pictographic}\p{Emoji_Modifier}]|\u200d)+/uy;
const YEAR_FIRST = /(\d{4})(?:([-/.]) ?(\d{1,2})\2 ?|年(\d{1,2})月)(\d{1,2})[日号號.]?(?!\d)/uy;
const MONTH_FIRST = /(\d{1,2})月(\d{1,2})[日号號]?(?!\d)/uy;
const NUMERIC = /(\d{1,2})([-./]) ?(\d{1,2})(?:[-./] ?(\d{4}|\d\d)?)?(?!\d)/uy;
const SHORT_YEAR = /'(\d\d)(?!\d)/uy;
const NUMBER =
  /(\d{1,4})(\.|st|nd|rd|th|er|e|re|ro|eme|de|ste|:[ae]| ?(?:го|е|go)|[日号號](?![前後后間间之以内內]))?(?!\d|(?![\p{scx=Han}\p{scx=Hira}\p{scx=Kana}])\p{L})/uy;

// No day has more, and each may be read in some ways.
const MOST_PARTS = 14;

/** The parts of a folded text, or `undefined` where there is something in it that says nothing about a day. */
export function partsOf(said: string, { words, pattern }: Lexicon): readonly Part[] | undefined {
  const parts: Part[] = [];
  let at = 0;
  const next = (regexp: RegExp): RegExpExecArray | null => {
    regexp.lastIndex = at;
    const match = regexp.exec(said);
    if (match !== null) at = regexp.lastIndex;
    return match;
  };
  while (at < said.length) {
    if (next(GAP) !== null) continue;
    const [word] = next(pattern) ?? [];
    const part = word === undefined ? inDigits(next) : words.get(word);
    if (part === undefined || parts.length === MOST_PARTS) return undefined;
    parts.push(part);
  }
  return parts;
}

function inDigits(next: (regexp: RegExp) => RegExpExecArray | null): Part | undefined {
  const yearFirst = next(YEAR_FIRST);
  if (yearFirst !== null) {
    const [, year, , month, monthInWords, day] = yearFirst;
    return [[numeric(month ?? monthInWords, day, "month first", year)]];
  }
  const monthFirst = next(MONTH_FIRST);
  if (monthFirst !== null) return [[numeric(monthFirst[1], monthFirst[2], "month first")]];
  const either = next(NUMERIC);
  if (either !== null) {
    const [, first, separator, second, year] = either;
    // With dots the day always leads.
    return [[numeric(first, second, separator === "." ? "day first" : "unknown", year)]];
  }
  const short = next(SHORT_YEAR);
  if (short !== null) return [[{ kind: "year", value: { value: Number(short[1]), short: true } }]];
  const number = next(NUMBER);
  if (number === null) return undefined;
  const [, digits = "", ordinal] = number;
  if (digits.length === 4) return [[{ kind: "year", value: { value: Number(digits), short: false } }]];
  const form = ordinal === undefined ? "digits" : ordinal === "." ? "dotted" : "ordinal";
  return [[{ kind: "number", value: Number(digits), form }]];
}

function numeric(
  first: string | undefined,
  second: string | undefined,
  order: "day first" | "month first" | "unknown",
  year?: string,
): Atom {
  return {
    kind: "numeric",
    first: Number(first),
    second: Number(second),
    order,
    year: year === undefined ? undefined : { value: Number(year), short: year.length === 2 },
  };
}
