/** A day as authors get it. */

/** A `Date` at 00:00 UTC of a day. It has no time, so its JSON has none either: `"2025-12-24"`. */
class CalendarDay extends Date {
  override toJSON(): string {
    return dayText(this);
  }
}

/** The day on which `at` lies in UTC; `at` in ms since the epoch. */
export function calendarDay(at: number): Date {
  return new CalendarDay(at);
}

/** The stored form of a day. */
export function dayText(value: Date): string {
  return value.toISOString().slice(0, 10);
}
