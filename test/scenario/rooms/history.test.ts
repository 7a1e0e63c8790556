import { expect, test } from "vitest";
import { createDatabase, type TestDatabase } from "../../support/database/postgres.ts";
import { answerOf, give, makeRoom } from "../../support/rooms/rooms.ts";

async function historyOf(db: TestDatabase, room: unknown): Promise<readonly string[]> {
  const rows = await db.query<{ step: string }>(
    `select concat_ws(' ', from_status, to_status, cause, actor) as step from room_history
     where room_id = $1 order by at`,
    [room],
  );
  return rows.map(({ step }) => step);
}

const end = (db: TestDatabase, seat: unknown) =>
  db.query("update seat set state = 'over', nicks = '{}', awaited = false where id = $1", [seat]);

test("each claim is one row of history, also when its seat is over and another has followed", async () => {
  await using db = await createDatabase();
  const room = await makeRoom(db);
  await give(db, "take_room", { staff: "Noor" });
  const wait = "update room set status = 'staff_waiting', waiting_since = clock_timestamp(), rev = rev + 1";
  await db.query(wait);
  const first = await give(db, "seat_client", { client: "Abe" });
  await end(db, first.seat);
  await db.query(wait);
  await answerOf(db, "join_line", { client: "Bea" });
  expect(await historyOf(db, room.id)).toEqual([
    "available reserved take_room Noor",
    "staff_waiting client_coming seat_client Abe",
    "staff_waiting client_coming line Bea",
  ]);
});

test("a claim stays in the history of the room in which it was made when its seat moves to another", async () => {
  await using db = await createDatabase();
  const lost = await makeRoom(db, { status: "chatting", staff: "Sam" });
  const next = await makeRoom(db);
  const before = await historyOf(db, lost.id);
  expect(before).toHaveLength(2);
  await db.query("update seat set given_in = room_id, room_id = $1", [next.id]);
  await db.query("update room set staff_seat = $2, client_seat = $3 where id = $1", [
    next.id,
    lost.staffSeat,
    lost.clientSeat,
  ]);
  expect(await historyOf(db, lost.id)).toEqual(before);
  expect(await historyOf(db, next.id)).toEqual([]);
  expect(await db.query("select staff_in from rooms order by room_id")).toEqual([
    { staff_in: false },
    { staff_in: true },
  ]);
  await end(db, lost.clientSeat);
  expect(await historyOf(db, lost.id)).toEqual(before);
});

test("the seat of a ticket of the responder chat is owed an invitation, and no other is", async () => {
  await using db = await createDatabase();
  const ada = await answerOf(db, "join_line", { client: "Ada", client_jid: "ada@example.org" });
  await answerOf(db, "join_line", { client: "Ben", client_jid: "ben@example.org" });
  await db.query("update ticket set chat = gen_random_uuid(), domain = 'help.example.org' where id = $1", [
    ada,
  ]);
  for (const seen of [true, false]) {
    const { id } = await makeRoom(db, { status: "staff_waiting" });
    await answerOf(db, "call_line", { for_room: id });
    expect(await db.query("select invite from seat where room_id = $1 and role = 'client'", [id])).toEqual([
      { invite: seen },
    ]);
  }
});

test("a claim that names a person from a browser owes them an invitation, and no other does", async () => {
  await using db = await createDatabase();
  await db.query(
    "insert into person (kind, address) values ('browser', 'ann@help.example.org'), ('xmpp', 'bo@example.org')",
  );
  for (const [jid, owed] of [
    ["Ann@help.example.org/page", true],
    ["bo@example.org", false],
    ["cas@example.org", false],
    [null, false],
  ] as const) {
    const { id } = await makeRoom(db);
    const { seat } = await give(db, "take_room", { staff: "Noor", staff_jid: jid });
    await db.query("update room set status = 'staff_waiting', waiting_since = now() where id = $1", [id]);
    const client = await give(db, "seat_client", { client: "Cleo", client_jid: jid });
    expect(await db.query("select invite from seat where id = any ($1)", [[seat, client.seat]])).toEqual([
      { invite: owed },
      { invite: owed },
    ]);
  }
});
