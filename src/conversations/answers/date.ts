import { english, type LineId, type Say } from "../../texts/index.ts";
import { calendarDay, dayText } from "./calendar-day.ts";
import { type Answer, answer, type Hearing, type Parsed, refused, unfit, type Wording } from "./kind.ts";
import { readDay } from "./words/day.ts";
import { dayAt, startOf } from "./words/days/calendar.ts";

interface Limits extends Wording {
  readonly from?: Day;
  readonly until?: Day;
  readonly future?: boolean;
  readonly past?: boolean;
}

/** A day as `2025-12-24`. */
export type Day = `${number}-${number}-${number}`;

/** A calendar day. Each limit gives a new kind. */
export interface DateAnswer extends Answer<Date> {
  /** This day or later. */
  from(day: Day): DateAnswer;
  /** This day or earlier. */
  until(day: Day): DateAnswer;
  /** Today or later. Looked at when the answer comes, not when it is read again. */
  future(): DateAnswer;
  /** Today or earlier: `Friday` is then the last one. */
  past(): DateAnswer;
  describe(description: string): DateAnswer;
}

/**
 * A calendar day, as people write it in their language (`tomorrow`, `24 Dec`, `nächsten Freitag`), or `2025-12-24`.
 * All of the text must be the day. Without a year the nearest such day is meant that lies within the limits, and of a
 * weekday the next one; what was not stated with its year is shown back. `3/4` is read as the person's language has
 * it, and refused where that leaves it open. Today is the day in UTC; a day that is stated may be today's anywhere.
 *
 * Value: a `Date` at 00:00 UTC of that day, of the years 1000 to 9999. JSON, also that of `JSON.stringify`: `"2025-12-24"`. Form field:
 * `text-single` of the datatype `xs:date`, with `.from()` and `.until()` as its range.
 *
 * @param question What the person is asked, where no prompt says it.
 */
export function date(question?: string): DateAnswer {
  return limited({ question });
}

function limited(limits: Limits): DateAnswer {
  return {
    ...answer<Date>({
      kind: "date",
      field: {
        type: "text-single",
        datatype: "xs:date",
        ...(limits.from === undefined ? {} : { min: limits.from }),
        ...(limits.until === undefined ? {} : { max: limits.until }),
      },
      question: limits.question,
      description: limits.description,
      plain: true,
      parse: (text, hearing) => parsed(text, limits, hearing),
      toJson: dayText,
      fromJson: (json, say = english) => {
        if (typeof json !== "string" || !/^[1-9]\d{3}-\d\d-\d\d$/.test(json)) return unfit(say);
        const at = Date.parse(`${json}T00:00:00Z`);
        if (Number.isNaN(at)) return unfit(say);
        const value = calendarDay(at);
        if (dayText(value) !== json) return unfit(say);
        const wrong = offRange(json, limits);
        return wrong === undefined ? { ok: true, value } : beyond(wrong, json, limits, say);
      },
    }),
    from: (from) => limited({ ...limits, from }),
    until: (until) => limited({ ...limits, until }),
    future: () => limited({ ...limits, future: true }),
    past: () => limited({ ...limits, past: true }),
    describe: (description) => limited({ ...limits, description }),
  };
}

function parsed(text: string, limits: Limits, hearing: Hearing): Parsed<Date> {
  const { say = english, now } = hearing;
  const today = dayAt(now);
  const limit = (day: number, counted: boolean) =>
    offRange(textOf(day), limits) ?? offToday(day, counted, limits, now);
  const read = readDay(text, hearing, {
    today,
    fits: (day, counted) => limit(day, counted) === undefined,
  });
  if ("day" in read && read.kind !== "contradiction") {
    const wrong = limit(read.day, read.counted);
    if (wrong !== undefined) return beyond(wrong, textOf(read.day), limits, say);
  }
  switch (read.kind) {
    case "day": {
      const value = calendarDay(startOf(read.day));
      return read.whole
        ? { ok: true, value }
        : { ok: true, value, understood: say("date-understood", { date: value }) };
    }
    case "timed":
      return refused(say("date-timed", { date: new Date(startOf(read.day)) }));
    case "contradiction":
      return refused(say("date-contradiction", { date: new Date(startOf(read.day)) }));
    default: {
      const example = new Date(startOf(exampleOf(today, limits)));
      return refused(say(`date-${read.kind}`, { example, iso: dayText(example) }));
    }
  }
}

type Limit = Extract<LineId, "date-before" | "date-after" | "date-past" | "date-future">;

// Days in the form that is stored compare as text.
function offRange(day: string, { from, until }: Limits): Limit | undefined {
  if (from !== undefined && day < from) return "date-before";
  return until !== undefined && day > until ? "date-after" : undefined;
}

const HALF_A_DAY = 43_200_000;

/** What is counted goes from today in UTC. A day that is stated may be today's where the person is. */
function offToday(day: number, counted: boolean, { future, past }: Limits, now: number): Limit | undefined {
  const margin = counted ? 0 : HALF_A_DAY;
  if (future === true && day < dayAt(now - margin)) return "date-past";
  return past === true && day > dayAt(now + Math.max(0, margin - 1)) ? "date-future" : undefined;
}

function beyond(limit: Limit, day: string, limits: Limits, say: Say): Parsed<Date> {
  switch (limit) {
    case "date-before":
      return refused(say(limit, { day, from: limits.from ?? day }));
    case "date-after":
      return refused(say(limit, { day, until: limits.until ?? day }));
    default:
      return refused(say(limit, { day }));
  }
}

/** A day that the question takes, as far as there is one. */
function exampleOf(today: number, { from, until, past }: Limits): number {
  const usual = past === true ? today - 30 : today + 30;
  const notBefore = from === undefined ? usual : Math.max(usual, dayAt(Date.parse(from)));
  return until === undefined ? notBefore : Math.min(notBefore, dayAt(Date.parse(until)));
}

function textOf(day: number): string {
  return dayText(new Date(startOf(day)));
}
