import { expect, test } from "vitest";
import {
  compatEvents,
  compatFriends,
  compatSent,
  compatSession,
} from "../../../../src/gateway/mapping/compat.ts";
import type { Actor, Envelope } from "../../../../src/gateway/mapping/objects.ts";
import { ID } from "./stanzas.ts";

const actor = (id: string): Actor => ({ id, objectType: "person", displayName: id.split("@")[0] ?? id });
const ANNA = "anna@chat.example";
const BO = "bo@chat.example";
const people = { actor, members: () => [actor(ANNA), actor(BO)] };

const envelope: Envelope = {
  timestamp: "2026-02-10T15:04:55Z",
  stanzas: [
    {
      type: "message",
      message: {
        id: ID,
        thread: "t1",
        at: 3,
        text: "hi",
        type: "plain",
        attachments: [],
        sender: actor(ANNA),
        mood: 1,
      },
    },
    {
      type: "presence",
      presence: [
        { entity: ANNA, available: true, show: "away", status: "lunch" },
        { entity: BO, available: false },
      ],
    },
    { type: "receipt", receipt: { id: ID, thread: "t1", state: "sent" } },
  ],
};

test("an envelope is one event of 2014 for each stanza, and for each person in a presence", () => {
  const timestamp = "2026-02-10T15:04:55.000";
  expect(compatEvents(envelope, people)).toEqual([
    {
      timestamp,
      type: "message",
      message: {
        subject: null,
        text: "hi",
        type: "plain",
        language: null,
        attachments: [],
        id: ID,
        thread: "t1",
        at: 3,
        mood: 1,
        sender: actor(ANNA),
        members: [actor(ANNA), actor(BO)],
      },
    },
    {
      timestamp,
      type: "presence",
      presence: { entity: actor(ANNA), show: "away", status: "lunch", available: true },
    },
    {
      timestamp,
      type: "presence",
      presence: { entity: actor(BO), show: "chat", status: null, available: false },
    },
    { timestamp, type: "receipt", receipt: { id: ID, thread: "t1", state: "sent" } },
  ]);
});

test("the answers of 2014 have the names of 2014", () => {
  expect(compatSent({ id: ID })).toEqual({ UUID: ID });
  expect(compatSession("t1", [ANNA, BO], people)).toEqual({
    thread_id: "t1",
    members: [actor(ANNA), actor(BO)],
  });
  expect(compatFriends([{ entity: BO, available: true }], people)).toEqual({
    friends: [{ entity: actor(BO), show: "chat", status: null, available: true }],
  });
});
