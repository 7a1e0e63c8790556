/**
 * XEP-0428 Fallback Indication, §2.2: which parts of a body stand there only for clients that do not
 * understand the rest of the message. Positions count code points (XEP-0426), not UTF-16 units.
 *
 * Without this, the prompt that a client quotes above a reply (XEP-0461 §3.1) would be read as the answer.
 */

import type { MessagePlugin, PartReader } from "../../plugin.ts";
import { isQuoted, readQuotation } from "../../quotation.ts";
import { type Element, xml } from "../../stanza.ts";

const FALLBACK = "urn:xmpp:fallback:0";

type Parts = { fallbacks?: Element[] };

const collect: PartReader<Parts> = (parts, child) => {
  parts.fallbacks ??= [];
  parts.fallbacks.push(child);
};

export const fallbacks: MessagePlugin<Parts> = {
  name: "XEP-0428",
  reads: {
    [FALLBACK]: collect,
    // The name under which XEP-0461 0.1 and 0.2 used it, before the two specifications were joined.
    "urn:xmpp:feature-fallback:0": collect,
  },
};

/** Says that the whole body stands in for an element of that namespace. */
export function fallbackFor(namespace: string): Element {
  return xml("fallback", { xmlns: FALLBACK, for: namespace }, xml("body"));
}

/** A part of a body in code points: `start` is in it, `end` is not. */
interface Range {
  readonly start: number;
  readonly end: number;
}

/**
 * The body without the parts that `fallbacks` declare to stand in for `namespace`; "" where that is all of it.
 *
 * Clients count positions in bytes, in UTF-16 units or in escaped text, and then a cut falls into the answer. A range
 * that does not end where a quoted line ends is therefore not believed: the quoted lines at the head are left out.
 */
export function stripFallback(body: string, fallbacks: readonly Element[], namespace: string): string {
  const concerned = fallbacks.filter((fallback) => fallback.attrs.for === namespace);
  if (concerned.length === 0) return body;
  const points = Array.from(body);
  const ranges: Range[] = [];
  for (const fallback of concerned) {
    const parts = fallback.getChildElements();
    if (parts.length === 0) return "";
    for (const part of parts) {
      if (part.getName() !== "body") continue;
      const { start, end } = part.attrs;
      if (start === undefined && end === undefined) return "";
      const range = readRange(part, points);
      if (range === undefined) return readQuotation(body)?.below || body;
      ranges.push(range);
    }
  }
  return cut(points, ranges);
}

/** One `<body/>` of a fallback; `undefined` where its positions are wrong. */
function readRange(part: Element, points: readonly string[]): Range | undefined {
  const start = readPosition(part.attrs.start, 0);
  const end = readPosition(part.attrs.end, points.length);
  if (start === undefined || end === undefined || start >= end || end > points.length) return undefined;
  if (!isLineEdge(points, start) || !isLineEdge(points, end)) return undefined;
  const lines = points.slice(start, end).join("").trim().split("\n");
  return isQuoted(lines.at(-1) ?? "") ? { start, end } : undefined;
}

function isLineEdge(points: readonly string[], at: number): boolean {
  return at === 0 || at === points.length || points[at] === "\n" || points[at - 1] === "\n";
}

function readPosition(text: string | undefined, absent: number): number | undefined {
  if (text === undefined) return absent;
  return /^\d{1,9}$/.test(text) ? Number(text) : undefined;
}

/** The text that no range covers. Ranges may overlap, and are given in positions of the whole body. */
function cut(points: readonly string[], ranges: Range[]): string {
  ranges.sort((a, b) => a.start - b.start);
  let kept = "";
  let at = 0;
  for (const { start, end } of ranges) {
    if (start > at) kept += points.slice(at, start).join("");
    at = Math.max(at, end);
  }
  return kept + points.slice(at).join("");
}
