/** What a day may be that somebody names, and what that depends on. */

export interface Circumstances {
  readonly today: number;
  /** Which of several days may be meant: those that the question takes. `counted` from today, or stated. */
  readonly fits: (day: number, counted: boolean) => boolean;
  /** How the person writes `3/4`, where that is known. */
  readonly order: () => Order;
  /** Whether the words are those of the person's language. */
  readonly own: boolean;
  /** Whether the person speaks it: where their language is not known, English. */
  readonly spoken: boolean;
  /** So many days may be a week or two. */
  readonly roundDays: ReadonlySet<number>;
}

export type Order = "day first" | "month first" | "unknown";

/** A day since the epoch, or what is wrong with it. */
export type Understood =
  | {
      readonly kind: "day";
      readonly day: number;
      /** Counted from today, not stated. */
      readonly counted: boolean;
      /** Stated with its year: nothing was guessed. */
      readonly whole: boolean;
    }
  /** Only if an abbreviation is no other word here. */
  | { readonly kind: "doubtful"; readonly day: number }
  | { readonly kind: "impossible" }
  /** It may be another day. */
  | { readonly kind: "unsure" }
  /** Day and month may be the other way round. */
  | { readonly kind: "ambiguous" }
  /** The day is not of that weekday, or not that far from today. */
  | { readonly kind: "contradiction"; readonly day: number };
