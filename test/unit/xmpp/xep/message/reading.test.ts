/** What a message says in its extensions, one by one. */
import { describe, expect, test } from "vitest";
import { readDelay } from "../../../../../src/xmpp/xep/message/delay.ts";
import { quickResponses, readQuickResponses } from "../../../../../src/xmpp/xep/message/quick-responses.ts";
import { markable, readDisplayed } from "../../../../../src/xmpp/xep/message/signs/chat-markers.ts";
import { chatStateMessage, readChatState } from "../../../../../src/xmpp/xep/message/signs/chat-states.ts";
import { readReceipt } from "../../../../../src/xmpp/xep/message/signs/receipts.ts";
import { originId, readOriginId, readStanzaId } from "../../../../../src/xmpp/xep/message/stanza-ids.ts";
import { element, message } from "../parse.ts";

const of = (children: string) => message(children).element;

test("a delay (XEP-0203) counts only if it is of the one who is asked about, and has a time", () => {
  const delays = of(`<delay xmlns="urn:xmpp:delay" from="a.example" stamp="2026-01-01T00:00:00Z"/>
    <delay xmlns="urn:xmpp:delay" from="b.example" stamp="2026-01-02T00:00:00Z"/>
    <delay xmlns="urn:xmpp:delay" from="c.example" stamp="yesterday"/><delay xmlns="urn:xmpp:delay"/>`);
  expect(readDelay(delays, "b.example")).toBe(Date.UTC(2026, 0, 2));
  expect(readDelay(delays, "c.example")).toBeUndefined();
  expect(readDelay(delays, "d.example")).toBeUndefined();
});

test("ids (XEP-0359): the sender's own, and the one of whoever is asked about", () => {
  const ids = of(`${originId("o1")}<stanza-id xmlns="urn:xmpp:sid:0" by="a.example" id="a1"/>
    <stanza-id xmlns="urn:xmpp:sid:0" by="b.example" id="b1"/>`);
  expect(readOriginId(ids)).toBe("o1");
  expect(readStanzaId(ids, "b.example")).toBe("b1");
  expect(readStanzaId(ids, "c.example")).toBeUndefined();
  expect(readOriginId(of(""))).toBeUndefined();
});

describe("chat states (XEP-0085)", () => {
  test("are read in any of the five", () => {
    for (const state of ["active", "composing", "paused", "inactive", "gone"]) {
      expect(
        readChatState(of(`<body>x</body><${state} xmlns="http://jabber.org/protocol/chatstates"/>`)),
      ).toBe(state);
    }
    expect(readChatState(of("<composing/>"))).toBeUndefined();
  });

  test("go to a room as messages of the room", () => {
    const one = (type?: "groupchat") =>
      chatStateMessage("a@x.example", "b@y.example", "paused", undefined, type);
    expect(one("groupchat").attrs.type).toBe("groupchat");
    expect(one().attrs.type).toBe("chat");
  });
});

test("receipts (XEP-0184) and markers (XEP-0333) name a message, and asking for them names none", () => {
  expect(readReceipt(of(`<received xmlns="urn:xmpp:receipts" id="m1"/>`))).toBe("m1");
  expect(readReceipt(of(`<request xmlns="urn:xmpp:receipts"/>`))).toBeUndefined();
  expect(readDisplayed(of(`<displayed xmlns="urn:xmpp:chat-markers:0" id="m1"/>`))).toBe("m1");
  expect(readDisplayed(element(`<message>${markable()}</message>`))).toBeUndefined();
});

test("quick responses (XEP-0439) are read as they were written; a missing label is the value", () => {
  const offered = [
    { value: "y", label: "Yes & more" },
    { value: "n", label: "No" },
  ];
  expect(readQuickResponses(of(quickResponses(offered).join("")))).toEqual(offered);
  const bare = `<response xmlns="urn:xmpp:tmp:quick-response" value="y"/><response xmlns="urn:xmpp:tmp:quick-response" label="x"/>`;
  expect(readQuickResponses(of(bare))).toEqual([{ value: "y", label: "y" }]);
});
