import { describe, expect, test } from "vitest";
import { UnsendableStanza } from "../../../../src/errors.ts";
import { isInside, LARGEST_SENT, serialise } from "../../../../src/xmpp/out/serialise.ts";
import { xml } from "../../../../src/xmpp/stanza.ts";

const DOMAIN = "help.example.org";
const from = "bot@help.example.org";
const to = "juliet@example.org";

test("a stanza is written with its attributes, children and text", () => {
  const stanza = xml(
    "message",
    { from, to, id: 1 },
    xml("body", {}, "a < b & c"),
    xml("x", { xmlns: "urn:x" }),
  );
  expect(serialise(stanza, DOMAIN)).toBe(
    `<message from="${from}" to="${to}" id="1"><body>a &lt; b &amp; c</body><x xmlns="urn:x"/></message>`,
  );
});

test("line ends in attributes outlive the reader's normalisation", () => {
  expect(serialise(xml("presence", { from, to, id: "a\nb\t'c'" }), DOMAIN)).toContain(
    'id="a&#10;b&#9;&apos;c&apos;"',
  );
});

test("the namespace of clients is not written on a stanza: Prosody would not deliver it", () => {
  expect(serialise(xml("message", { from, to, xmlns: "jabber:client" }), DOMAIN)).not.toContain("xmlns");
});

test.each([
  [DOMAIN, true],
  [`${DOMAIN}/x`, true],
  [from, true],
  [`${from}/a@b/c`, true],
  [undefined, false],
  ["", false],
  ["example.org", false],
  ["juliet@example.org", false],
  [`sub.${DOMAIN}`, false],
  [`a@sub.${DOMAIN}`, false],
  [`evil@example.org/${DOMAIN}`, false],
  [`evil@example.org/@${DOMAIN}`, false],
  [`${DOMAIN}.evil.org`, false],
  [`a@b@${DOMAIN}`, false],
  [`@${DOMAIN}`, false],
  [`x${DOMAIN}`, false],
])("the sender %j is inside the domain: %j", (sender, inside) => {
  expect(isInside(sender, DOMAIN)).toBe(inside);
});

describe("a stanza that would end the stream is refused:", () => {
  test.each([
    ["a foreign sender", xml("message", { from: to, to })],
    ["no sender", xml("message", { to })],
    ["no addressee", xml("message", { from })],
    ["what is no stanza", xml("stream:error", { from, to })],
    ["an element name with markup", xml("message", { from, to }, xml("a><b"))],
    ["an attribute name with markup", xml("message", { from, to, "a='b' c": "d" })],
    ["more than servers take", xml("message", { from, to }, xml("body", {}, "ü".repeat(LARGEST_SENT / 2)))],
  ])("%s", (_, stanza) => {
    expect(() => serialise(stanza, DOMAIN)).toThrow(UnsendableStanza);
  });

  test("a stanza that servers just take is sent", () => {
    const stanza = xml("message", { from, to }, xml("body", {}, "x".repeat(LARGEST_SENT - 200)));
    expect(serialise(stanza, DOMAIN)).toHaveLength(
      LARGEST_SENT -
        200 +
        serialise(xml("message", { from, to }, xml("body", {}, "")), DOMAIN).length +
        "</body>".length -
        "/>".length +
        ">".length,
    );
  });
});
