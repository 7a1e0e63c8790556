import { randomUUID } from "node:crypto";
import { expect, test } from "vitest";
import { createDatabase, type TestDatabase } from "../../../support/database/postgres.ts";
import {
  answerOf,
  connectCaller,
  connectCrowd,
  DOMAIN,
  makeRoom,
  refusal,
  rowsOf,
} from "../../../support/rooms/rooms.ts";

interface Position {
  readonly place: number | null;
  readonly waited: string;
  readonly estimate: { readonly minutes?: number; readonly seconds?: number } | null;
  readonly seat: string | null;
  readonly room_id: string | null;
  readonly password: string | null;
}

type Asking = Pick<TestDatabase, "query">;

const join = (db: Asking, client: string, more: Readonly<Record<string, unknown>> = {}) =>
  answerOf<string>(db, "join_line", { client, ...more });

async function positionOf(db: Asking, ticket: unknown): Promise<Position | undefined> {
  return (await rowsOf<Position & Record<string, unknown>>(db, "line_position", { ticket }))[0];
}

async function places(db: Asking, tickets: readonly string[]): Promise<readonly unknown[]> {
  const found: unknown[] = [];
  for (const ticket of tickets) found.push((await positionOf(db, ticket))?.place);
  return found;
}

test("clients stand in line in the order in which they came", async () => {
  await using db = await createDatabase();
  const tickets: string[] = [];
  for (const client of ["Ada", "Ben", "Cem", "Dia"]) tickets.push(await join(db, client));
  await db.query("insert into queue values ('legal')");
  const elsewhere = await join(db, "Eve", { queue: "legal" });
  expect(await places(db, [...tickets, elsewhere])).toEqual([1, 2, 3, 4, 1]);
  expect(await answerOf(db, "leave_line", { ticket: tickets[1] })).toBe(true);
  expect(await places(db, tickets)).toEqual([1, undefined, 2, 3]);
  const [desk] = await db.query(
    "select in_line, longest_wait > '0' as waits from desk where queue = 'default'",
  );
  expect(desk).toEqual({ in_line: 3, waits: true });
});

test("a client who comes while staff waits gets the seat at once", async () => {
  await using db = await createDatabase();
  const room = await makeRoom(db, { status: "staff_waiting" });
  const ticket = await join(db, "Ada", { wanted_nick: "Adder" });
  const position = await positionOf(db, ticket);
  expect(position).toMatchObject({
    place: null,
    estimate: null,
    room_id: room.id,
    room_jid: room.jid,
    password: room.password,
    nick: "Adder",
    join_uri: `xmpp:${room.jid}?join;password=${room.password}`,
  });
  expect(
    await db.query(
      "select from_status, to_status, cause, actor from room_history where to_status = 'client_coming'",
    ),
  ).toEqual([{ from_status: "staff_waiting", to_status: "client_coming", cause: "line", actor: "Ada" }]);
  expect(await db.query("select ticket from seat where id = $1", [position?.seat])).toEqual([{ ticket }]);
});

test("staff who begins to wait gets the head of the line, in the same transaction", async () => {
  await using db = await createDatabase();
  const [ada, ben] = [await join(db, "Ada"), await join(db, "Ben")];
  const room = await makeRoom(db, { status: "staff_waiting" });
  await using component = await connectCaller(db);
  await component.query("begin");
  expect(await answerOf(component, "call_line", { for_room: room.id })).toBe(ada);
  await component.query("rollback");
  expect(await db.query("select distinct state from ticket")).toEqual([{ state: "waiting" }]);
  expect(await answerOf(db, "call_line", { for_room: room.id })).toBe(ada);
  expect(await places(db, [ada, ben])).toEqual([null, 1]);
  // The room is not free any more.
  expect(await answerOf(db, "call_line", { for_room: room.id })).toBe(null);
});

test("those at the head go before those who have always waited, in the order in which they came", async () => {
  await using db = await createDatabase();
  const [ada, ben, cem] = [await join(db, "Ada"), await join(db, "Ben"), await join(db, "Cem")];
  await db.query("update ticket set head = true where id = any($1)", [[ben, cem]]);
  expect(await places(db, [ada, ben, cem])).toEqual([3, 1, 2]);
  for (const first of [ben, cem, ada]) {
    const { id } = await makeRoom(db, { status: "staff_waiting" });
    expect(await answerOf(db, "call_line", { for_room: id })).toBe(first);
  }
});

test("the first in line who looks gets the seat where staff waits, and nobody behind does", async () => {
  await using db = await createDatabase();
  const [ada, ben] = [await join(db, "Ada"), await join(db, "Ben")];
  await makeRoom(db, { status: "staff_waiting" });
  expect(await places(db, [ben])).toEqual([2]);
  expect(await places(db, [ada, ben])).toEqual([null, 1]);
});

test("a client in an open transaction gets a seat of their own only, and holds up nobody behind", async () => {
  await using db = await createDatabase();
  const [longest, next] = [
    await makeRoom(db, { status: "staff_waiting", waited: 50 }),
    await makeRoom(db, { status: "staff_waiting", waited: 20 }),
  ];
  await using open = await connectCaller(db);
  await open.query("begin");
  const ada = await join(open, "Ada");
  expect(await positionOf(open, ada)).toMatchObject({ room_id: longest.id });
  expect(await positionOf(db, await join(db, "Ben"))).toMatchObject({ room_id: next.id });
  await open.query("rollback");
  expect(await positionOf(db, await join(db, "Cem"))).toMatchObject({ room_id: longest.id });
});

test("a hundred clients at once, ten of them with staff: ten seats, and ninety in line", async () => {
  await using db = await createDatabase();
  for (let n = 0; n < 10; n += 1) await makeRoom(db, { status: "staff_waiting", waited: n + 1 });
  await using crowd = connectCrowd(db);
  const people = Array.from({ length: 100 }, (_, n) => n);
  const tickets = await Promise.all(people.map((n) => join(crowd, `Client ${n}`)));
  // A client who came at the same moment as another one may find that one before them, and is called at the next look.
  for (let look = 0; look < 10; look += 1) await places(db, tickets);
  const rows = await db.query<{ state: string; n: number }>(
    "select state, count(*)::int as n from ticket group by state order by state",
  );
  expect(rows).toEqual([
    { state: "called", n: 10 },
    { state: "waiting", n: 90 },
  ]);
  const third = "select room_id from seat where state <> 'over' group by room_id having count(*) > 2";
  expect(await db.query(third)).toEqual([]);
  const waiting = await db.query<{ id: string }>(
    "select id from ticket where state = 'waiting' order by joined_at, id",
  );
  const ids = waiting.map(({ id }) => id);
  expect(await places(db, ids)).toEqual(ids.map((_, index) => index + 1));
});

test("a ticket ends when nobody looks at it for the configured time, and each look begins the time anew", async () => {
  await using db = await createDatabase();
  await db.query("insert into queue_terms (domain, queue, line) values ($1, 'default', '40 seconds')", [
    DOMAIN,
  ]);
  const ticket = await join(db, "Ada");
  const [first] = await db.query("select until from ticket");
  await positionOf(db, ticket);
  // Stored at most every 15 seconds.
  expect(await db.query("select until from ticket")).toEqual([first]);
  await db.query("update ticket set until = until - interval '16 seconds'");
  await positionOf(db, ticket);
  expect(await db.query("select until > $1 as anew from ticket", [first?.until])).toEqual([{ anew: true }]);
  await db.query("update ticket set until = clock_timestamp()");
  expect(await positionOf(db, ticket)).toBeUndefined();
  expect(await answerOf(db, "leave_line", { ticket })).toBe(false);
  expect(await db.query("select in_line from desk")).toEqual([{ in_line: 0 }]);
});

test("a ticket whose person's presence is known does not end for want of a look", async () => {
  await using db = await createDatabase();
  const ticket = await join(db, "Ada");
  await db.query("update ticket set until = null");
  expect((await positionOf(db, ticket))?.place).toBe(1);
  expect(await db.query("select until from ticket")).toEqual([{ until: null }]);
});

test("the same request gives the same ticket as long as that is open", async () => {
  await using db = await createDatabase();
  const request = randomUUID();
  const callers = await Promise.all(Array.from({ length: 8 }, () => connectCaller(db)));
  const tickets = await Promise.all(callers.map((caller) => join(caller, "Ada", { request })));
  expect(new Set(tickets).size).toBe(1);
  expect(await db.query("select count(*)::int as n from ticket")).toEqual([{ n: 1 }]);
  await answerOf(db, "leave_line", { ticket: tickets[0] });
  const second = await join(db, "Ada", { request });
  expect(second).not.toBe(tickets[0]);
  // Nobody looked: it is over though nobody wrote it down.
  await db.query("update ticket set until = clock_timestamp() where id = $1", [second]);
  expect(await join(db, "Ada", { request })).not.toBe(second);
});

test("leave_line of a client who was called gives the seat up, and is false once the client is inside", async () => {
  await using db = await createDatabase();
  await makeRoom(db, { status: "staff_waiting" });
  const ticket = await join(db, "Ada");
  expect(await answerOf(db, "leave_line", { ticket })).toBe(true);
  expect(await db.query("select released from seat where role = 'client'")).toEqual([{ released: true }]);
  expect(await positionOf(db, ticket)).toBeUndefined();
  expect(await answerOf(db, "leave_line", { ticket })).toBe(false);
  await makeRoom(db, { status: "staff_waiting" });
  const other = await join(db, "Ben");
  const seat = (await positionOf(db, other))?.seat;
  await db.query("update seat set state = 'inside', awaited = false where id = $1", [seat]);
  expect(await answerOf(db, "leave_line", { ticket: other })).toBe(false);
  // The seat goes on being told while it is the client's.
  expect((await positionOf(db, other))?.seat).toBe(seat);
  for (const unknown of [randomUUID(), null]) {
    expect(await answerOf(db, "leave_line", { ticket: unknown })).toBe(false);
    expect(await positionOf(db, unknown)).toBeUndefined();
  }
});

/** What the next staff learns of a client, as the first one did. */
const brought = (db: TestDatabase, ticket: string) =>
  db.query("select note, conversation_id is not null as linked from ticket where id = $1", [ticket]);

test("a client who has lost their staff stands at the head, as long as the offer lasts", async () => {
  await using db = await createDatabase();
  const room = await makeRoom(db, { status: "chatting" });
  await db.query("update room set note = 'about rent', conversation_id = gen_random_uuid()");
  const [ada, ben] = [await join(db, "Ada"), await join(db, "Ben")];
  await db.query("update seat set offer_until = clock_timestamp() + interval '1 minute' where id = $1", [
    room.clientSeat,
  ]);
  const lost = await join(db, "Cleo", { request: room.clientSeat });
  expect(await places(db, [lost, ada, ben])).toEqual([1, 2, 3]);
  expect(await brought(db, lost)).toEqual([{ note: "about rent", linked: true }]);
  expect(await join(db, "Cleo", { request: room.clientSeat })).toBe(lost);
  await answerOf(db, "leave_line", { ticket: lost });
  await db.query("update seat set offer_until = clock_timestamp() where id = $1", [room.clientSeat]);
  expect(await places(db, [await join(db, "Cleo", { request: room.clientSeat })])).toEqual([3]);
});

test("a client who asks while their staff is missing stands at the head from the first call on", async () => {
  await using db = await createDatabase();
  const room = await makeRoom(db, { status: "chatting" });
  const [ada, early] = [await join(db, "Ada"), await join(db, "Cleo", { request: room.clientSeat })];
  expect(await places(db, [early])).toEqual([2]);
  await db.query("update room set note = 'about rent', conversation_id = gen_random_uuid()");
  await db.query("update room set status = 'lost' where id = $1", [room.id]);
  await db.query(
    "update seat set state = 'missing', nicks = '{}', missing_since = clock_timestamp() where id = $1",
    [room.staffSeat],
  );
  expect(await join(db, "Cleo", { request: room.clientSeat })).toBe(early);
  expect(await places(db, [early, ada])).toEqual([1, 2]);
  expect(await brought(db, early)).toEqual([{ note: "about rent", linked: true }]);
  await answerOf(db, "leave_line", { ticket: early });
  const lost = await join(db, "Cleo", { request: room.clientSeat });
  expect(await places(db, [lost, ada])).toEqual([1, 2]);
  // The grace ends, and the room with it.
  await answerOf(db, "close_room", { room_id: room.id });
  expect(await places(db, [lost, ada])).toEqual([1, 2]);
  expect(await places(db, [await join(db, "Sam", { request: room.staffSeat })])).toEqual([3]);
});

test("the estimate is the median of the latest waits, times the place, divided by the staff who are there", async () => {
  await using db = await createDatabase();
  const called = (count: number, wait: string, ago = "1 minute") =>
    db.query(
      `insert into ticket (id, queue, client, state, joined_at, called_at, seat, lasts)
       select secret(), 'default', 'X', 'over', now() - $2::interval - $3::interval, now() - $3::interval, null, '1 minute'
       from generate_series(1, $1::int)`,
      [count, wait, ago],
    );
  for (let n = 0; n < 2; n += 1) await makeRoom(db, { status: "chatting" });
  const [ada, ben] = [await join(db, "Ada"), await join(db, "Ben")];
  await called(4, "4 minutes");
  // Too long ago to count.
  await called(9, "30 minutes", "3 hours");
  expect((await positionOf(db, ada))?.estimate).toBeNull();
  await called(1, "50 minutes");
  expect((await positionOf(db, ada))?.estimate).toMatchObject({ minutes: 2 });
  expect((await positionOf(db, ben))?.estimate).toMatchObject({ minutes: 4 });
  // Only the latest 20 count.
  await called(20, "8 minutes", "1 second");
  expect((await positionOf(db, ben))?.estimate).toMatchObject({ minutes: 8 });
  await db.query(
    "update seat set state = 'missing', nicks = '{}', missing_since = now() where role = 'staff'",
  );
  expect((await positionOf(db, ben))?.estimate).toBeNull();
});

test("arguments of join_line that cannot be are refused by name", async () => {
  await using db = await createDatabase();
  const refused: readonly (readonly [given: Readonly<Record<string, unknown>>, text: string])[] = [
    [{ client: "" }, "client is empty"],
    [{ client: "Cleo", client_jid: "@" }, "client_jid is no JID: '@'"],
    [{ client: "Cleo", queue: "q".repeat(201) }, "queue has 201 characters; 200 are allowed"],
    [{ client: "Cleo", queue: "gone" }, "queue is unknown: 'gone'"],
  ];
  for (const [given, text] of refused) {
    expect(await refusal(rowsOf(db, "join_line", given))).toBe(`22023: ${text}`);
  }
});
