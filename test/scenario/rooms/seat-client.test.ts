import { randomUUID } from "node:crypto";
import { expect, test } from "vitest";
import { createDatabase } from "../../support/database/postgres.ts";
import {
  answerOf,
  connectCaller,
  connectCrowd,
  give,
  haveStream,
  makeRoom,
  refusal,
  rowsOf,
} from "../../support/rooms/rooms.ts";

test("seat_client gives the room whose staff has waited longest", async () => {
  await using db = await createDatabase();
  const waits = [30, 400, 7, 120];
  const rooms = new Map<number, string>();
  for (const waited of waits) {
    rooms.set(waited, (await makeRoom(db, { status: "staff_waiting", waited })).id);
  }
  for (const status of ["available", "reserved", "lost", "closing"]) {
    await makeRoom(db, { status, waited: 9_000 });
  }
  for (const waited of [400, 120, 30, 7]) {
    expect((await give(db, "seat_client", { client: "Cleo" })).room_id).toBe(rooms.get(waited));
  }
  expect(await rowsOf(db, "seat_client", { client: "Cleo" })).toEqual([]);
  expect(
    await db.query(
      "select distinct from_status, to_status, cause, actor from room_history where to_status = 'client_coming'",
    ),
  ).toEqual([
    { from_status: "staff_waiting", to_status: "client_coming", cause: "seat_client", actor: "Cleo" },
  ]);
  expect(
    await db.query(
      "select distinct status, staff, client, staff_in, client_in from rooms where client is not null",
    ),
  ).toEqual([{ status: "client_coming", staff: "Sam", client: "Cleo", staff_in: true, client_in: false }]);
});

test("staff who wait and give their seat up get no client, also while the component is down", async () => {
  await using db = await createDatabase();
  const left = await makeRoom(db, { status: "staff_waiting", waited: 90 });
  const next = await makeRoom(db, { status: "staff_waiting", waited: 60 });
  expect(await answerOf(db, "release_seat", { seat: left.staffSeat })).toBe(true);
  expect((await give(db, "seat_client", { client: "Cleo" })).room_id).toBe(next.id);
  expect(await rowsOf(db, "seat_client", { client: "Dora" })).toEqual([]);
  const ticket = await answerOf(db, "join_line", { client: "Dora" });
  expect(await rowsOf(db, "line_position", { ticket })).toMatchObject([{ place: 1, seat: null }]);
  expect(
    await db.query(
      `select status, closed_why, from_status, cause, actor from rooms join room_history using (room_id)
       where room_id = $1 and to_status = status`,
      [left.id],
    ),
  ).toEqual([
    {
      status: "closing",
      closed_why: "staff_left",
      from_status: "staff_waiting",
      cause: "staff_left",
      actor: "Sam",
    },
  ]);
  expect(await answerOf(db, "release_seat", { seat: left.staffSeat })).toBe(false);
});

test("a hundred clients at once get the ten rooms that there are, one each", async () => {
  await using db = await createDatabase();
  for (let n = 0; n < 10; n += 1) await makeRoom(db, { status: "staff_waiting", waited: 10 + n });
  await makeRoom(db, { status: "chatting", waited: 500 });
  await using crowd = connectCrowd(db);
  const people = Array.from({ length: 100 }, (_, n) => n);
  const given = await Promise.all(people.map((n) => rowsOf(crowd, "seat_client", { client: `Client ${n}` })));
  expect(given.flat()).toHaveLength(10);
  expect(new Set(given.flat().map(({ room_id }) => room_id)).size).toBe(10);
  const third = "select room_id from seat where state <> 'over' group by room_id having count(*) > 2";
  expect(await db.query(third)).toEqual([]);
});

test("a room that another caller's open transaction holds is passed over", async () => {
  await using db = await createDatabase();
  const longest = await makeRoom(db, { status: "staff_waiting", waited: 90 });
  const next = await makeRoom(db, { status: "staff_waiting", waited: 60 });
  await using open = await connectCaller(db);
  await open.query("begin");
  expect((await give(open, "seat_client", { client: "Abe" })).room_id).toBe(longest.id);
  expect((await give(db, "seat_client", { client: "Bea" })).room_id).toBe(next.id);
  await open.query("rollback");
  expect((await give(db, "seat_client", { client: "Cem" })).room_id).toBe(longest.id);
});

test("seat_client gives nothing while anybody waits in line, and a line of another queue does not count", async () => {
  await using db = await createDatabase();
  await makeRoom(db, { status: "staff_waiting", queue: "legal" });
  await db.query(
    `insert into ticket (id, queue, client, lasts, until)
     values (secret(), 'default', 'Ada', '2 minutes', now() + interval '1 minute')`,
  );
  await makeRoom(db, { status: "staff_waiting" });
  expect(await rowsOf(db, "seat_client", { client: "Cleo" })).toEqual([]);
  expect(await rowsOf(db, "seat_client", { client: "Cleo", queue: "legal" })).toHaveLength(1);
  // Nobody has looked at it in time: it does not stand any more, though no component has written that down.
  await db.query("update ticket set until = clock_timestamp()");
  expect(await rowsOf(db, "seat_client", { client: "Cleo" })).toHaveLength(1);
});

test("the same request of a client gives the same seat, and another function's requests are others", async () => {
  await using db = await createDatabase();
  const request = randomUUID();
  await makeRoom(db, { status: "staff_waiting", waited: 5 });
  await makeRoom(db, { status: "staff_waiting" });
  const first = await give(db, "seat_client", { client: "Cleo", request });
  expect(await give(db, "seat_client", { client: "Cleo", request })).toEqual(first);
  expect(await rowsOf(db, "take_room", { staff: "Noor", request })).toEqual([]);
  expect(await answerOf(db, "join_line", { client: "Cleo", request })).not.toBe(first.seat);
});

test("what was noted of a client who did not come is not told of the next", async () => {
  await using db = await createDatabase();
  const { id } = await makeRoom(db, { status: "staff_waiting" });
  await db.query(
    "insert into ticket (id, queue, client, note, lasts) values (secret(), 'default', 'Ada', 'Tax', '1 h')",
  );
  await rowsOf(db, "call_line", { for_room: id });
  expect(await db.query("select client, note from rooms")).toEqual([{ client: "Ada", note: "Tax" }]);
  await db.query("update seat set state = 'over', awaited = false where role = 'client'");
  await db.query("update room set status = 'staff_waiting', client = null");
  await give(db, "seat_client", { client: "Ben" });
  expect(await db.query("select client, note from rooms")).toEqual([{ client: "Ben", note: null }]);
});

test("rooms of a component without a stream wait behind those of one that has it", async () => {
  await using db = await createDatabase();
  const silent = await makeRoom(db, { status: "staff_waiting", waited: 500, domain: "silent.example.org" });
  const lively = await makeRoom(db, { status: "staff_waiting", waited: 1, domain: "lively.example.org" });
  await haveStream(db, "lively.example.org");
  expect((await give(db, "seat_client", { client: "Abe" })).room_id).toBe(lively.id);
  expect((await give(db, "seat_client", { client: "Bea" })).room_id).toBe(silent.id);
});

test("arguments of seat_client that cannot be are refused by name", async () => {
  await using db = await createDatabase();
  const refused: readonly (readonly [given: Readonly<Record<string, unknown>>, text: string])[] = [
    [{ client: "\t" }, "client is empty"],
    [{ client: "c".repeat(300) }, "client has 300 characters; 200 are allowed"],
    [{ client: "Cleo", queue: "nowhere" }, "queue is unknown: 'nowhere'"],
    [{ client: "Cleo", lease: "61 minutes" }, "lease is 01:01:00; it may be 1 hour at most"],
    [{ client: "Cleo", client_jid: "cleo@" }, "client_jid is no JID: 'cleo@'"],
  ];
  for (const [given, text] of refused) {
    expect(await refusal(rowsOf(db, "seat_client", given))).toBe(`22023: ${text}`);
  }
});
