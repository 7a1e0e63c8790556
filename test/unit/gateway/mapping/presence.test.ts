import { describe, expect, test } from "vitest";
import { hearPresence, presenceStanza, readNewPresence } from "../../../../src/gateway/mapping/presence.ts";
import { xml } from "../../../../src/xmpp/stanza.ts";
import { stanza } from "../../xmpp/xep/parse.ts";
import { ME, ROOM } from "./stanzas.ts";

describe("the presence that a browser shows", () => {
  test.each([
    [{}, { available: true }],
    [{ available: null, show: null, status: null }, { available: true }],
    [
      { show: "dnd", status: "In a meeting\u0000" },
      { available: true, show: "dnd", status: "In a meeting" },
    ],
    [
      { available: false, show: "away", status: "Bye" },
      { available: false, status: "Bye" },
    ],
    [{ available: true, entity: "bot@chat.example", status: "" }, { available: true }],
  ])("%j is %j", (json, value) => {
    expect(readNewPresence(json)).toEqual({ value });
  });

  test.each([
    [{ available: "yes" }, ["available: must be true or false"]],
    [{ show: "online" }, ["show: must be one of away, chat, dnd, xa"]],
    [{ status: 5 }, ["status: must be text"]],
    [{ status: "x".repeat(1025) }, ["status: must have at most 1024 characters"]],
    [[], ["the presence must be a JSON object"]],
    [undefined, ["the presence must be a JSON object"]],
  ])("%j is refused", (json, problems) => {
    expect(readNewPresence(json)).toEqual({ problems });
  });

  test("is a stanza, with what else belongs to it", () => {
    const to = `${ROOM}/Wren`;
    const x = xml("x", { xmlns: "http://jabber.org/protocol/muc" });
    expect(String(presenceStanza({ from: ME, to }, { available: true, show: "xa", status: "out" }, x))).toBe(
      `<presence from="${ME}" to="${to}"><show>xa</show><status>out</status><x xmlns="http://jabber.org/protocol/muc"/></presence>`,
    );
    expect(String(presenceStanza({ from: ME, to }, { available: false }))).toBe(
      `<presence from="${ME}" to="${to}" type="unavailable"/>`,
    );
  });
});

describe("the presence that a browser is told", () => {
  const told = (children: string, attrs = "", from = `${ROOM}/Anna`) =>
    hearPresence(stanza(`<presence from="${from}" to="${ME}"${attrs}>${children}</presence>`), ROOM);

  test("is of the occupant, and never of the address behind", () => {
    const x = `<x xmlns="http://jabber.org/protocol/muc#user"><item jid="anna@example.org/phone"/></x>`;
    expect(told(`<show>away</show><status>lunch</status>${x}`)).toEqual({
      entity: `${ROOM}/Anna`,
      available: true,
      show: "away",
      status: "lunch",
    });
    expect(told("", "", "anna@example.org/phone")).toEqual({ entity: "anna@example.org", available: true });
  });

  test("has no other kinds of absence than those of the protocol", () => {
    expect(told("<show>lunch</show>")).toEqual({ entity: `${ROOM}/Anna`, available: true });
    expect(told("<show>dnd</show>", ` type="unavailable"`)).toEqual({
      entity: `${ROOM}/Anna`,
      available: false,
    });
  });

  test.each(["subscribe", "probe", "error", "unsubscribed"])("is none of type %s", (type) => {
    expect(told("", ` type="${type}"`)).toBeUndefined();
  });
});
