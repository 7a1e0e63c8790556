/** A length of time as people write it: `"90s"`, `"30m"`, `"12h"`, `"7d"`, or `"0"` for never. */
export type Duration = `${number}${"s" | "m" | "h" | "d"}` | "0";

const UNITS: Readonly<Record<string, number>> = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** Gives the milliseconds of a duration, or `undefined` if the text is not a duration. */
export function parseDuration(text: string): number | undefined {
  if (text === "0") return 0;
  const match = /^(\d{1,12}(?:\.\d{1,3})?)([smhd])$/.exec(text);
  const unit = UNITS[match?.[2] ?? ""];
  return unit === undefined ? undefined : Number(match?.[1]) * unit;
}
