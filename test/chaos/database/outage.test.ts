/** The database goes away and comes back, while messages go on coming. Nobody restarts anything. */
import { expect, test } from "vitest";
import { createDatabase, startPostgres, type TestPostgres } from "../../support/database/postgres.ts";
import { startProxy } from "../../support/proxy.ts";
import {
  createLedger,
  kept,
  type LedgerUnderTest,
  prepare,
  receiptsOf,
  repliesOf,
  startLedger,
} from "../../support/under-test/ledger.ts";

const PEOPLE = Array.from({ length: 10 }, (_, index) => `user${index}@example.org`);
const BODIES = Array.from({ length: 20 }, (_, index) => `m${index}`);

/** Everybody says everything, in order. */
function sayAll(under: LedgerUnderTest, bodies: readonly string[] = BODIES): Promise<readonly boolean[]> {
  return Promise.all(
    PEOPLE.flatMap((person) => bodies.map((body) => under.say(person, `${body} ${person}`))),
  );
}

/** Everything was handled once and answered once, in each person's order. */
async function expectAll(
  database: Parameters<typeof kept>[0],
  under: LedgerUnderTest,
  bodies: readonly string[] = BODIES,
): Promise<void> {
  expect(await under.ledger.drain()).toBe(true);
  const replies = repliesOf(under.channel).map((id) => id.replace("late:", ""));
  const texts = await kept(database);
  expect(texts).toHaveLength(PEOPLE.length * bodies.length);
  for (const person of PEOPLE) {
    const own = (all: readonly string[]) => all.filter((text) => text.endsWith(` ${person}`));
    expect(own(texts)).toEqual(bodies.map((body) => `${body} ${person}`));
    expect(own(replies)).toEqual(bodies.map((body) => `re:${body} ${person}`));
  }
  expect(receiptsOf(under.channel)).toHaveLength(texts.length);
  expect(await database.query("select from outbox")).toEqual([]);
}

test.for<[string, (postgres: TestPostgres) => Promise<void>]>([
  ["stopped", (postgres) => postgres.stop()],
  ["killed", (postgres) => postgres.kill()],
])("with PostgreSQL %s and started again, messages sent meanwhile are handled in order", async ([, end]) => {
  await using postgres = await startPostgres();
  await using under = await startLedger(postgres);
  const first = sayAll(under, BODIES.slice(0, 10));
  await under.channel.sent.next((stanza) => stanza.includes("<body>"));
  await end(postgres);
  await under.log.lines.next(({ level }) => level === "warn");
  const meanwhile = sayAll(under, BODIES.slice(10));
  await postgres.start();
  expect(await Promise.all([first, meanwhile]).then((all) => all.flat())).not.toContain(false);
  await expectAll(postgres, under);
});

test("the ledger waits for a database that is away when it starts", async () => {
  await using postgres = await startPostgres();
  await prepare(postgres);
  await postgres.stop();
  await using under = createLedger(postgres);
  under.ledger.start();
  under.ledger.leaseTaken();
  const online = under.ledger.online();
  const said = sayAll(under);
  await under.log.lines.next(({ msg }) => msg.includes("cannot be reached"));
  await postgres.start();
  expect(await online).toBe(true);
  expect(await said).not.toContain(false);
  await expectAll(postgres, under);
});

test("a ledger can be stopped while the database is away", async () => {
  await using postgres = await startPostgres();
  await using under = await startLedger(postgres);
  await postgres.stop();
  void sayAll(under);
  await under.log.lines.next(({ msg }) => msg.includes("cannot be reached"));
  await under.ledger.stop();
});

test("connections that fall silent are noticed and replaced", async () => {
  await using database = await createDatabase();
  await using proxy = await startProxy(Number(new URL(database.url).port));
  const url = Object.assign(new URL(database.url), { hostname: "127.0.0.1", port: String(proxy.port) }).href;
  await using under = await startLedger(database, {
    database: { url, schema: database.schema, applicationName: "ledger under test", queryTimeoutMs: 300 },
  });
  await sayAll(under, BODIES.slice(0, 1));
  const connections = proxy.connections;
  proxy.hold("up", "down");
  const said = sayAll(under, BODIES.slice(1));
  // Nothing tells us but the silence: we give the connection up.
  await proxy.ends.next((number) => number < connections);
  proxy.release();
  expect(await said).not.toContain(false);
  await expectAll(database, under);
});

test("no job is given up while the database's disk is full", async () => {
  await using database = await createDatabase();
  await using under = await startLedger(database);
  await database.query(
    `create function no_space() returns trigger language plpgsql as $$
     begin raise exception 'could not extend file: No space left on device' using errcode = '53100'; end $$;
     create trigger no_space before insert on kept for each statement execute function no_space()`,
  );
  const said = sayAll(under, BODIES.slice(0, 2));
  await under.log.lines.next(({ msg }) => msg.includes("tried again"));
  await database.query("drop trigger no_space on kept");
  expect(await said).not.toContain(false);
  await expectAll(database, under, BODIES.slice(0, 2));
});
