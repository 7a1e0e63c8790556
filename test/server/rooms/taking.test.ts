/** The pool while it is taken from: by several components, by transactions that stay open, by clients in line. */
import pg from "pg";
import { expect, test } from "vitest";
import { launchAnteroom } from "../../support/process/anteroom-process.ts";
import { BOT, newcomer, rowsOf } from "../../support/rooms/help-desk.ts";
import { enter, filled, reaches, startRoomDesk, visitor } from "../../support/rooms/room-desk.ts";
import { answerOf, give } from "../../support/rooms/rooms.ts";
import { startServer } from "../../support/servers/server.ts";

test("a transaction that took a room and stays open holds up no message, no other room and no claim", async () => {
  const desk = await startRoomDesk();
  await filled(desk, 2);
  const alice = await newcomer(desk, "alice");
  await alice.asks(BOT, "hello");
  const holder = new pg.Client({
    connectionString: desk.database.url,
    options: `-c search_path=${desk.database.schema}`,
  });
  await holder.connect();
  try {
    await holder.query("begin");
    const { rows } = await holder.query("select * from take_room('Holder')");
    // The room that is held has something to say, too.
    const eve = await visitor(desk, "eve");
    const inHeld = await enter(eve, rows[0]);
    const sam = await visitor(desk, "sam");
    const taken = await give(desk.database, "take_room", { staff: "Sam" });
    expect(taken.room_id).not.toBe(rows[0].room_id);
    await enter(sam, taken);
    await reaches(desk, taken.room_id, "staff_waiting");
    expect(await alice.asks(BOT, "hello")).not.toBe("");
    await filled(desk, 2);
    await holder.query("rollback");
    // It was never taken, so whoever came in with its password is a stranger.
    expect((await inHeld.gone()).codes).toContain(307);
    await rowsOf(
      desk.database,
      "select 1 as one from room where id = $1 and status = 'available' and password <> $2 and next_password is null",
      [rows[0].room_id, rows[0].password],
    );
  } finally {
    await holder.end();
  }
});

test("two components over one database keep `ready` and `max` together", async () => {
  const server = await startServer({
    components: { "help.localhost": { secret: "secret" }, "desk.localhost": { secret: "secret" } },
  });
  const desk = await startRoomDesk({ env: { ANTEROOM_ROOMS_QUEUES: '{"default": {"ready": 4, "max": 6}}' } });
  const other = await launchAnteroom({
    server,
    database: desk.database,
    domain: "desk.localhost",
    env: {
      ANTEROOM_ROOMS_SERVICE: "conference.localhost",
      ANTEROOM_ROOMS_QUEUES: '{"default": {"ready": 4, "max": 6}}',
    },
  });
  await other.ready();
  await filled(desk, 4);
  for (let taken = 1; taken <= 6; taken++) {
    await rowsOf(desk.database, "select 1 as one from rooms where status = 'available'");
    await give(desk.database, "take_room", { staff: `Sam ${taken}`, lease: "1 hour" });
  }
  const counts = async () =>
    desk.database.query("select count(*)::int as open from rooms where closed_at is null");
  expect(await counts()).toEqual([{ open: 6 }]);
  // The most that there may be, whoever looks.
  await desk.anteroom.stop();
  await other.stop();
  const [most] = await desk.database.query(
    `select max(open)::int as open from (
       select sum(step) over (order by at, step desc) as open
       from (select created_at as at, 1 as step from rooms union all select closed_at, -1 from rooms where closed_at is not null) as steps
     ) as counted`,
  );
  expect(most).toEqual({ open: 6 });
});

test("clients in line are given staff in the order in which they came", async () => {
  const desk = await startRoomDesk();
  await filled(desk, 2);
  const tickets = [];
  for (const client of ["Ann", "Ben", "Cem"])
    tickets.push(await answerOf<string>(desk.database, "join_line", { client }));
  for (const [index, name] of ["sam", "sue"].entries()) {
    await filled(desk, 1);
    const taken = await give(desk.database, "take_room", { staff: name });
    await enter(await visitor(desk, name), taken);
    await reaches(desk, taken.room_id, "client_coming");
    const [row] = await desk.database.query("select client from rooms where room_id = $1", [taken.room_id]);
    expect(row).toEqual({ client: ["Ann", "Ben"][index] });
  }
  const [last] = await desk.database.query<{ place: number }>("select place from line_position($1)", [
    tickets[2],
  ]);
  expect(last).toEqual({ place: 1 });
});

test("a claim that was rolled back leaves a password that is worth nothing", async () => {
  const desk = await startRoomDesk({ env: { ANTEROOM_ROOMS_QUEUES: '{"default": {"ready": 1, "max": 1}}' } });
  await filled(desk, 1);
  const holder = new pg.Client({
    connectionString: desk.database.url,
    options: `-c search_path=${desk.database.schema}`,
  });
  await holder.connect();
  try {
    await holder.query("begin");
    // As frameworks do that nest transactions.
    await holder.query("savepoint inner_one");
    const { rows } = await holder.query("select * from take_room('Nobody')");
    await holder.query("rollback");
    await rowsOf(
      desk.database,
      "select 1 as one from room where id = $1 and status = 'available' and password <> $2 and next_password is null",
      [rows[0].room_id, rows[0].password],
    );
    const eve = await visitor(desk, "eve");
    await expect(enter(eve, rows[0])).rejects.toThrow("not-authorized");
    expect((await give(desk.database, "take_room", { staff: "Sam" })).room_id).toBe(rows[0].room_id);
  } finally {
    await holder.end();
  }
});

test("the server lets people in under the nickname that they are given, whatever they wanted", async () => {
  const desk = await startRoomDesk();
  const sam = await visitor(desk, "sam");
  for (const wanted_nick of ["Ann 😀", "🇳🇱", "Ann שלום", "(שלום)", "Gr\u1e9ee \u0378"]) {
    await filled(desk, 1);
    const { room_jid, ...given } = await give(desk.database, "take_room", { staff: "Sam", wanted_nick });
    const inside = await enter(sam, { room_jid, ...given });
    await inside.leave();
  }
});
