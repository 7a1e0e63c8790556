import fc from "fast-check";
import { expect, test } from "vitest";
import { bareJid, parseJid } from "../../../src/xmpp/jid.ts";

test.each([
  ["example.org", "", "example.org", ""],
  ["juliet@example.org", "juliet", "example.org", ""],
  ["juliet@example.org/balcony", "juliet", "example.org", "balcony"],
  ["example.org/a@b/c d", "", "example.org", "a@b/c d"],
  ["JULIET@Example.ORG/Balcony", "juliet", "example.org", "Balcony"],
  ["example.org.", "", "example.org", ""],
  ["a@[::1]/x", "a", "[::1]", "x"],
  ["jürgen@example.org/😀", "jürgen", "example.org", "😀"],
])("%s is read as localpart %j, domain %j, resource %j", (text, local, domain, resource) => {
  expect(parseJid(text)).toMatchObject({ local, domain, resource });
});

test("the server's spelling of characters beyond ASCII is kept: folding them might name somebody else", () => {
  expect(parseJid("STRAßE.Ǆ@example.org")?.local).toBe("straße.Ǆ");
});

test.each([
  ["nothing", ""],
  ["no localpart before @", "@example.org"],
  ["no domain after @", "juliet@"],
  ["no domain", "/x"],
  ["no resource after /", "juliet@example.org/"],
  ["two @", "a@b@c"],
  ["only separators", "@/x"],
  ["only dots", ".."],
  ["an empty label in its domain", "a@example..org"],
  ["a space", "a b@example.org"],
  ["a no-break space", "a\u00a0b@example.org"],
  ["a quotation mark", 'a"b@example.org'],
  ["markup", "<a>@example.org"],
  ["an ampersand", "a&b@example.org"],
  ["a control character in the resource", "a@example.org/x\u0000"],
  ["half a character", "a\ud800@example.org"],
  ["half a character in the resource", "a@example.org/\udc00"],
  ["a localpart of 1024 bytes", `${"x".repeat(1024)}@example.org`],
  ["a localpart of 1024 bytes in fewer characters", `${"ü".repeat(512)}@example.org`],
  ["a domain of 1024 bytes", "x".repeat(1024)],
  ["a resource of 1024 bytes", `a@b/${"x".repeat(1024)}`],
])("an address with %s is none", (_, text) => {
  expect(parseJid(text)).toBeUndefined();
});

test("parts of 1023 bytes are allowed (RFC 7622 §3.1)", () => {
  const part = "x".repeat(1023);
  expect(parseJid(`${part}@${part}/${part}`)?.full).toHaveLength(3 * 1023 + 2);
});

test("no text makes parsing throw, and each address is read again from its own spelling", () => {
  const texts = fc.oneof(
    fc.string({ unit: "binary" }),
    fc
      .array(fc.constantFrom("@", "/", "a", "B", ".", " ", "ü", "\u0000"), { maxLength: 12 })
      .map((c) => c.join("")),
  );
  fc.assert(
    fc.property(texts, (text) => {
      const jid = parseJid(text);
      if (jid === undefined) return;
      expect(parseJid(jid.full)).toEqual(jid);
      expect(bareJid(jid).full).toBe(jid.bare);
    }),
  );
});

test("an address is parsed once, also while very many others are seen", () => {
  const first = parseJid("juliet@example.org/balcony");
  expect(parseJid("juliet@example.org/balcony")).toBe(first);
  for (let n = 0; n < 30_000; n++) parseJid(`n${n}@example.org`);
  expect(parseJid("juliet@example.org/balcony")).toEqual(first);
});
