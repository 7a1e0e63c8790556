/** Finds in a text what it says about a day: all of it, or nothing, since "I may come" is no answer to "when?". */
import { listOf } from "../languages/index.ts";
import type { Atom, Unit } from "./atoms.ts";
import type { DayWords } from "./day-words.ts";

/** One part of a text, and all that it may say. */
export type Part = readonly (readonly Atom[])[];

export interface Lexicon {
  readonly words: ReadonlyMap<string, Part>;
  readonly pattern: RegExp;
  readonly roundDays: ReadonlySet<number>;
}

/** As the words of a lexicon are spelt: without what people leave out. */
export function folded(text: string): string {
  return (
    text
      .normalize("NFKC")
      .toLowerCase()
      .normalize("NFD")
      .replace(/\p{Mn}/gu, "")
      .replace(/[’ʼ‘`´]/gu, "'")
      // What makes the letters of Arabic longer.
      .replace(/\u0640/gu, "")
      .replace(/ł/gu, "l")
      .replace(/ı/gu, "i")
      .replace(/ø/gu, "o")
      .replace(/(?<=\p{L})[-/]|[-/](?=\p{L})/gu, " ")
      .replace(/\s+/gu, " ")
  );
}

const UNITS: readonly Unit[] = ["day", "week", "month", "year", "fortnight"];
const TURNS = ["last", "this", "next"] as const;

export function lexiconOf(table: DayWords): Lexicon {
  const words = new Map<string, (readonly Atom[])[]>();
  /** Spellings of the same by strokes; `saying` by the place in the list. */
  const add = (
    list: string | undefined,
    saying: (place: number, word: string, alone: boolean) => Atom | readonly Atom[],
  ): void => {
    for (const [place, spellings] of listOf(list).entries())
      for (const spelling of spellings.split("|")) {
        const word = folded(spelling.trim().replace(/\+$/u, ""));
        const said = saying(place, word, spelling.endsWith("+"));
        words.set(word, [...(words.get(word) ?? []), Array.isArray(said) ? said : [said as Atom]]);
      }
  };
  add(table.months, (place) => ({ kind: "month", value: place + 1 }));
  add(table.weekdays, (value) => ({ kind: "weekday", value }));
  add(table.short, (value, _, alone) => ({ kind: "weekday", value, short: alone ? "alone" : "beside" }));
  add(table.lastWeekdays, (value) => [
    { kind: "turn", value: "last" },
    { kind: "weekday", value },
  ]);
  add(table.days, (place) => ({ kind: "distance", value: place - 2 }));
  add(table.units, (place) => ({ kind: "unit", value: UNITS[place] as Unit }));
  add(table.pairs, (place) => [
    { kind: "number", value: 2, form: "word" },
    { kind: "unit", value: UNITS[place] as Unit },
  ]);
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
  const links = new Set(listOf(table.links).map(folded));
  add(table.around, (_, word) => ({ kind: "noise", near: true, links: links.has(word) }));
  add(table.polite, () => ({ kind: "noise", near: false }));
  // "morgen" is tomorrow, and the morning of a day that stands before it.
  add(table.parts, (_, word) => ({ kind: "noise", near: false, behind: words.has(word) }));
  for (const phrase of listOf(table.aside)) {
    const word = folded(phrase);
    if (!words.has(word)) words.set(word, [[{ kind: "noise", near: false }]]);
  }
  const longestFirst = [...words.keys()].sort((a, b) => b.length - a.length);
  const spaced = !longestFirst.some((word) => /\p{scx=Han}/u.test(word));
  return {
    words,
    roundDays: new Set(listOf(table.roundDays).map(Number)),
    // What is written without spaces ends where the next word begins.
    // A letter before a number is no word: W50.
    pattern: new RegExp(
      `(?:${longestFirst.join("|")})${spaced ? "(?:(?<=')|(?!\\p{L}|(?<!\\p{L}\\p{L})\\d))" : ""}`,
      "uy",
    ),
  };
}

const GAP = /(?:[\s,.!?¡¿。、،؟؛()"“”„«»‹›*_\p{Extended_Pictographic}\p{Emoji_Modifier}]|\u200d)+/uy;
const YEAR_FIRST = /(\d{4})(?:([-/.]) ?(\d{1,2})\2 ?|年(\d{1,2})月)(\d{1,2})[日号號.]?(?!\d)/uy;
const MONTH_FIRST = /(\d{1,2})月(\d{1,2})[日号號]?(?!\d)/uy;
const NUMERIC = /(\d{1,2})([-./]) ?(\d{1,2})(?:[-./] ?(\d{4}|\d\d)?)?(?!\d)/uy;
const SHORT_YEAR = /'(\d\d)(?!\d)/uy;
const NUMBER =
  /(\d{1,4})(\.|st|nd|rd|th|er|e|re|ro|eme|de|ste|:[ae]| ?(?:го|е|go)|[日号號](?![前後后間间之以内內]))?(?!\d|(?![\p{scx=Han}\p{scx=Hira}\p{scx=Kana}])\p{L})/uy;
/** 24dec, 3weeks */
const JOINED_NUMBER = /(\d{1,2})(?=\p{L}{3})/uy;

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
    const part =
      word !== undefined ? words.get(word) : /[\d']/.test(said.charAt(at)) ? inDigits(next) : undefined;
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
    const yearMayLead = separator === "-" && first?.length === 2 && year?.length === 2;
    return [[numeric(first, second, separator === "." ? "day first" : "unknown", year, yearMayLead)]];
  }
  const short = next(SHORT_YEAR);
  if (short !== null) return [[{ kind: "year", value: { value: Number(short[1]), short: true } }]];
  const number = next(NUMBER) ?? next(JOINED_NUMBER);
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
  yearMayLead = false,
): Atom {
  return {
    kind: "numeric",
    first: Number(first),
    second: Number(second),
    order,
    year: year === undefined ? undefined : { value: Number(year), short: year.length === 2 },
    yearMayLead,
  };
}
