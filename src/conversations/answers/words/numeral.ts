/**
 * Reads a number as people write it. A separator means what it can only mean, else what it means in the person's
 * language; where that is not known, nothing is guessed: a factor of a thousand is worth a question.
 */
import { separatorsOf } from "./locale.ts";
import { numberWord } from "./number-words.ts";
import { phrasesFor } from "./phrases/index.ts";
import { isRaised } from "./spoken.ts";

/** A number, or why there is none. */
export type Numeral =
  | { readonly kind: "number"; readonly value: number }
  /** `1.234` may be one thousand and more, or one and a fraction; "two or three" is one of two. */
  | { readonly kind: "either"; readonly first: number; readonly second: number }
  /** There is a number, beside words that may make another one of it: `5 minutes`, `about 5`. */
  | { readonly kind: "perhaps"; readonly value: number }
  | { readonly kind: "unclear" }
  /** It is one, but not of those that a double (IEEE 754) keeps exactly. */
  | { readonly kind: "inexact" };

// The least double has 326 characters when written out.
const LONGEST = 400;
const UNCLEAR: Numeral = { kind: "unclear" };

/** A `plain` text in the form in which numbers are read. "" where it can be none. */
export function numeralForm(text: string): string {
  if (text.length > LONGEST || isRaised(text)) return "";
  return (
    text
      // The separators of Arabic have one meaning each, and are not those of the person's language.
      .replace(/٬/gu, "'")
      .replace(/٫(\d{3})(?!\d)/gu, ".$10")
      .replace(/٫/gu, ".")
      // ½ and the like: NFKC alone would make 1½ into 11⁄2.
      .replace(/[\u00bc-\u00be\u2150-\u215e\u2189]/gu, " $&")
      .normalize("NFKC")
      .replace(/[−‐‑–]/gu, "-")
      .replace(/[⁄∕]/gu, "/")
      .replace(/[’ʼ′‘]/gu, "'")
      .replace(/[.,;:!?。、]+\s*$/u, "")
      .toLowerCase()
      .trim()
  );
}

/** Reads such a form. `inForm`: a point may also be that of `xs:decimal`, whatever the language. */
export function readNumeral(said: string, lang: string | null, inForm: boolean): Numeral {
  const [, sign = "", rest = ""] = /^([+-]?) ?(\S.*)$/su.exec(said) ?? [];
  const [, word = "", behind = ""] = /^(\p{L}+) (.+)$/su.exec(said) ?? [];
  if (word !== "" && phrasesFor("minus", lang).has(word)) return negative(unsigned(behind, lang, inForm));
  const read = unsigned(rest, lang, inForm);
  return sign === "-" ? negative(read) : read;
}

function unsigned(said: string, lang: string | null, inForm: boolean): Numeral {
  const value = numberWord(said, lang);
  return value === undefined ? (fraction(said) ?? decimal(said, lang, inForm)) : { kind: "number", value };
}

function negative(read: Numeral): Numeral {
  switch (read.kind) {
    case "number":
      // There is no -0 in JSON.
      return { kind: "number", value: read.value === 0 ? 0 : -read.value };
    case "either":
      return { kind: "either", first: -read.first, second: -read.second };
    default:
      return read;
  }
}

/** Of such parts people speak, and decimals say them exactly. */
const DENOMINATOR = /^(?:2|4|5|8|16|10+)$/;

/** `1/2`, `1 1/2`. What is less likely a fraction may be one number or another. */
function fraction(said: string): Numeral | undefined {
  const match = /^(?:(\d{1,9}) )?(\d{1,9})\/(\d{1,9})$/.exec(said);
  if (match === null) return undefined;
  const [whole, above, below] = [Number(match[1] ?? 0), Number(match[2]), Number(match[3])];
  // Nobody writes 1 3/2; it is more likely a thousand and something.
  if (below === 0 || (match[1] !== undefined && above >= below)) return UNCLEAR;
  if (above < below && DENOMINATOR.test(String(below)))
    return { kind: "number", value: whole + above / below };
  return match[1] === undefined ? { kind: "either", first: above, second: below } : { kind: "inexact" };
}

// Thousands, or as in India, with commas, hundreds but for the last three digits.
const GROUPED = {
  ",": /^\d{1,3}(?:,\d{2,3})*,\d{3}$/,
  ".": /^\d{1,3}(?:\.\d{3})+$/,
  " ": /^\d{1,3}(?: \d{3})+$/,
  "'": /^\d{1,3}(?:'\d{3})+$/,
};

function decimal(said: string, lang: string | null, inForm: boolean): Numeral {
  const [, mantissa = "", exponent] = /^([\d.,' ]+)(?:e([+-]?\d{1,4}))?$/.exec(said) ?? [];
  const point = Math.max(mantissa.lastIndexOf("."), mantissa.lastIndexOf(","));
  const before = point === -1 ? mantissa : mantissa.slice(0, point);
  const after = point === -1 ? "" : mantissa.slice(point + 1);
  const separator = mantissa[point] === "," ? "," : ".";
  const whole = digitsOf(before);
  const grouped = GROUPED[separator].test(mantissa) ? digitsOf(mantissa) : undefined;
  // What stands before a decimal sign is not grouped by the same sign, and something must stand around it.
  const isFraction =
    whole !== undefined && !before.includes(separator) && /^\d*$/.test(after) && mantissa !== "";
  if (!isFraction) return grouped === undefined ? UNCLEAR : exact(grouped, "", exponent);
  const asFraction = exact(whole, after, exponent);
  // 0.234 groups nothing, and nobody groups before an exponent.
  if (grouped === undefined || /^0/.test(before) || exponent !== undefined) return asFraction;
  const asGrouped = exact(grouped, "", exponent);
  const spoken = separatorsOf(lang);
  if (separator === spoken?.decimal && !(isAnybodys(lang) && !inForm)) return asFraction;
  if (separator === spoken?.group && !(inForm && separator === ".")) return asGrouped;
  if (asFraction.kind !== "number" || asGrouped.kind !== "number") return asFraction;
  return { kind: "either", first: asGrouped.value, second: asFraction.value };
}

/** Servers say "en" for people whose client names no language, and half of Europe writes 1.500 for fifteen hundred. */
function isAnybodys(lang: string | null): boolean {
  return lang?.toLowerCase() === "en";
}

/** The digits of a whole number, without what groups them; "" for none. */
function digitsOf(text: string): string | undefined {
  if (/^\d*$/.test(text)) return text;
  const isGrouped = Object.values(GROUPED).some((grouped) => grouped.test(text));
  return isGrouped ? text.replace(/\D/g, "") : undefined;
}

function exact(whole: string, after: string, exponent = "0"): Numeral {
  if (whole === "" && after === "") return UNCLEAR;
  const value = Number(`${whole}.${after}e${exponent}`);
  // An account number must not come back with other digits.
  const isKept = Number.isFinite(value) && significant(plainNumber(value)) === significant(whole + after);
  return isKept ? { kind: "number", value } : { kind: "inexact" };
}

function significant(text: string): string {
  return text.replace(/\D/g, "").replace(/^0+/, "").replace(/0+$/, "");
}

/** A finite number in decimal digits, as `xs:decimal` wants it: without an exponent. */
export function plainNumber(value: number): string {
  const match = /^(-?)(\d)(?:\.(\d+))?e([+-]\d+)$/.exec(String(value));
  if (match === null) return String(value);
  const [, sign = "", first = "", more = "", exponent] = match;
  const digits = first + more;
  const point = 1 + Number(exponent);
  return point > 0 ? `${sign}${digits.padEnd(point, "0")}` : `${sign}0.${"0".repeat(-point)}${digits}`;
}
