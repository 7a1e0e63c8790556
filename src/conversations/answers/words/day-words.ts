/** Days in words that chrono does not know, or not in all of the languages shipped. */
import { inAllLanguages } from "./languages/index.ts";

/** How many days from today a word is. No word has two distances in any of the languages. */
const distances = new Map(
  (
    [
      ["yesterday", -1],
      ["today", 0],
      ["tomorrow", 1],
      ["dayAfterTomorrow", 2],
    ] as const
  ).flatMap(([kind, days]) => inAllLanguages(kind).map((word) => [word, days] as const)),
);

/** How many days one of what is counted has. */
const counted = new Map([
  ...inAllLanguages("inDays").map((words) => [words, 1] as const),
  ...inAllLanguages("inWeeks").map((words) => [words, 7] as const),
]);

/** How many days after today a day in words lies. */
export function daysFromToday(said: string): number | undefined {
  const [count = ""] = /\d{1,3}/.exec(said) ?? [];
  const unit = counted.get(said.replace(count, "#"));
  return unit === undefined ? distances.get(said) : unit * Number(count);
}

const NEXT_WEEK = anyOf("nextWeek");
const NEXT = new RegExp(`^(?:${NEXT_WEEK}) ?| (?:${NEXT_WEEK})$`, "u");

/** The weekday that is said to be of next week, without that word. */
export function weekdayOfNextWeek(said: string): string | undefined {
  const weekday = said.replace(NEXT, "");
  return weekday === said || weekday === "" ? undefined : weekday;
}

/** The longest first, of which a shorter one may be the beginning. */
function anyOf(kind: "nextWeek" | "aroundDays"): string {
  return [...inAllLanguages(kind)].sort((a, b) => b.length - a.length).join("|");
}

// Written without spaces, Japanese and Chinese take their fillers as they come; the others end as words do.
const FILLERS = anyOf("aroundDays");
const GAP = "[\\s,.!?。、]";
const FILLING = new RegExp(
  `^${GAP}*(?:(?:${FILLERS})(?:${GAP}+|$|(?<=[\\p{scx=Han}\\p{scx=Hira}]))){0,4}$`,
  "iu",
);
const LEADING = new RegExp(`^(?:(?:${FILLERS})(?:${GAP}+|(?<=[\\p{scx=Han}\\p{scx=Hira}]))){0,3}`, "iu");
const TRAILING = new RegExp(
  `(?:(?:${GAP}+|(?=[\\p{scx=Han}\\p{scx=Hira}]))(?:${FILLERS})){0,3}${GAP}*$`,
  "iu",
);

/** Whether a text says nothing. */
export function isFilling(text: string): boolean {
  return FILLING.test(text);
}

/** A text without what says nothing at its ends. */
export function withoutFilling(text: string): string {
  return text.replace(TRAILING, "").replace(LEADING, "");
}
