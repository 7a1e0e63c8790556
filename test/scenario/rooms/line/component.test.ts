import { randomUUID } from "node:crypto";
import { expect, test } from "vitest";
import { type TicketEnd, ticketAfter } from "../../../../src/rooms/life/index.ts";
import { keepPresent } from "../../../../src/rooms/runtime/present-in-line.ts";
import { callLine, endTickets, tidyLine } from "../../../../src/rooms/store/index.ts";
import { readPresence } from "../../../../src/roster/roster-store.ts";
import { createDatabase, type TestDatabase } from "../../../support/database/postgres.ts";
import { answerOf, connectCaller, DOMAIN, ledgerOf, makeRoom, run } from "../../../support/rooms/rooms.ts";

const join = (db: TestDatabase, client: string, more: Readonly<Record<string, unknown>> = {}) =>
  answerOf<string>(db, "join_line", { client, ...more });
const tidy = (db: TestDatabase) => ledgerOf(db).underLease([tidyLine()]);
const states = async (db: TestDatabase) =>
  (await db.query<{ it: string }>("select client || ' ' || state as it from ticket order by client")).map(
    ({ it }) => it,
  );

test("a ticket whose time has passed is written down as over; one that somebody holds waits for the next look", async () => {
  await using db = await createDatabase();
  for (const client of ["Ada", "Ben", "Cem"]) await join(db, client);
  await db.query("update ticket set until = clock_timestamp() where client <> 'Cem'");
  await using open = await connectCaller(db);
  await open.query("begin");
  await open.query("select from ticket where client = 'Ben' for update");
  await tidy(db);
  expect(await states(db)).toEqual(["Ada over", "Ben waiting", "Cem waiting"]);
  await open.query("rollback");
  await tidy(db);
  expect(await states(db)).toEqual(["Ada over", "Ben over", "Cem waiting"]);
});

test("staff who waits beside a line gets its head at the next look, the longest-waiting first", async () => {
  await using db = await createDatabase();
  for (const client of ["Ada", "Ben", "Cem"]) await join(db, client);
  const short = await makeRoom(db, { status: "staff_waiting", waited: 5 });
  const long = await makeRoom(db, { status: "staff_waiting", waited: 50 });
  const elsewhere = await makeRoom(db, { status: "staff_waiting", queue: "legal" });
  await tidy(db);
  expect(await db.query("select id, client, status from room order by id")).toEqual([
    { id: short.id, client: "Ben", status: "client_coming" },
    { id: long.id, client: "Ada", status: "client_coming" },
    { id: elsewhere.id, client: null, status: "staff_waiting" },
  ]);
});

test("a ticket of a client who did not take the seat goes where the rules of the line say", async () => {
  const ends: readonly TicketEnd[] = ["no_show", "recalled", "given_up"];
  await using db = await createDatabase();
  for (const how of ends) {
    for (const calls of [0, 1, 2]) {
      await makeRoom(db, { status: "staff_waiting" });
      const ticket = await join(db, `${how} ${calls}`);
      await db.query("update ticket set calls = $2, until = clock_timestamp() where id = $1", [
        ticket,
        calls,
      ]);
      await run(db, endTickets, [{ ticket, how }]);
      const after = ticketAfter({ calls }, how);
      const [row] = await db.query(
        "select state, head, calls, seat, until > clock_timestamp() as lives from ticket where id = $1",
        [ticket],
      );
      expect(row).toMatchObject({
        state: after.state === "head" ? "waiting" : "over",
        calls: after.calls,
        seat: null,
        ...(after.state === "head" && { head: true, lives: true }),
      });
      await db.query("update ticket set state = 'over'");
    }
  }
});

test("a ticket that its client has given up meanwhile stays over", async () => {
  await using db = await createDatabase();
  await makeRoom(db, { status: "staff_waiting" });
  const ticket = await join(db, "Ada");
  await answerOf(db, "leave_line", { ticket });
  await run(db, endTickets, [{ ticket, how: "no_show" }]);
  expect(await states(db)).toEqual(["Ada over"]);
});

test("rooms whose staff begins to wait are given to the line in one statement, each to another client", async () => {
  await using db = await createDatabase();
  const waiting = [await join(db, "Ada"), await join(db, "Ben")];
  const rooms = [
    await makeRoom(db, { status: "staff_waiting" }),
    await makeRoom(db, { status: "staff_waiting" }),
    await makeRoom(db, { status: "staff_waiting" }),
  ];
  await run(
    db,
    callLine,
    rooms.map(({ id }) => ({ room: id })),
  );
  expect(await db.query("select ticket from seat where role = 'client' order by room_id")).toEqual(
    waiting.map((ticket) => ({ ticket })),
  );
});

test("a person who is seen signed in keeps the ticket without looking; one who signs out has rooms.line more", async () => {
  await using db = await createDatabase();
  const session = randomUUID();
  const sees = async (address: string, resources: string | null, on: string) => {
    const [person] = await db.query("insert into person (kind, address) values ('xmpp', $1) returning id", [
      address,
    ]);
    await db.query(
      `insert into roster_item (domain, local, person_id, sees_us, asked, resources, session)
       values ($1, 'bot', $2, true, 'granted', $3, $4)`,
      [DOMAIN, person?.id, resources, on],
    );
  };
  await sees("in@example.org", '{"phone": {}}', session);
  await sees("out@example.org", "{}", session);
  await sees("unknown@example.org", null, session);
  // Learnt on a stream that is lost.
  await sees("stale@example.org", '{"phone": {}}', randomUUID());
  for (const who of ["in", "out", "unknown", "stale"]) {
    await join(db, who, { client_jid: `${who}@example.org` });
  }
  await join(db, "by browser");
  await db.query("update ticket set until = clock_timestamp() + interval '10 seconds'");
  const ledger = ledgerOf(db);
  const roster = {
    presence: (_: unknown, people: readonly string[]) => readPresence(ledger.db, DOMAIN, session, people),
  };
  await keepPresent(ledger, roster);
  expect(
    await db.query(
      "select client from ticket where until > (select min(until) + interval '1 minute' from ticket)",
    ),
  ).toEqual([{ client: "in" }]);
  // It is stored as seldom as a look.
  const seen = () => db.query("select until from ticket where client = 'in'");
  const stored = await seen();
  await keepPresent(ledger, roster);
  expect(await seen()).toEqual(stored);
});
