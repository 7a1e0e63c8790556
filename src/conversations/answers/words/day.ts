/**
 * Reads a calendar day as people write it. ISO and numeric forms are read here, because their meaning must not
 * depend on a guess, and the words that every language has for the days around today; other words are left to
 * chrono, in the person's language first. All of the text must be the day: chrono finds a date in almost any
 * sentence, and "I may come" is no answer to "when?".
 *
 * Today is the day it is in UTC. A person's time zone is not known: around midnight, who says "tomorrow" may be one
 * day off, and sees so in whatever is then said of the date.
 */
import { createRequire } from "node:module";
import type { Chrono } from "chrono-node";
import { calendarDay } from "../calendar-day.ts";
import type { Hearing } from "../kind.ts";
import { daysFromToday, isFilling, weekdayOfNextWeek, withoutFilling } from "./day-words.ts";
import { type Language, primaryOf } from "./languages/index.ts";
import { monthLeads } from "./locale.ts";

// No language needs more for a day, and reading costs time that grows with the text.
const LONGEST = 60;
const DAY_MS = 86_400_000;

type Reader = Pick<Chrono, "parse">;

const require = createRequire(import.meta.url);
let loaded: Readonly<Record<string, readonly Reader[]>> | undefined;

/** By language. Loaded when the first person says a day in words: most processes do without its 20 MB. */
function readers(): Readonly<Record<string, readonly Reader[]>> {
  if (loaded !== undefined) return loaded;
  const { en, de, fr, es, it, pt, nl, sv, fi, ru, uk, ja, zh } =
    require("chrono-node") as typeof import("chrono-node");
  loaded = {
    en: [en.casual],
    de: [de.casual],
    fr: [fr.casual],
    es: [es.casual],
    it: [it.casual],
    pt: [pt.casual],
    nl: [nl.casual],
    sv: [sv.casual],
    fi: [fi.casual],
    ru: [ru.casual],
    uk: [uk.casual],
    ja: [ja.casual],
    zh: [zh.hans.casual, zh.hant.casual],
  } satisfies Record<Language, readonly Reader[]>;
  return loaded;
}

/** The day, or what to say where there is none. */
export type ReadDay = Date | "date-unclear" | "date-ambiguous" | "date-impossible";

export function readDay(text: string, hearing: Hearing): ReadDay {
  if (text.length > LONGEST) return "date-unclear";
  const said = text
    // NFKC would make a letter of the sign of 1º.
    .replace(/(?<=\d)[º°ª]/gu, "")
    .normalize("NFKC")
    .replace(/[’ʼ]/gu, "'")
    .trim();
  if (said === "") return "date-unclear";
  return (
    yearFirst(said) ??
    numeric(said, hearing) ??
    aroundToday(said, hearing) ??
    ofNextWeek(said, hearing) ??
    inWords(said, hearing)?.day ??
    "date-unclear"
  );
}

/** `2025-12-24`, `2025/12/24`, `2025. 12. 24.`: a year leads no other order. A time behind it does not count. */
function yearFirst(said: string): ReadDay | undefined {
  const match = /^(\d{4})([-/.]) ?(\d{1,2})\2 ?(\d{1,2})\.?(?:[T ]\d\d:\d\d.*)?$/.exec(said);
  return match === null ? undefined : day(Number(match[1]), Number(match[3]), Number(match[4]));
}

/** `24.12.`, `24.12.2025`, `24/12/25`, `12/24/2025`. With dots the day always leads; otherwise it depends. */
function numeric(said: string, hearing: Hearing): ReadDay | undefined {
  const match = /^(\d{1,2})([-./]) ?(\d{1,2})(?:[-./] ?(\d{4}|\d\d)?)?$/.exec(said);
  if (match === null) return undefined;
  const [first, second] = [Number(match[1]), Number(match[3])];
  const year = match[4] === undefined ? undefined : Number(match[4]) + (match[4].length === 2 ? 2_000 : 0);
  const order = match[2] === "." ? "day first" : orderOf(first, second, hearing.lang);
  if (order === undefined) return "date-ambiguous";
  const [dayOfMonth, month] = order === "day first" ? [first, second] : [second, first];
  if (year !== undefined) return day(year, month, dayOfMonth);
  const thisYear = new Date(hearing.now).getUTCFullYear();
  const soon = day(thisYear, month, dayOfMonth);
  // Without a year the next such day is meant; 29 February may be years away.
  for (let later = thisYear; later < thisYear + 9; later++) {
    const found = day(later, month, dayOfMonth);
    if (typeof found !== "string" && found.getTime() >= hearing.now - DAY_MS) return found;
  }
  return soon;
}

function orderOf(
  first: number,
  second: number,
  lang: string | null,
): "day first" | "month first" | undefined {
  if (first > 12 || first === second) return "day first";
  if (second > 12) return "month first";
  // English without a country is half of the world each way.
  const leads = lang?.toLowerCase() === "en" ? undefined : monthLeads(lang);
  return leads === undefined ? undefined : leads ? "month first" : "day first";
}

function aroundToday(said: string, { now }: Hearing): ReadDay | undefined {
  const days = daysFromToday(withoutFilling(said.toLowerCase()));
  return days === undefined ? undefined : dayAt(now + days * DAY_MS);
}

function ofNextWeek(said: string, hearing: Hearing): ReadDay | undefined {
  const weekday = weekdayOfNextWeek(withoutFilling(said.toLowerCase()));
  const found = weekday === undefined ? undefined : inWords(weekday, hearing);
  if (found?.isWeekday !== true || typeof found.day === "string") return undefined;
  const today = Math.floor(hearing.now / DAY_MS);
  const nextMonday = today - daysIntoWeek(today) + 7;
  return dayAt((nextMonday + daysIntoWeek(found.day.getTime() / DAY_MS)) * DAY_MS);
}

/** Weeks begin on Monday (ISO 8601); the epoch was a Thursday. */
function daysIntoWeek(day: number): number {
  return (((day + 3) % 7) + 7) % 7;
}

interface Found {
  readonly day: ReadDay;
  /** Only a weekday was named. */
  readonly isWeekday: boolean;
}

function inWords(said: string, hearing: Hearing): Found | undefined {
  const { [primaryOf(hearing.lang)]: own = [], ...others } = readers();
  const all = [...own, ...Object.values(others).flat()];
  // German wants the point in "24. Dezember" that people leave out.
  const pointed = said.replace(/^(\D{0,14}\d{1,2}) (?=\p{L})/u, "$1. ");
  for (const spelling of pointed === said ? [said] : [said, pointed]) {
    for (const reader of all) {
      const found = read(reader, spelling, hearing.now);
      if (found !== undefined) return found;
    }
  }
  return undefined;
}

function read(reader: Reader, said: string, now: number): Found | undefined {
  const reference = { instant: new Date(now), timezone: 0 };
  const [found, more] = reader.parse(said, reference, { forwardDate: true });
  if (found === undefined || more !== undefined || found.end != null) return undefined;
  const { start, index, text } = found;
  if (!isFilling(said.slice(0, index)) || !isFilling(said.slice(index + text.length))) return undefined;
  const isWeekday = start.isCertain("weekday") && !start.isCertain("day");
  const [year, month, dayOfMonth] = [start.get("year"), start.get("month"), start.get("day")];
  if (year === null || month === null || dayOfMonth === null) return undefined;
  return isWeekday || start.isCertain("day") ? { day: day(year, month, dayOfMonth), isWeekday } : undefined;
}

function dayAt(ms: number): ReadDay {
  const at = new Date(ms);
  return day(at.getUTCFullYear(), at.getUTCMonth() + 1, at.getUTCDate());
}

function day(year: number, month: number, dayOfMonth: number): ReadDay {
  const value = calendarDay(Date.UTC(year, month - 1, dayOfMonth));
  // 31 June would become 1 July. Years before 1000 and after 9999 have no four digits.
  const real = value.getUTCMonth() === month - 1 && value.getUTCDate() === dayOfMonth;
  return real && year >= 1_000 && year <= 9_999 ? value : "date-impossible";
}
