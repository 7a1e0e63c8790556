/** What a language says. Lists in lower case, divided by commas. */
export interface Words {
  readonly yes: string;
  readonly no: string;
  /** What may follow yes and no without changing them. */
  readonly polite?: string;
  /** What leaves an optional answer open. Words that also say no are not among them: they may be an answer. */
  readonly nothing: string;
  /** From zero to twenty, in order; other spellings of the same number behind a stroke. */
  readonly numbers: string;
}
