import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { NotXml } from "../../../../src/errors.ts";
import { createFramer } from "../../../../src/xmpp/link/framing.ts";
import type { Limits } from "../../../../src/xmpp/link/limits.ts";

const HEADER = "<stream:stream xmlns='jabber:component:accept' id='>1'>";
const DECLARED = `<?xml version='1.0'?>\n${HEADER}`;

/** What the framer makes of these chunks. */
function frames(chunks: readonly string[], limits: Limits = { depth: 10, size: 1_000 }): string[] {
  const seen: string[] = [];
  const framer = createFramer(limits, {
    header: (text) => seen.push(`header ${text}`),
    stanza: (text) => seen.push(`stanza ${text}`),
    refused: (head, why) => seen.push(`${why} ${head}`),
    end: () => seen.push("end"),
  });
  for (const chunk of chunks) framer.push(chunk);
  return seen;
}

const STANZAS = [
  "<message/>",
  "<message to='a'/>",
  "<message to='>' from=\"'/>\"><body>hi</body></message>",
  "<iq\n type = 'get' ><query xmlns='urn:x'/></iq >",
  "<a><b><c/></b><![CDATA[<not><xml> ]] ]]]>text</a>",
  "<a>&lt;ü 😀</a>",
];

test.each(STANZAS)("%s is one stanza", (stanza) => {
  expect(frames([HEADER, stanza])).toEqual([`header ${HEADER}`, `stanza ${stanza}`]);
});

test("white space between stanzas is dropped, so that nothing piles up", () => {
  expect(
    frames([
      ` \n${DECLARED}\n`,
      " ".repeat(2_000),
      ` ${STANZAS[0]}\n\t`,
      " ".repeat(2_000),
      "</stream:stream> ",
    ]),
  ).toEqual([`header ${HEADER}`, `stanza ${STANZAS[0]}`, "end"]);
});

test("the stanzas are the same however the bytes are split", () => {
  const text = `${DECLARED} ${STANZAS.join("\n")}</stream:stream>`;
  const whole = frames([text]);
  expect(whole).toHaveLength(STANZAS.length + 2);
  for (let at = 1; at < text.length; at++) expect(frames([text.slice(0, at), text.slice(at)])).toEqual(whole);
  expect(frames([...text])).toEqual(whole);
  fc.assert(
    fc.property(fc.array(fc.nat(text.length)), (cuts) => {
      const at = [0, ...cuts.toSorted((a, b) => a - b), text.length];
      expect(frames(at.map((start, n) => text.slice(start, at[n + 1])))).toEqual(whole);
    }),
  );
});

describe("limits", () => {
  const deep = (levels: number) => `<x>${"<y>".repeat(levels - 1)}${"</y>".repeat(levels - 1)}</x>`;

  test.each([
    ["the deepest that is allowed", deep(10), `stanza ${deep(10)}`],
    ["one level more", deep(11), "too deep <x/>"],
    ["empty elements at the limit", `<x>${"<y>".repeat(9)}<z/>${"</y>".repeat(9)}</x>`, "stanza "],
    ["the largest that is allowed", `<x>${"t".repeat(993)}</x>`, "stanza <x>"],
    ["one character more", `<x a='b'>${"t".repeat(988)}</x>`, "too large <x a='b'/>"],
    ["a start tag over the limit", `<x a='${"b".repeat(1_000)}'/>`, "too large undefined"],
    [
      "a start tag over the limit with content",
      `<x a='${"b".repeat(1_000)}'><y/></x>`,
      "too large undefined",
    ],
    ["both too deep and too large", `<x>${deep(20)}${"t".repeat(1_000)}</x>`, "too "],
  ])("%s", (_, stanza, result) => {
    for (const size of [1, 7, 100, 10_000]) {
      const chunks = (HEADER + stanza + STANZAS[0]).match(new RegExp(`[^]{1,${size}}`, "g")) ?? [];
      const seen = frames(chunks);
      expect(seen[1]?.startsWith(result)).toBe(true);
      expect(seen.slice(2)).toEqual([`stanza ${STANZAS[0]}`]);
    }
  });

  test("a stanza that never ends takes no memory beyond the limit", () => {
    const framer = createFramer(
      { depth: 10, size: 1_000 },
      { header: () => {}, stanza: () => {}, refused: () => {}, end: () => {} },
    );
    framer.push(`${HEADER}<x>`);
    const before = process.memoryUsage().heapUsed;
    const chunk = "<y>text</y>".repeat(10_000);
    for (let n = 0; n < 1_000; n++) framer.push(chunk);
    expect(process.memoryUsage().heapUsed - before).toBeLessThan(50_000_000);
  });

  test.each([
    ["a name over the limit", "x".repeat(2_000)],
    ["a name of half the limit", "x".repeat(500)],
  ])("%s does not end the stream", (_, name) => {
    for (const stanza of [`<${name}/>`, `<${name}>${"t".repeat(600)}</${name}\n>`]) {
      expect(frames([HEADER, stanza, "<a/>"])).toHaveLength(3);
      expect(frames([...HEADER, ...stanza, ..."<a/>"]).at(-1)).toBe("stanza <a/>");
    }
  });

  test("a header over the limit ends the stream", () => {
    expect(() => frames([`<stream a='${"x".repeat(600)}`, "x".repeat(600)])).toThrow(NotXml);
  });
});

test.each([
  ["text before the stream", "hello"],
  ["an end tag before the stream", "</x>"],
  ["an empty stream", "<stream/>"],
  ["text between stanzas", `${HEADER}hello`],
  ["a comment", `${HEADER}<!-- x -->`],
  ["a comment in a stanza", `${HEADER}<x><!-- x --></x>`],
  ["CDATA between stanzas", `${HEADER}<![CDATA[x]]>`],
  ["a DTD", "<!DOCTYPE x>"],
  ["a processing instruction", `${HEADER}<?x?>`],
  ["an empty name", `${HEADER}< x/>`],
  ["no name", `${HEADER}<>`],
  ["a less-than sign in a tag", `${HEADER}<x <y/>`],
  ["a value without quotation marks", `${HEADER}<x a=b/>`],
  ["a tag that ends before its value", `${HEADER}<x a=></x>`],
  ["a value without name", `${HEADER}<x 'a'/>`],
  ["a slash in a tag", `${HEADER}<x / a='b'/>`],
])("%s cannot be read", (_, text) => {
  expect(() => frames([text])).toThrow(NotXml);
  expect(() => frames([...text])).toThrow(NotXml);
});

describe("an end tag of another element ends the stream", () => {
  test.each([
    ["the element that it leaves open", "<message><body>hello</message>"],
    ["one that was not opened", "<a></b>"],
    ["one with a longer name", "<a></ab>"],
    ["one with a shorter name", "<ab></a>"],
    ["none", "<a></>"],
    ["one with attributes", "<a></a b='c'>"],
    ["one of another prefix", "<p:a></q:a>"],
    ["the stream", "<a></stream:stream>"],
    ["one in a stanza that is too large", `<a>${"t".repeat(2_000)}<b></a></b>`],
    ["one in a stanza that is too deep", `<a>${"<b>".repeat(20)}${"</b>".repeat(19)}</a>`],
  ])("it names %s", (_, text) => {
    expect(() => frames([HEADER, text])).toThrow(NotXml);
    expect(() => frames([...HEADER, ...text])).toThrow(NotXml);
  });

  test("of the stream", () => {
    expect(() => frames([HEADER, "<a/></stream>"])).toThrow(NotXml);
    expect(() => frames([HEADER, "<a/></a>"])).toThrow(NotXml);
  });
});

test("a framer that was stopped gives nothing out, not even of the same chunk", () => {
  const seen: string[] = [];
  const framer = createFramer(
    { depth: 10, size: 1_000 },
    {
      header: () => {},
      stanza: (text) => {
        seen.push(text);
        framer.stop();
      },
      refused: () => {},
      end: () => seen.push("end"),
    },
  );
  framer.push(`${HEADER}<a/><b/></stream:stream>`);
  framer.push("garbage");
  expect(seen).toEqual(["<a/>"]);
});
