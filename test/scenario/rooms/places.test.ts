import { randomUUID } from "node:crypto";
import { expect, test } from "vitest";
import { migrate } from "../../../src/ledger/database/migrate.ts";
import { startPooler } from "../../support/database/pooler.ts";
import { createDatabase, startPostgres } from "../../support/database/postgres.ts";
import { answerOf, connectCaller, give, makeRoom, refusal, rowsOf } from "../../support/rooms/rooms.ts";

test("the functions work through PgBouncer in transaction mode, and leave nothing on its connections", async () => {
  await using db = await createDatabase();
  for (let n = 0; n < 6; n += 1) await makeRoom(db);
  await using pooler = await startPooler(db, { size: 2 });
  // It takes no search path of a client: names carry the schema.
  const { url } = pooler.database;
  const connect = () => connectCaller({ url, schema: null });
  const callers = await Promise.all(Array.from({ length: 10 }, connect));
  const request = randomUUID();
  const given = await Promise.all(
    callers.map((caller, n) =>
      rowsOf(caller, "anteroom.take_room", { staff: `Staff ${n}`, request: n < 3 ? request : randomUUID() }),
    ),
  );
  expect(new Set(given.flat().map(({ room_id }) => room_id)).size).toBe(6);
  const [caller] = callers;
  if (caller === undefined) throw new Error("no caller");
  const ticket = await answerOf(caller, "anteroom.join_line", { client: "Ada" });
  expect(await rowsOf(caller, "anteroom.line_position", { ticket })).toMatchObject([{ place: 1 }]);
  // Other tests have locks in databases of their own.
  const left = `select count(*)::int as n from pg_locks
                where locktype = 'advisory' and database = (select oid from pg_database where datname = current_database())`;
  expect(await caller.query(left)).toEqual([{ n: 0 }]);
  expect(await caller.query("select current_setting('search_path') as path")).toEqual([
    { path: '"$user", public' },
  ]);
});

test("a schema of another name has the same functions, for the same roles", async () => {
  await using db = await createDatabase({ empty: true });
  const schema = 'Odd "desk"';
  await migrate({ url: db.url, schema });
  await using app = await connectCaller({ url: db.url, schema: null });
  const quoted = '"Odd ""desk"""';
  await app.query(`set search_path to ${quoted}`);
  const room = await makeRoom(app);
  await app.query("reset search_path");
  await app.query("set role anteroom_webapp");
  expect((await give(app, `${quoted}.take_room`, { staff: "Noor" })).room_id).toBe(room.id);
  expect(await refusal(app.query(`select * from ${quoted}.seat`))).toMatch(/^42501/);
});

test("a role that may not make roles migrates all the same, and roles that are made later get their rights", async () => {
  await using server = await startPostgres();
  for (const role of ["anteroom_webapp", "anteroom_rooms_only"]) {
    await server.query(`drop owned by ${role}`);
    await server.query(`drop role ${role}`);
  }
  await server.query("create role owner login password 'x'");
  await server.query("grant create on database postgres to owner");
  const url = Object.assign(new URL(server.url), { username: "owner", password: "x" }).href;
  expect(await migrate({ url, schema: "own" })).toContain("0010_rooms_sql");
  expect(await server.query("select rolname from pg_roles where rolname like 'anteroom\\_%'")).toEqual([]);
  await server.query("create role anteroom_webapp");
  await using owner = await connectCaller({ url, schema: "own" });
  await owner.query("select set_rights()");
  await makeRoom(owner);
  await server.query("grant anteroom_webapp to owner with admin option");
  await owner.query("set role anteroom_webapp");
  expect(await rowsOf(owner, "take_room", { staff: "Noor" })).toHaveLength(1);
  expect(await refusal(owner.query("select * from seat"))).toMatch(/^42501/);
});

test("a JID of any script is kept in the server's spelling, also in a database of the locale C", async () => {
  await using db = await createDatabase({ empty: true, locale: "C" });
  await migrate({ url: db.url, schema: db.schema });
  for (const [staff_jid, jid] of [
    ["ÉMILIE.Øst@EXAMPLE.org/Phone", "émilie.øst@example.org"],
    // Of some small letters, too, servers have another form.
    ["Straße@example.org", "strasse@example.org"],
    ["ΝΊΚΟΣ@example.org", "νίκοσ@example.org"],
  ]) {
    await makeRoom(db);
    const { seat } = await give(db, "take_room", { staff: "Noor", staff_jid });
    expect(await db.query("select jid from seat where id = $1", [seat])).toEqual([{ jid }]);
  }
});
