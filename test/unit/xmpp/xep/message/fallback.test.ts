import { describe, expect, test } from "vitest";
import { stripFallback } from "../../../../../src/xmpp/xep/message/fallback.ts";
import { element } from "../parse.ts";

const REPLY = "urn:xmpp:reply:0";

function fallback(children: string, names = REPLY): string {
  return `<fallback xmlns="urn:xmpp:fallback:0" for="${names}">${children}</fallback>`;
}

describe("the quotation of what is replied to is cut out of the body", () => {
  const quoted = "> When is it due?\nFriday";
  test.each([
    ["one range", quoted, [fallback(`<body start="0" end="18"/>`)], "Friday"],
    ["no fallback at all", quoted, [], quoted],
    ["a fallback for something else", quoted, [fallback("<body/>", "urn:xmpp:reactions:0")], quoted],
    ["a fallback for nothing", quoted, [`<fallback xmlns="urn:xmpp:fallback:0"/>`], quoted],
    ["no range: the whole body", quoted, [fallback("<body/>")], ""],
    ["no child: the whole body", quoted, [fallback("")], ""],
    ["only the subject", quoted, [fallback("<subject/>")], quoted],
    ["a start alone", "Friday\n> due?", [fallback(`<body start="6"/>`)], "Friday"],
    ["an end alone", quoted, [fallback(`<body end="18"/>`)], "Friday"],
    ["an empty range", quoted, [fallback(`<body start="3" end="3"/>`)], quoted],
    [
      "two ranges, positions of the whole body",
      "abcdef",
      [fallback(`<body start="4" end="5"/><body start="0" end="2"/>`)],
      "cdf",
    ],
    [
      "two fallbacks",
      "abcdef",
      [fallback(`<body start="0" end="1"/>`), fallback(`<body start="5" end="6"/>`)],
      "bcde",
    ],
    ["overlapping ranges", "abcdef", [fallback(`<body start="0" end="4"/><body start="2" end="3"/>`)], "ef"],
    ["code points outside the first plane", "> 🎉🎉\nja", [fallback(`<body start="0" end="5"/>`)], "ja"],
    ["an emoji after the cut stays whole", "> x\n👍🏽", [fallback(`<body start="0" end="4"/>`)], "👍🏽"],
    ["reversed: ignored", quoted, [fallback(`<body start="18" end="0"/>`)], quoted],
    ["beyond the end: ignored", quoted, [fallback(`<body start="0" end="900"/>`)], quoted],
    [
      "counted in UTF-16 units: ignored where it does not fit",
      "> 🎉\na",
      [fallback(`<body start="0" end="6"/>`)],
      "> 🎉\na",
    ],
    ["negative: ignored", quoted, [fallback(`<body start="-1" end="18"/>`)], quoted],
    ["no number: ignored", quoted, [fallback(`<body start="0" end="1e1"/>`)], quoted],
    [
      "one illegal range does not spoil the other",
      "abc",
      [fallback(`<body start="9" end="1"/><body start="0" end="1"/>`)],
      "bc",
    ],
  ])("%s", (_, body, fallbacks, left) => {
    expect(stripFallback(body, fallbacks.map(element), REPLY)).toBe(left);
  });
});
