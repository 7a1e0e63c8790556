import pg from "pg";
import { expect, test } from "vitest";
import { createDatabase, type TestDatabase } from "../../support/database/postgres.ts";
import { stanzaId } from "../../support/people/predicates.ts";
import {
  createLedger,
  DOMAIN,
  type LedgerUnderTest,
  prepare,
  receiptsOf,
  repliesOf,
  reply,
  startLedger,
  TestChannel,
  usual,
} from "../../support/under-test/ledger.ts";

const ALICE = "alice@example.org";

/** Time enough for whatever would go on to do so: a number of round trips to the database. */
async function meanwhile(database: TestDatabase): Promise<void> {
  for (let n = 0; n < 100; n++) await database.query("select");
}

async function queued(database: TestDatabase): Promise<readonly (string | undefined)[]> {
  const rows = await database.query<{ stanza: string }>("select stanza from outbox order by id");
  return rows.map(({ stanza }) => stanzaId(stanza));
}

/** The stream ends, and another one begins. */
async function reconnect({ ledger, channel }: LedgerUnderTest): Promise<boolean> {
  channel.lose();
  ledger.offline();
  channel.up = true;
  return ledger.online();
}

test("a reply and a receipt leave when their transaction is committed, not before", async () => {
  await using database = await createDatabase();
  await using under = await startLedger(database);
  // A slow commit: what leaves meanwhile would be seen to leave too early.
  await database.query(
    `create function slow() returns trigger language plpgsql as $$ begin perform pg_sleep(0.1); return null; end $$;
     create constraint trigger slow after insert on kept deferrable initially deferred
       for each row execute function slow()`,
  );
  void under.say(ALICE, "hello");
  for (const what of ["received", "re:hello"]) {
    await under.channel.sent.next((stanza) => stanza.includes(what));
    expect(await database.query("select body from kept")).toEqual([{ body: "hello" }]);
  }
});

test("a reply that cannot be committed does not leave", async () => {
  await using database = await createDatabase();
  await using under = await startLedger(database);
  await database.query(
    `create function refuse() returns trigger language plpgsql as $$ begin raise exception 'no'; end $$;
     create constraint trigger refuse after insert on kept deferrable initially deferred
       for each row execute function refuse()`,
  );
  expect(await under.say(ALICE, "hello")).toBe(false);
  expect(repliesOf(under.channel)).toEqual(["sorry:hello"]);
});

test("a reply is forgotten only when the stream has provably been read past it", async () => {
  await using database = await createDatabase();
  await using under = await startLedger(database);
  under.channel.held = true;
  await under.say(ALICE, "1");
  await under.channel.asked();
  await under.say(ALICE, "2");
  // The barrier was asked for before the second reply: it says nothing of that.
  under.channel.confirm();
  await under.channel.asked();
  await reconnect(under);
  expect(repliesOf(under.channel)).toEqual(["re:1", "re:2", "late:re:2"]);
});

test("the outbox is empty when all is confirmed", async () => {
  await using database = await createDatabase();
  await using under = await startLedger(database);
  await Promise.all(["1", "2", "3"].map((body) => under.say(ALICE, body)));
  expect(await under.ledger.drain()).toBe(true);
  expect(await queued(database)).toEqual([]);
});

test("draining tells when the stream ended before all was confirmed", async () => {
  await using database = await createDatabase();
  await using under = await startLedger(database);
  under.channel.held = true;
  await under.say(ALICE, "1");
  const drained = under.ledger.drain();
  await under.channel.asked();
  under.channel.lose();
  under.ledger.offline();
  expect(await drained).toBe(false);
  expect(await queued(database)).toEqual(["re:1"]);
});

test("the next stream gets the unconfirmed replies in order, marked as late, and nothing newer before them", async () => {
  await using database = await createDatabase();
  await using under = await startLedger(database);
  under.channel.held = true;
  for (const body of ["1", "2", "3"]) await under.say(ALICE, body);
  under.channel.lose();
  under.ledger.offline();
  // Decided while there was no stream.
  await under.say(ALICE, "4");
  await under.say("bob@example.org", "5");
  under.channel.up = true;
  const online = under.ledger.online();
  await Promise.all([online, under.say("bob@example.org", "6"), under.say("carol@example.org", "7")]);
  expect(repliesOf(under.channel).slice(3, 8)).toEqual(["1", "2", "3", "4", "5"].map((n) => `late:re:${n}`));
  expect(repliesOf(under.channel).slice(8).sort()).toEqual(["re:6", "re:7"]);
});

test("nothing newer is handled while the unconfirmed replies are read", async () => {
  await using database = await createDatabase();
  await using under = await startLedger(database);
  under.channel.held = true;
  await under.say(ALICE, "1");
  // Keeps the outbox from being read, and nothing else.
  const lock = new pg.Client({
    connectionString: database.url,
    options: `-c search_path=${database.schema}`,
  });
  await lock.connect();
  await lock.query("begin");
  await lock.query("select from lease for no key update");
  const online = reconnect(under);
  const said = under.say("bob@example.org", "2");
  await meanwhile(database);
  await lock.query("commit");
  await lock.end();
  await Promise.all([online, said]);
  expect(repliesOf(under.channel)).toEqual(["re:1", "late:re:1", "re:2"]);
});

test("replies that a process left unconfirmed are sent by the next one", async () => {
  await using database = await createDatabase();
  {
    await using under = await startLedger(database);
    under.channel.held = true;
    await under.say(ALICE, "1");
  }
  await using under = await startLedger(database);
  expect(repliesOf(under.channel)).toEqual(["late:re:1"]);
});

test("a reply of another domain is not sent", async () => {
  await using database = await createDatabase();
  await prepare(database);
  await database.query(
    "insert into outbox (domain, id, stanza) values ('other.example.org', 1, '<x id=\"x\"/>')",
  );
  await using under = await startLedger(database);
  await under.say(ALICE, "1");
  await under.ledger.drain();
  expect(under.channel.sent.all.join()).not.toContain("<x ");
  expect(await queued(database)).toEqual(["x"]);
});

test("a stream that ends while the unconfirmed replies are sent leaves them for the next one", async () => {
  await using database = await createDatabase();
  await prepare(database);
  await backlog(database, 1_200);
  await using under = createLedger(database, { channel: new Dying(700, () => under.ledger.offline()) });
  under.ledger.start();
  under.ledger.leaseTaken();
  expect(await under.ledger.online()).toBe(false);
  expect(await reconnect(under)).toBe(true);
  const second = repliesOf(under.channel).slice(700);
  expect(second).toEqual(Array.from({ length: 1_200 }, (_, index) => `late:b${index + 1}`));
});

/** A stream that ends after so many stanzas, and never confirms. */
class Dying extends TestChannel {
  #left: number;
  readonly #ended: () => void;
  constructor(left: number, ended: () => void) {
    super();
    this.held = true;
    this.#left = left;
    this.#ended = ended;
  }
  override send(stanza: string): boolean {
    if (this.#left-- === 0) {
      this.lose();
      this.#ended();
    }
    return super.send(stanza);
  }
}

async function backlog(database: TestDatabase, rows: number): Promise<void> {
  await database.query(
    `insert into outbox (domain, id, stanza)
     select 'help.example.org', n, '<message id="b' || n || '"><body></body></message>'
     from generate_series(1, ${rows}) as n`,
  );
}

test("a large backlog is not taken into memory, nor thrown at the server, as a whole", async () => {
  await using database = await createDatabase();
  await prepare(database);
  await backlog(database, 6_000);
  await using under = createLedger(database);
  const { ledger, channel } = under;
  channel.held = true;
  ledger.start();
  ledger.leaseTaken();
  const online = ledger.online();
  await channel.sent.next((stanza) => stanza.includes('"b2000"'));
  await channel.asked();
  await meanwhile(database);
  expect(repliesOf(channel)).toHaveLength(2_000);
  expect(ledger.outbox.unconfirmed).toBe(2_000);
  channel.held = false;
  channel.confirm();
  expect(await online).toBe(true);
  expect(await ledger.drain()).toBe(true);
  expect(repliesOf(channel)).toHaveLength(6_000);
  expect(await queued(database)).toEqual([]);
});

test("only a window of stanzas is sent while the server confirms nothing, and jobs wait", async () => {
  await using database = await createDatabase();
  await using under = await startLedger(database);
  const { ledger, channel } = under;
  channel.held = true;
  const people = Array.from({ length: 3_000 }, (_, index) => `user${index}@example.org`);
  const said = people.map((person) => under.say(person, person));
  for (let sent = 0; sent < 2_000; sent++) await channel.sent.next((stanza) => stanza.includes("<body>"));
  await meanwhile(database);
  expect(ledger.outbox.unconfirmed).toBeLessThanOrEqual(2_200);
  expect(ledger.mailbox.size).toBeGreaterThanOrEqual(800);
  channel.held = false;
  channel.confirm();
  await Promise.all(said);
  expect(await ledger.drain()).toBe(true);
  expect(new Set(repliesOf(channel)).size).toBe(3_000);
  expect(receiptsOf(channel)).toHaveLength(3_000);
});

test("jobs are handled even while so many wait that nothing is read, and so nothing confirmed", async () => {
  await using database = await createDatabase();
  await prepare(database);
  const channel = new TestChannel();
  const pressure: boolean[] = [];
  const onPressure = (high: boolean): void => {
    pressure.push(high);
    // The answers to barriers are behind what is not read.
    channel.held = high;
    if (!high) channel.confirm();
  };
  await using under = createLedger(database, { channel, onPressure });
  const { ledger } = under;
  ledger.start();
  const people = Array.from({ length: 5_000 }, (_, index) => `user${index}@example.org`);
  const said = people.map((person) => under.say(person, person));
  expect(pressure).toEqual([true]);
  ledger.leaseTaken();
  await ledger.online();
  await Promise.all(said);
  expect(pressure).toEqual([true, false]);
  expect(await ledger.drain()).toBe(true);
  expect(new Set(repliesOf(channel)).size).toBe(5_000);
  expect(await queued(database)).toEqual([]);
});

test("replies that leave while a barrier is under way share the next one", async () => {
  await using database = await createDatabase();
  await using under = await startLedger(database);
  const { ledger, channel } = under;
  channel.held = true;
  await under.say(ALICE, "first");
  await channel.asked();
  for (let n = 0; n < 20; n++) await under.say(ALICE, String(n));
  channel.confirm();
  await channel.asked();
  channel.confirm();
  expect(await ledger.drain()).toBe(true);
  expect(channel.barriers).toBe(2);
});

test("replies that a full stream did not take are sent when it takes more, in order, and nothing overtakes them", async () => {
  await using database = await createDatabase();
  await using under = await startLedger(database);
  const { channel } = under;
  channel.full = true;
  await under.say(ALICE, "1");
  for (const body of ["2", "3"]) void under.say(ALICE, body);
  // It is asked again.
  for (let n = 0; n < 3; n++) await channel.refusals.next((stanza) => stanza.includes("re:1"));
  expect(repliesOf(channel)).toEqual([]);
  channel.full = false;
  await channel.sent.next((stanza) => stanza.includes("re:3"));
  expect(repliesOf(channel).map((id) => id.replace("late:", ""))).toEqual(["re:1", "re:2", "re:3"]);
  expect(await under.ledger.outbox.flushed()).toBe(true);
  expect(await queued(database)).toEqual([]);
});

test("a stream that is full while it is given earlier replies gets all of them in the end", async () => {
  await using database = await createDatabase();
  await using under = await startLedger(database);
  const { channel, ledger } = under;
  channel.lose();
  ledger.offline();
  for (const body of ["1", "2", "3"]) await under.say(ALICE, body);
  channel.up = true;
  channel.full = true;
  const online = ledger.online();
  await channel.refusals.next();
  channel.full = false;
  expect(await online).toBe(true);
  expect(repliesOf(channel)).toEqual(["late:re:1", "late:re:2", "late:re:3"]);
});

test("a confirmation that fails while the stream lives is asked for again", async () => {
  await using database = await createDatabase();
  await using under = await startLedger(database);
  const { channel } = under;
  channel.held = true;
  await under.say(ALICE, "1");
  await channel.asked();
  channel.fail();
  await channel.asked();
  channel.confirm();
  expect(await under.ledger.outbox.flushed()).toBe(true);
  expect(await queued(database)).toEqual([]);
});

test("no more than some megabytes are under way at once, and all of a larger reply arrives in order", async () => {
  await using database = await createDatabase();
  await using under = await startLedger(database);
  const { channel } = under;
  channel.held = true;
  const large = "x".repeat(1024 * 1024);
  const ids = Array.from({ length: 40 }, (_, index) => `part${index}`);
  await under.say(ALICE, {
    body: "long",
    does: (count, person) => ({
      ...usual("long", count, person),
      send: ids.map((id) => reply(ALICE, id, large)),
    }),
  });
  const size = () => channel.sent.all.reduce((sum, stanza) => sum + stanza.length, 0);
  expect(size()).toBeLessThan(16 * 1024 * 1024);
  while (repliesOf(channel).length < ids.length) {
    await channel.asked();
    const before = size();
    channel.confirm();
    await channel.sent.next();
    expect(size() - before).toBeLessThan(16 * 1024 * 1024);
  }
  expect(repliesOf(channel).map((id) => id.replace("late:", ""))).toEqual(ids);
});

test("replies that nobody handed over are found by looking, and their age is told", async () => {
  await using database = await createDatabase();
  await using under = await startLedger(database);
  await database.query(
    `insert into outbox (domain, id, stanza, created_at)
     values ($1, 5, '<message to="x@example.org" id="forgotten"><body>?</body></message>', now() - interval '1 hour')`,
    [DOMAIN],
  );
  under.ledger.outbox.look();
  await under.channel.sent.next((stanza) => stanza.includes("forgotten"));
  expect(under.ledger.outbox.oldest).toBeGreaterThan(3_500);
});
