/** What a language does where numerals alone do not tell, as ICU knows it. */

export interface Separators {
  /** Stands between thousands. */
  readonly group: string;
  /** Stands before the fraction. */
  readonly decimal: string;
}

/** The separators of a language's numbers; `undefined` where the language is not known. */
export function separatorsOf(lang: string | null): Separators | undefined {
  const known = knownTo(Intl.NumberFormat, lang);
  if (known === undefined) return undefined;
  const parts = new Intl.NumberFormat(known, { numberingSystem: "latn" }).formatToParts(1_234_567.5);
  const found = (type: string) => parts.find((part) => part.type === type)?.value ?? "";
  return { group: found("group"), decimal: found("decimal") };
}

/** Whether a language names the month before the day; `undefined` where the language is not known. */
export function monthLeads(lang: string | null): boolean | undefined {
  const known = knownTo(Intl.DateTimeFormat, lang);
  if (known === undefined) return undefined;
  const format = new Intl.DateTimeFormat(known, { month: "numeric", day: "numeric", calendar: "gregory" });
  const order = format.formatToParts(0).map(({ type }) => type);
  return order.indexOf("month") < order.indexOf("day");
}

/** Of a tag that ICU does not know it would take the process's own language, which is not the person's. */
function knownTo(
  { supportedLocalesOf }: { supportedLocalesOf(lang: string): string[] },
  lang: string | null,
): string | undefined {
  try {
    return lang === null ? undefined : supportedLocalesOf(lang)[0];
  } catch {
    // Not well formed.
    return undefined;
  }
}
