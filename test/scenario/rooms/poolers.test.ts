import { randomUUID } from "node:crypto";
import { expect, test } from "vitest";
import { migrate } from "../../../src/ledger/database/migrate.ts";
import { startPooler } from "../../support/pooler.ts";
import { createDatabase } from "../../support/postgres.ts";
import { answerOf, connectCaller, give, makeRoom, refusal, rowsOf } from "../../support/rooms.ts";

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
  expect(await caller.query("select count(*)::int as n from pg_locks where locktype = 'advisory'")).toEqual([
    { n: 0 },
  ]);
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

test("a role that may not make roles migrates all the same", async () => {
  await using db = await createDatabase({ empty: true });
  const role = `owner_${randomUUID().replaceAll("-", "")}`;
  await db.query(`create role ${role} login password 'x'`);
  const { rows } = { rows: await db.query<{ name: string }>("select current_database() as name") };
  await db.query(`grant create on database ${rows[0]?.name} to ${role}`);
  const url = new URL(db.url);
  url.username = role;
  url.password = "x";
  const applied = await migrate({ url: url.href, schema: "own" });
  expect(applied).toContain("0010_rooms_sql");
  await db.query(`drop owned by ${role}`);
  await db.query(`drop role ${role}`);
});
