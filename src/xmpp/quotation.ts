/** A quotation that stands above an answer as people and clients write it: lines that begin with `>` (XEP-0393 §5.1.3). */

export interface Quotation {
  /** The quoted lines, each without its mark. */
  readonly quoted: readonly string[];
  /** The text below them, whole; "" if there is none. */
  readonly below: string;
}

const MARK = /^[\p{Cf}\s]*>+[ \t]?/u;

/** `undefined` where nothing is quoted at the head of the text. */
export function readQuotation(text: string): Quotation | undefined {
  if (!MARK.test(text)) return undefined;
  const lines = text.split("\n");
  const first = lines.findIndex((line) => !isQuoted(line));
  const below = first < 0 ? "" : lines.slice(first).join("\n").trimStart();
  return {
    quoted: lines.slice(0, first < 0 ? lines.length : first).map((line) => line.replace(MARK, "")),
    below,
  };
}

export function isQuoted(line: string): boolean {
  return MARK.test(line);
}
