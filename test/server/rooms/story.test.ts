import pg from "pg";
import { expect, test } from "vitest";
import { xml } from "../../../src/xmpp/stanza.ts";
import { rowsOf } from "../../support/rooms/help-desk.ts";
import {
  answering,
  enter,
  filled,
  reaches,
  staffWaits,
  startRoomDesk,
  story,
  visitor,
} from "../../support/rooms/room-desk.ts";
import { answerOf, give } from "../../support/rooms/rooms.ts";

test("a room lives from the pool to its end, and each step is written down", async () => {
  const desk = await startRoomDesk();
  await filled(desk, 2);
  const sam = await visitor(desk, "sam");
  const cleo = await visitor(desk, "cleo");

  const forStaff = await give(desk.database, "take_room", { staff: "Sam" });
  const staff = await enter(sam, forStaff);
  await staffWaits(desk, forStaff.room_id);

  const forClient = await give(desk.database, "seat_client", { client: "Cleo" });
  expect(forClient.room_id).toBe(forStaff.room_id);
  expect(forClient.password).not.toBe(forStaff.password);
  const client = await enter(cleo, forClient);
  await reaches(desk, forStaff.room_id, "chatting");
  await client.say("hello");
  expect((await staff.heard()).text).toBe("hello");
  await answering(desk, forStaff.room_id, 2);

  await client.leave();
  await reaches(desk, forStaff.room_id, "closing");
  expect((await staff.heard()).text).toBe("The other person has left, so this room is closing.");
  await staff.leave();
  await reaches(desk, forStaff.room_id, "closed");

  expect(await story(desk, forStaff.room_id)).toEqual([
    "creating (wanted)",
    "available (created)",
    "reserved (take_room)",
    "staff_waiting (staff_entered)",
    "client_coming (seat_client)",
    "chatting (client_entered)",
    "closing (client_left)",
    "closed (destroyed)",
  ]);
  const [row] = await desk.database.query(
    `select staff, client, staff_joined_at < client_joined_at as in_order, closed_at is not null as over, staff_in, client_in
     from rooms where room_id = $1`,
    [forStaff.room_id],
  );
  expect(row).toEqual({
    staff: "Sam",
    client: "Cleo",
    in_order: true,
    over: true,
    staff_in: false,
    client_in: false,
  });
  await filled(desk, 2);
});

test("a room whose staff does not come is closed, and another one takes its place", async () => {
  const desk = await startRoomDesk({ env: { ANTEROOM_ROOMS_LEASE: "1s" } });
  await filled(desk, 2);
  const taken = await give(desk.database, "take_room", { staff: "Sam" });
  await reaches(desk, taken.room_id, "closed");
  await filled(desk, 2);
});

test("a room is closed from SQL, and its people are told why and removed", async () => {
  const desk = await startRoomDesk({ env: { ANTEROOM_ROOMS_GRACE: "1s" } });
  await filled(desk, 2);
  const sam = await visitor(desk, "sam");
  const taken = await give(desk.database, "take_room", { staff: "Sam" });
  const staff = await enter(sam, taken);
  await reaches(desk, taken.room_id, "staff_waiting");
  expect(await answerOf(desk.database, "close_room", { room_id: taken.room_id, reason: "fire drill" })).toBe(
    true,
  );
  expect((await staff.heard()).text).toContain("fire drill");
  await reaches(desk, taken.room_id, "closed");
  await staff.gone();
  expect(
    await rowsOf(desk.database, "select closed_why from rooms where room_id = $1", [taken.room_id]),
  ).toEqual([{ closed_why: "fire drill" }]);
});

test("listeners in the database are told of changed rooms, by number, status and queue alone", async () => {
  const desk = await startRoomDesk();
  await filled(desk, 2);
  const listener = new pg.Client({ connectionString: desk.database.url });
  await listener.connect();
  try {
    const heard: unknown[] = [];
    const told = new Promise<void>((resolve) => {
      listener.on("notification", ({ payload = "" }) => {
        heard.push(JSON.parse(payload));
        if (payload.includes("reserved")) resolve();
      });
    });
    await listener.query(`listen ${desk.database.schema}_rooms`);
    const taken = await give(desk.database, "take_room", { staff: "Sam" });
    await told;
    expect(heard).toContainEqual({ room_id: Number(taken.room_id), status: "reserved", queue: "default" });
  } finally {
    await listener.end();
  }
});

test.each([
  ["the bot's nickname", {}, "Front desk"],
  ["what the options say", { "muc#roomconfig_roomname": "Advice" }, "Advice"],
])("a room has a title, since some clients crash without: %s", async (_, options, title) => {
  const desk = await startRoomDesk({
    env: { ANTEROOM_ROOMS_NICKNAME: "Front desk", ANTEROOM_ROOMS_OPTIONS: JSON.stringify(options) },
  });
  await filled(desk, 1);
  const sam = await visitor(desk, "sam");
  const { room_jid } = await give(desk.database, "take_room", { staff: "Sam" });
  const query = xml("query", { xmlns: "http://jabber.org/protocol/disco#info" });
  const answer = await sam.query(room_jid, "get", query);
  expect(answer.getChild("query")?.getChild("identity")?.attrs.name).toBe(title);
});
