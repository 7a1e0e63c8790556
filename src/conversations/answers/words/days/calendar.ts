/** Arithmetic with days, each the number of days since the epoch. */
import type { Unit } from "./atoms.ts";

const DAY_MS = 86_400_000;

/** The day in UTC on which `at` lies; `at` in ms since the epoch. */
export function dayAt(at: number): number {
  return Math.floor(at / DAY_MS);
}

export function startOf(day: number): number {
  return day * DAY_MS;
}

/** `undefined` where the calendar has no such day, or a year has no four digits. */
export function dayOf(year: number, month: number, dayOfMonth: number): number | undefined {
  const at = new Date(Date.UTC(year, month - 1, dayOfMonth));
  // 31 June would become 1 July.
  const real = at.getUTCMonth() === month - 1 && at.getUTCDate() === dayOfMonth;
  return real && year >= 1_000 && year <= 9_999 ? dayAt(at.getTime()) : undefined;
}

/** The epoch was a Thursday; weeks begin on Monday (ISO 8601). */
export function weekdayOf(day: number): number {
  return (((day + 3) % 7) + 7) % 7;
}

export function monthOf(day: number): { readonly year: number; readonly month: number } {
  const at = new Date(startOf(day));
  return { year: at.getUTCFullYear(), month: at.getUTCMonth() + 1 };
}

const DAYS_OF: Readonly<Partial<Record<Unit, number>>> = { day: 1, week: 7, fortnight: 14 };

/** So many units later. A month after 31 January is the last day of February. */
export function later(day: number, count: number, unit: Unit): number | undefined {
  const days = DAYS_OF[unit];
  if (days !== undefined) return day + count * days;
  const at = new Date(startOf(day));
  const months = at.getUTCFullYear() * 12 + at.getUTCMonth() + count * (unit === "year" ? 12 : 1);
  const [year, month] = [Math.floor(months / 12), (months % 12) + 1];
  for (let dayOfMonth = at.getUTCDate(); dayOfMonth > 27; dayOfMonth--) {
    const found = dayOf(year, month, dayOfMonth);
    if (found !== undefined) return found;
  }
  return dayOf(year, month, at.getUTCDate());
}
