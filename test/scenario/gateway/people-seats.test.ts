/** Seats that people from browsers take: who may have which, and what is deleted when somebody is to be forgotten. */
import { createHash, randomUUID } from "node:crypto";
import { describe, expect, test } from "vitest";
import { friends, leaveSeat, takeSeat } from "../../../src/gateway/presence/index.ts";
import {
  enterThread,
  findThreads,
  readHistory,
  readThreads,
  say,
} from "../../../src/gateway/stream/index.ts";
import { createDatabase, type TestDatabase } from "../../support/database/postgres.ts";
import { message, startStreams } from "../../support/gateway/streams.ts";
import { rowsOf } from "../../support/rooms/help-desk.ts";
import { answerOf, connectCaller, give, haveStream, ledgerOf, makeRoom } from "../../support/rooms/rooms.ts";

const DOMAIN = "help.example.org";
const BOT = `bot@${DOMAIN}`;
const hash = (text: string) => createHash("sha256").update(text).digest();

async function comes(db: TestDatabase, name: string, { role = "client", visitor = false } = {}) {
  const entity = `${name}@${DOMAIN}`;
  await db.query(
    `select begin_family($1, $2, $3, '{}', $4, null, $5, null, $6, $7, '1 hour', $8, '24 hours')`,
    [
      DOMAIN,
      entity,
      visitor ? null : hash(name),
      role,
      name,
      hash(randomUUID()),
      hash(randomUUID()),
      visitor ? hash(randomUUID()) : null,
    ],
  );
  const [{ id: personId } = { id: "" }] = await db.query<{ id: string }>(
    "select id::text from person where address = $1",
    [entity],
  );
  return { personId, entity, role: role as "client" | "staff" };
}

const taking = (db: TestDatabase) => {
  const { db: session } = ledgerOf(db);
  return async (who: Awaited<ReturnType<typeof comes>>, seat: string): Promise<boolean> =>
    (await takeSeat(session, who, seat)) !== undefined;
};

/** A free seat of a client. */
async function seatFor(db: TestDatabase, client: string, jid?: string): Promise<string> {
  await makeRoom(db, { status: "staff_waiting" });
  return (await give(db, "seat_client", { client, ...(jid !== undefined && { client_jid: jid }) })).seat;
}

describe("a seat can be taken", () => {
  test("by the first person who shows it, again and again, and by nobody else then", async () => {
    await using db = await createDatabase();
    const [ann, ben] = [await comes(db, "ann"), await comes(db, "ben")];
    const takes = taking(db);
    const seat = await seatFor(db, "somebody");
    expect([await takes(ann, seat), await takes(ben, seat), await takes(ann, seat)]).toEqual([
      true,
      false,
      true,
    ]);
    expect(await takes(ann, randomUUID())).toBe(false);
    expect(await takes(ann, "' or true")).toBe(false);
  });

  test("only by the person whose subject or entity the web application named", async () => {
    await using db = await createDatabase();
    const [ann, ben] = [await comes(db, "ann"), await comes(db, "ben")];
    const takes = taking(db);
    for (const named of ["ann", ann.entity]) {
      const seat = await seatFor(db, named);
      expect([await takes(ben, seat), await takes(ann, seat)]).toEqual([false, true]);
    }
    // Another spelling is another subject; nobody is known by it.
    expect(await takes(ben, await seatFor(db, "Ann"))).toBe(true);
  });

  test("where a JID was named, by that entity alone", async () => {
    await using db = await createDatabase();
    const [ann, ben] = [await comes(db, "ann"), await comes(db, "ben")];
    const takes = taking(db);
    const seat = await seatFor(db, "ben", ann.entity);
    expect([await takes(ben, seat), await takes(ann, seat)]).toEqual([false, true]);
    expect(await takes(ann, await seatFor(db, "somebody", "carl@example.org"))).toBe(false);
  });

  test("by somebody else once it is renewed, for a page that was lost with all that it knew", async () => {
    await using db = await createDatabase();
    const [old, fresh] = [
      await comes(db, "v-1", { visitor: true }),
      await comes(db, "v-2", { visitor: true }),
    ];
    const takes = taking(db);
    const seat = await seatFor(db, "somebody");
    await takes(old, seat);
    await give(db, "renew_seat", { seat });
    // Nobody has come in yet, so that the page is the same one.
    expect(await takes(fresh, seat)).toBe(false);
    await db.query("update seat set state = 'inside', awaited = false, taken_by = $2 where id = $1", [
      seat,
      old.entity,
    ]);
    expect(await takes(fresh, seat)).toBe(false);
    await give(db, "renew_seat", { seat });
    expect(await takes(fresh, seat)).toBe(true);
    expect(await db.query("select person_id::text as id from occupancy")).toEqual([{ id: fresh.personId }]);
  });

  test("not when it is over, given up, or its room closes", async () => {
    await using db = await createDatabase();
    const ann = await comes(db, "ann");
    const takes = taking(db);
    const [released, closed] = [await seatFor(db, "one"), await seatFor(db, "two")];
    await answerOf(db, "release_seat", { seat: released });
    await db.query("select close_room(room_id) from seat where id = $1", [closed]);
    expect([await takes(ann, released), await takes(ann, closed)]).toEqual([false, false]);
  });
});

test("a seat is given up by its person alone", async () => {
  await using db = await createDatabase();
  const [ann, ben] = [await comes(db, "ann"), await comes(db, "ben")];
  const { db: session } = ledgerOf(db);
  const seat = await seatFor(db, "somebody");
  expect(await leaveSeat(session, ann, seat)).toBe(false);
  await taking(db)(ann, seat);
  expect(await leaveSeat(session, ben, seat)).toBe(false);
  expect(await leaveSeat(session, ann, seat)).toBe(true);
  expect(await leaveSeat(session, ann, seat)).toBe(false);
});

test("a seat of a room that the server has lost is given up for good while its person waits for the next one", async () => {
  await using db = await createDatabase();
  const { db: session } = ledgerOf(db);
  const ann = await comes(db, "ann");
  const seat = await seatFor(db, "ann");
  await taking(db)(ann, seat);
  await db.query("update seat set state = 'missing', missing_since = now(), awaited = false where id = $1", [
    seat,
  ]);
  await db.query(
    "update room set status = 'failed', closed_at = clock_timestamp(), password = null where client_seat = $1",
    [seat],
  );
  expect(await leaveSeat(session, ann, seat)).toBe(true);
  expect(await taking(db)(ann, seat)).toBe(false);
});

test("whoever has given a seat up reads nothing that is said from then on, also where they were just coming in", async () => {
  await using database = await createDatabase();
  const streams = await startStreams(database);
  await using _ = streams.ledger;
  const { db } = streams;
  const ann = await comes(database, "ann");
  const seat = await seatFor(database, "somebody");
  const { thread = "" } = (await takeSeat(db, ann, seat)) ?? {};
  await streams.write(enterThread({ personId: ann.personId, thread, seat }));
  await streams.say(thread, { body: '{"text":"before"}' });
  expect(await leaveSeat(db, ann, seat)).toBe(true);
  await streams.say(thread, { body: '{"text":"after"}' });
  await streams.write(enterThread({ personId: ann.personId, thread, seat }));
  await streams.say(thread, { body: '{"text":"much later"}' });
  const texts = (messages: readonly string[] = []) =>
    messages.map((one) => (JSON.parse(one) as { text: string }).text);
  const page = await readHistory(db, { personId: ann.personId, thread });
  expect(texts(page?.messages)).toEqual(["before"]);
  expect(texts((await readThreads(db, ann.personId)).map(({ last = "{}" }) => last))).toEqual(["before"]);
  expect(await streams.all(ann.personId)).toHaveLength(1);
});

test("whoever takes a seat, or is forgotten, waits for a job without holding what the job goes on to lock", async () => {
  await using database = await createDatabase();
  const ann = await comes(database, "ann");
  const seat = await seatFor(database, "somebody");
  await taking(database)(ann, seat);
  await database.query("insert into thread_member select $1, id, '{[1,)}' from thread", [ann.personId]);
  const here = { url: database.url, schema: database.schema };
  await using job = await connectCaller(here);
  await using other = await connectCaller(here);
  for (const [text, values] of [
    ["select take_seat($1, $2, $3)", [seat, ann.personId, DOMAIN]],
    ["select forget_person($1)", [ann.entity]],
  ] as const) {
    // As a job does that notes somebody's place in the thread.
    await job.query("begin");
    await job.query("update occupancy set inside = true where seat = $1", [seat]);
    const done = other.query(text, [...values]);
    await rowsOf(
      database,
      "select 1 as one from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()",
    );
    expect(await job.query("select from thread for no key update skip locked")).toHaveLength(1);
    await job.query("commit");
    await done;
  }
});

test("the friends of staff are the bot and other staff, those of everybody else the bot alone", async () => {
  await using db = await createDatabase();
  await haveStream(db, DOMAIN);
  const { db: session } = ledgerOf(db);
  const sam = await comes(db, "sam", { role: "staff" });
  const sue = await comes(db, "sue", { role: "supervisor" });
  const ann = await comes(db, "ann");
  await db.query(
    `insert into browser_presence (person_id, domain, here, shown) values ($1, $2, true, '{"show": "away"}')`,
    [sue.personId, DOMAIN],
  );
  const bot = { bot: BOT };
  expect(await friends(session, sam, bot)).toEqual([
    { entity: BOT, available: true },
    { entity: sue.entity, available: true, show: "away" },
  ]);
  expect(await friends(session, ann, bot)).toEqual([{ entity: BOT, available: true }]);
});

test("while somebody has a seat in a room its other occupants are friends", async () => {
  await using db = await createDatabase();
  await haveStream(db, DOMAIN);
  const { db: session } = ledgerOf(db);
  const [sam, ann] = [await comes(db, "sam", { role: "staff" }), await comes(db, "ann")];
  const room = await makeRoom(db, { status: "chatting", domain: DOMAIN });
  const [staffSeat, clientSeat] = [room.staffSeat ?? "", room.clientSeat ?? ""];
  for (const [who, seat] of [
    [sam, staffSeat],
    [ann, clientSeat],
  ] as const) {
    expect(await taking(db)(who, seat)).toBe(true);
  }
  await db.query("update seat set nicks = '{Cleo,Cleo2}' where id = $1", [clientSeat]);
  await db.query(
    `insert into browser_presence (person_id, domain, here, shown) values ($1, $2, true, '{"show": "dnd", "status": "busy"}')`,
    [sam.personId, DOMAIN],
  );
  const outside = { entity: BOT, available: true };
  const inside = { entity: `${room.jid}/Anteroom`, available: true };
  const of = (who: typeof sam) => friends(session, who, { bot: BOT });
  expect(await of(ann)).toEqual([
    outside,
    inside,
    { entity: `${room.jid}/Sam`, available: true, show: "dnd", status: "busy" },
  ]);
  expect(await of(sam)).toEqual([
    outside,
    inside,
    { entity: `${room.jid}/Cleo`, available: true },
    { entity: `${room.jid}/Cleo2`, available: true },
  ]);

  await db.query(
    "update seat set state = 'missing', nicks = '{}', missing_since = clock_timestamp() where id = $1",
    [staffSeat],
  );
  expect(await of(ann)).toContainEqual(
    expect.objectContaining({ entity: `${room.jid}/Sam`, available: false }),
  );
  expect(await leaveSeat(session, ann, clientSeat)).toBe(true);
  expect(await of(ann)).toEqual([outside]);
  expect(await of(sam)).toEqual([outside, inside]);
});

test("forget_person deletes all of a person, and nothing of others", async () => {
  await using db = await createDatabase();
  const streams = await startStreams(db);
  const sam = await comes(db, "sam", { role: "staff" });
  const ann = await comes(db, "ann");
  const [own, shared] = [await streams.thread("ann", BOT), await streams.thread("ann", "sam")];
  const seat = await seatFor(db, "ann");
  await taking(db)(ann, seat);
  await db.query(
    "update seat set state = 'inside', awaited = false, taken_by = $2, nicks = '{Ann}' where id = $1",
    [seat, ann.entity],
  );
  await streams.write(say(message(own, "a secret")));
  await streams.write(say(message(shared, "by Ann", { sender: ann.entity, senderId: ann.personId })));
  await streams.write(say(message(shared, "by Sam", { sender: sam.entity, senderId: sam.personId })));
  await db.query(
    `insert into conversation (id, person_id, rev, responder, version, status, started_at, updated_at, asked_at, next_step,
       props, messages) values (gen_random_uuid(), $1, 1, 'task', 1, 'ongoing', now(), now(), now(), 'title', '{}', 0)`,
    [ann.personId],
  );
  await db.query("insert into attendance select $1, id from gateway_instance", [ann.personId]);
  const [held] = await db.query("select id from room where client_seat = $1", [seat]);
  await answerOf(db, "close_room", { room_id: held?.id, reason: "Ann was rude" });
  expect(Number(await answerOf(db, "forget_person", { entity: ann.entity }))).toBeGreaterThan(6);
  for (const [table, column] of [
    ["person", "id"],
    ["entity", "person_id"],
    ["mailbox", "person_id"],
    ["mailbox_head", "person_id"],
    ["thread_member", "person_id"],
    ["chat_message", "sender_id"],
    ["conversation", "person_id"],
    ["occupancy", "person_id"],
  ] as const) {
    expect([table, await db.query(`select from ${table} where ${column} = $1`, [ann.personId])]).toEqual([
      table,
      [],
    ]);
  }
  expect(
    await db.query("select person, taken_by, jid, nick, released from seat where id = $1", [seat]),
  ).toEqual([{ person: null, taken_by: null, jid: null, nick: "", released: true }]);
  expect(
    await db.query("select client, closed_why, unseen from room where client_seat = $1", [seat]),
  ).toEqual([{ client: null, closed_why: "close_room", unseen: true }]);
  expect((await readThreads(streams.db, sam.personId)).map(({ thread }) => thread)).toEqual([shared]);
  const kept = await readHistory(streams.db, { personId: sam.personId, thread: shared });
  expect(kept?.messages.map((json) => JSON.parse(json).text)).toEqual(["by Sam"]);
  expect(await db.query("select from thread where uuid = $1", [own])).toEqual([]);
  expect(await db.query("select members from thread where uuid = $1", [shared])).toEqual([
    { members: [sam.entity] },
  ]);
  // Somebody else with the same address begins anew, and so does Sam alone.
  expect(await findThreads(streams.db, DOMAIN, [[ann.entity, sam.entity], [sam.entity]])).toEqual([
    undefined,
    undefined,
  ]);
  expect(await answerOf(db, "forget_person", { entity: ann.entity })).toBe("0");
});

test("forget_person gives up the seats and tickets that were given to a person by name, and those of nobody else", async () => {
  await using db = await createDatabase();
  const ann = await comes(db, "ann");
  const named = [{ client: "ann" }, { client: ann.entity }, { client: "somebody", client_jid: ann.entity }];
  const clients = [...named, { client: "anna" }];
  for (const { client, client_jid } of clients) await seatFor(db, client, client_jid);
  for (const client of clients) await answerOf(db, "join_line", client);
  await makeRoom(db);
  await give(db, "take_room", { staff: "ann" });
  expect(Number(await answerOf(db, "forget_person", { entity: ann.entity }))).toBeGreaterThan(1);
  expect(
    await db.query(
      `select person, jid, released, count(*)::int from seat where state = 'coming' group by 1, 2, 3 order by person`,
    ),
  ).toEqual([
    { person: "anna", jid: null, released: false, count: 1 },
    { person: null, jid: null, released: true, count: 4 },
  ]);
  expect(
    await db.query(
      `select client, jid, state, count(*)::int from ticket where seat is null group by 1, 2, 3 order by client`,
    ),
  ).toEqual([
    { client: "anna", jid: null, state: "waiting", count: 1 },
    { client: null, jid: null, state: "over", count: 3 },
  ]);
});
