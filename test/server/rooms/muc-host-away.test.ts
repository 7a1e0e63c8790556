/** The MUC service is not there while the pool is full of its rooms: it was taken out of the server, or misspelt. */
import { expect, test } from "vitest";
import { launchAnteroom } from "../../support/process/anteroom-process.ts";
import { expireLease, type HelpDesk, rowsOf } from "../../support/rooms/help-desk.ts";
import { enter, filled, reaches, startRoomDesk, visitor } from "../../support/rooms/room-desk.ts";
import { type Given, give } from "../../support/rooms/rooms.ts";

const CONFERENCE = { ANTEROOM_ROOMS_SERVICE: "conference.localhost" };
const NOWHERE = { ANTEROOM_ROOMS_SERVICE: "nowhere.localhost" };

/** Ends the process, and starts another one with these settings. */
async function restarted(desk: HelpDesk, env: Readonly<Record<string, string>>) {
  await desk.anteroom.kill();
  await expireLease(desk.database);
  const anteroom = await launchAnteroom({ ...desk.options, env: { ...desk.options.env, ...env } });
  await anteroom.ready();
  return anteroom;
}

test("rooms of a service that is not there are not taken for read, and are lost when it stays away", async () => {
  const desk = await startRoomDesk({ env: CONFERENCE });
  await filled(desk, 2);
  const { room_id, seat } = await give(desk.database, "take_room", { staff: "Sam" });
  await filled(desk, 2);
  // As if the rooms had been made on a service that the server does not have any more.
  await desk.database.query("update room set jid = replace(jid, 'conference', 'nowhere')");
  const anteroom = await restarted(desk, NOWHERE);
  const line = await anteroom.logs("the MUC service is not there");
  expect([line.level, line.service]).toEqual(["error", "nowhere.localhost"]);
  expect(line.cure).toContain("rooms.service");
  await rowsOf(desk.database, "select from rooms where closed_at is null having count(*) = 0");
  await reaches(desk, room_id, "failed");
  expect(await rowsOf(desk.database, "select count(*) from take_room('Max')")).toEqual([{ count: "0" }]);
  expect(await rowsOf(desk.database, `select count(*) from renew_seat('${seat}')`)).toEqual([{ count: "0" }]);
  expect(anteroom.log.filter(({ msg }) => msg.includes("read back from the server"))).toEqual([]);
  expect(anteroom.log.filter(({ msg }) => msg.includes("the MUC service is not there"))).toHaveLength(1);
});

test("a name of the service that is misspelt takes nothing from people inside; one that is another brings them over", async () => {
  const desk = await startRoomDesk({ env: CONFERENCE });
  await filled(desk, 2);
  const given: Given = await give(desk.database, "take_room", { staff: "Sam" });
  const staff = await enter(await visitor(desk, "sam"), given);
  await reaches(desk, given.room_id, "staff_waiting");
  await filled(desk, 2);
  const misspelt = await restarted(desk, NOWHERE);
  await misspelt.logs("the MUC service is not there");
  // Nobody is handed a room that the bot cannot hear of.
  await rowsOf(desk.database, "select from rooms where status = 'available' having count(*) = 0");
  await reaches(desk, given.room_id, "staff_waiting");
  await staff.say("still here");
  await misspelt.kill();
  await expireLease(desk.database);
  const moved = await launchAnteroom({
    ...desk.options,
    env: { ...desk.options.env, ANTEROOM_ROOMS_SERVICE: "open.localhost" },
  });
  await moved.ready();
  await reaches(desk, given.room_id, "failed");
  await staff.gone();
  const [room] = await rowsOf<{ room_jid: string }>(
    desk.database,
    "select room_jid from rooms where status = 'lost' and staff = 'Sam'",
  );
  expect(room?.room_jid).toMatch(/@open\.localhost$/);
});
