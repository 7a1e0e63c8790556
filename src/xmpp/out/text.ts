/**
 * Text made safe for XML. One character that XML 1.0 forbids, written raw, ends the stream for everybody, so
 * nothing is written that did not pass here.
 */

// XML 1.0 §2.2: Char. In a regular expression with the flag `u`, \p{Cs} is a surrogate without its partner.
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what XML forbids
const FORBIDDEN = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff\p{Cs}]/u;
const FORBIDDEN_ALL = new RegExp(FORBIDDEN.source, "gu");

const MARKUP_IN_TEXT = /[&<>\r]/;
const MARKUP_IN_ATTRIBUTE = /[&<>"'\t\n\r]/;

// Tabs and line ends in attributes, and carriage returns in text, are lost unless written as references (XML 1.0 §2.11, §3.3.3).
const ESCAPED: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&apos;",
  "\t": "&#9;",
  "\n": "&#10;",
  "\r": "&#13;",
};

/** Removes characters that XML 1.0 forbids; half of a surrogate pair becomes U+FFFD, since there was a character. */
export function xmlSafe(text: string): string {
  if (!FORBIDDEN.test(text)) return text;
  return text.replace(FORBIDDEN_ALL, (c) => (c >= "\ud800" && c <= "\udfff" ? "\ufffd" : ""));
}

/** `text` as the content of an element: safe and escaped. */
export function escapeText(text: string): string {
  const safe = xmlSafe(text);
  return MARKUP_IN_TEXT.test(safe) ? safe.replace(/[&<>\r]/g, escaped) : safe;
}

/** `text` as the value of an attribute, to stand between quotation marks: safe and escaped. */
export function escapeAttribute(text: string): string {
  const safe = xmlSafe(text);
  return MARKUP_IN_ATTRIBUTE.test(safe) ? safe.replace(/[&<>"'\t\n\r]/g, escaped) : safe;
}

function escaped(c: string): string {
  return ESCAPED[c] ?? c;
}
