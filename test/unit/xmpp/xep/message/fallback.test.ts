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
    [
      "two ranges, positions of the whole body",
      "> a\nb\n> c\nd",
      [fallback(`<body start="6" end="10"/><body start="0" end="4"/>`)],
      "b\nd",
    ],
    [
      "two fallbacks",
      "> a\nb\n> c\nd",
      [fallback(`<body start="0" end="4"/>`), fallback(`<body start="6" end="10"/>`)],
      "b\nd",
    ],
    [
      "overlapping ranges",
      "> a\n> b\nc",
      [fallback(`<body start="0" end="8"/><body start="4" end="8"/>`)],
      "c",
    ],
    ["code points outside the first plane", "> 🎉🎉\nja", [fallback(`<body start="0" end="5"/>`)], "ja"],
    ["an emoji after the cut stays whole", "> x\n👍🏽", [fallback(`<body start="0" end="4"/>`)], "👍🏽"],
    ["an end before the line end", "> Who?\nAnn", [fallback(`<body start="0" end="6"/>`)], "\nAnn"],
    ["a sender above the quoted lines", "Bot:\n> Who?\nAnn", [fallback(`<body start="0" end="12"/>`)], "Ann"],
  ])("%s", (_, body, fallbacks, left) => {
    expect(stripFallback(body, fallbacks.map(element), REPLY)).toBe(left);
  });
});

describe("the whole text below the quoted lines is the answer where positions are wrong", () => {
  test.each([
    ["one too far", "> Which floor?\n270", 16, "270"],
    ["one too short", "> Which floor?\n270", 13, "270"],
    ["counted in bytes", "> Où êtes-vous né ?\nParis", 23, "Paris"],
    ["counted in bytes, up to the end", "> Où ça ?\nici", 13, "ici"],
    ["counted in UTF-16 units", "> 🍕 or 🍝?\n12", 12, "12"],
    ["counted in escaped text", "> A & B?\nboth of them", 16, "both of them"],
    ["two lines quoted", "> One?\n> Two?\nthree", 8, "three"],
    ["beyond the end", "> When?\nFriday\nat noon", 900, "Friday\nat noon"],
    ["an empty range", "> When?\nFriday", 0, "Friday"],
    ["an empty line below the quotation", "> When?\n\nFriday", 11, "Friday"],
    ["nothing is quoted", "Friday", 3, "Friday"],
    ["nothing stands below", "> Friday", 3, "> Friday"],
  ])("%s", (_, body, end, left) => {
    const range = fallback(`<body start="0" end="${end}"/>`);
    expect(stripFallback(body, [element(range)], REPLY)).toBe(left);
  });

  test.each([
    ["reversed", `<body start="18" end="0"/>`],
    ["negative", `<body start="-1" end="18"/>`],
    ["no number", `<body start="0" end="1e1"/>`],
    ["into a line", `<body start="2" end="18"/>`],
  ])("%s", (_, range) => {
    expect(stripFallback("> When is it due?\nFriday", [element(fallback(range))], REPLY)).toBe("Friday");
  });
});
