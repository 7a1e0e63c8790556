import xmlOfLibrary from "@xmpp/xml";
import fc from "fast-check";
import { expect, test } from "vitest";
import { escapeAttribute, escapeText, xmlSafe } from "../../../../src/xmpp/out/text.ts";

test.each([
  ["plain text", "plain text"],
  ["tab\tline\nreturn\r", "tab\tline\nreturn\r"],
  ["nul\u0000bell\u0007escape\u001b", "nulbellescape"],
  ["\ufffe\uffff", ""],
  ["😀", "😀"],
  ["high\ud83d", "high\ufffd"],
  ["\ude00low", "\ufffdlow"],
  ["\ude00\ud83d", "\ufffd\ufffd"],
  ["\u{1fffe}", "\u{1fffe}"],
])("%j becomes %j", (text, safe) => {
  expect(xmlSafe(text)).toBe(safe);
});

// Whatever people write, in every unit of UTF-16, halves of pairs too.
const anyText = fc
  .array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 30 })
  .map((units) => String.fromCharCode(...units));

test("no text keeps a character that XML 1.0 forbids, or loses one that it allows", () => {
  fc.assert(
    fc.property(anyText, (text) => {
      const safe = xmlSafe(text);
      expect(safe).not.toMatch(/\p{Cs}/u);
      const allowed = [...Buffer.from(text, "utf8").toString("utf8")].filter((c) => {
        const code = c.codePointAt(0) ?? 0;
        return (code >= 0x20 || [9, 10, 13].includes(code)) && code !== 0xfffe && code !== 0xffff;
      });
      expect(safe).toBe(allowed.join(""));
    }),
    { numRuns: 2_000 },
  );
});

test("written text is read back the same", () => {
  fc.assert(
    fc.property(anyText, (text) => {
      const parser = new xmlOfLibrary.Parser();
      let read: { attrs: { b?: string | undefined }; getText(): string } | undefined;
      parser.on("element", (element) => {
        read = element;
      });
      parser.write(`<root><a b="${escapeAttribute(text)}">${escapeText(text)}</a></root>`);
      expect(read?.attrs.b).toBe(xmlSafe(text));
      expect(read?.getText()).toBe(xmlSafe(text));
    }),
  );
});
