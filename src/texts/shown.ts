/** Texts of others within texts of the bot. */

const HIDDEN = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]+/gu;

/** On one line, and without what would change the direction of the text around it. */
export function shown(text: string): string {
  return text.replace(HIDDEN, " ").replace(/\s+/g, " ").trim();
}
