/**
 * How a language speaks of days. Lists in lower case, divided by commas; other spellings of the same behind a stroke.
 * Accents may be left out by whoever writes, and so may hyphens.
 */
export interface DayWords {
  /** From January. */
  readonly months: string;
  /** From Monday. */
  readonly weekdays: string;
  /** From Monday, abbreviated: a day only beside something that says so. With a plus: alone too, since it is no other word. */
  readonly short?: string;
  /** From the day before yesterday to the day after tomorrow. */
  readonly days: string;
  /** Day, week, month, year, in whatever form they are counted; where there is a word for it, two weeks. */
  readonly units: string;
  /** Two of each, where that is said in one word. */
  readonly pairs?: string;
  /** Before or behind a weekday, a week, a month, a year. */
  readonly last?: string;
  readonly this?: string;
  readonly next?: string;
  /** The next one that comes, be it of this week or the next. */
  readonly coming?: string;
  /** Last, this and next week, month and year, where they are said in one word. */
  readonly spans?: string;
  /** From Monday, the last one, where that is said otherwise. */
  readonly lastWeekdays?: string;
  /** So many days may be a week or two: `in acht Tagen`. */
  readonly roundDays?: string;
  /** What makes so many days lie behind us, or ahead. */
  readonly ago: string;
  readonly in: string;
  /** `a week from Friday` */
  readonly from?: string;
  /** One, where it only counts. */
  readonly one?: string;
  /** From zero: those of `Words`. */
  readonly numbers?: string | undefined;
  /** From one, where the numbers of the language have other forms here, or are not shipped. */
  readonly counts?: string;
  /** First, second, and so on. */
  readonly ordinals?: string;
  /** What stands around a day and changes nothing. */
  readonly around: string;
  /** Those of them between a weekday or a month and its number: `Freitag, den 4.`, but not `Freitag für 4`. */
  readonly links?: string;
  /** What changes nothing either, but stands in many sentences that have no day. */
  readonly polite: string;
  /** What stands around any answer: that of `Phrases`. */
  readonly aside?: string | undefined;
  /** Of a day, behind it; with what sounds like a day, but is none (`am Morgen`, and the greeting `Morgen!`). */
  readonly parts: string;
}
