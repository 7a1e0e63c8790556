/** A service on which everybody may create rooms: after a loss, a person's client that rejoins by itself owns the room. */
import { expect, test } from "vitest";
import { isMessage } from "../../support/people/people.ts";
import { rowsOf } from "../../support/rooms/help-desk.ts";
import { enter, filled, reaches, startRoomDesk, visitor } from "../../support/rooms/room-desk.ts";
import { give } from "../../support/rooms/rooms.ts";
import { enterRoom } from "../../support/rooms/rooms-people.ts";

test("a room that somebody else has taken after a loss is given up, and its people are told to leave it", async () => {
  const desk = await startRoomDesk({ env: { ANTEROOM_ROOMS_SERVICE: "open.localhost" } });
  await filled(desk, 2);
  const sam = await visitor(desk, "sam");
  const taken = await give(desk.database, "take_room", { staff: "Sam" });
  await enter(sam, taken);
  await reaches(desk, taken.room_id, "staff_waiting");
  await desk.anteroom.kill();
  await desk.server.kill();
  await desk.server.start();
  // As a client does that has lost its connection.
  const again = await visitor(desk, "sam");
  await enterRoom(again, { room: taken.room_jid, nick: "Sam" });
  await desk.database.query("update lease set expires_at = now()");
  await desk.anteroom.launch();
  await desk.anteroom.ready();
  await reaches(desk, taken.room_id, "failed");
  const told = await again.next(
    (element) =>
      isMessage("bot@help.localhost/anteroom")(element) &&
      (element.getChildText("body") ?? "").includes(taken.room_jid),
  );
  expect(told.attrs.type).toBe("chat");
  const [moved] = await rowsOf<{ room_id: string }>(
    desk.database,
    "select room_id from rooms where status = 'lost' and staff = 'Sam'",
  );
  const renewed = await give(desk.database, "renew_seat", { seat: taken.seat });
  expect(renewed.room_id).toBe(moved?.room_id);
  await enter(again, renewed);
  await reaches(desk, renewed.room_id, "staff_waiting");
});

test("a service that lets nobody create rooms makes the pool wait, and the log says how to mend that", async () => {
  const desk = await startRoomDesk({ env: { ANTEROOM_ROOMS_ADDRESS: "someone-else" } });
  const line = await desk.anteroom.logs("the server makes no room for the pool");
  expect(line.cure).toContain('admins = { "someone-else@help.localhost" }');
  const [failed] = await rowsOf<{ closed_why: string }>(
    desk.database,
    "select closed_why from rooms where status = 'failed'",
  );
  expect(failed?.closed_why).toMatch(/not-allowed|forbidden/);
});

test("a MUC service that is none makes the pool wait, and the log says which setting to look at", async () => {
  const desk = await startRoomDesk({ env: { ANTEROOM_ROOMS_SERVICE: "nowhere.localhost" } });
  const line = await desk.anteroom.logs("the server makes no room for the pool");
  expect(line.cure).toContain("rooms.service");
});
