import { describe, expect, test } from "vitest";
import { entityOf, personOf, seenBy } from "../../../../src/gateway/mapping/entity.ts";
import type { StanzaObject } from "../../../../src/gateway/mapping/objects.ts";
import { parseJid } from "../../../../src/xmpp/jid.ts";
import { ID, ROOM } from "./stanzas.ts";

const jid = (text: string) => parseJid(text) ?? expect.fail(text);
const WREN = `${ROOM}/Wren`;
const ANNA = `${ROOM}/Anna`;
const me = { entity: "v-1@chat.example", occupant: WREN };

test("the entity of an occupant is the occupant, and of anybody else the bare JID", () => {
  expect(entityOf(jid(WREN), ROOM)).toBe(WREN);
  expect(entityOf(jid("anna@example.org/phone"), ROOM)).toBe("anna@example.org");
  expect(entityOf(jid("anna@example.org/phone"), undefined)).toBe("anna@example.org");
});

describe("in a room one is oneself, and everybody else a nickname", () => {
  const objects = (entity: string): readonly StanzaObject[] => [
    { type: "presence", presence: [{ entity, available: true }] },
    { type: "room", room: { thread: "t1", event: "joined", entity } },
    { type: "typing", typing: { thread: "t1", entity, state: "paused" } },
    {
      type: "message",
      message: {
        id: ID,
        thread: "t1",
        type: "plain",
        attachments: [],
        sender: { id: entity, objectType: "person", displayName: "Wren" },
      },
    },
  ];

  test("in all objects that name people", () => {
    expect(objects(WREN).map((one) => seenBy(me, one))).toEqual(objects(me.entity));
    expect(objects(ANNA).map((one) => seenBy(me, one))).toEqual(objects(ANNA));
    expect(objects(WREN).map((one) => seenBy({ ...me, occupant: undefined }, one))).toEqual(objects(WREN));
  });
});

test("a person's picture is shown only from a secure address", () => {
  const anna = { id: "anna@chat.example", objectType: "person", displayName: "Anna" };
  expect(personOf(anna.id, "Anna", undefined)).toEqual(anna);
  expect(personOf(anna.id, "Anna", "http://a.example/p")).toEqual(anna);
  expect(personOf(anna.id, "Anna", "https://a.example/p")).toEqual({
    ...anna,
    image: { url: "https://a.example/p" },
  });
});
