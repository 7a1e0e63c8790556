import { expect, test } from "vitest";
import type { Folded } from "../../../../src/rooms/runtime/fold.ts";
import { OpenRoom } from "../../../../src/rooms/runtime/open-room.ts";
import { createWords } from "../../../../src/rooms/runtime/words.ts";
import { english } from "../../../../src/texts/index.ts";
import { NOW, SAM, SITUATIONS, staff } from "../life/rooms.ts";

const words = createWords({
  domain: "help.example.org",
  owner: "rooms@help.example.org/anteroom",
  bot: "bot@help.example.org/anteroom",
  say: english,
});
const here = new OpenRoom({
  id: "1",
  jid: "abc@conference.example.org",
  nick: "Anteroom",
  queue: "default",
  status: "closing",
});

test.each([
  ["Back at nine.", "This room is closing now: Back at nine."],
  ["", "This room is closing now."],
  [" \t", "This room is closing now."],
  ["close_room", "This room is closing now."],
  ["\u2066\u202e", "This room is closing now."],
  ["Back\nat \u202enine.", "This room is closing now: Back at nine."],
  [undefined, "This room is closing now."],
])("people are told the reason with which a room is closed, if it says anything: %j", (closedWhy, text) => {
  const room = { ...SITUATIONS.chatting.room, ...(closedWhy !== undefined && { closedWhy }) };
  const after: Folded = {
    ...SITUATIONS.chatting,
    room,
    password: "x",
    nextPassword: null,
    handedOut: new Set(),
    changes: [],
    actions: [],
  };
  expect(words.closing(here, after).getChildText("body")).toBe(text);
});

test.each([
  ["somebody who has not come in yet", staff("coming"), "Your room is ready."],
  ["somebody who is inside and asks for it", staff("inside", { joinedAt: NOW }), "Your room is ready."],
  ["somebody who was inside", staff("missing", { joinedAt: NOW }), "You are not in the room any more."],
])("an invitation says what is true of %s", (_, seat, text) => {
  const [invitation] = words.invitation(here, { ...seat, jid: SAM }, "secret");
  expect(invitation?.getChildText("body")).toContain(text);
});
