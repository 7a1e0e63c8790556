/**
 * The primary of the database dies, and its standby is promoted without what was committed last, as asynchronous replication
 * does it. What was acknowledged in that time is lost; but nothing wrong is shown, nothing is mixed up, and all goes on.
 */
import { expect, test } from "vitest";
import { freePort } from "../../../src/demo/ports.ts";
import { isConnectionLost } from "../../../src/ledger/database/database.ts";
import { startPooler } from "../../support/database/pooler.ts";
import { testDatabase } from "../../support/database/postgres.ts";
import {
  type ReplicatedPostgres,
  startReplicatedPostgres,
} from "../../support/database/replicated-postgres.ts";
import { type Browser, gatewayEnv, gatewayUrl, login } from "../../support/gateway/gateway.ts";
import { person } from "../../support/people/people.ts";
import { BOT, ENDLESS, type HelpDesk, rowsOf, saidBy, startHelpDesk } from "../../support/rooms/help-desk.ts";
import { filled, reaches, staffWaits, startRoomDesk } from "../../support/rooms/room-desk.ts";
import type { Guest } from "../rooms/guest.ts";
import { claim, LEVELS, stage } from "../rooms/stage.ts";
import { becomesTrue } from "../rooms/truth.ts";

const WITHIN_MS = 30_000;

/** The present instance has the lease on the new timeline, and a stream. */
async function goesOn({ anteroom }: HelpDesk): Promise<void> {
  await anteroom.logs("another timeline");
  await anteroom.ready();
}

async function opened(url: string, name: string): Promise<Browser> {
  const browser = await login(url, name, { role: "staff" });
  await browser.open();
  return browser;
}

const numberOf = (position: string | undefined): number => Number(position?.split(".")[1]);

/** The next number of a row that a table gives. */
async function give(postgres: ReplicatedPostgres, table: string, next: number): Promise<void> {
  await postgres.query("select setval(pg_get_serial_sequence($1, $2), $3, false)", [
    table,
    table === "spoken" ? "n" : "id",
    next,
  ]);
}

test("after a standby without the last second is promoted, pages are told `limited`, and what they read then is what there is", async () => {
  const postgres = await startReplicatedPostgres();
  const port = await freePort();
  const desk = await startHelpDesk({
    accounts: [],
    database: postgres,
    responders: [ENDLESS],
    env: gatewayEnv(port),
  });
  const url = gatewayUrl(port);
  const [ann, ben] = await Promise.all([opened(url, "ann"), opened(url, "ben")]);
  const { thread } = await ann.send("kept", { members: [ben.entity] });
  expect((await ben.message()).text).toBe("kept");
  expect(await ann.ask("/new count")).toBe("The first number?");
  expect(await ann.ask("1")).toBe("After 1?");
  const kept = { ann: ann.position, ben: ben.position };

  // Whoever asks the standby too early is told that the database is away.
  await using standby = testDatabase(postgres.standbyUrl, async () => {});
  const refused = await standby.query("select history_of_database()").catch((error: unknown) => error);
  expect(isConnectionLost(refused)).toBe(true);

  await postgres.fallBehind();
  const lost = await ann.send("lost", { thread });
  expect((await ben.message()).text).toBe("lost");
  expect(await ann.ask("2")).toBe("After 2?");
  const cat = await opened(url, "cat");
  await cat.send("nobody knows me", { members: [ben.entity] });
  expect((await ben.message()).text).toBe("nobody knows me");
  const [{ id: number } = { id: "" }] = await postgres.query<{ id: string }>(
    "select id from person where address = $1",
    [cat.entity],
  );
  const known = { ann: ann.position, ben: ben.position };
  await postgres.promote();

  // Pages that are open go on with nothing: they end, and begin anew.
  await Promise.all([ann.ended(), ben.ended(), cat.ended()]);
  await goesOn(desk);
  // With what was kept, he may have been told that ann has come.
  const [{ seq: began } = { seq: 0 }] = await postgres.query<{ seq: number }>(
    "select seq::float8 from mailbox_head join person on person.id = person_id where address = $1",
    [ben.entity],
  );
  expect(began).toBeGreaterThanOrEqual(numberOf(kept.ben));
  expect(began).toBeLessThan(numberOf(known.ben));
  const hello = await ben.open();
  expect(hello).toMatchObject({ recovered: false, limited: true });
  expect(hello.position).not.toContain(String(known.ben).split(".")[0]);
  expect(numberOf(hello.position)).toBe(began);
  expect(await ben.history(thread)).toEqual(["I: kept"]);
  // Whoever comes next has the number of the one who is forgotten, and nothing else of hers.
  await give(postgres, "person", Number(number));
  const dan = await opened(url, "dan");
  expect((await cat.request("GET", "/threads")).status).toBe(401);
  expect((await cat.request("GET", "/stream")).status).toBe(404);
  expect(await dan.request("GET", "/threads").then((answer) => answer.json())).toEqual({ threads: [] });

  // The same message again is a new one, and the positions that were given before stay refused, whatever their number.
  expect(await ann.open()).toMatchObject({ recovered: false, limited: true });
  expect(await ann.send("lost", { thread, id: lost.id })).toEqual(lost);
  expect((await ben.message()).text).toBe("lost");
  for (let n = 1; n <= 3; n++) {
    await ann.send(`new ${n}`, { thread });
    expect((await ben.message()).text).toBe(`new ${n}`);
  }
  expect(numberOf(ben.position)).toBeGreaterThan(numberOf(known.ben));
  // He may be told of a colleague's presence meanwhile, too.
  const [now, seen] = [ben.position?.split(".")[0], numberOf(ben.position)];
  for (const position of [kept.ben, known.ben]) {
    await ben.close();
    ben.position = position;
    const hello = await ben.open();
    const polled = (await (
      await ben.request("GET", `/poll?since=${position}&timeout=0`)
    ).json()) as typeof hello;
    expect(polled).toMatchObject({ events: [] });
    for (const answer of [hello, polled]) {
      expect(answer).toMatchObject({ recovered: false, limited: true });
      expect(answer.position.split(".")[0]).toBe(now);
      expect(numberOf(answer.position)).toBeGreaterThanOrEqual(seen);
    }
  }
  expect(await ben.history(thread)).toEqual(["I: kept", "I: lost", "I: new 1", "I: new 2", "I: new 3"]);
  // The bot goes on with what it has.
  expect(await ann.ask("3")).toBe("After 3?");
  expect(
    desk.anteroom.log.filter(({ msg }) =>
      /a job was given up|a handler failed|an action after a (commit|job) failed/.test(msg),
    ),
  ).toEqual([]);
});

test.each([
  ["directly", (database: ReplicatedPostgres) => database],
  ["through PgBouncer", async (database: ReplicatedPostgres) => (await startPooler(database)).database],
] as const)(
  "%s, conversations go on after a promotion with what the database has kept, and nothing that was lost comes back",
  async (_, way) => {
    const postgres = await startReplicatedPostgres();
    const desk = await startHelpDesk({ database: await way(postgres), responders: [ENDLESS] });
    const { server } = desk;
    const alice = await person(server, "alice");
    const bob = await person(server, "bob");
    expect(await alice.asks(BOT, "/new count")).toBe("The first number?");
    expect(await alice.asks(BOT, "1")).toBe("After 1?");
    await postgres.fallBehind();
    // A conversation that goes on, and one of which nothing will be left, not even the person.
    expect(await alice.asks(BOT, "2")).toBe("After 2?");
    expect(await bob.asks(BOT, "/new count")).toBe("The first number?");
    const [{ id } = { id: "" }] = await postgres.query<{ id: string }>(
      "select id from person where address = $1",
      [bob.bare],
    );
    await postgres.promote();
    // Said while the stream is closed, or to the process that does not know yet: it is answered, or refused by the server. A
    // receipt is not kept: where the stream closes meanwhile, only the answer comes.
    const told = await alice.say(BOT, "3");
    const first = await alice.nextMessage(BOT, ({ attrs }) => attrs.id === told && attrs.type === "error");
    await goesOn(desk);
    if (first.attrs.type !== "error") expect(first.getChildText("body")).toBe("After 3?");
    else expect(await alice.asks(BOT, "3")).toBe("After 3?");
    // Somebody else gets the number of the one who is forgotten.
    await give(postgres, "person", Number(id));
    await server.addUser("carol", "pw");
    const carol = await person(server, "carol");
    expect(await carol.asks(BOT, "/new count")).toBe("The first number?");
    await bob.asks(BOT, "/new count");
    expect(await bob.asks(BOT, "7")).toBe("After 7?");
    expect(await carol.asks(BOT, "8")).toBe("After 8?");
    expect(await alice.asks(BOT, "4")).toBe("After 4?");
    expect(await saidBy(postgres, alice.bare)).toEqual(["/new count", "1", "3", "4"]);
    expect(await saidBy(postgres, bob.bare)).toEqual(["/new count", "7"]);
    expect(await saidBy(postgres, carol.bare)).toEqual(["/new count", "8"]);
    expect(await postgres.query("select from outbox where created_at < now() - interval '1 minute'")).toEqual(
      [],
    );
  },
);

test("after a promotion rooms are true again: people whose seats are lost are told, and rooms whose rows are lost are gone", async () => {
  const postgres = await startReplicatedPostgres();
  const levels = { chatting: LEVELS.chatting, available: LEVELS.available };
  const desk = await startRoomDesk({
    accounts: [],
    database: postgres,
    env: { ANTEROOM_ROOMS_QUEUES: JSON.stringify(levels), ANTEROOM_ROOMS_GRACE: "10m" },
  });
  const { staff, client } = await stage(desk, "chatting", "staff");
  await filled(desk, 1, "available");
  const before = await rowsOf<{ room_jid: string }>(postgres, "select room_jid from rooms");
  await postgres.fallBehind();
  // Somebody is handed a room and comes in, and the pool makes another one.
  const late = await claim(desk, "staff", "available");
  await late.enter(desk);
  await staffWaits(desk, late.given.room_id);
  await filled(desk, 1, "available");
  const made = await rowsOf<{ room_jid: string }>(postgres, "select room_jid from rooms");
  expect(made.length).toBeGreaterThan(before.length);
  await postgres.promote();
  await goesOn(desk);
  const people = [staff, client, late].filter((guest): guest is Guest => guest !== undefined);
  const pool = { server: desk.server, database: postgres, grace: 600_000, levels };
  expect(await becomesTrue(pool, people, WITHIN_MS)).toEqual([]);
  expect(client?.room).toBe(staff?.room);
  expect(late.room).toBeUndefined();
  // The one who was handed a room asks anew.
  const again = await claim(desk, "staff", "available");
  await again.enter(desk);
  await reaches(desk, again.given.room_id, "staff_waiting");
  expect(await becomesTrue(pool, [...people, again], WITHIN_MS)).toEqual([]);
});
