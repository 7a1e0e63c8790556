import { expect, test } from "vitest";
import type { Sweep } from "../../../src/ledger/sweeper.ts";
import { roomSweeps } from "../../../src/rooms/store/index.ts";
import { createDatabase, type TestDatabase } from "../../support/database/postgres.ts";
import { answerOf, connectCaller, DOMAIN, give, ledgerOf, makeRoom } from "../../support/rooms/rooms.ts";

const DAYS = 90;

function sweeps(domain = DOMAIN): readonly Sweep[] {
  return roomSweeps({ domain, before: () => Date.now() - DAYS * 86_400_000 });
}

async function sweep(db: TestDatabase, domain?: string): Promise<void> {
  for (const { page } of sweeps(domain)) while (await page(ledgerOf(db).db));
}

/** A whole life: a client who did not come, one from the line who did, and the end so many days ago. */
async function live(db: TestDatabase, days: number): Promise<string> {
  const { id } = await makeRoom(db);
  await give(db, "take_room", { staff: "Noor", staff_jid: "noor@example.org", wanted_nick: "Noor" });
  const wait = () =>
    db.query("update room set status = 'staff_waiting', waiting_since = clock_timestamp() where id = $1", [
      id,
    ]);
  await wait();
  const gone = await give(db, "seat_client", { client: "Gwen", wanted_nick: "Gwen" });
  await db.query("update seat set state = 'over', awaited = false where id = $1", [gone.seat]);
  await wait();
  await answerOf(db, "join_line", { client: "Tove", client_jid: "tove@example.org", wanted_nick: "Tove" });
  await db.query(
    `insert into room_change (room_id, rev, from_status, to_status, cause, actor)
     values ($1, 90, 'client_coming', 'chatting', 'client_entered', 'Tove'), ($1, 91, 'closing', 'closed', 'destroyed', 'server'),
            ($1, 92, null, 'creating', 'wanted', 'anteroom')`,
    [id],
  );
  await db.query(
    "update seat set state = 'over', awaited = false, taken_by = 'tove@example.org' where room_id = $1",
    [id],
  );
  await db.query(
    `update room set status = 'closed', password = null, closed_at = clock_timestamp() - $2 * interval '1 day', note = 'Tove asks'
     where id = $1`,
    [id, days],
  );
  return id;
}

const everything = (db: TestDatabase, id: string) =>
  db.query<{ row: string }>(
    `select to_jsonb(room) ::text as row from room where id = $1
     union all select to_jsonb(seat)::text from seat where room_id = $1
     union all select to_jsonb(ticket)::text from ticket where seat in (select id from seat where room_id = $1)
     union all select to_jsonb(room_history)::text from room_history where room_id = $1`,
    [id],
  );

test("rooms that closed before rooms.retention lose their names, and keep their times and causes", async () => {
  await using db = await createDatabase();
  const [old, young] = [await live(db, DAYS + 1), await live(db, DAYS - 1)];
  const open = await makeRoom(db, { status: "chatting", staff: "Sam" });
  const times = () =>
    db.query(
      "select at, from_status, to_status, cause from room_history where room_id = $1 order by at, to_status",
      [old],
    );
  const [before, kept, working] = [await times(), await everything(db, young), await everything(db, open.id)];
  expect(before).toHaveLength(6);
  await sweep(db);
  expect(JSON.stringify(await everything(db, old))).not.toMatch(/noor|gwen|tove/i);
  expect(await times()).toEqual(before);
  expect(
    await db.query("select distinct actor from room_history where room_id = $1 order by 1", [old]),
  ).toEqual([{ actor: "anteroom" }, { actor: "server" }, { actor: null }]);
  expect(await everything(db, young)).toEqual(kept);
  expect(await everything(db, open.id)).toEqual(working);
});

test("of a reason that a web application gave, the cause is left after rooms.retention; other causes stay", async () => {
  await using db = await createDatabase();
  const closed = async (end: string, closedWhy?: string) => {
    const { id } = await makeRoom(db, { status: "chatting" });
    if (closedWhy === undefined) await answerOf(db, "close_room", { room_id: id, reason: "Tove was rude" });
    await db.query("update seat set state = 'over', nicks = '{}' where room_id = $1", [id]);
    await db.query(
      `update room set status = $2, closed_why = coalesce($3, closed_why), password = null,
                       closed_at = clock_timestamp() - interval '1 year' where id = $1`,
      [id, end, closedWhy ?? null],
    );
  };
  await closed("closed");
  await closed("closed", "staff_left");
  await closed("failed", "not-allowed");
  const whys = async () =>
    (await db.query("select closed_why from rooms order by room_id")).map((row) => row.closed_why);
  expect(await whys()).toEqual(["Tove was rude", "staff_left", "not-allowed"]);
  await sweep(db);
  expect(await whys()).toEqual(["close_room", "staff_left", "not-allowed"]);
});

test("names go a page at a time, and only those of the component's own rooms", async () => {
  await using db = await createDatabase();
  for (let n = 0; n < 51; n += 1) await makeRoom(db, { status: "closed" });
  await makeRoom(db, { status: "closed", domain: "other.example.org" });
  await db.query("update room set staff = 'Noor', closed_at = closed_at - interval '1 year'");
  const named = async () => (await db.query("select from room where staff is not null")).length;
  const [names] = sweeps();
  expect(await names?.page(ledgerOf(db).db)).toBe(true);
  expect(await named()).toBe(2);
  expect(await names?.page(ledgerOf(db).db)).toBe(false);
  expect(await named()).toBe(1);
});

test("tickets that are over are deleted when no estimate looks back to them", async () => {
  await using db = await createDatabase();
  const { clientSeat } = await makeRoom(db, { status: "chatting" });
  const over = await makeRoom(db, { status: "chatting" });
  await db.query("update seat set state = 'over', nicks = '{}' where id = $1", [over.clientSeat]);
  const ticket = (client: string, state: string, age: string, seat: string | null = null, chat = false) =>
    db.query(
      `insert into ticket (id, queue, client, state, joined_at, called_at, seat, lasts, chat, domain)
       select secret(), 'default', $1, $2, now() - $3::interval, case when $4::uuid is not null then now() - $3::interval end,
              $4, '1 minute', case when $5 then gen_random_uuid() end, case when $5 then 'x' end`,
      [client, state, age, seat, chat],
    );
  await ticket("long gone", "over", "3 hours");
  await ticket("gone after the room", "called", "3 hours", over.clientSeat);
  await ticket("just gone", "over", "1 hour");
  await ticket("in line for long", "waiting", "9 hours");
  await ticket("inside for long", "called", "9 hours", clientSeat);
  await ticket("not told yet", "over", "3 hours", null, true);
  await sweep(db);
  expect((await db.query("select client from ticket order by 1")).map(({ client }) => client)).toEqual([
    "in line for long",
    "inside for long",
    "just gone",
    "not told yet",
  ]);
});

test("a room that somebody's transaction holds keeps its names until the next sweep, and nobody waits", async () => {
  await using db = await createDatabase();
  const one = await live(db, 100);
  await live(db, 100);
  await using open = await connectCaller(db);
  await open.query("begin");
  await open.query("select from room where id = $1 for update", [one]);
  await sweep(db);
  const named = () => db.query("select id from room where staff is not null");
  expect(await named()).toEqual([{ id: one }]);
  await open.query("rollback");
  await sweep(db);
  expect(await named()).toEqual([]);
});
