/**
 * Reads a calendar day as people write it. ISO and numeric forms are read here, because their meaning must not
 * depend on a guess; words are left to chrono, in the person's language first. All of the text must be the day:
 * chrono finds a date in almost any sentence, and "I may come" is no answer to "when?".
 */
import { createRequire } from "node:module";
import type { Chrono } from "chrono-node";
import { texts } from "../texts.ts";
import { accepted, type Hearing, type Parsed, refused } from "./answer.ts";

// No language needs more for a day, and reading costs time that grows with the text.
const LONGEST = 60;

type Reader = Pick<Chrono, "parse">;

const require = createRequire(import.meta.url);
let loaded: Readonly<Record<string, Reader>> | undefined;

/** By language. Loaded when the first person says a day in words: most processes do without its 20 MB. */
function readers(): Readonly<Record<string, Reader>> {
  if (loaded !== undefined) return loaded;
  const { en, de, fr, es, it, pt, nl, sv, fi, ru, uk, ja, zh } =
    require("chrono-node") as typeof import("chrono-node");
  const locales = { en, de, fr, es, it, pt, nl, sv, fi, ru, uk, ja, zh };
  loaded = Object.fromEntries(Object.entries(locales).map(([lang, { casual }]) => [lang, casual]));
  return loaded;
}

export function readDay(text: string, hearing: Hearing): Parsed<Date> {
  const said = text.normalize("NFKC").trim();
  if (said.length === 0 || said.length > LONGEST) return refused(texts.dateUnclear);
  return iso(said) ?? numeric(said, hearing) ?? inWords(said, hearing) ?? refused(texts.dateUnclear);
}

function iso(said: string): Parsed<Date> | undefined {
  const match = /^(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ]\d\d:\d\d.*)?$/.exec(said);
  return match === null ? undefined : day(Number(match[1]), Number(match[2]), Number(match[3]));
}

/** `24.12.`, `24.12.2025`, `24/12/25`, `12/24/2025`. With dots the day always leads; with slashes it depends. */
function numeric(said: string, hearing: Hearing): Parsed<Date> | undefined {
  const match = /^(\d{1,2})([./])\s?(\d{1,2})(?:[./]\s?(\d{4}|\d\d)?)?$/.exec(said);
  if (match === null) return undefined;
  const [first, second] = [Number(match[1]), Number(match[3])];
  const year = match[4] === undefined ? undefined : Number(match[4]) + (match[4].length === 2 ? 2_000 : 0);
  const order = match[2] === "." ? "day first" : orderOf(first, second, hearing.lang);
  if (order === undefined) return refused(texts.dateAmbiguous);
  const [dayOfMonth, month] = order === "day first" ? [first, second] : [second, first];
  if (year !== undefined) return day(year, month, dayOfMonth);
  const thisYear = new Date(hearing.now).getUTCFullYear();
  const soon = day(thisYear, month, dayOfMonth);
  // Without a year the next such day is meant; 29 February may be years away.
  for (let later = thisYear; later < thisYear + 9; later++) {
    const found = day(later, month, dayOfMonth);
    if (found.ok && found.value.getTime() >= hearing.now - 86_400_000) return found;
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
  const spoken = lang?.toLowerCase();
  if (spoken === "en-us") return "month first";
  return spoken === undefined || spoken === "en" ? undefined : "day first";
}

function inWords(said: string, hearing: Hearing): Parsed<Date> | undefined {
  const own = hearing.lang?.toLowerCase().split("-")[0] ?? "en";
  const { [own]: spoken, ...others } = readers();
  for (const locale of spoken === undefined ? Object.values(others) : [spoken, ...Object.values(others)]) {
    const [found, more] = locale.parse(
      said,
      { instant: new Date(hearing.now), timezone: 0 },
      { forwardDate: true },
    );
    if (found === undefined || more !== undefined || found.end != null) continue;
    const before = said.slice(0, found.index);
    const after = said.slice(found.index + found.text.length);
    if (!FILLING.test(before) || !FILLING.test(after)) continue;
    const { start } = found;
    const certain = start.isCertain("day") || start.isCertain("weekday");
    const [year, month, dayOfMonth] = [start.get("year"), start.get("month"), start.get("day")];
    if (certain && year !== null && month !== null && dayOfMonth !== null)
      return day(year, month, dayOfMonth);
  }
  return undefined;
}

/** Words around a day that change nothing. */
const FILLING =
  /^[\s,.!?]*(?:(?:it'?s|due|on|by|until|till|before|the|at|um|am|bis|zum|please|bitte|le|pour|el|il|den|på)[\s,.!?]*){0,4}$/iu;

function day(year: number, month: number, dayOfMonth: number): Parsed<Date> {
  const value = new Date(Date.UTC(year, month - 1, dayOfMonth));
  // 31 June would become 1 July. Years before 1000 and after 9999 have no four digits.
  const real = value.getUTCMonth() === month - 1 && value.getUTCDate() === dayOfMonth;
  return real && year >= 1_000 && year <= 9_999 ? accepted(value) : refused(texts.dateImpossible);
}
