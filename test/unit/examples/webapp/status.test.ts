import { expect, test } from "vitest";
import {
  type OwnRoom,
  statusText,
  takeText,
  withName,
} from "../../../../examples/webapp/pages/staff/status.ts";

const room = (status: string, more: Partial<OwnRoom> = {}): OwnRoom => ({
  room_id: "4",
  room_jid: "r4@conference.example.org",
  queue: "default",
  status,
  client: "Sol",
  staff_in: true,
  client_in: false,
  lease: null,
  note: null,
  talked: false,
  ...more,
});

test("the time in which a client has to come runs between two looks at the database", () => {
  expect(statusText(room("client_coming", { lease: 61 }), 0)).toBe("Sol is coming, 1:01 left");
  expect(statusText(room("client_coming", { lease: 61 }), 58)).toBe("Sol is coming, 0:03 left");
  expect(statusText(room("client_coming", { lease: 61 }), 80)).toBe("Sol is coming, 0:00 left");
});

test("the console says who has dropped out", () => {
  expect(statusText(room("lost", { client_in: true, staff_in: false }), 0)).toBe(
    "You have lost the connection",
  );
  expect(statusText(room("lost"), 0)).toBe("Sol has lost the connection");
});

test("a room that the database has no more is ended", () => {
  expect(statusText(undefined, 0)).toBe("Ended");
});

test("the button of a queue promises nobody where nobody waits", () => {
  expect([0, 1, 12].map(takeText)).toEqual([
    "Be ready for the next person",
    "Take the next person",
    "Take the next person",
  ]);
});

test("a room that staff is still coming into is nobody's connection", () => {
  expect(statusText(room("reserved", { client: null, staff_in: false }), 0)).toBe("The room is being opened");
});

test("a client who is named by an address is shown by the nickname", () => {
  const named = (client: string | null, nick?: string) =>
    withName(room("chatting", { client }), nick)?.client;
  expect(named("v-abc@help.example.org", "Amber Hare 85")).toBe("Amber Hare 85");
  expect(named("v-abc@help.example.org")).toBe("A visitor");
  expect(named("Sol", "Sol 2")).toBe("Sol");
  expect(named(null, "Sol")).toBe(null);
});
