import { english, type Say } from "../../texts/index.ts";
import { calendarDay, dayText } from "./calendar-day.ts";
import { type Answer, accepted, answer, type Parsed, refused, unfit, type Wording } from "./kind.ts";
import { readDay } from "./words/day.ts";

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
  /** Today (UTC) or later. Looked at when the answer comes, not when it is read again. */
  future(): DateAnswer;
  /** Today (UTC) or earlier. */
  past(): DateAnswer;
  describe(description: string): DateAnswer;
}

/**
 * A calendar day, as people write it in their language (`tomorrow`, `24 Dec`, `nächsten Freitag`), or `2025-12-24`.
 * `3/4` is read as the person's language has it, and refused where that leaves it open. Today is the day in UTC.
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
      parse: (text, hearing) => {
        const { say = english, now } = hearing;
        const read = readDay(text, hearing);
        return typeof read === "string" ? refused(say(read)) : within(read, limits, say, now);
      },
      toJson: dayText,
      fromJson: (json, say) => {
        if (typeof json !== "string" || !/^[1-9]\d{3}-\d\d-\d\d$/.test(json)) return unfit(say);
        const at = Date.parse(`${json}T00:00:00Z`);
        if (Number.isNaN(at)) return unfit(say);
        const value = calendarDay(at);
        if (dayText(value) !== json) return unfit(say);
        return within(value, { ...limits, future: false, past: false }, say);
      },
    }),
    from: (from) => limited({ ...limits, from }),
    until: (until) => limited({ ...limits, until }),
    future: () => limited({ ...limits, future: true }),
    past: () => limited({ ...limits, past: true }),
    describe: (description) => limited({ ...limits, description }),
  };
}

function within(value: Date, limits: Limits, say: Say = english, now?: number): Parsed<Date> {
  const day = dayText(value);
  const today = now === undefined ? day : dayText(new Date(now));
  // Days in this form compare as text.
  const { from, until, future, past } = limits;
  if (from !== undefined && day < from) return refused(say("date-before", { day, from }));
  if (until !== undefined && day > until) return refused(say("date-after", { day, until }));
  if (future === true && day < today) return refused(say("date-past", { day }));
  if (past === true && day > today) return refused(say("date-future", { day }));
  return accepted(value);
}
