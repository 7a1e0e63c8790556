/** People who reach rooms from IM clients alone: words to the bot, and the invitations that follow. */
import { expect, test } from "vitest";
import type { Person } from "../../support/people/people.ts";
import { BOT, type HelpDesk } from "../../support/rooms/help-desk.ts";
import { filled, reaches, startRoomDesk, timeIsUp, visitor } from "../../support/rooms/room-desk.ts";
import { enterRoom, type Occupant } from "../../support/rooms/rooms-people.ts";

const STAFF = JSON.stringify({ "sam@localhost": ["default"], "kim@localhost": ["default"] });

async function startDesk(env: Readonly<Record<string, string>> = {}): Promise<HelpDesk> {
  const desk = await startRoomDesk({ env: { ANTEROOM_ROOMS_STAFF: STAFF, ...env } });
  await filled(desk, 2);
  return desk;
}

/** The next message of the bot's that says this. */
async function told(person: Person, words: string): Promise<string> {
  const message = await person.next(
    (element) =>
      element.name === "message" &&
      element.attrs.from?.startsWith(`${BOT}/`) === true &&
      element.getChildText("body")?.includes(words) === true,
  );
  return message.getChildText("body") ?? "";
}

async function ask(person: Person, body: string, words: string): Promise<string> {
  await person.say(BOT, body);
  return told(person, words);
}

/** Follows the next invitation, as a click on it does. */
async function follow(person: Person, nick: string): Promise<Occupant> {
  const message = await person.next((element) => element.getChild("x", "jabber:x:conference") !== undefined);
  const { jid: room = "", password = "" } = message.getChild("x", "jabber:x:conference")?.attrs ?? {};
  return enterRoom(person, { room, nick, password });
}

const roomOf = async (desk: HelpDesk, { room }: Occupant): Promise<string> => {
  const [row] = await desk.database.query<{ room_id: string }>(
    "select room_id from rooms where room_jid = $1",
    [room],
  );
  return row?.room_id ?? "";
};

test("two IM clients become staff and client by a few words to the bot", async () => {
  const desk = await startDesk({ ANTEROOM_ROOMS_GRACE: "1s" });
  const [sam, cleo] = [await visitor(desk, "sam"), await visitor(desk, "cleo")];
  await ask(cleo, "Talk to somebody", "You are next in line.\nNobody is there at the moment.");
  await ask(sam, "/new desk on", "Somebody is waiting in line.\nYou are on duty for default.");
  await ask(sam, "next", "I am sending you the invitation to a room of default.");
  const staff = await follow(sam, "Sam");
  await told(cleo, "Somebody is ready for you");
  const client = await follow(cleo, "Cleo");
  await told(cleo, "You are in the room now.");
  await reaches(desk, await roomOf(desk, staff), "chatting");
  await client.say("hello");
  expect(await staff.heard()).toEqual({ nick: "Cleo", text: "hello" });
  await ask(sam, "rooms", "cleo@localhost, chatting");
  await ask(sam, "close", "The room is closed.");
  await Promise.all([client.gone(), staff.gone()]);
  expect(await desk.database.query("select responder, status from conversations order by responder")).toEqual(
    [
      { responder: "chat", status: "complete" },
      { responder: "desk", status: "ongoing" },
    ],
  );
});

test("a client who does not follow the invitation is called again once, and is then out of line", async () => {
  const desk = await startDesk();
  const [sam, cleo] = [await visitor(desk, "sam"), await visitor(desk, "cleo")];
  await ask(sam, "/new desk next", "I am sending you the invitation");
  const room = await roomOf(desk, await follow(sam, "Sam"));
  await ask(cleo, "chat", "Somebody is ready for you");
  await timeIsUp(desk, room);
  await told(cleo, "Somebody is ready for you");
  await timeIsUp(desk, room);
  await told(cleo, "for the second time, so you are not in line any more");
});

test("a client whose staff vanishes says yes in the room, and is the first whom others take", async () => {
  const desk = await startDesk();
  const [sam, kim, cleo] = [
    await visitor(desk, "sam"),
    await visitor(desk, "kim"),
    await visitor(desk, "cleo"),
  ];
  await ask(sam, "/new desk next", "I am sending you the invitation");
  const lost = await follow(sam, "Sam");
  await ask(cleo, "chat", "Somebody is ready for you");
  const client = await follow(cleo, "Cleo");
  await told(cleo, "You are in the room now.");
  const room = await roomOf(desk, lost);
  await reaches(desk, room, "chatting");
  await lost.cut();
  await reaches(desk, room, "lost");
  await timeIsUp(desk, room);
  await told(cleo, "Do you want to wait for somebody else?");
  await client.say("yes please");
  await told(cleo, "You are next in line.");
  await ask(kim, "/new desk next", "I am sending you the invitation");
  const staff = await follow(kim, "Kim");
  await told(cleo, "Somebody is ready for you");
  await follow(cleo, "Cleo again");
  await reaches(desk, await roomOf(desk, staff), "chatting");
});
