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
  readonly yesterday: string;
  readonly today: string;
  readonly tomorrow: string;
  readonly dayAfterTomorrow: string;
  /** `in # days`, where chrono does not count. */
  readonly inDays?: string;
  readonly inWeeks?: string;
  /** What says "of next week" before or behind a weekday, where chrono takes it for the coming one. */
  readonly nextWeek?: string;
  /** What stands around a day and changes nothing. */
  readonly aroundDays: string;
}
