/** What people of a language say in an answer. Lists in lower case, divided by commas. */
export interface Phrases {
  readonly yes: string;
  readonly no: string;
  /** What might be either, or neither, or another number than in English: asked about. */
  readonly unsure?: string;
  /** What chooses nothing: "maybe", "both". Asked again where a choice is needed. */
  readonly undecided?: string;
  /** What may stand around an answer without changing it. */
  readonly around?: string;
  /** What stands before a day, a part of it, or a place, and changes nothing: "on", "in the". */
  readonly when?: string;
  /** From zero to twenty, in order; other spellings of the same number behind a stroke. */
  readonly numbers?: string;
  /** From the first to the tenth, likewise. */
  readonly ordinals?: string;
  readonly last?: string;
  /** Twelve of something. */
  readonly dozen?: string;
  readonly halfDozen?: string;
  /** What stands before a number below zero. */
  readonly minus?: string;
  /** What is counted where a number of people or things is asked for: none of these is a measure. */
  readonly counted?: string;
  /** What stands before how many there are, not before the number of a choice: "for 2", "les deux". */
  readonly amount?: string;
  /** An article that means several before a number in words ("die drei"), and phrases of it that mean others ("de andra"). */
  readonly plural?: string;
  /** What leaves an optional answer open, whatever the question. */
  readonly skip?: string;
  /** What leaves it open where it cannot be the answer, as everything does that says no. */
  readonly nothing?: string;
  /** The same, which may also say that there are zero. */
  readonly none?: string;
}
