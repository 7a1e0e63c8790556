/**
 * The table of faults and statuses. Each fault strikes an installation with a room at each status. When everything is
 * back, the truth has half a minute.
 */
import { expect, test } from "vitest";
import { reaches, startRoomDesk, timeIsUp } from "../../support/rooms/room-desk.ts";
import type { Guest } from "./guest.ts";
import { ACCOUNTS, LEVELS, type Party, stage } from "./stage.ts";
import { databaseOf, FAULTS, statusesOf } from "./table.ts";
import { becomesTrue, type Pool } from "./truth.ts";

const WITHIN_MS = 30_000;

test.each(Object.entries(FAULTS))(
  "%s: rooms of each status are true again, people find each other again, nobody stays alone without a word",
  { timeout: 180_000 },
  async (_, fault) => {
    const postgres = await databaseOf(fault);
    const desk = await startRoomDesk({
      ...(postgres !== undefined && { database: postgres }),
      accounts: ACCOUNTS,
      env: { ANTEROOM_ROOMS_QUEUES: JSON.stringify(LEVELS), ANTEROOM_ROOMS_GRACE: "10m" },
    });
    const pool: Pool = { server: desk.server, database: desk.database, grace: 600_000, levels: LEVELS };
    const staged = await Promise.all(
      statusesOf(fault).map((status) => stage(desk, status, fault.missing ?? "staff")),
    );
    const creating = await fault.strike({ desk, parties: staged, postgres });
    const parties = creating === undefined ? staged : [...staged, creating];
    const people = parties.flatMap(guestsOf);
    expect(await becomesTrue(pool, people, WITHIN_MS)).toEqual([]);
    if (fault.movesNobody) for (const party of parties) await kept(pool, party);

    for (const role of ["client", "staff"] as const) {
      const out = people.filter((guest) => guest.role === role && isOut(guest));
      await Promise.all(out.map((guest) => guest.comeBack(desk)));
      expect(await becomesTrue(pool, people, WITHIN_MS)).toEqual([]);
    }
    for (const { status, staff, client } of parties.filter(isPair)) {
      expect(staff.room, `the staff that was ${status} is inside`).toBeDefined();
      expect(client.room, `the client that was ${status} is with the staff`).toBe(staff.room);
    }

    const left = parties.filter(isPair);
    for (const { staff } of left) await staff.vanish();
    for (const { staff } of left) {
      await reaches(desk, staff.given.room_id, "lost");
      await timeIsUp(desk, staff.given.room_id);
    }
    for (const { client } of left) await reaches(desk, client.given.room_id, "closing");
    expect(await becomesTrue(pool, people, WITHIN_MS)).toEqual([]);
    for (const { client } of left) await client.hears("wait for somebody else");

    await Promise.all(people.filter(({ room }) => room !== undefined).map((guest) => guest.leave()));
    expect(await becomesTrue(pool, people, WITHIN_MS)).toEqual([]);
  },
);

function guestsOf({ staff, client }: Party): readonly Guest[] {
  return [staff, client].filter((guest) => guest !== undefined);
}

function isOut({ room, hasLeft }: Guest): boolean {
  return room === undefined && !hasLeft;
}

/** Both were inside, and may be so again. */
function isPair(party: Party): party is Required<Party> {
  return party.status === "chatting" || party.status === "lost";
}

/** Nothing has happened to the room, as history tells. */
async function kept({ database }: Pool, { status, staff }: Party): Promise<void> {
  if (staff === undefined) return;
  const [row] = await database.query<{ status: string }>("select status from rooms where room_id = $1", [
    staff.given.room_id,
  ]);
  expect(row?.status).toBe(status === "creating" ? "reserved" : status);
}
