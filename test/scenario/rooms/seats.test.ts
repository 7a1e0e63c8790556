import { randomUUID } from "node:crypto";
import { expect, test } from "vitest";
import { createDatabase } from "../../support/database/postgres.ts";
import {
  answerOf,
  connectCaller,
  DOMAIN,
  give,
  makeRoom,
  refusal,
  rowsOf,
} from "../../support/rooms/rooms.ts";

const unseen = "select id, unseen from room where unseen";

test("renew_seat gives the password in force, and makes the seat awaited beside a person who seems to be inside", async () => {
  await using db = await createDatabase();
  const room = await makeRoom(db, { status: "chatting", staff: "Sam" });
  await db.query("update room set password = 'of the moment' where id = $1", [room.id]);
  const given = await give(db, "renew_seat", { seat: room.staffSeat, lease: "3 minutes" });
  expect(given).toMatchObject({
    room_id: room.id,
    room_jid: room.jid,
    seat: room.staffSeat,
    password: "of the moment",
    // The page that was reloaded may still be there under the old one.
    nick: "Sam 2",
  });
  expect(await db.query("select state, awaited from seat where id = $1", [room.staffSeat])).toEqual([
    { state: "inside", awaited: true },
  ]);
  expect(await db.query("select status, staff_in, lease_until from rooms")).toEqual([
    { status: "chatting", staff_in: true, lease_until: given.lease_until },
  ]);
  expect(await db.query(unseen)).toHaveLength(1);
});

test("a page that is reloaded again and again has another nickname each time, which does not grow", async () => {
  await using db = await createDatabase();
  const { staffSeat } = await makeRoom(db, { status: "chatting", staff: "Noor" });
  const given: unknown[] = [];
  for (let reload = 0; reload < 4; reload++) {
    const { nick } = await give(db, "renew_seat", { seat: staffSeat });
    given.push(nick);
    await db.query("update seat set nicks = array[nick] where id = $1", [staffSeat]);
  }
  expect(given).toEqual(["Noor 2", "Noor", "Noor 2", "Noor"]);
});

test("a number that belongs to the wanted nickname stays when the page is reloaded", async () => {
  await using db = await createDatabase();
  await makeRoom(db);
  const { seat, nick } = await give(db, "take_room", { staff: "Noor", wanted_nick: "Agent 7" });
  const given = [nick];
  for (let reload = 0; reload < 12; reload++) {
    await db.query("update seat set state = 'inside', nicks = nicks || nick where id = $1", [seat]);
    given.push((await give(db, "renew_seat", { seat })).nick);
  }
  expect(given).toEqual(["Agent 7", ...Array.from({ length: 12 }, (_, n) => `Agent 7 ${n + 2}`)]);
});

test("renew_seat of a seat that nobody has entered begins the lease anew, under the same nickname", async () => {
  await using db = await createDatabase();
  await makeRoom(db);
  const taken = await give(db, "take_room", { staff: "Noor", lease: "1 second" });
  await db.query("update seat set ending = true");
  const renewed = await give(db, "renew_seat", { seat: taken.seat });
  expect(renewed).toEqual({ ...taken, lease_until: renewed.lease_until });
  expect(renewed.lease_until > taken.lease_until).toBe(true);
  expect(await db.query("select ending from seat")).toEqual([{ ending: false }]);
});

test("renew_seat works in every open room with people, and gives no row for what is over", async () => {
  await using db = await createDatabase();
  for (const status of ["reserved", "staff_waiting", "client_coming", "chatting", "lost"]) {
    const { staffSeat } = await makeRoom(db, { status });
    expect(await rowsOf(db, "renew_seat", { seat: staffSeat })).toHaveLength(1);
  }
  const closing = await makeRoom(db, { status: "closing" });
  const over = await makeRoom(db, { status: "chatting" });
  await db.query("update seat set state = 'over', nicks = '{}' where id = $1", [over.clientSeat]);
  for (const seat of [closing.staffSeat, over.clientSeat, randomUUID(), null]) {
    expect(await rowsOf(db, "renew_seat", { seat })).toEqual([]);
  }
  expect(await refusal(rowsOf(db, "renew_seat", { seat: over.staffSeat, lease: "2 hours" }))).toBe(
    "22023: lease is 02:00:00; it may be 1 hour at most",
  );
});

test("release_seat gives a seat up once, and the room is left to the component", async () => {
  await using db = await createDatabase();
  const room = await makeRoom(db, { status: "client_coming" });
  expect(await answerOf(db, "release_seat", { seat: room.clientSeat })).toBe(true);
  expect(await db.query("select released from seat where id = $1", [room.clientSeat])).toEqual([
    { released: true },
  ]);
  expect(await db.query(unseen)).toEqual([{ id: room.id, unseen: true }]);
  expect(await answerOf(db, "release_seat", { seat: room.clientSeat })).toBe(false);
  expect(await rowsOf(db, "renew_seat", { seat: room.clientSeat })).toEqual([]);
  for (const seat of [randomUUID(), null]) expect(await answerOf(db, "release_seat", { seat })).toBe(false);
  expect(await answerOf(db, "release_seat", { seat: room.staffSeat })).toBe(true);
});

test("a seat of a lost room is given up while its person waits to be moved, and the next room ends it", async () => {
  await using db = await createDatabase();
  const lost = await makeRoom(db, { status: "chatting" });
  await db.query(
    "update seat set state = 'missing', nicks = '{}', missing_since = now(), jid = 'cleo@example.org'",
  );
  await db.query(
    "update room set status = 'failed', closed_at = clock_timestamp(), password = null where id = $1",
    [lost.id],
  );
  expect(await rowsOf(db, "renew_seat", { seat: lost.clientSeat })).toEqual([]);
  expect(await answerOf(db, "release_seat", { seat: lost.clientSeat })).toBe(true);
  expect(await answerOf(db, "release_seat", { seat: lost.clientSeat })).toBe(false);
  expect(await db.query(unseen)).toEqual([]);
  const next = await makeRoom(db);
  const move = (rooms: readonly string[]) => db.query("select move_lost($1, $2)", [DOMAIN, rooms]);
  // A room that the server may have lost, too, is not among those that are named.
  await move([]);
  expect(await db.query(unseen)).toEqual([]);
  await move([next.id]);
  expect(await db.query(unseen)).toEqual([{ id: next.id, unseen: true }]);
  expect(await db.query("select role, room_id, state, released, invite from seat order by role")).toEqual([
    { role: "client", room_id: next.id, state: "missing", released: true, invite: false },
    { role: "staff", room_id: next.id, state: "missing", released: false, invite: true },
  ]);
});

test("close_room closes any open room, keeps the first reason or else the cause, and is false for one that is over", async () => {
  await using db = await createDatabase();
  const open = ["creating", "available", "reserved", "staff_waiting", "client_coming", "chatting", "lost"];
  for (const status of open) {
    const { id } = await makeRoom(db, { status });
    expect(await answerOf(db, "close_room", { room_id: id, reason: `from ${status}` })).toBe(true);
    expect(await answerOf(db, "close_room", { room_id: id, reason: "again" })).toBe(true);
    expect(await db.query("select status, closed_why from rooms where room_id = $1", [id])).toEqual([
      { status: "closing", closed_why: `from ${status}` },
    ]);
    expect(
      await db.query(
        "select from_status, to_status, cause, actor from room_history where room_id = $1 and to_status = 'closing'",
        [id],
      ),
    ).toEqual([{ from_status: status, to_status: "closing", cause: "close_room", actor: "postgres" }]);
  }
  for (const reason of [null, "", " \u200b\t"]) {
    const { id } = await makeRoom(db);
    expect(await answerOf(db, "close_room", { room_id: id, reason })).toBe(true);
    expect(await db.query("select closed_why from rooms where room_id = $1", [id])).toEqual([
      { closed_why: "close_room" },
    ]);
  }
  for (const status of ["closed", "failed"]) {
    const { id } = await makeRoom(db, { status });
    expect(await answerOf(db, "close_room", { room_id: id })).toBe(false);
  }
  for (const room_id of [99_999, null]) expect(await answerOf(db, "close_room", { room_id })).toBe(false);
  expect(await refusal(rowsOf(db, "close_room", { room_id: 1, reason: "r".repeat(201) }))).toBe(
    "22023: reason has 201 characters; 200 are allowed",
  );
});

test("a room that is closing is given to nobody", async () => {
  await using db = await createDatabase();
  const [ready, waiting] = [await makeRoom(db), await makeRoom(db, { status: "staff_waiting" })];
  for (const { id } of [ready, waiting]) await answerOf(db, "close_room", { room_id: id });
  expect(await rowsOf(db, "take_room", { staff: "Noor" })).toEqual([]);
  expect(await rowsOf(db, "seat_client", { client: "Cleo" })).toEqual([]);
});

test("an open transaction that renewed one seat holds up no other room", async () => {
  await using db = await createDatabase();
  const one = await makeRoom(db, { status: "chatting" });
  const two = await makeRoom(db, { status: "chatting" });
  await makeRoom(db);
  await using open = await connectCaller(db);
  await open.query("begin");
  await give(open, "renew_seat", { seat: one.staffSeat });
  expect(await answerOf(db, "release_seat", { seat: two.staffSeat })).toBe(true);
  expect(await answerOf(db, "close_room", { room_id: two.id })).toBe(true);
  expect(await rowsOf(db, "take_room", { staff: "Noor" })).toHaveLength(1);
  await open.query("rollback");
  expect(await db.query("select awaited from seat where id = $1", [one.staffSeat])).toEqual([
    { awaited: false },
  ]);
});

test("when a room is over, no password of it is left, and its requests are free again", async () => {
  await using db = await createDatabase();
  await makeRoom(db);
  const taken = await give(db, "take_room", { staff: "Noor", request: randomUUID() });
  await db.query("update seat set state = 'over', awaited = false");
  const end = "update room set status = 'closed', closed_at = clock_timestamp(), password =";
  expect(await refusal(db.query(`${end} password`))).toMatch(/^23514/);
  await db.query(`${end} null`);
  expect(await db.query("select id, password, request from seat")).toEqual([
    { id: taken.seat, password: null, request: null },
  ]);
});

test("a seat that has moved to another room opens nothing either when that one is over", async () => {
  await using db = await createDatabase();
  const lost = await makeRoom(db, { status: "chatting" });
  const next = await makeRoom(db, { status: "reserved" });
  await db.query("update seat set given_in = room_id, room_id = $2 where id = $1", [
    lost.clientSeat,
    next.id,
  ]);
  await db.query("update room set client_seat = $2 where id = $1", [next.id, lost.clientSeat]);
  await db.query("update seat set state = 'over', nicks = '{}', awaited = false where room_id = $1", [
    next.id,
  ]);
  await db.query(
    "update room set status = 'failed', closed_at = clock_timestamp(), password = null where id = $1",
    [next.id],
  );
  expect(await db.query("select id from seat where password is not null")).toEqual([{ id: lost.staffSeat }]);
});

test("seats and tickets are random in all their 128 bits", async () => {
  await using db = await createDatabase();
  const rows = await db.query<{ id: string }>("select secret() as id from generate_series(1, 400)");
  const digits = rows.map(({ id }) => [...id.replaceAll("-", "")]);
  const seen = Array.from({ length: 32 }, (_, place) => new Set(digits.map((each) => each[place])).size);
  expect(seen).toEqual(Array.from({ length: 32 }, () => 16));
});
