import fc from "fast-check";
import { expect, test } from "vitest";
import { NotXml } from "../../../../src/errors.ts";

import { LIMITS } from "../../../../src/xmpp/link/limits.ts";
import { createReader } from "../../../../src/xmpp/link/reader.ts";
import { serialise } from "../../../../src/xmpp/out/serialise.ts";
import { type Element, xml } from "../../../../src/xmpp/stanza.ts";

const HEADER =
  "<stream:stream xmlns='jabber:component:accept' xmlns:stream='http://etherx.jabber.org/streams'>";

function reader() {
  const elements: Element[] = [];
  const refused: Element[] = [];
  const { push } = createReader(LIMITS, {
    open: () => undefined,
    element: (element) => elements.push(element),
    refused: (head) => refused.push(head),
    end: () => undefined,
  });
  return { push, elements, refused };
}

test("elements know the namespace of the stream, whatever prefix its parts have", () => {
  const { push, elements } = reader();
  push(`${HEADER}<message><x xmlns='urn:x'/></message><stream:error/>`);
  const [message, error] = elements;
  expect(message?.getNS()).toBe("jabber:component:accept");
  expect(message?.getChild("x", "urn:x")).toBeDefined();
  expect(error?.is("error", "http://etherx.jabber.org/streams")).toBe(true);
});

test("ten thousand stanzas with white space between leave nothing at the root", () => {
  const { push, elements } = reader();
  push(HEADER);
  for (let n = 0; n < 10_000; n++) push(" <presence/> \n");
  expect(elements).toHaveLength(10_000);
  expect(elements[0]?.parent?.children).toEqual([]);
});

test("the head of a stanza over a limit has its attributes, and no children", () => {
  const { push, refused } = reader();
  push(`${HEADER}<iq id='1' type='get'>${"<x>".repeat(100)}${"</x>".repeat(100)}</iq>`);
  expect(refused.map(String)).toEqual(['<iq id="1" type="get"/>']);
});

const name = fc.constantFrom("a", "b", "message", "x:y");
const attrs = fc.dictionary(
  fc.constantFrom("id", "to", "xml:lang", "constructor"),
  fc.string({ unit: "grapheme" }),
);
const tree: fc.Memo<Element> = fc.memo((depth) =>
  fc
    .tuple(
      name,
      attrs,
      depth > 1
        ? fc.array(fc.oneof(tree(), fc.string({ unit: "grapheme" })), { maxLength: 4 })
        : fc.constant([]),
    )
    .map(([name, attrs, children]) => xml(name, attrs, ...children)),
);

test("stanzas that we write are read the same, in chunks of any size", () => {
  fc.assert(
    fc.property(tree(4), fc.integer({ min: 1, max: 50 }), (content, size) => {
      const stanza = xml("message", { from: "a@help.example.org", to: "b@example.org" }, content);
      const text = serialise(stanza, "help.example.org");
      const { push, elements } = reader();
      push(HEADER);
      for (let at = 0; at < text.length; at += size) push(text.slice(at, at + size));
      expect(elements).toHaveLength(1);
      expect(elements.map((element) => serialise(element, "help.example.org"))).toEqual([text]);
    }),
  );
});

test("no text makes the reader throw anything but NotXml", () => {
  const pieces = fc.constantFrom(
    "<",
    ">",
    "/",
    "</",
    "/>",
    "'",
    '"',
    "=",
    "&",
    ";",
    "&amp;",
    "&nbsp;",
    "&#0;",
    "&#x",
    "]]>",
    "<![CDATA[",
    "<!--",
    "-->",
    "<?",
    "?>",
    "<!DOCTYPE",
    "<message",
    "<iq",
    "</message>",
    "<x>",
    "</x>",
    " ",
    "a",
    "type='get'",
    "\u0000",
    "\ud800",
    "😀",
    "<__proto__/>",
    "constructor='1'",
    "</stream:stream>",
  );
  fc.assert(
    fc.property(fc.array(pieces, { maxLength: 40 }), fc.integer({ min: 1, max: 9 }), (parts, size) => {
      const { push } = reader();
      push(HEADER);
      const text = parts.join("");
      try {
        for (let at = 0; at < text.length; at += size) push(text.slice(at, at + size));
      } catch (error) {
        expect(error).toBeInstanceOf(NotXml);
      }
    }),
    { numRuns: 5_000 },
  );
});
