/** Queues and their staff are changed while Anteroom runs. */
import { expect, test } from "vitest";
import { settingsFile } from "../../support/process/settings-file.ts";
import { BOT, rowsOf, startHelpDesk } from "../../support/rooms/help-desk.ts";
import { answering, enter, filled, reaches, visitor } from "../../support/rooms/room-desk.ts";
import { answerOf, give } from "../../support/rooms/rooms.ts";

const SERVICE = { ANTEROOM_ROOMS_SERVICE: "conference.localhost" };

test("queues and staff that are changed while people talk change nothing but the pool and what the bot offers", async () => {
  const file = await settingsFile({ rooms: { queues: { day: { ready: 1 }, night: { ready: 2 } } } });
  const desk = await startHelpDesk({ env: { ...SERVICE, ...file.env } });
  const open = () =>
    desk.database.query(
      "select queue, status, count(*)::int from rooms where closed_at is null group by 1, 2 order by 1, 2",
    );
  await filled(desk, 1, "day");
  await filled(desk, 2, "night");
  const [sam, cleo] = [await visitor(desk, "sam"), await visitor(desk, "cleo")];
  const room = await give(desk.database, "take_room", { staff: "Sam", queue: "night" });
  const staff = await enter(sam, room);
  await reaches(desk, room.room_id, "staff_waiting");
  await answering(desk, room.room_id, 1);
  const client = await enter(
    cleo,
    await give(desk.database, "seat_client", { client: "Cleo", queue: "night" }),
  );
  await reaches(desk, room.room_id, "chatting");
  await filled(desk, 2, "night");
  expect(await cleo.asks(BOT, "/new desk")).not.toContain("You are");

  // More rooms of one, none of another, and a new one with staff of its own.
  await file.reload(desk.anteroom, {
    rooms: {
      queues: { day: { ready: 3 }, weekend: { ready: 2, max: 2 } },
      staff: { "cleo@localhost": ["weekend"] },
    },
  });
  await filled(desk, 3, "day");
  await filled(desk, 2, "weekend");
  await rowsOf(
    desk.database,
    `select from rooms where queue = 'night' and status = 'closed' having count(*) = 2`,
  );
  expect(await open()).toEqual([
    { queue: "day", status: "available", count: 3 },
    { queue: "night", status: "chatting", count: 1 },
    { queue: "weekend", status: "available", count: 2 },
  ]);
  expect(await cleo.asks(BOT, "/new desk")).toContain("weekend");
  await client.say("still here?");
  expect((await staff.heard()).text).toBe("still here?");
  expect(await answerOf(desk.database, "take_room", { staff: "Kim", queue: "night" })).toBeUndefined();

  // A file that is wrong changes nothing, not even in its other parts.
  await file.refused(desk.anteroom, {
    rooms: { queues: { day: { ready: 9, max: 3 } }, staff: { "sam@localhost": ["day"] } },
  });
  expect(await cleo.asks(BOT, "/abort")).not.toBe("");
  expect(await cleo.asks(BOT, "/new desk")).toContain("weekend");
  // The queue that was removed is back.
  await file.reload(desk.anteroom, { rooms: { queues: { night: { ready: 1 } } } });
  await filled(desk, 1, "night");
  await rowsOf(
    desk.database,
    "select from rooms where queue in ('day', 'weekend') and closed_at is null having count(*) = 0",
  );
  await client.say("bye");
  expect((await staff.heard()).text).toBe("bye");
});
