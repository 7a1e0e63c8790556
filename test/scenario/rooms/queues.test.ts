import { expect, test } from "vitest";
import type { Config } from "../../../src/config/settings.ts";
import { prepareQueues } from "../../../src/rooms/store/index.ts";
import { createDatabase, type TestDatabase } from "../../support/database/postgres.ts";
import { connectCaller, DOMAIN, ledgerOf, makeRoom, refusal, rowsOf } from "../../support/rooms/rooms.ts";

function prepare(db: TestDatabase, queues: readonly string[], domain = DOMAIN, lease = 60_000) {
  const rooms = {
    queues: new Map(queues.map((queue) => [queue, {}])),
    line: 90_000,
    lease,
    address: "rooms",
  };
  const config = { rooms } as unknown as Pick<Config, "rooms">;
  return prepareQueues(ledgerOf(db), { domain, bot: "bot", config });
}

const terms = async (db: TestDatabase) =>
  (
    await db.query<{ it: string }>(
      "select concat_ws(' ', domain, queue, line) as it from queue_terms order by domain, queue",
    )
  ).map(({ it }) => it);

test("a component's queues are known to the functions, with its terms; those of others stay", async () => {
  await using db = await createDatabase();
  await prepare(db, ["default", "legal"]);
  await prepare(db, ["legal"], "other.example.org");
  await prepare(db, ["default", "legal"]);
  expect(await terms(db)).toEqual([
    `${DOMAIN} default 00:01:30`,
    `${DOMAIN} legal 00:01:30`,
    "other.example.org legal 00:01:30",
  ]);
  await rowsOf(db, "join_line", { client: "Ada", queue: "legal" });
  expect(await db.query("select lasts::text from ticket")).toEqual([{ lasts: "00:01:30" }]);
});

test("a queue that is configured no more keeps its rooms, which are given as before", async () => {
  await using db = await createDatabase();
  await prepare(db, ["default", "legal"]);
  await makeRoom(db, { queue: "legal" });
  await prepare(db, ["default"]);
  expect(await terms(db)).toEqual([`${DOMAIN} default 00:01:30`]);
  expect(await rowsOf(db, "take_room", { staff: "Noor", queue: "legal" })).toHaveLength(1);
  expect(await rowsOf(db, "take_room", { staff: "Noor", queue: "legal" })).toEqual([]);
});

test("a queue that no component serves is unknown, from its last room's end on", async () => {
  await using db = await createDatabase();
  await prepare(db, ["default", "legal"]);
  await prepare(db, ["default", "legal"], "other.example.org");
  await prepare(db, ["help"]);
  // Another component serves it, although it may be down.
  await rowsOf(db, "join_line", { client: "Ada", queue: "legal" });
  await prepare(db, ["help"], "other.example.org");
  const { id } = await makeRoom(db, { queue: "legal", status: "chatting" });
  await rowsOf(db, "join_line", { client: "Ben", queue: "legal" });
  expect(await rowsOf(db, "seat_client", { client: "Cleo", queue: "legal" })).toEqual([]);
  await db.query("update room set status = 'closed', closed_at = now(), password = null where id = $1", [id]);
  for (const queue of ["legal", "default"]) {
    for (const [name, person] of [
      ["join_line", "client"],
      ["seat_client", "client"],
      ["take_room", "staff"],
    ] as const) {
      expect(await refusal(rowsOf(db, name, { [person]: "Dora", queue }))).toBe(
        `22023: queue is unknown: '${queue}'`,
      );
    }
  }
  await rowsOf(db, "join_line", { client: "Dora", queue: "help" });
});

test("an address of a component itself is nobody's JID", async () => {
  await using db = await createDatabase();
  await prepare(db, ["default"]);
  await makeRoom(db);
  await makeRoom(db, { status: "staff_waiting" });
  for (const [name, person] of [
    ["take_room", "staff"],
    ["seat_client", "client"],
    ["join_line", "client"],
  ] as const) {
    for (const local of ["bot", "rooms"]) {
      const jid = `${local}@${DOMAIN}`;
      const given = { [person]: "Eve", [`${person}_jid`]: `${local.toUpperCase()}@${DOMAIN}/x` };
      expect(await refusal(rowsOf(db, name, given))).toBe(
        `22023: ${person}_jid is an address of the component itself: ${jid}`,
      );
    }
  }
  await rowsOf(db, "take_room", { staff: "Noor", staff_jid: `noor@${DOMAIN}` });
  await rowsOf(db, "seat_client", { client: "Cleo", client_jid: "bot@example.org" });
});

test("open rooms of the component get its lease, but for one that somebody holds, and nobody waits for that", async () => {
  await using db = await createDatabase();
  const held = await makeRoom(db);
  for (const row of [{}, { status: "closed" }, { domain: "other.example.org" }]) await makeRoom(db, row);
  await using open = await connectCaller(db);
  await open.query("begin");
  await open.query("select from room where id = $1 for update", [held.id]);
  const lease = 120_000;
  await prepare(db, ["default"], DOMAIN, lease);
  const leases = async () =>
    (await db.query<{ lease: string }>("select lease::text from room order by id")).map((row) => row.lease);
  expect(await leases()).toEqual(["00:00:45", "00:02:00", "00:00:45", "00:00:45"]);
  await open.query("rollback");
  await prepare(db, ["default"], DOMAIN, lease);
  expect((await leases())[0]).toBe("00:02:00");
});

test("at the start the roles get their rights, also where they were made after the migrations", async () => {
  await using db = await createDatabase();
  await db.query("revoke all on all tables in schema anteroom from anteroom_webapp");
  await using app = await connectCaller(db);
  await app.query("set role anteroom_webapp");
  expect(await refusal(app.query("select from rooms"))).toMatch(/^42501/);
  await prepare(db, ["default"]);
  expect(await refusal(app.query("select from rooms"))).toBe("gave []");
});
