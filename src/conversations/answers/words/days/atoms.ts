/** What the parts of a text say about a day, one by one. */

/** Days from Monday, 0 to 6. */
export type Weekday = {
  readonly kind: "weekday";
  readonly value: number;
  /** Abbreviated: `beside` other words only, or `alone` too. */
  readonly short?: "alone" | "beside";
};

/** A day of the month, a year, or how many of something. */
export type Numeral = {
  readonly kind: "number";
  readonly value: number;
  /** `dotted`: an ordinal, or the end of a sentence. `article`: one, where it only counts. */
  readonly form: "digits" | "dotted" | "ordinal" | "word" | "ordinal word" | "article";
};

/** As it was written: four digits, or the two last ones. */
export type Year = { readonly value: number; readonly short: boolean };

/** `24.12.`, `12/24/2027`: which one is the month depends, unless it leads or is said. */
export type Numeric = {
  readonly kind: "numeric";
  readonly first: number;
  readonly second: number;
  readonly order: "day first" | "month first" | "unknown";
  readonly year: Year | undefined;
  /** Three times two digits between dashes: the first may be the year as well. */
  readonly yearMayLead: boolean;
};

export type Unit = "day" | "week" | "month" | "year" | "fortnight";

export type Atom =
  | Weekday
  | Numeral
  | Numeric
  | { readonly kind: "month"; readonly value: number }
  | { readonly kind: "year"; readonly value: Year }
  /** Days from today. */
  | { readonly kind: "distance"; readonly value: number }
  | { readonly kind: "unit"; readonly value: Unit }
  /** Last, this, next, or whichever comes. With `of`, one word says what of. */
  | {
      readonly kind: "turn";
      readonly value: "last" | "this" | "next" | "coming";
      readonly of?: Unit | undefined;
    }
  /** So many days lie behind, or ahead. */
  | { readonly kind: "way"; readonly value: -1 | 1 }
  | { readonly kind: "from" }
  /** Says nothing. */
  | {
      readonly kind: "noise";
      /** It says that a day is spoken of. */
      readonly near: boolean;
      /** It says nothing only behind a day. */
      readonly behind?: boolean;
      /** A number behind it belongs to what stands before it. */
      readonly links?: boolean;
    };
