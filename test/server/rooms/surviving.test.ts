/** Rooms outlive the process, the stream, the server and the database: afterwards their rows are true again. */
import { describe, expect, test } from "vitest";
import { person } from "../../support/people/people.ts";
import { expireLease, type HelpDesk, rowsOf } from "../../support/rooms/help-desk.ts";
import {
  answering,
  enter,
  enterPatiently,
  filled,
  reaches,
  staffWaits,
  startRoomDesk,
  story,
  visitor,
} from "../../support/rooms/room-desk.ts";
import { type Given, give } from "../../support/rooms/rooms.ts";
import { roomsLeft } from "../../support/rooms/rooms-left.ts";
import type { Occupant } from "../../support/rooms/rooms-people.ts";

interface Room {
  readonly forStaff: Given;
  readonly forClient: Given | undefined;
  readonly staff: Occupant | undefined;
  readonly client: Occupant | undefined;
}

const STAGES = ["reserved", "staff_waiting", "client_coming", "chatting"] as const;

async function roomAt(desk: HelpDesk, status: (typeof STAGES)[number]): Promise<Room> {
  await filled(desk, 2);
  const forStaff = await give(desk.database, "take_room", {
    staff: "Sam",
    lease: "5 minutes",
    wanted_nick: "Sam",
  });
  if (status === "reserved") return { forStaff, forClient: undefined, staff: undefined, client: undefined };
  const staff = await enter(await visitor(desk, "sam"), forStaff);
  await staffWaits(desk, forStaff.room_id);
  if (status === "staff_waiting") return { forStaff, forClient: undefined, staff, client: undefined };
  const forClient = await give(desk.database, "seat_client", {
    client: "Cleo",
    lease: "5 minutes",
    wanted_nick: "Cleo",
  });
  if (status === "client_coming") return { forStaff, forClient, staff, client: undefined };
  const client = await enter(await visitor(desk, "cleo"), forClient);
  await reaches(desk, forStaff.room_id, "chatting");
  await answering(desk, forStaff.room_id, 2);
  return { forStaff, forClient, staff, client };
}

/** Kills the process, and starts it again after `meanwhile`. It has all rooms in sight again. */
async function killed(desk: HelpDesk, meanwhile: () => Promise<unknown> = async () => {}): Promise<void> {
  await desk.anteroom.kill();
  await meanwhile();
  await expireLease(desk.database);
  await desk.anteroom.launch();
  await desk.anteroom.ready();
  // Until then the rows are those of before, and whoever leaves may have gone while the process was away.
  await desk.anteroom.logs("the rooms were read back");
}

describe("after SIGKILL of the process", () => {
  test.each(STAGES)("a room that was %s stays so, and goes on", async (status) => {
    const desk = await startRoomDesk();
    const { forStaff, forClient, staff, client } = await roomAt(desk, status);
    await killed(desk);
    const id = forStaff.room_id;
    if (staff === undefined) await enter(await visitor(desk, "sam"), forStaff);
    if (status === "reserved") await reaches(desk, id, "staff_waiting");
    if (status === "client_coming") await enter(await visitor(desk, "cleo"), forClient ?? forStaff);
    if (status === "client_coming" || status === "chatting") await reaches(desk, id, "chatting");
    else await reaches(desk, id, "staff_waiting");
    await (client ?? staff)?.leave();
    if (client !== undefined || staff !== undefined) await reaches(desk, id, "closing");
    expect((await story(desk, id)).filter((step) => step.startsWith("lost"))).toEqual([]);
  });

  test("people who came and went meanwhile are found as they are", async () => {
    const desk = await startRoomDesk();
    const { forStaff, forClient, staff } = await roomAt(desk, "client_coming");
    const cleo = await visitor(desk, "cleo");
    await killed(desk, async () => {
      await enter(cleo, forClient ?? forStaff);
      await staff?.person.cut();
    });
    await reaches(desk, forStaff.room_id, "lost");
    const again = await visitor(desk, "sam");
    await rowsOf(desk.database, "select 1 as one from room where id = $1 and next_password is null", [
      forStaff.room_id,
    ]);
    const { password } = await give(desk.database, "renew_seat", { seat: forStaff.seat });
    await enter(again, { ...forStaff, password }, "Sam again");
    await reaches(desk, forStaff.room_id, "chatting");
  });

  test("a client whose connection died, and whose session the server keeps to be resumed, has dropped out", async () => {
    const desk = await startRoomDesk();
    const { forStaff } = await roomAt(desk, "staff_waiting");
    const forClient = await give(desk.database, "seat_client", { client: "Cleo" });
    await desk.server.addUser("cleo", "pw");
    const cleo = await person(desk.server, "cleo", { pings: true });
    await enter(cleo, forClient);
    await reaches(desk, forStaff.room_id, "chatting");
    await answering(desk, forStaff.room_id, 2);
    await killed(desk, () => cleo.cut());
    await reaches(desk, forStaff.room_id, "lost");
    expect(
      await desk.database.query("select staff_in, client_in from rooms where room_id = $1", [
        forStaff.room_id,
      ]),
    ).toEqual([{ staff_in: true, client_in: false }]);
    const again = await visitor(desk, "cleo");
    await enterPatiently(desk, again, await give(desk.database, "renew_seat", { seat: forClient.seat }));
    await reaches(desk, forStaff.room_id, "chatting");
  });

  test("a room that was being made is given up, and nothing of it is left", async () => {
    const desk = await startRoomDesk();
    await filled(desk, 2);
    await killed(desk, () =>
      desk.database.query(
        `with made as (
           insert into room (domain, queue, jid, bot_nick, lease, status, password)
           values ('help.localhost', 'default', 'half-made@conference.localhost', 'Anteroom', '1 minute', 'creating', 'x') returning id)
         insert into room_change (room_id, rev, to_status, cause, actor) select id, 1, 'creating', 'wanted', 'anteroom' from made`,
      ),
    );
    await rowsOf(
      desk.database,
      "select 1 as one from rooms where room_jid = 'half-made@conference.localhost' and status = 'failed'",
    );
  });

  test("what SQL functions did meanwhile is carried out", async () => {
    const desk = await startRoomDesk();
    const { forStaff, client } = await roomAt(desk, "chatting");
    await killed(desk, () =>
      give(desk.database, "close_room", { room_id: forStaff.room_id, reason: "over" }),
    );
    expect((await client?.heard())?.text).toContain("over");
    await reaches(desk, forStaff.room_id, "closing");
  });
});

test("a stream that is cut moves nobody", async () => {
  const desk = await startRoomDesk();
  const { forStaff, client } = await roomAt(desk, "chatting");
  desk.network.cut();
  await desk.anteroom.logs("next attempt in");
  await desk.anteroom.logs("the rooms were read back");
  await client?.leave();
  await reaches(desk, forStaff.room_id, "closing");
  expect((await story(desk, forStaff.room_id)).filter((step) => step.startsWith("lost"))).toEqual([]);
});

test("the server is killed: its rooms are replaced, and the people of a room find each other in another one", async () => {
  const desk = await startRoomDesk();
  const { forStaff, forClient } = await roomAt(desk, "chatting");
  await filled(desk, 2);
  await desk.server.kill();
  await desk.server.start();
  await desk.anteroom.ready();
  await reaches(desk, forStaff.room_id, "failed");
  expect((await desk.anteroom.logs((line) => line.lost !== undefined)).lost).toBe(3);
  // The seats may go through another room that the server has lost as well.
  await rowsOf(desk.database, "select 1 as one from rooms where status = 'failed' having count(*) = 3");
  const [moved] = await rowsOf<{ room_id: string }>(
    desk.database,
    "select room_id from rooms where status = 'lost' and staff = 'Sam' and client = 'Cleo'",
  );
  const staffAgain = await give(desk.database, "renew_seat", { seat: forStaff.seat });
  expect(staffAgain.room_id).toBe(moved?.room_id);
  await enter(await visitor(desk, "sam"), staffAgain);
  const clientAgain = await give(desk.database, "renew_seat", { seat: forClient?.seat ?? "" });
  expect(clientAgain.room_id).toBe(moved?.room_id);
  await enter(await visitor(desk, "cleo"), clientAgain);
  await reaches(desk, clientAgain.room_id, "chatting");
  await filled(desk, 2);
});

test("the server is restarted in good order: people have to come in again, and have their seats", async () => {
  const desk = await startRoomDesk();
  const { forStaff, forClient } = await roomAt(desk, "chatting");
  await desk.server.stop();
  await desk.server.start();
  // Some servers keep rooms over a restart. Of one that does not, the old row may be `lost` for a moment, too.
  const { lost = 0 } = await desk.anteroom.logs("the rooms were read back");
  await rowsOf(desk.database, "select 1 as one from rooms where status = 'failed' having count(*) = $1", [
    lost,
  ]);
  for (const [name, { seat }] of [
    ["sam", forStaff],
    ["cleo", forClient ?? forStaff],
  ] as const) {
    await rowsOf(
      desk.database,
      "select 1 as one from rooms where status = 'lost' and staff = 'Sam' and client = 'Cleo'",
    );
    await enterPatiently(desk, await visitor(desk, name), await give(desk.database, "renew_seat", { seat }));
  }
  await rowsOf(
    desk.database,
    "select 1 as one from rooms where status = 'chatting' and staff_in and client_in",
  );
});

test("a room that was given up while the server and the process were away is not made anew", async () => {
  const desk = await startRoomDesk();
  const { forStaff } = await roomAt(desk, "reserved");
  await filled(desk, 2);
  await desk.server.kill();
  await killed(desk, async () => {
    await give(desk.database, "release_seat", { seat: forStaff.seat });
    await desk.server.start();
  });
  await reaches(desk, forStaff.room_id, "closed");
  await rowsOf(desk.database, "select 1 as one from rooms where status = 'failed' having count(*) = 2");
  await filled(desk, 2);
  await rowsOf(desk.database, "select 1 as one where not exists (select from outbox)");
  const open = await desk.database.query<{ room_jid: string }>(
    "select room_jid from rooms where closed_at is null",
  );
  const left = await roomsLeft(desk.server, open.length);
  expect(left).toEqual(open.map(({ room_jid }) => room_jid).toSorted());
});
