import { describe, expect, test } from "vitest";
import { displayedMarker } from "../../../../../src/xmpp/xep/message/signs/chat-markers.ts";
import { chatStateMessage } from "../../../../../src/xmpp/xep/message/signs/chat-states.ts";
import { receipt } from "../../../../../src/xmpp/xep/message/signs/receipts.ts";
import { readThread } from "../../../../../src/xmpp/xep/message/thread.ts";
import { element, message } from "../parse.ts";

describe("a receipt", () => {
  const sent = receipt(message("<body>hi</body>", { type: "normal" }), "m1");

  test("goes back to the client that asked, from the address it wrote to, as the same type", () => {
    const { from, to, type } = sent.attrs;
    expect({ from, to, type }).toEqual({
      from: "bot@help.example.org",
      to: "alice@example.org/phone",
      type: "normal",
    });
  });

  test("holds nothing but the acknowledgement, and has an id of its own", () => {
    expect(sent.children.join("")).toBe(`<received xmlns="urn:xmpp:receipts" id="m1"/>`);
    expect(sent.attrs.id).toMatch(/^[\da-f-]{36}$/);
  });
});

describe("a marker", () => {
  test("holds the mark and the thread it is limited to", () => {
    const sent = displayedMarker(message("<body>hi</body>"), "m1", "t1");
    expect(sent.children.join("")).toBe(
      `<displayed xmlns="urn:xmpp:chat-markers:0" id="m1"/><thread>t1</thread>`,
    );
    expect(sent.attrs.to).toBe("alice@example.org/phone");
    expect(sent.attrs.type).toBe("chat");
  });

  test("without a thread holds the mark alone", () => {
    expect(displayedMarker(message("<body>hi</body>"), "m1", undefined).children).toHaveLength(1);
  });
});

describe("a chat state of its own", () => {
  test("holds nothing but the state and the thread", () => {
    const sent = chatStateMessage("bot@help.example.org", "alice@example.org", "composing", "t1");
    expect(sent.attrs.type).toBe("chat");
    expect(sent.children.join("")).toBe(
      `<composing xmlns="http://jabber.org/protocol/chatstates"/><thread>t1</thread>`,
    );
  });

  test("holds the state alone where there is no thread", () => {
    expect(chatStateMessage("b@h", "a@e", "paused", undefined).children).toHaveLength(1);
  });
});

describe("a thread is taken only if it can be an identifier", () => {
  test.each([
    ["e0ffe42b28561960c6b12b944a092794b9683a38", "e0ffe42b28561960c6b12b944a092794b9683a38"],
    [" t1\n", "t1"],
    ["", undefined],
    ["  ", undefined],
    ["x".repeat(255), "x".repeat(255)],
    ["x".repeat(256), undefined],
  ])("%j", (text, thread) => {
    expect(readThread(element(`<thread>${text}</thread>`))).toBe(thread);
  });
});
