/** Clients who were called, and whose room closes before they have come in. The component is down. */
import { randomUUID } from "node:crypto";
import { expect, test } from "vitest";
import { createDatabase, type TestDatabase } from "../../../support/database/postgres.ts";
import { answerOf, makeRoom, rowsOf } from "../../../support/rooms/rooms.ts";

const join = (db: TestDatabase, client: string, request = randomUUID()) =>
  answerOf<string>(db, "join_line", { client, request });

async function place(db: TestDatabase, ticket: string): Promise<unknown> {
  const [row] = await rowsOf<{ place: number | null; seat: string | null }>(db, "line_position", { ticket });
  return row?.seat ?? row?.place;
}

/** Ada is called, and Ben waits. */
async function called(db: TestDatabase) {
  const room = await makeRoom(db, { status: "staff_waiting" });
  const request = randomUUID();
  const [ada, ben] = [await join(db, "Ada", request), await join(db, "Ben")];
  const seat = await place(db, ada);
  return { room, request, ada, ben, seat };
}

for (const [end, ask] of [
  ["close_room", (db: TestDatabase, { id }: { id: string }) => answerOf(db, "close_room", { room_id: id })],
  [
    "the leaving of staff",
    (db: TestDatabase, { staffSeat }: { staffSeat: string | undefined }) =>
      answerOf(db, "release_seat", { seat: staffSeat }),
  ],
] as const) {
  test(`after ${end} a client who was called stands at the head at once, and the call does not count`, async () => {
    await using db = await createDatabase();
    const { room, request, ada, ben, seat } = await called(db);
    await db.query("update room set conversation_id = gen_random_uuid(), note = 'about tax'");
    expect(await ask(db, room)).toBe(true);
    expect([await place(db, ada), await place(db, ben)]).toEqual([1, 2]);
    expect(await join(db, "Ada", request)).toBe(ada);
    expect(await db.query("select calls from ticket where id = $1", [ada])).toEqual([{ calls: 0 }]);
    expect(await rowsOf(db, "renew_seat", { seat })).toEqual([]);
    expect(await answerOf(db, "release_seat", { seat })).toBe(false);
    const about = "select client, conversation_id, note from rooms where room_id = $1";
    expect(await db.query(about, [room.id])).toEqual([{ client: null, conversation_id: null, note: null }]);
    // The next room is hers.
    const next = await makeRoom(db, { status: "staff_waiting" });
    expect(await answerOf(db, "call_line", { for_room: next.id })).toBe(ada);
  });

  test(`after ${end} a client who was inside stands in no line`, async () => {
    await using db = await createDatabase();
    const { room, ada, seat } = await called(db);
    await db.query("update seat set state = 'inside', awaited = false where id = $1", [seat]);
    await ask(db, room);
    expect(await db.query("select state from ticket where id = $1", [ada])).toEqual([{ state: "called" }]);
    expect(await db.query("select state from seat where id = $1", [seat])).toEqual([{ state: "inside" }]);
  });
}
