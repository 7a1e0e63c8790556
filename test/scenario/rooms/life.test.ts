import { expect, test } from "vitest";
import { LIFE, nickKey } from "../../../src/rooms/life/index.ts";
import { createDatabase } from "../../support/database/postgres.ts";
import { answerOf, DOMAIN, makeRoom, rowsOf } from "../../support/rooms/rooms.ts";

const STATUSES = [...new Set(LIFE.flatMap(({ from, to }) => [from, to]))];

test("the SQL functions make the steps of a life that are theirs, and no others, whatever the status", async () => {
  await using db = await createDatabase();
  for (const status of STATUSES) {
    const { id, staffSeat, clientSeat } = await makeRoom(db, { status, queue: status });
    const seat = staffSeat ?? clientSeat ?? null;
    await rowsOf(db, "renew_seat", { seat });
    await rowsOf(db, "close_room", { room_id: id });
    const left = await makeRoom(db, { status, queue: status });
    await rowsOf(db, "release_seat", { seat: left.staffSeat ?? left.clientSeat ?? null });
    for (const queue of [`${status} for staff`, `${status} for a client`, `${status} for the line`]) {
      await makeRoom(db, { status, queue });
    }
    await rowsOf(db, "take_room", { staff: "Noor", queue: `${status} for staff` });
    await rowsOf(db, "seat_client", { client: "Cleo", queue: `${status} for a client` });
    const ticket = await answerOf(db, "join_line", { client: "Cleo", queue: `${status} for the line` });
    await rowsOf(db, "line_position", { ticket });
    await rowsOf(db, "leave_line", { ticket });
  }
  // Of a room that the server has lost, with somebody who is to be moved.
  const lost = await makeRoom(db, { status: "lost", queue: "moved" });
  await db.query(
    "update room set status = 'failed', closed_at = clock_timestamp(), password = null where id = $1",
    [lost.id],
  );
  await makeRoom(db, { queue: "moved" });
  await db.query("select move_lost($1, array(select id from room))", [DOMAIN]);
  const made = await db.query<{ step: string }>(
    "select distinct concat_ws(' ', from_status, to_status, cause) as step from room_history",
  );
  const theirs = LIFE.filter(({ bySql }) => bySql).flatMap(({ from, to, causes }) =>
    causes.map((cause) => `${from} ${to} ${cause}`),
  );
  expect(made.map(({ step }) => step).sort()).toEqual([...theirs].sort());
});

test("the database takes every status of a life, and no other", async () => {
  await using db = await createDatabase();
  for (const status of STATUSES) await makeRoom(db, { status });
  await expect(makeRoom(db, { status: "empty" })).rejects.toThrow("room_status_check");
});

test("nicknames have the same key in the database as in the component", async () => {
  await using db = await createDatabase();
  const nicks = [
    "Noor",
    " Zoë  (desk) ",
    "Straße ẞ",
    "Ὀδυσσεύς ΟΔΥΣΣΕΎΣ",
    "Ｆｕｌｌ ｗｉｄｔｈ ﬁ ㍿",
    "İstanbul ırmak",
    "N\u0007o\u200bo\u202er\ufeff\u2066",
    "a\u00a0b\u3000c\td\u2028e",
    "❤\ufe0f👩\u200d🚀",
    "e\u0301 é",
    "한글 ㄱ\u115f\u3164x",
    "ﷺ ₨ K",
    "",
  ];
  const rows = await db.query<{ key: string }>(
    "select nick_key(nick) as key from unnest($1::text[]) with ordinality as given(nick, n) order by n",
    [nicks],
  );
  expect(rows.map(({ key }) => key)).toEqual(nicks.map(nickKey));
});
