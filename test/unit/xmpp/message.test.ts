import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type IncomingMessage, readMessage, type TextMessage } from "../../../src/xmpp/message.ts";
import { message } from "./xep/parse.ts";

function textOf(read: IncomingMessage): TextMessage {
  if (read.kind !== "text") throw new Error(`not a text: ${JSON.stringify(read)}`);
  return read;
}

const REQUEST = `<request xmlns="urn:xmpp:receipts"/>`;
const MARKABLE = `<markable xmlns="urn:xmpp:chat-markers:0"/>`;
const REACTIONS = `<reactions xmlns="urn:xmpp:reactions:0" id="p1"><reaction>👍</reaction></reactions>`;
const ACTIVE = `<active xmlns="http://jabber.org/protocol/chatstates"/>`;

describe("what a person says is read with all that belongs to it", () => {
  test("a message with a body and nothing else is a text", () => {
    expect(readMessage(message("<body>Friday</body>"))).toEqual({
      kind: "text",
      body: "Friday",
      thread: undefined,
      lang: undefined,
      delayedSince: undefined,
      receiptRequested: false,
      markable: false,
      chatStates: false,
      correctionOf: undefined,
    });
  });

  test("everything that a client adds is read", () => {
    const stanza = message(
      `<body>&gt; due?\nFriday</body><thread parent="t0">t1</thread>${ACTIVE}${REQUEST}${MARKABLE}
       <origin-id xmlns="urn:xmpp:sid:0" id="m1"/>
       <delay xmlns="urn:xmpp:delay" from="example.org" stamp="2026-01-02T03:04:05Z"/>
       <reply xmlns="urn:xmpp:reply:0" id="p1" to="bot@help.example.org"/>
       <fallback xmlns="urn:xmpp:fallback:0" for="urn:xmpp:reply:0"><body start="0" end="7"/></fallback>
       <replace xmlns="urn:xmpp:message-correct:0" id="m0"/>
       <private xmlns="urn:xmpp:carbons:2"/>
       <x xmlns="jabber:x:oob"><url>https://example.org/</url></x>`,
      { "xml:lang": "de-AT" },
    );
    expect(readMessage(stanza)).toEqual({
      kind: "text",
      body: "Friday",
      thread: "t1",
      lang: "de-AT",
      delayedSince: Date.UTC(2026, 0, 2, 3, 4, 5),
      receiptRequested: true,
      markable: true,
      chatStates: true,
      correctionOf: "m0",
    });
  });

  test("an upload is a text: its URL, which is also said for machines (XEP-0066)", () => {
    const url = "https://up.example.org/a1b2/photo.jpg";
    const stanza = message(`<body>${url}</body><x xmlns="jabber:x:oob"><url>${url}</url></x>`);
    expect(textOf(readMessage(stanza)).body).toBe(url);
  });

  test.each([
    ["type normal", { type: "normal" }],
    ["no type RFC 6121 knows", { type: "letter" }],
  ])("%s is taken like a chat", (_, attrs) => {
    expect(readMessage(message("<body>hi</body>", attrs)).kind).toBe("text");
  });

  test("white space inside and around the body is left as it came", () => {
    expect(textOf(readMessage(message("<body> a\n b </body>"))).body).toBe(" a\n b ");
  });
});

describe("of several bodies the one in the message's own language is read, with its language", () => {
  const [plain, german, english] = [
    "<body>plain</body>",
    `<body xml:lang="de">deutsch</body>`,
    `<body xml:lang="en">english</body>`,
  ];
  test.each([
    ["the one without a language", german + plain + english, {}, "plain", undefined],
    ["the one in that of the message", german + english, { "xml:lang": "en" }, "english", "en"],
    ["the first of equals", german + english, {}, "deutsch", "de"],
    ["the first of equals, again", plain + plain.replace("plain", "second"), {}, "plain", undefined],
    ["the only one, in a language of its own", german, { "xml:lang": "en" }, "deutsch", "de"],
    ["no junk for a language", plain, { "xml:lang": "x'; drop table" }, "plain", undefined],
    ["no endless language", plain, { "xml:lang": `en${"-abcdefgh".repeat(100)}` }, "plain", undefined],
    ["an empty language", plain, { "xml:lang": "" }, "plain", undefined],
  ])("%s", (_, children, attrs, body, lang) => {
    expect(readMessage(message(children, attrs))).toMatchObject({ kind: "text", body, lang });
  });
});

describe("when it was written is the earliest stamp that can be read", () => {
  const delay = (stamp: string) => `<delay xmlns="urn:xmpp:delay" stamp="${stamp}"/>`;
  const at = Date.UTC(2026, 0, 1);
  test.each([
    ["one", delay("2026-01-01T00:00:00Z"), at],
    [
      "several",
      delay("2026-02-01T00:00:00Z") + delay("2026-01-01T00:00:00Z") + delay("2027-01-01T00:00:00Z"),
      at,
    ],
    ["a malformed one beside it", delay("soon") + delay("2026-01-01T00:00:00Z") + delay(""), at],
    ["only a malformed one", delay("soon"), undefined],
    ["one of another namespace", `<delay xmlns="jabber:x:delay" stamp="2026-01-01T00:00:00Z"/>`, undefined],
  ])("%s", (_, children, since) => {
    expect(textOf(readMessage(message(`<body>hi</body>${children}`))).delayedSince).toBe(since);
  });
});

describe("a receipt or marker is given only for a message that asks for one, has an id, and is none itself", () => {
  const body = "<body>hi</body>";
  test.each([
    ["asked for", body + REQUEST + MARKABLE, {}, true, true],
    ["not asked for", body, {}, false, false],
    ["in a message without an id", body + REQUEST + MARKABLE, { id: "" }, false, false],
    [
      "in a message that was delayed",
      `${body + REQUEST + MARKABLE}<delay xmlns="urn:xmpp:delay" stamp="2026-01-01T00:00:00Z"/>`,
      {},
      true,
      true,
    ],
    ["in a receipt", `${body + REQUEST}<received xmlns="urn:xmpp:receipts" id="p"/>`, {}, false, false],
    [
      "in a marker",
      `${body + MARKABLE}<displayed xmlns="urn:xmpp:chat-markers:0" id="p"/>`,
      {},
      false,
      false,
    ],
    [
      "in another namespace",
      `${body}<request xmlns="urn:example"/><markable xmlns="urn:example"/>`,
      {},
      false,
      false,
    ],
    ["with a prefix", `${body}<r:request xmlns:r="urn:xmpp:receipts"/>`, {}, true, false],
  ])("%s", (_, children, attrs, receiptRequested, markable) => {
    expect(readMessage(message(children, attrs))).toMatchObject({ receiptRequested, markable });
  });
});

describe("a correction is never a new answer", () => {
  test.each([
    [`<replace xmlns="urn:xmpp:message-correct:0" id="m0"/>`, "m0"],
    [`<replace xmlns="urn:xmpp:message-correct:0"/>`, ""],
  ])("%s", (replace, correctionOf) => {
    expect(textOf(readMessage(message(`<body>hi</body>${replace}`))).correctionOf).toBe(correctionOf);
  });
});

describe("a message that nobody may answer, or that must not be read, is ignored", () => {
  const body = "<body>/new task</body>";
  const copy = `<forwarded xmlns="urn:xmpp:forward:0"><message xmlns="jabber:client">${body}</message></forwarded>`;
  test.each([
    ["headline", body, { type: "headline" }],
    ["groupchat", body, { type: "groupchat" }],
    ["own domain", body, { from: "rooms@help.example.org/x" }],
    ["own domain", body, { from: "help.example.org" }],
    ["server", body, { from: "example.org" }],
    ["server", body, { from: "example.org/announce" }],
    ["forged carbon", `${body}<received xmlns="urn:xmpp:carbons:2">${copy}</received>`, {}],
    ["forged carbon", `<sent xmlns="urn:xmpp:carbons:2">${copy}</sent>`, {}],
    ["reaction", body + REACTIONS, {}],
    ["reaction", REACTIONS, {}],
    ["retraction", `${body}<retract xmlns="urn:xmpp:message-retract:1" id="m0"/>`, {}],
    [
      "retraction",
      `${body}<apply-to xmlns="urn:xmpp:fasten:0" id="m0"><retract xmlns="urn:xmpp:message-retract:0"/></apply-to>`,
      {},
    ],
    ["invitation", `${body}<x xmlns="jabber:x:conference" jid="room@conference.example.org"/>`, {}],
    [
      "invitation",
      `${body}<x xmlns="http://jabber.org/protocol/muc#user"><invite from="a@b"/><password>pw</password></x>`,
      { from: "room@conference.example.org" },
    ],
    ["no body", "", {}],
    ["no body", ACTIVE, {}],
    ["no body", `<received xmlns="urn:xmpp:receipts" id="p1"/>`, {}],
    ["no body", `<displayed xmlns="urn:xmpp:chat-markers:0" id="p1"/>`, {}],
    ["no body", "<subject>/new task</subject>", {}],
    ["no body", `<body xmlns="urn:example">hi</body>`, {}],
    ["no body", `<html xmlns="http://jabber.org/protocol/xhtml-im"><body>hi</body></html>`, {}],
    ["no body", copy, {}],
    ["empty", "<body/>", {}],
    ["empty", "<body> \n\t</body>", {}],
    [
      "empty",
      `${body}<reply xmlns="urn:xmpp:reply:0" id="p1"/><fallback xmlns="urn:xmpp:fallback:0" for="urn:xmpp:reply:0"/>`,
      {},
    ],
  ])("as %s: %s %o", (why, children, attrs) => {
    expect(readMessage(message(children, attrs))).toEqual({ kind: "ignored", why });
  });

  test.each([
    ["somebody in a subdomain of ours", body, { from: "ann@x.help.example.org" }],
    ["a private message of a room", `${body}<x xmlns="http://jabber.org/protocol/muc#user"/>`, {}],
    ["something fastened that is no retraction", `${body}<apply-to xmlns="urn:xmpp:fasten:0" id="1"/>`, {}],
  ])("but not %s", (_, children, attrs) => {
    expect(readMessage(message(children, attrs)).kind).toBe("text");
  });
});

describe("encrypted content is told apart from the text beside it", () => {
  const body = "<body>I sent you an encrypted message</body>";
  const omemo = (payload: string) =>
    `<encrypted xmlns="eu.siacs.conversations.axolotl"><header/>${payload}</encrypted>`;
  test.each([
    ["OMEMO", body + omemo("<payload>eA==</payload>")],
    ["OMEMO without a body", omemo("<payload>eA==</payload>")],
    [
      "OMEMO 2 without a body",
      `<encrypted xmlns="urn:xmpp:omemo:2"><header/><payload>eA==</payload></encrypted>`,
    ],
    ["OMEMO 2", `${body}<encrypted xmlns="urn:xmpp:omemo:2"><header/><payload>eA==</payload></encrypted>`],
    ["OpenPGP", `${body}<openpgp xmlns="urn:xmpp:openpgp:0">eA==</openpgp>`],
    ["legacy OpenPGP", `${body}<x xmlns="jabber:x:encrypted">eA==</x>`],
    [
      "whatever names itself encrypted",
      `${body}<encryption xmlns="urn:xmpp:eme:0" namespace="urn:example"/>`,
    ],
    [
      "the named element before the name",
      `${omemo("<payload/>")}<encryption xmlns="urn:xmpp:eme:0" namespace="x"/>`,
    ],
    [
      "the name before the named element",
      `<encryption xmlns="urn:xmpp:eme:0" namespace="x"/>${omemo("<payload/>")}`,
    ],
    ["an encrypted reaction", body + omemo("<payload/>") + REACTIONS],
  ])("%s", (_, children) => {
    expect(readMessage(message(`${children}<thread>t1</thread>${ACTIVE}`, { "xml:lang": "fr" }))).toEqual({
      kind: "encrypted",
      thread: "t1",
      lang: "fr",
      chatStates: true,
      receiptRequested: false,
    });
  });

  test("a receipt for it may be asked for", () => {
    const children = `${omemo("<payload/>")}<request xmlns="urn:xmpp:receipts"/>`;
    expect(readMessage(message(children, { id: "m1" }))).toMatchObject({ receiptRequested: true });
  });

  test.each([
    ["the exchange of keys between clients", omemo("")],
    ["the exchange of keys, named", `${omemo("")}<encryption xmlns="urn:xmpp:eme:0" namespace="x"/>`],
  ])("%s says nothing", (_, children) => {
    expect(readMessage(message(children))).toEqual({ kind: "ignored", why: "no body" });
  });

  test.each([
    ["a query for OTR", "?OTRv23?"],
    ["a query for any version of OTR", "?OTR?"],
    ["a query for the first version of OTR and others", "?OTR?v2?"],
    ["a query for OTR with its explanation", "?OTRv4?\nann has requested an Off-the-Record conversation."],
    ["a message of OTR", "?OTR:AAMDJ+MVmSfjFZcAAAAAAQAAAAIAAADA1g5IjD1ZGLDVQEyCgCyn9hbrL3KAbGDdzE2ZkM."],
    ["a fragment of OTR", "?OTR,1,3,?OTR:AAEDAAAAAQAAAAEAAADAVf3Ei72ZgFeKqWvLnDuVPVCwxktsOZ1QdjeLp6jn,"],
    ["a fragment of OTR with instance tags", "?OTR|5a73a599|27e31597,00001,00003,?OTR:AAMD,"],
    ["an error of OTR", "?OTR Error: You sent encrypted data, but we were not expecting it."],
    ["OpenPGP in the body", "-----BEGIN PGP MESSAGE-----\n\nhQEMA\n-----END PGP MESSAGE-----"],
  ])("%s", (_, body) => {
    expect(readMessage(message(`<body>${body}</body>`))).toEqual({
      kind: "encrypted",
      thread: undefined,
      lang: undefined,
      chatStates: false,
      receiptRequested: false,
    });
  });

  test.each(["What does ?OTR? mean?", "OTR?", "?OTRanto", "-----BEGIN PGP PUBLIC KEY BLOCK-----"])(
    "%j is text",
    (body) => {
      expect(readMessage(message(`<body>${body}</body>`))).toMatchObject({ kind: "text", body });
    },
  );

  test.each([
    ["a signature", `<x xmlns="jabber:x:signed">eA==</x>`],
    ["another element of such a namespace", `<key xmlns="urn:xmpp:omemo:2"/>`],
  ])("%s is not encryption", (_, child) => {
    expect(readMessage(message(`<body>hi</body>${child}`)).kind).toBe("text");
  });
});

describe("a message of ours that comes back is matched by its id, and its body is not read", () => {
  const error = (condition: string) => `<error type="cancel">${condition}</error>`;
  const stanzas = `xmlns="urn:ietf:params:xml:ns:xmpp-stanzas"`;
  test.each([
    ["service-unavailable", error(`<service-unavailable ${stanzas}/>`)],
    ["item-not-found", error(`<text ${stanzas}>conflict</text><item-not-found ${stanzas}/>`)],
    ["gone", error(`<gone ${stanzas}>xmpp:new@example.org</gone>`)],
    ["undefined-condition", error(`<not-connected xmlns="xmpp:prosody.im/protocol/component"/>`)],
    ["undefined-condition", error(`<my-own-idea ${stanzas}/>`)],
    ["undefined-condition", error(`<gone xmlns="urn:example"/>`)],
    ["undefined-condition", error("")],
    ["undefined-condition", ""],
  ])("%s", (condition, children) => {
    const stanza = message(`<body>/new task</body>${REQUEST}${children}`, { type: "error", id: "p1" });
    expect(readMessage(stanza)).toEqual({ kind: "error", of: "p1", condition });
  });

  test.each([
    ["from a server", { from: "example.org" }],
    ["from our own domain", { from: "bot@help.example.org" }],
  ])("%s", (_, attrs) => {
    expect(readMessage(message("", { type: "error", id: "p1", ...attrs }))).toMatchObject({ of: "p1" });
  });

  test("without an id", () => {
    expect(readMessage(message("", { type: "error", id: "" }))).toMatchObject({
      kind: "error",
      of: undefined,
    });
  });
});

describe("a part that stands twice counts as it stood first", () => {
  test("the first thread and the first correction count", () => {
    const twice = (child: (id: string) => string) => child("first") + child("second");
    const stanza = message(
      `<body>hi</body>
       ${twice((id) => `<thread>${id}</thread>`)}
       ${twice((id) => `<replace xmlns="urn:xmpp:message-correct:0" id="${id}"/>`)}`,
    );
    expect(readMessage(stanza)).toMatchObject({ thread: "first", correctionOf: "first" });
  });

  test("all fallbacks count", () => {
    const part = (start: number) =>
      `<fallback xmlns="urn:xmpp:fallback:0" for="urn:xmpp:reply:0"><body start="${start}" end="${start + 6}"/></fallback>`;
    expect(
      textOf(readMessage(message(`<body>&gt; one\na&gt;\n&gt; two\nb</body>${part(0)}${part(9)}`))).body,
    ).toBe("a>\nb");
  });

  test.each([
    ["forged carbon", `<sent xmlns="urn:xmpp:carbons:2"/><private xmlns="urn:xmpp:carbons:2"/>`],
    ["reaction", `<reactions xmlns="urn:xmpp:reactions:0"/><other xmlns="urn:xmpp:reactions:0"/>`],
    [
      "retraction",
      `<retract xmlns="urn:xmpp:message-retract:1"/><other xmlns="urn:xmpp:message-retract:1"/>`,
    ],
    ["retraction", `<retract xmlns="urn:xmpp:message-retract:1"/><apply-to xmlns="urn:xmpp:fasten:0"/>`],
    ["invitation", `<x xmlns="jabber:x:conference"/><x xmlns="http://jabber.org/protocol/muc#user"/>`],
  ])("a second element does not take back a %s", (why, children) => {
    expect(readMessage(message(`<body>hi</body>${children}`))).toEqual({ kind: "ignored", why });
  });
});

test("no combination of extensions makes reading throw, or makes an answer of a message that is none", () => {
  const parts = fc.constantFrom(
    "<body>hi</body>",
    "<body/>",
    "<body><body>x</body></body>",
    "<b:body xmlns:b='jabber:component:accept'>hi</b:body>",
    "<thread><a/></thread>",
    "<error/>",
    REQUEST,
    MARKABLE,
    ACTIVE,
    REACTIONS,
    `<delay xmlns="urn:xmpp:delay"/>`,
    `<reply xmlns="urn:xmpp:reply:0"/>`,
    `<fallback xmlns="urn:xmpp:fallback:0" for="urn:xmpp:reply:0"><body start="a" end="-1"/>text</fallback>`,
    `<replace xmlns="urn:xmpp:message-correct:0"/>`,
    `<encrypted xmlns="urn:xmpp:omemo:2"><payload/></encrypted>`,
    `<received xmlns="urn:xmpp:carbons:2"/>`,
    `<x xmlns=""/>`,
    "text between",
  );
  const types = fc.constantFrom("chat", "normal", "headline", "groupchat", "error", "");
  fc.assert(
    fc.property(fc.array(parts, { maxLength: 8 }), types, (children, type) => {
      const text = children.join("");
      const read = readMessage(message(text, { type }));
      if (read.kind !== "text") return;
      expect(read.body.trim()).not.toBe("");
      expect(text).not.toMatch(/reactions|encrypted|carbons/);
      expect(["chat", "normal", ""]).toContain(type);
    }),
  );
});
