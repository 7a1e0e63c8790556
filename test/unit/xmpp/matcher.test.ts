import { describe, expect, test } from "vitest";
import { describeMatcher, type Matcher, matches, specificity } from "../../../src/xmpp/matcher.ts";
import { readStanza, type Stanza, xml } from "../../../src/xmpp/stanza.ts";

const PING = "urn:xmpp:ping";
const exists = (jid: { local: string }) => jid.local === "bot";

function iqTo(to: string): Stanza {
  const ping = xml("ping", { xmlns: PING });
  const stanza = readStanza(xml("iq", { type: "get", id: "1", from: "juliet@example.org/x", to }, ping));
  if (stanza === undefined) throw new Error("no stanza");
  return stanza;
}

test.each<[Matcher, string, boolean]>([
  [{ stanza: "iq" }, "bot@help.example.org", true],
  [{ stanza: "message" }, "bot@help.example.org", false],
  [{ stanza: "iq", types: ["get"] }, "bot@help.example.org", true],
  [{ stanza: "iq", types: ["set"] }, "bot@help.example.org", false],
  [{ stanza: "iq", payload: { xmlns: PING } }, "bot@help.example.org", true],
  [{ stanza: "iq", payload: { xmlns: PING, name: "ping" } }, "bot@help.example.org", true],
  [{ stanza: "iq", payload: { xmlns: PING, name: "pong" } }, "bot@help.example.org", false],
  [{ stanza: "iq", payload: { xmlns: "urn:other" } }, "bot@help.example.org", false],
  [{ stanza: "iq", from: { domain: "example.org" } }, "bot@help.example.org", true],
  [{ stanza: "iq", from: { domain: "conference.example.org" } }, "bot@help.example.org", false],
  [{ stanza: "iq", to: "domain" }, "help.example.org", true],
  [{ stanza: "iq", to: "domain" }, "help.example.org/x", true],
  [{ stanza: "iq", to: "domain" }, "bot@help.example.org", false],
  [{ stanza: "iq", to: "address" }, "bot@help.example.org/x", true],
  [{ stanza: "iq", to: "address" }, "nobody@help.example.org", false],
  [{ stanza: "iq", to: "address" }, "help.example.org", false],
  [{ stanza: "iq", to: { local: "bot" } }, "bot@help.example.org", true],
  [{ stanza: "iq", to: { local: "domain" } }, "help.example.org", false],
])("%j takes an IQ to %s: %j", (matcher, to, taken) => {
  expect(matches(matcher, iqTo(to), exists)).toBe(taken);
});

describe("the order of matchers", () => {
  test("goes from a named payload at an address to any stanza at all", () => {
    const payload = { xmlns: PING, name: "ping" };
    const ordered: Matcher[] = [
      { stanza: "iq", payload, to: { local: "bot" }, types: ["get"] },
      { stanza: "iq", payload, to: { local: "bot" } },
      { stanza: "iq", payload, to: "address" },
      { stanza: "iq", payload },
      { stanza: "iq", payload: { xmlns: PING }, to: "domain" },
      { stanza: "iq", payload: { xmlns: PING } },
      { stanza: "iq", from: { domain: "example.org" }, to: "domain" },
      { stanza: "iq", from: { domain: "example.org" } },
      { stanza: "iq", to: "domain" },
      { stanza: "iq", to: "address" },
      { stanza: "iq", types: ["get"] },
      { stanza: "iq" },
    ];
    const ranks = ordered.map(specificity);
    expect(ranks).toEqual(ranks.toSorted((a, b) => b - a));
    expect(new Set(ranks).size).toBe(ranks.length);
  });

  test("a log line names the matcher", () => {
    const matcher: Matcher = {
      stanza: "iq",
      types: ["get"],
      payload: { xmlns: PING, name: "ping" },
      to: { local: "bot" },
    };
    expect(describeMatcher(matcher)).toBe("iq[get] {urn:xmpp:ping}ping → bot");
    expect(describeMatcher({ stanza: "presence", payload: { xmlns: "urn:x" } })).toBe("presence {urn:x}*");
    expect(describeMatcher({ stanza: "presence", from: { domain: "muc.x" } })).toBe("presence from muc.x");
  });
});
