import { describe, expect, test } from "vitest";
import { readUuid } from "../../../../src/gateway/mapping/ids.ts";
import { message as messageSchema } from "../../../../src/gateway/mapping/objects.ts";
import { message as stanzaOfPerson } from "../../xmpp/xep/parse.ts";
import { fromRoom, heard, ID, ME, messageOf, NEW_ID, ROOM } from "./stanzas.ts";

const BODY = "<body>hi</body>";
const OTHER_ID = "9b2d8f6e-1111-4222-8333-444455556666";

const origin = (id: string) => `<origin-id xmlns="urn:xmpp:sid:0" id="${id}"/>`;
const stanzaId = (by: string, id: string) => `<stanza-id xmlns="urn:xmpp:sid:0" by="${by}" id="${id}"/>`;
const delay = (from: string, stamp = "2026-02-10T15:04:55Z") =>
  `<delay xmlns="urn:xmpp:delay" from="${from}" stamp="${stamp}"/>`;
const idOf = (children: string, attrs: Readonly<Record<string, string>> = {}) =>
  messageOf(heard(fromRoom(children, attrs))).id;

describe("a message that a room sends", () => {
  test("is a message of its thread, by an occupant", () => {
    const one = heard(fromRoom(`${BODY}<thread>other</thread><subject>S</subject>`, { "xml:lang": "en_gb" }));
    expect(one).toEqual({
      kind: "message",
      from: `${ROOM}/Anna`,
      delayedSince: undefined,
      stanzaId: undefined,
      message: {
        id: ID,
        thread: "t1",
        subject: "S",
        text: "hi",
        type: "plain",
        language: "en-GB",
        attachments: [],
        sender: { id: `${ROOM}/Anna`, objectType: "person", displayName: "Anna" },
      },
    });
    expect(messageSchema.safeParse(messageOf(one)).success).toBe(true);
  });

  test("of the room itself and of the bot is told from one of a person", () => {
    expect(messageOf(heard(fromRoom(BODY, { from: ROOM }))).sender).toEqual({
      id: ROOM,
      objectType: "room",
      displayName: "r1",
    });
    expect(messageOf(heard(fromRoom(BODY, { from: `${ROOM}/Help` }))).sender.objectType).toBe("bot");
  });

  test("was held back, or has an id of the room's, only if the room itself says so", () => {
    const forged = `${delay(`${ROOM}/Anna`)}${delay("example.org")}${stanzaId("example.org", "x")}`;
    expect(heard(fromRoom(BODY + forged))).toMatchObject({ delayedSince: undefined, stanzaId: undefined });
    const genuine = `${delay(ROOM, "2026-02-10T15:00:00Z")}${stanzaId(ROOM, "s1")}`;
    expect(heard(fromRoom(BODY + forged + genuine))).toMatchObject({
      delayedSince: Date.UTC(2026, 1, 10, 15),
      stanzaId: "s1",
    });
  });

  test("takes the place of an earlier one where that has an id that browsers know", () => {
    const replacing = (id: string) => `${BODY}<replace xmlns="urn:xmpp:message-correct:0" id="${id}"/>`;
    expect(messageOf(heard(fromRoom(replacing(OTHER_ID.toUpperCase()))))).toMatchObject({
      replace: OTHER_ID,
    });
    expect(messageOf(heard(fromRoom(replacing("m1"))))).not.toHaveProperty("replace");
  });

  test("is known by its origin-id where the room gave it an id of its own", () => {
    expect(idOf(BODY + origin(ID.toUpperCase()), { id: OTHER_ID })).toBe(ID);
    expect(idOf(BODY, { id: OTHER_ID.toUpperCase() })).toBe(OTHER_ID);
  });

  test("whose id is no UUID gets one that depends on sender, id and body", () => {
    const id = idOf(BODY, { id: "m1" });
    expect(id).toBe(idOf(BODY, { id: "m1" }));
    expect(readUuid(id)?.[14]).toBe("5");
    expect("89ab").toContain(id[19]);
    const others = [
      idOf(BODY, { id: "m2" }),
      idOf("<body>ho</body>", { id: "m1" }),
      idOf(BODY, { id: "m1", from: `${ROOM}/Bo` }),
      idOf(BODY, { id: "m1", from: `${ROOM}/Annam` }),
    ];
    expect(new Set([id, ...others]).size).toBe(5);
    expect(idOf(BODY, { id: "" })).toBe(NEW_ID);
  });

  test("in several languages is taken in the one that is wanted, else in its own", () => {
    const bodies = `<body xml:lang="de">Hallo</body><body>Hello</body><body xml:lang="pt-BR">Oi</body>`;
    const said = (language?: string) => {
      const { text, language: lang } = messageOf(heard(fromRoom(bodies, { "xml:lang": "en" }), { language }));
      return [text, lang];
    };
    expect(said()).toEqual(["Hello", "en"]);
    expect(said("de-AT")).toEqual(["Hallo", "de"]);
    expect(said("pt-br")).toEqual(["Oi", "pt-BR"]);
    expect(said("fi")).toEqual(["Hello", "en"]);
    const { text, language } = messageOf(heard(fromRoom(BODY, { "xml:lang": "no such tag!" })));
    expect([text, language]).toEqual(["hi", undefined]);
  });

  test("shows its files once, and not their addresses as text", () => {
    const url = "https://up.example/my%20photo.jpg";
    const oob = `<x xmlns="jabber:x:oob"><url>${url}</url></x>`;
    const one = messageOf(heard(fromRoom(`<body>${url}</body>${oob}`)));
    expect(one).toMatchObject({ attachments: [{ url, name: "my photo.jpg" }] });
    expect(one).not.toHaveProperty("text");
    const sharing = `<file-sharing xmlns="urn:xmpp:sfs:0"><file xmlns="urn:xmpp:file:metadata:0"><name>a/p.jpg</name>
      <media-type>nonsense</media-type><size>-3</size></file><sources><url-data
      xmlns="http://jabber.org/protocol/url-data" target="${url}"/></sources></file-sharing>`;
    expect(messageOf(heard(fromRoom(`<body>look\n${url}</body>${oob}${sharing}`)))).toMatchObject({
      text: "look",
      attachments: [{ url, name: "p.jpg" }],
    });
    expect(messageOf(heard(fromRoom(oob))).attachments).toHaveLength(1);
  });

  test("has no files at addresses that are not safe", () => {
    const oob = `<x xmlns="jabber:x:oob"><url>javascript:alert(1)</url></x>`;
    expect(messageOf(heard(fromRoom(BODY + oob))).attachments).toEqual([]);
    expect(heard(fromRoom(oob))).toBeUndefined();
  });

  test("offers buttons only if it is the bot's", () => {
    const buttons = `<response xmlns="urn:xmpp:tmp:quick-response" value="y" label="Yes"/>
      <response xmlns="urn:xmpp:tmp:quick-response" value="n"/>`;
    const choices = [
      { value: "y", label: "Yes" },
      { value: "n", label: "n" },
    ];
    expect(messageOf(heard(fromRoom(BODY + buttons, { from: `${ROOM}/Help` }))).choices).toEqual(choices);
    expect(messageOf(heard(fromRoom(BODY + buttons)))).not.toHaveProperty("choices");
    const toPerson = stanzaOfPerson(BODY + buttons, { from: "bot@chat.example/Help", to: ME, id: ID });
    expect(messageOf(heard(toPerson, { room: undefined, bot: "bot@chat.example" }))).toMatchObject({
      choices,
      sender: { id: "bot@chat.example", objectType: "bot" },
    });
  });
});

describe("a message that says nothing itself", () => {
  test("sets the room's subject only without body and thread", () => {
    const subject = "<subject>Tuesday</subject>";
    expect(heard(fromRoom(subject))).toEqual({
      kind: "room",
      room: { thread: "t1", event: "subject", entity: `${ROOM}/Anna`, reason: "Tuesday" },
    });
    expect(heard(fromRoom("<subject/>", { from: ROOM }))).toEqual({
      kind: "room",
      room: { thread: "t1", event: "subject", reason: "" },
    });
    expect(heard(fromRoom(`${subject}<thread>t1</thread>`))).toBeUndefined();
    expect(heard(fromRoom(subject, { type: "chat" }))).toBeUndefined();
  });

  test.each([
    ["composing", "composing"],
    ["paused", "paused"],
    ["active", "paused"],
    ["inactive", "paused"],
    ["gone", "paused"],
  ])("and shows %s is typing, or no more", (shown, state) => {
    expect(heard(fromRoom(`<${shown} xmlns="http://jabber.org/protocol/chatstates"/>`))).toEqual({
      kind: "typing",
      typing: { thread: "t1", entity: `${ROOM}/Anna`, state },
    });
  });

  test("and is a receipt or a marker tells of the message that it names", () => {
    expect(heard(fromRoom(`<received xmlns="urn:xmpp:receipts" id="m1"/>`))).toEqual({
      kind: "receipt",
      of: "m1",
      receipt: { thread: "t1", state: "delivered" },
    });
    expect(
      heard(fromRoom(`<displayed xmlns="urn:xmpp:chat-markers:0" id="s1"/><thread>t1</thread>`)),
    ).toEqual({
      kind: "receipt",
      of: "s1",
      receipt: { thread: "t1", state: "read" },
    });
  });

  test("and is an error tells that the message failed, and shows none of its text", () => {
    const error = `<error type="cancel"><not-acceptable xmlns="urn:ietf:params:xml:ns:xmpp-stanzas"/></error>`;
    expect(heard(fromRoom(BODY + error, { type: "error" }))).toEqual({
      kind: "receipt",
      of: ID,
      receipt: { thread: "t1", state: "failed", reason: "not-acceptable" },
    });
    expect(heard(fromRoom(BODY + error, { type: "error", id: "" }))).toBeUndefined();
  });

  test.each(["chat", "normal", "headline"])(
    "and passes as %s through a room is none of the room's",
    (type) => {
      expect(heard(fromRoom(BODY, { type }))).toBeUndefined();
      expect(
        heard(fromRoom(`<composing xmlns="http://jabber.org/protocol/chatstates"/>`, { type })),
      ).toBeUndefined();
    },
  );

  test("tells nothing", () => {
    expect(heard(fromRoom(""))).toBeUndefined();
    expect(heard(fromRoom("<body> \n</body>"))).toBeUndefined();
    expect(heard(fromRoom(`<x xmlns="urn:example:x"/>`))).toBeUndefined();
  });
});
