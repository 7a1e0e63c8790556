import { expect, test } from "vitest";
import { createDatabase, type TestDatabase } from "../../support/database/postgres.ts";
import { answerOf, connectCaller, give, makeRoom, refusal, rowsOf } from "../../support/rooms/rooms.ts";

const FUNCTIONS = [
  "close_room",
  "join_line",
  "leave_line",
  "line_position",
  "release_seat",
  "renew_seat",
  "revoke_tokens",
  "seat_client",
  "take_room",
];
/** Not for those who may see rooms alone. */
const OF_PEOPLE = ["forget_person"];
const VIEWS = ["desk", "room_history", "rooms"];
const CONVERSATIONS = ["conversation_messages", "conversations"];

async function namesIn(db: TestDatabase, text: string, role: string): Promise<readonly string[]> {
  const rows = await db.query<{ name: string }>(`${text} order by name`, [role]);
  return rows.map(({ name }) => name);
}

/** What the role may do with tables, views and sequences at all. */
const relations = `
  select distinct relname || ' ' || lower(privilege) as name from pg_class,
    unnest(array['SELECT', 'INSERT', 'UPDATE', 'DELETE', 'TRUNCATE', 'REFERENCES', 'TRIGGER']) as privilege
  where relnamespace = 'anteroom'::regnamespace and relkind in ('r', 'v', 'm', 'p', 'f')
    and has_table_privilege($1, pg_class.oid, privilege)
  union all
  select relname || ' ' || lower(privilege) from pg_class, unnest(array['SELECT', 'USAGE', 'UPDATE']) as privilege
  where relnamespace = 'anteroom'::regnamespace and relkind = 'S' and has_sequence_privilege($1, pg_class.oid, privilege)
  union all
  select relname || '.' || attname from pg_class join pg_attribute on attrelid = pg_class.oid and attnum > 0
  where relnamespace = 'anteroom'::regnamespace and relkind = 'r' and not attisdropped
    and has_column_privilege($1, pg_class.oid, attnum, 'SELECT')`;
const functions = `select proname as name from pg_proc
  where pronamespace = 'anteroom'::regnamespace and has_function_privilege($1, oid, 'EXECUTE')`;

test("anteroom_webapp can call the functions and read the views, and nothing else", async () => {
  await using db = await createDatabase();
  expect(await namesIn(db, functions, "anteroom_webapp")).toEqual([...FUNCTIONS, ...OF_PEOPLE].sort());
  expect(await namesIn(db, relations, "anteroom_webapp")).toEqual(
    [...CONVERSATIONS, ...VIEWS].sort().map((view) => `${view} select`),
  );
});

test("anteroom_rooms_only can do the same but for conversations", async () => {
  await using db = await createDatabase();
  expect(await namesIn(db, functions, "anteroom_rooms_only")).toEqual(FUNCTIONS);
  expect(await namesIn(db, relations, "anteroom_rooms_only")).toEqual(VIEWS.map((view) => `${view} select`));
});

test("neither role has a login, and PUBLIC may execute nothing", async () => {
  await using db = await createDatabase();
  const open = await db.query(
    `select proname from pg_proc where pronamespace = 'anteroom'::regnamespace
       and (proacl is null or exists (select from aclexplode(proacl) where grantee = 0))`,
  );
  expect(open).toEqual([]);
  expect(
    await db.query(
      "select rolname, rolcanlogin, rolsuper from pg_roles where rolname like 'anteroom\\_%' order by 1",
    ),
  ).toEqual([
    { rolname: "anteroom_rooms_only", rolcanlogin: false, rolsuper: false },
    { rolname: "anteroom_webapp", rolcanlogin: false, rolsuper: false },
  ]);
});

test("a web application works as a member of anteroom_webapp, by names with the schema", async () => {
  await using db = await createDatabase();
  await makeRoom(db);
  await using app = await connectCaller({ url: db.url, schema: "public" });
  await app.query("set role anteroom_webapp");
  await give(app, "anteroom.take_room", { staff: "Noor" });
  expect(await app.query("select status from anteroom.rooms")).toEqual([{ status: "reserved" }]);
  expect(await app.query("select queue, available from anteroom.desk")).toEqual([
    { queue: "default", available: 0 },
  ]);
  expect(await refusal(app.query("select password from anteroom.room"))).toBe(
    "42501: permission denied for table room",
  );
  expect(await refusal(app.query("select anteroom.secret()"))).toMatch(/^42501/);
});

test("tables and operators of the caller do not stand in for ours", async () => {
  await using db = await createDatabase();
  const room = await makeRoom(db);
  await using app = await connectCaller(db);
  await app.query("set role anteroom_webapp");
  await app.query("create temporary table room as select 1 as id");
  await app.query("create temporary table queue (name text)");
  await app.query("set search_path to pg_temp, anteroom");
  expect((await give(app, "take_room", { staff: "Noor" })).room_id).toBe(room.id);
  // Also of triggers, which run with the rights of the function that deletes.
  const fixed = await db.query<{ path: string }>(
    `select distinct replace(path, '"', '') as path from pg_proc, unnest(proconfig) as path
     where pronamespace = 'anteroom'::regnamespace and path like 'search_path=%'`,
  );
  expect(fixed).toEqual([{ path: "search_path=anteroom, pg_temp" }]);
});

test("a trigger of the caller's does not run with our rights", async () => {
  await using db = await createDatabase();
  await db.query("insert into person (kind, address) values ('browser', 'ann@help.example.org')");
  await using app = await connectCaller(db);
  await app.query("set role anteroom_webapp");
  await app.query(`create function pg_temp.note() returns trigger language plpgsql as $$
    begin raise exception 'run as %', current_user; end $$`);
  for (const table of ["mailbox", "inbox", "conversation_turn", "chat_message", "thread", "person"]) {
    await app.query(
      `create temporary table ${table} (person_id bigint, thread_id bigint, conversation_id uuid)`,
    );
    await app.query(
      `create trigger note before delete on ${table} for each statement execute function pg_temp.note()`,
    );
  }
  expect(await answerOf(app, "forget_person", { entity: "ann@help.example.org" })).not.toBe("0");
});

test("every column of the views is one of the contract, in its order, and none holds a secret", async () => {
  await using db = await createDatabase();
  const columns = async (view: string) =>
    (
      await db.query<{ name: string }>(
        "select attname as name from pg_attribute where attrelid = $1::regclass and attnum > 0 order by attnum",
        [view],
      )
    ).map(({ name }) => name);
  expect(await columns("rooms")).toEqual(
    `room_id room_jid queue status staff client created_at status_changed_at staff_joined_at client_joined_at closed_at
     closed_why domain staff_in client_in lease_until waiting_since conversation_id note`.split(/\s+/),
  );
  expect(await columns("room_history")).toEqual(
    "room_id at from_status to_status cause actor instance".split(" "),
  );
  expect(await columns("desk")).toEqual(
    "queue available staff_waiting chatting in_line longest_wait open".split(" "),
  );
  await makeRoom(db, { status: "staff_waiting" });
  await makeRoom(db);
  const given = [
    await give(db, "take_room", { staff: "Noor" }),
    await give(db, "seat_client", { client: "Cleo" }),
  ];
  const shown = JSON.stringify([
    await db.query("select * from rooms"),
    await db.query("select * from room_history"),
    await db.query("select * from desk"),
  ]).replaceAll(/[0-9a-f]{32}@/g, "");
  for (const { password, seat } of given) {
    expect(shown).not.toContain(password);
    expect(shown).not.toContain(seat);
  }
});

test("the desk counts what is there, and is open while staff is inside a room", async () => {
  await using db = await createDatabase();
  const desk = async () => (await db.query("select * from desk order by queue"))[0];
  expect(await desk()).toEqual({
    queue: "default",
    available: 0,
    staff_waiting: 0,
    chatting: 0,
    in_line: 0,
    longest_wait: null,
    open: false,
  });
  await makeRoom(db);
  await makeRoom(db, { status: "reserved" });
  expect(await desk()).toMatchObject({ available: 1, open: false });
  await makeRoom(db, { status: "chatting" });
  await makeRoom(db, { status: "closed" });
  await rowsOf(db, "join_line", { client: "Ada" });
  expect(await desk()).toMatchObject({ available: 1, chatting: 1, in_line: 1, open: true });
});
