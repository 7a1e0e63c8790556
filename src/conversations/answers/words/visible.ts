/**
 * What can be seen of a text. Keyboards and clients put characters around words that nobody sees (directions, joiners,
 * soft hyphens), and some that look like a blank (U+2800, U+3164): a text of these alone is no answer.
 */

/** Blank, or not shown at all. Not among them: U+202E, after which a text is seen in reverse. */
const UNSEEN = /^[\p{White_Space}\p{Default_Ignorable_Code_Point}\u2800](?<!\u202e)$/u;
/** These change what stands before them: the look of an emoji, the flag of a region, the shape of a letter. */
const CHANGES_BEFORE = /^[\p{Variation_Selector}\u{e0020}-\u{e007f}]$/u;
const JOINER = /^[\u200c\u200d]$/u;
const SHAPED_BY_JOINER = /^[\p{M}\p{scx=Arab}]$/u;
/** Ends what a direction mark began, which may be one inside of the text. */
const CLOSES = /^[\u202c\u2069]$/u;
const OPENS = /[\u202a\u202b\u202d\u202e\u2066-\u2068]/u;

/** A text without what is not seen at its ends; "" where nothing is seen of it at all. Inside it stays as it is. */
export function visible(text: string): string {
  const trimmed = text.trim();
  return endsPlainly(trimmed) ? trimmed : withoutUnseenEnds(trimmed);
}

/** Most texts begin and end with a visible character of ASCII. */
function endsPlainly(text: string): boolean {
  const [first, last] = [text.charCodeAt(0), text.charCodeAt(text.length - 1)];
  return first > 0x20 && first < 0x7f && last > 0x20 && last < 0x7f;
}

function withoutUnseenEnds(text: string): string {
  let start = 0;
  for (let one = charAt(text, start); one !== "" && UNSEEN.test(one); one = charAt(text, start)) {
    start += one.length;
  }
  let end = text.length;
  while (end > start) {
    const one = charBefore(text, end);
    if (!UNSEEN.test(one) || CHANGES_BEFORE.test(one)) break;
    if (JOINER.test(one) && SHAPED_BY_JOINER.test(charBefore(text, end - 1))) break;
    if (CLOSES.test(one) && OPENS.test(text.slice(start, end))) break;
    end -= one.length;
  }
  const seen = text.slice(start, end);
  return /^[\u202e\u202c]*$/u.test(seen) ? "" : seen;
}

function charAt(text: string, index: number): string {
  const point = text.codePointAt(index);
  return point === undefined ? "" : String.fromCodePoint(point);
}

function charBefore(text: string, end: number): string {
  const pair = text.codePointAt(end - 2);
  return pair !== undefined && pair > 0xffff
    ? String.fromCodePoint(pair)
    : text.slice(Math.max(0, end - 1), end);
}

/** Nothing else of ASCII is left out or rewritten by `plain`. */
const ASCII = /^[ -~]*$/;
const INSIDE = /\p{Default_Ignorable_Code_Point}(?<!\u202e)|\u20e3/gu;
const OTHER_DIGIT = /(?![0-9])\p{Nd}/gu;

/**
 * A text as numbers and words are looked for in it: digits of every script, and those on keycaps, as 0 to 9, and
 * nothing between the characters that is not seen.
 */
export function plain(text: string): string {
  const seen = visible(text);
  if (ASCII.test(seen)) return seen;
  return seen.replace(INSIDE, "").replaceAll("🔟", "10").replace(OTHER_DIGIT, asciiDigit);
}

/** Digits stand in Unicode by tens, from zero to nine, some tens right behind others. */
function asciiDigit(digit: string): string {
  const point = digit.codePointAt(0) ?? 0;
  let zero = point;
  while (/^\p{Nd}$/u.test(String.fromCodePoint(zero - 1))) zero--;
  return String((point - zero) % 10);
}

/** Direction marks, joiners of words and the like, none of which belongs into an address. Joiners of letters may. */
const MARKS = /[\u00ad\u061c\u200b\u200e\u200f\u202a-\u202d\u2060\u2066-\u2069\ufeff]/gu;

/** An address, as it was copied out of a text. */
export function withoutMarks(text: string): string {
  return text.replace(MARKS, "");
}
