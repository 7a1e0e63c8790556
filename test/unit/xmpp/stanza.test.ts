import { createRequire } from "node:module";
import xmlOfLibrary from "@xmpp/xml";
import { describe, expect, test } from "vitest";
import { readStanza, xml } from "../../../src/xmpp/stanza.ts";

const addresses = { from: "juliet@example.org/balcony", to: "bot@help.example.org" };

test.each([
  ["message", undefined, "normal"],
  ["message", "chat", "chat"],
  ["message", "error", "error"],
  ["message", "nonsense", "normal"],
  ["presence", undefined, "available"],
  ["presence", "", "available"],
  ["presence", "subscribe", "subscribe"],
  ["iq", "get", "get"],
  ["iq", undefined, ""],
])("<%s type=%j> is of type %j", (name, type, read) => {
  expect(readStanza(xml(name, { ...addresses, type }))?.type).toBe(read);
});

test("a stanza has its addresses, id and language at hand", () => {
  const stanza = readStanza(xml("message", { ...addresses, id: "7", "xml:lang": "de" }));
  expect(stanza).toMatchObject({ id: "7", lang: "de", from: { full: addresses.from }, to: { local: "bot" } });
});

test.each([
  ["another element", xml("features", addresses)],
  ["no sender", xml("message", { to: addresses.to })],
  ["no addressee", xml("message", { from: addresses.from })],
  ["a malformed sender", xml("message", { ...addresses, from: "@/x" })],
])("%s is no stanza", (_, element) => {
  expect(readStanza(element)).toBeUndefined();
});

describe("there is one class of elements in the process", () => {
  const require = createRequire(import.meta.url);
  // What each package finds from where it is installed: a second copy would turn elements into text.
  const packages = [
    "@xmpp/component",
    "@xmpp/component-core",
    "@xmpp/connection",
    "@xmpp/connection-tcp",
    "@xmpp/iq",
  ];

  test.each(packages)("%s has the @xmpp/xml that we have", (name) => {
    const paths = [require.resolve(`${name}/package.json`)];
    expect(require.resolve("@xmpp/xml", { paths })).toBe(require.resolve("@xmpp/xml"));
  });

  test("elements that are parsed and elements that we make are of it", () => {
    const parser = new xmlOfLibrary.Parser();
    parser.on("element", (element) => expect(element).toBeInstanceOf(xmlOfLibrary.Element));
    parser.write("<stream><a/></stream>");
    expect(xml("a")).toBeInstanceOf(xmlOfLibrary.Element);
    expect(xml("a", {}, xml("b")).getChildElements()).toHaveLength(1);
    expect.assertions(3);
  });
});
