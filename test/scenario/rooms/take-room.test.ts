import { randomUUID } from "node:crypto";
import { expect, test } from "vitest";
import { createDatabase } from "../../support/database/postgres.ts";
import {
  connectCaller,
  connectCrowd,
  give,
  haveStream,
  makeRoom,
  refusal,
  rowsOf,
} from "../../support/rooms/rooms.ts";

test("take_room gives a room that is ready, with everything that is needed to enter it", async () => {
  await using db = await createDatabase();
  const room = await makeRoom(db);
  const given = await give(db, "take_room", { staff: "Noor", wanted_nick: "Noor (desk)" });
  expect(given).toMatchObject({
    room_id: room.id,
    room_jid: room.jid,
    password: room.password,
    nick: "Noor (desk)",
    join_uri: `xmpp:${room.jid}?join;password=${room.password}`,
  });
  expect(given.seat).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
  expect(await db.query("select status, staff, client, staff_in, lease_until from rooms")).toEqual([
    { status: "reserved", staff: "Noor", client: null, staff_in: false, lease_until: given.lease_until },
  ]);
  expect(await db.query("select from_status, to_status, cause, actor, instance from room_history")).toEqual([
    { from_status: "available", to_status: "reserved", cause: "take_room", actor: "Noor", instance: null },
  ]);
});

test("take_room gives no row where there is no room to give", async () => {
  await using db = await createDatabase();
  for (const status of ["creating", "reserved", "staff_waiting", "client_coming", "chatting", "lost"]) {
    await makeRoom(db, { status });
  }
  for (const status of ["closing", "closed", "failed"]) await makeRoom(db, { status });
  await makeRoom(db, { queue: "legal" });
  expect(await rowsOf(db, "take_room", { staff: "Noor" })).toEqual([]);
  expect(await rowsOf(db, "take_room", { staff: "Noor", queue: "legal" })).toHaveLength(1);
  expect(await rowsOf(db, "take_room", { staff: "Noor", queue: "legal" })).toEqual([]);
});

test("a hundred callers at once take fifty rooms, and no room twice", async () => {
  await using db = await createDatabase();
  for (let n = 0; n < 50; n += 1) await makeRoom(db);
  await using crowd = connectCrowd(db);
  const people = Array.from({ length: 100 }, (_, n) => n);
  const given = await Promise.all(people.map((n) => rowsOf(crowd, "take_room", { staff: `Staff ${n}` })));
  const rooms = given.flat().map(({ room_id }) => room_id);
  expect(rooms).toHaveLength(50);
  expect(new Set(rooms).size).toBe(50);
  expect(new Set(given.flat().map(({ seat }) => seat)).size).toBe(50);
  expect(await db.query("select count(*)::int as n from seat where state = 'coming'")).toEqual([{ n: 50 }]);
});

test("a transaction that took a room and stays open holds up no other caller", async () => {
  await using db = await createDatabase();
  const [first, second] = [await makeRoom(db), await makeRoom(db)];
  await using open = await connectCaller(db);
  await open.query("begin");
  expect((await give(open, "take_room", { staff: "Ola" })).room_id).toBe(first.id);
  expect((await give(db, "take_room", { staff: "Pim" })).room_id).toBe(second.id);
  expect(await rowsOf(db, "take_room", { staff: "Quin" })).toEqual([]);
  await open.query("rollback");
  // It was never taken.
  const again = await give(db, "take_room", { staff: "Quin" });
  expect(again.room_id).toBe(first.id);
  expect(await db.query("select person from seat where room_id = $1", [first.id])).toEqual([
    { person: "Quin" },
  ]);
});

test("a lease runs from the moment of the call, however long the caller's transaction has been open", async () => {
  await using db = await createDatabase();
  await makeRoom(db);
  await using caller = await connectCaller(db);
  await caller.query("begin");
  await caller.query("select now(), pg_sleep(0.05)");
  const given = await give(caller, "take_room", { staff: "Noor" });
  const [times] = await caller.query<{ begun: boolean; lease: string }>(
    `select status_changed_at > now() as begun, (lease_until - status_changed_at)::text as lease from rooms`,
  );
  expect(times).toEqual({ begun: true, lease: "00:00:45" });
  expect(given.lease_until).toBeInstanceOf(Date);
  await caller.query("commit");
});

test("a lease that the caller names goes before the configured one", async () => {
  await using db = await createDatabase();
  await makeRoom(db);
  await give(db, "take_room", { staff: "Noor", lease: "17 minutes" });
  expect(await db.query("select (lease_until - claimed_at)::text as lease from seat")).toEqual([
    { lease: "00:17:00" },
  ]);
});

test("the same request gives the same answer as long as the room is open, also to callers at once", async () => {
  await using db = await createDatabase();
  for (let n = 0; n < 8; n += 1) await makeRoom(db);
  const request = randomUUID();
  const callers = await Promise.all(Array.from({ length: 12 }, () => connectCaller(db)));
  const given = await Promise.all(
    callers.map((caller) => give(caller, "take_room", { staff: "Noor", request })),
  );
  const [first] = given;
  expect(given.every((each) => JSON.stringify(each) === JSON.stringify(first))).toBe(true);
  expect(await db.query("select count(*)::int as n from rooms where status = 'reserved'")).toEqual([
    { n: 1 },
  ]);
  // The answer stays the same when staff is inside and the password another.
  await db.query(
    "update room set status = 'staff_waiting', waiting_since = now(), password = 'other' where id = $1",
    [first?.room_id],
  );
  expect(await give(db, "take_room", { staff: "Noor", request })).toEqual(first);
  await db.query("update seat set state = 'over', awaited = false");
  await db.query("update room set status = 'closed', closed_at = now(), password = null where id = $1", [
    first?.room_id,
  ]);
  const next = await give(db, "take_room", { staff: "Noor", request });
  expect(next.room_id).not.toBe(first?.room_id);
  // Another function's requests are others.
  expect(await rowsOf(db, "seat_client", { client: "Cleo", request })).toEqual([]);
});

test("a repeat waits for the call that it repeats, and no other caller does", async () => {
  await using db = await createDatabase();
  await makeRoom(db);
  await makeRoom(db);
  const request = randomUUID();
  await using open = await connectCaller(db);
  await using repeating = await connectCaller(db);
  await open.query("begin");
  const first = await give(open, "take_room", { staff: "Noor", request });
  const repeat = give(repeating, "take_room", { staff: "Noor", request });
  expect((await give(db, "take_room", { staff: "Ola", request: randomUUID() })).room_id).not.toBe(
    first.room_id,
  );
  await open.query("commit");
  expect(await repeat).toEqual(first);
});

test("arguments that cannot be are refused by name, and nothing is taken", async () => {
  await using db = await createDatabase();
  await makeRoom(db);
  const refused: readonly (readonly [given: Readonly<Record<string, unknown>>, text: string])[] = [
    [{ staff: "" }, "staff is empty"],
    [{ staff: null }, "staff is empty"],
    [{ staff: " \u200b\u202e " }, "staff is empty"],
    [{ staff: "ñ".repeat(201) }, "staff has 201 characters; 200 are allowed"],
    [{ staff: "Noor", queue: "Default" }, "queue is unknown: 'Default'"],
    [{ staff: "Noor", queue: "it's" }, "queue is unknown: 'it''s'"],
    [{ staff: "Noor", queue: null }, "queue is empty"],
    [{ staff: "Noor", lease: "3601 seconds" }, "lease is 01:00:01; it may be 1 hour at most"],
    [{ staff: "Noor", lease: "1 month" }, "lease is 1 mon; it may be 1 hour at most"],
    [{ staff: "Noor", lease: "-1 second" }, "lease is -00:00:01; it must be longer than nothing"],
    [{ staff: "Noor", staff_jid: "noor" }, "staff_jid is no JID: 'noor'"],
    [{ staff: "Noor", staff_jid: "" }, "staff_jid is empty"],
    [{ staff: "Noor", staff_jid: `${"n".repeat(200)}@x` }, "staff_jid has 202 characters; 200 are allowed"],
    [{ staff: "Noor", wanted_nick: "x".repeat(201) }, "wanted_nick has 201 characters; 200 are allowed"],
  ];
  for (const [given, text] of refused) {
    expect(await refusal(rowsOf(db, "take_room", given))).toBe(`22023: ${text}`);
  }
  expect(await db.query("select count(*)::int as n from seat")).toEqual([{ n: 0 }]);
});

test("text that is no JID is refused by name", async () => {
  await using db = await createDatabase();
  await makeRoom(db);
  for (const staff_jid of [
    "noor@",
    "@example.org",
    "noor@example.org/",
    "noor@example..org",
    "noor@.example.org",
    "noor@exam ple.org",
    "noor@<b>",
    "noor@example.org, pim@example.org",
    "no\u0001or@example.org",
    "noor@example.org\u0007",
    "noor\u200b@example.org",
    "d'artagnan@example.org",
    // They fold to separators.
    "noor\uff20desk@example.org",
    "noor\uff0fdesk@example.org",
  ]) {
    expect(await refusal(rowsOf(db, "take_room", { staff: "Noor", staff_jid }))).toBe(
      `22023: staff_jid is no JID: '${staff_jid.replace("'", "''")}'`,
    );
  }
});

test("a JID of any script, host or resource is kept as its bare address", async () => {
  await using db = await createDatabase();
  for (const [staff_jid, jid] of [
    ["noor@example.org.", "noor@example.org"],
    ["noor@example.org./phone", "noor@example.org"],
    ["Noor@[::1]/a b/c@d", "noor@[::1]"],
    ["d\\27artagnan@my_host", "d\\27artagnan@my_host"],
    ["Ünal@BÜCHER.example", "ünal@bücher.example"],
  ] as const) {
    await makeRoom(db);
    const { seat } = await give(db, "take_room", { staff: "Noor", staff_jid });
    expect(await db.query("select jid from seat where id = $1", [seat])).toEqual([{ jid }]);
  }
});

test("a text of 200 characters, a lease of an hour and a full JID are taken", async () => {
  await using db = await createDatabase();
  await makeRoom(db);
  const staff = "字".repeat(200);
  await give(db, "take_room", { staff, staff_jid: "Noor@Example.org/Phone", lease: "1 hour" });
  expect(await db.query("select person, jid from seat")).toEqual([
    { person: staff, jid: "noor@example.org" },
  ]);
});

test("rooms of a component that has a stream are given first, and then those of the others", async () => {
  await using db = await createDatabase();
  const silent = await makeRoom(db, { domain: "silent.example.org" });
  const lively = await makeRoom(db, { domain: "lively.example.org" });
  await haveStream(db, "lively.example.org");
  expect((await give(db, "take_room", { staff: "Noor" })).room_id).toBe(lively.id);
  expect((await give(db, "take_room", { staff: "Ola" })).room_id).toBe(silent.id);
});

test("a password that is being changed is given as it will be", async () => {
  await using db = await createDatabase();
  const room = await makeRoom(db);
  await db.query("update room set next_password = 'later' where id = $1", [room.id]);
  expect((await give(db, "take_room", { staff: "Noor" })).password).toBe("later");
});

test.for(["repeatable read", "serializable"])("in %s a claim is made, or fails with 40001", async (level) => {
  await using db = await createDatabase();
  for (let n = 0; n < 10; n += 1) await makeRoom(db);
  const request = randomUUID();
  const callers = await Promise.all(Array.from({ length: 10 }, () => connectCaller(db)));
  for (const caller of callers) {
    await caller.query(`begin isolation level ${level}`);
    await caller.query("select count(*) from room");
  }
  const ended = await Promise.all(
    callers.map(async (caller, n) => {
      const given = await refusal(
        rowsOf(caller, "take_room", { staff: "Noor", request: n < 5 ? request : randomUUID() }).then(
          async () => caller.query("commit").then(() => "made"),
        ),
      );
      await caller.query("rollback");
      return given.slice(0, 8);
    }),
  );
  expect(ended.every((each) => each === 'gave "ma' || each.startsWith("40001"))).toBe(true);
  expect(ended).toContain('gave "ma');
  const [taken] = await db.query<{ n: number; rooms: number }>(
    "select count(*)::int as n, count(distinct room_id)::int as rooms from seat",
  );
  expect(taken?.n).toBe(taken?.rooms);
  expect(taken?.n).toBe(ended.filter((each) => each.startsWith("gave")).length);
});

test.for(["repeatable read", "serializable"])(
  "in %s a request that was used since fails with 40001, also where another room is free",
  async (level) => {
    await using db = await createDatabase();
    await makeRoom(db);
    const other = await makeRoom(db, { queue: "legal" });
    const request = randomUUID();
    await using caller = await connectCaller(db);
    await caller.query(`begin isolation level ${level}`);
    await caller.query("select count(*) from room");
    await give(db, "take_room", { staff: "Noor", request });
    expect(await refusal(rowsOf(caller, "take_room", { staff: "Noor", queue: "legal", request }))).toMatch(
      /^40001: /,
    );
    await caller.query("rollback");
    expect((await give(db, "take_room", { staff: "Noor", queue: "legal" })).room_id).toBe(other.id);
  },
);
