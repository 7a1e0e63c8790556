import { describe, expect, test } from "vitest";
import { messageStanza } from "../../../../src/gateway/mapping/message-stanza.ts";
import { readUpToStanza, typingStanza } from "../../../../src/gateway/mapping/signals.ts";
import { parseJid } from "../../../../src/xmpp/jid.ts";
import type { Element } from "../../../../src/xmpp/stanza.ts";
import { contentOf, ID, ME, ROOM, SENDING, sent } from "./stanzas.ts";

const stanzaOf = (fields: object): Element => sent(messageStanza(SENDING, contentOf(fields))).element;
const bodyOf = (fields: object) => stanzaOf(fields).getChildText("body");

const URLS = ["https://up.example/a.png", "https://up.example/b"];
const attachments = [{ url: URLS[0], name: "a.png", mediaType: "image/png", size: 3 }, { url: URLS[1] }];

describe("a message of a browser's, as a stanza", () => {
  test("has its id twice, its thread, its language, and asks to be marked as read", () => {
    expect(String(messageStanza(SENDING, contentOf({ text: "Grüß Gott", language: "de-at" })))).toBe(
      `<message from="${ME}" to="${ROOM}" type="groupchat" id="${ID}" xml:lang="de-AT"><body>Grüß Gott</body>` +
        `<thread>t1</thread><origin-id xmlns="urn:xmpp:sid:0" id="${ID}"/>` +
        `<markable xmlns="urn:xmpp:chat-markers:0"/><active xmlns="http://jabber.org/protocol/chatstates"/></message>`,
    );
  });

  test("carries the plain text of HTML and the source of reStructuredText, and no markup", () => {
    const html = stanzaOf({ text: "<p>1 &lt; 2<br><b>yes</b></p>", type: "html" });
    expect(html.getChildText("body")).toBe("1 < 2\nyes");
    expect(String(html)).not.toContain("&lt;b");
    expect(bodyOf({ text: "**yes**", type: "rst" })).toBe("**yes**");
  });

  test("never changes the subject of a room: a subject goes with a body and a thread", () => {
    for (const fields of [{ subject: "S" }, { subject: "S", text: "x" }, { subject: "S", attachments }]) {
      const element = stanzaOf(fields);
      expect(element.getChildText("subject")).toBe("S");
      expect(element.getChildText("thread")).toBe("t1");
      expect(element.getChildText("body")).not.toBe("");
    }
    expect(bodyOf({ subject: "S" })).toBe("S");
  });

  test("names its files for every kind of client", () => {
    const element = stanzaOf({ attachments });
    expect(element.getChildText("body")).toBe(URLS.join("\n"));
    expect(element.getChildren("x", "jabber:x:oob").map((x) => x.getChildText("url"))).toEqual(URLS);
    const [first, second] = element.getChildren("file-sharing", "urn:xmpp:sfs:0").map(String);
    expect(first).toBe(
      `<file-sharing xmlns="urn:xmpp:sfs:0" disposition="attachment" id="${ID}-0">` +
        `<file xmlns="urn:xmpp:file:metadata:0"><media-type>image/png</media-type><name>a.png</name><size>3</size></file>` +
        `<sources><url-data xmlns="http://jabber.org/protocol/url-data" target="${URLS[0]}"/></sources></file-sharing>`,
    );
    expect(second).toContain("<name>b</name>");
    expect(element.getChild("fallback", "urn:xmpp:fallback:0")?.attrs.for).toBe("urn:xmpp:sfs:0");
  });

  test("has the addresses of its files after its text", () => {
    const element = stanzaOf({ text: "look", attachments });
    expect(element.getChildText("body")).toBe(`look\n${URLS.join("\n")}`);
    expect(element.getChild("fallback")).toBeUndefined();
  });

  test("takes nothing of the unknown fields along", () => {
    expect(String(stanzaOf({ text: "x", secret: "s3cret" }))).not.toContain("s3cret");
  });
});

describe("signs of a browser's, as stanzas", () => {
  const jid = (text: string) => parseJid(text) ?? expect.fail(text);
  const signalling = { from: jid(ME), to: jid(ROOM), type: "groupchat", thread: "t1" } as const;

  test("typing is a chat state and a thread", () => {
    const { type, element } = sent(typingStanza(signalling, "composing"));
    expect(type).toBe("groupchat");
    expect(element.getChildElements().map(String)).toEqual([
      `<composing xmlns="http://jabber.org/protocol/chatstates"/>`,
      "<thread>t1</thread>",
    ]);
  });

  test("having read is a marker and a thread", () => {
    const { type, from, to, element } = sent(readUpToStanza(signalling, "s9"));
    expect([type, from.full, to.full]).toEqual(["groupchat", ME, ROOM]);
    expect(element.getChildElements().map(String)).toEqual([
      `<displayed xmlns="urn:xmpp:chat-markers:0" id="s9"/>`,
      "<thread>t1</thread>",
    ]);
  });
});
