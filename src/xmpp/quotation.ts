/** A quotation that stands above an answer as people and clients write it: lines that begin with `>` (XEP-0393 §5.1.3). */

export interface Quotation {
  /** The quoted lines, each without its mark. */
  readonly quoted: readonly string[];
  /** The text below them, whole. */
  readonly below: string;
}

const MARK = /^[\p{Cf}\s]*>+[ \t]?/u;

/** `undefined` where nothing is quoted at the head of the text, or nothing stands below. */
export function readQuotation(text: string): Quotation | undefined {
  if (!MARK.test(text)) return undefined;
  const lines = text.split("\n");
  const first = lines.findIndex((line) => !isQuoted(line));
  const below = first < 0 ? "" : lines.slice(first).join("\n").trimStart();
  if (below === "") return undefined;
  return { quoted: lines.slice(0, first).map((line) => line.replace(MARK, "")), below };
}

export function isQuoted(line: string): boolean {
  return MARK.test(line);
}
