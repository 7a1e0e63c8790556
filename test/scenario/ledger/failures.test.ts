import pg from "pg";
import { expect, test } from "vitest";
import type { Decision } from "../../../src/ledger/job.ts";
import type { Tenure } from "../../../src/ledger/lease/tenure.ts";
import type { Person } from "../../../src/ledger/person.ts";
import { write } from "../../../src/ledger/statement.ts";
import { xml } from "../../../src/xmpp/stanza.ts";
import { createDatabase, type TestDatabase } from "../../support/database/postgres.ts";
import { disposeWithTest } from "../../support/process/lifetime.ts";
import {
  countWrite,
  createLedger,
  deferred,
  keepWrite,
  kept,
  type LedgerUnderTest,
  prepare,
  receiptsOf,
  repliesOf,
  type Saying,
  startLedger,
  TENURE,
  tenure,
  usual,
} from "../../support/under-test/ledger.ts";

const OTHERS = Array.from({ length: 30 }, (_, index) => `user${index}@example.org`);

/** Has `saying` handled in one batch with messages of others; all others must be handled as ever. */
async function amongOthers(
  database: TestDatabase,
  saying: Saying,
): Promise<LedgerUnderTest & { ok: boolean }> {
  await prepare(database);
  const under = createLedger(database, { statements: [badRow, badStatement, badValue] });
  under.ledger.start();
  await under.ledger.online();
  const said = OTHERS.map((person) => under.say(person, `of ${person}`));
  const mine = under.say("alice@example.org", saying);
  said.push(...OTHERS.map((person) => under.say(`${person}.uk`, `of ${person}.uk`)));
  under.ledger.leaseTaken();
  const ok = await mine;
  expect(await Promise.all(said)).not.toContain(false);
  expect((await kept(database)).filter((body) => body.startsWith("of "))).toHaveLength(2 * OTHERS.length);
  return Object.assign(under, { ok });
}

function thrower(): never {
  throw new Error("a fault in a handler");
}

test.for<[string, Saying]>([
  ["deciding", { body: "x", does: thrower }],
  ["deciding later", { body: "x", does: async () => thrower() }],
  ["loading", { body: "x", loads: async () => thrower() }],
  ["a stanza that may not be sent", { body: "x", does: () => ({ ephemeral: [badStanza()] }) }],
  ["a row that is none", { body: "x", does: (_, person) => ({ writes: [write(badRow, { person })] }) }],
  ["a poisonous text", { body: "x", does: (_, person) => ({ writes: [keepWrite(person, "a\0b")] }) }],
  ["a statement that is none", { body: "x", does: () => ({ writes: [write(badStatement, {})] }) }],
  ["a value that is none", { body: "x", does: () => ({ writes: [write(badValue, {})] }) }],
  [
    "a query while loading",
    { body: "x", loads: (db) => db.query({ name: "bad", text: "no sql", values: [] }) },
  ],
])(
  "%s fails: its person gets an apology with a reference that is in the log, others go on",
  async ([, saying]) => {
    await using fresh = await createDatabase();
    const under = await amongOthers(fresh, saying);
    expect(under.ok).toBe(false);
    expect(repliesOf(under.channel)).toContain("sorry:x");
    const line = await under.log.lines.next(({ msg }) => msg === "a handler failed");
    const apology = await under.channel.sent.next((stanza) => stanza.includes("sorry:x"));
    expect(apology).toContain(`(${line.reference})`);
  },
);

function badStanza() {
  return Object.assign(xml("message"), { toString: thrower });
}
const badRow = { name: "test_bad_row", text: "select $1::int[]", values: thrower };
const badStatement = { name: "test_bad_statement", text: "select 1 / 0", values: () => [] };
const badValue = { name: "test_bad_value", text: "select $1::text", values: () => [() => {}] };

test("an error after the commit costs nothing: the message is handled once", async () => {
  await using fresh = await createDatabase();
  const does = (count: number, person: Person): Decision => ({
    ...usual("x", count, person),
    afterCommit: thrower,
  });
  const under = await amongOthers(fresh, { body: "x", does });
  expect(under.ok).toBe(true);
  expect((await kept(fresh)).filter((body) => body === "x")).toHaveLength(1);
  expect(receiptsOf(under.channel).filter((id) => id === "x")).toHaveLength(1);
});

test("a person whose very address cannot be stored costs the others nothing", async () => {
  await using database = await createDatabase();
  const under = await amongOthers(database, { body: "x" });
  expect(under.ok).toBe(true);
  expect(await under.say("nul\0@example.org", "x")).toBe(false);
  expect(await under.say("alice@example.org", "y")).toBe(true);
});

test("a write that another was faster with is decided anew, on fresh state", async () => {
  await using fresh = await createDatabase();
  await using under = await startLedger(fresh);
  await under.say("alice@example.org", "first");
  const seen: number[] = [];
  await under.say("alice@example.org", {
    body: "x",
    // Between reading and writing, somebody else counts up.
    does: async (count, person) => {
      seen.push(count);
      if (seen.length === 1) await fresh.query("update counted set n = 7");
      return { writes: [countWrite(person, count)], send: [] };
    },
  });
  expect(seen).toEqual([1, 7]);
  expect(await fresh.query("select n from counted")).toEqual([{ n: 8 }]);
});

test("a row that another inserted first is decided anew", async () => {
  await using fresh = await createDatabase();
  await using under = await startLedger(fresh);
  await fresh.query("create unique index on kept (person_id, body)");
  let tries = 0;
  const ok = await under.say("alice@example.org", {
    body: "x",
    does: async (_, person) => {
      if (++tries === 1)
        await fresh.query("insert into kept (person_id, body) values ($1, 'x')", [person.id]);
      return { writes: tries === 1 ? [keepWrite(person, "x")] : [] };
    },
  });
  expect([ok, tries]).toEqual([true, 2]);
});

test("a write that always comes too late ends in an apology, not in endless tries", async () => {
  await using fresh = await createDatabase();
  await using under = await startLedger(fresh);
  await under.say("alice@example.org", "first");
  let tries = 0;
  const ok = await under.say("alice@example.org", {
    body: "x",
    does: (count, person) => {
      if (++tries > 50) return {};
      return { writes: [countWrite(person, count + 5)] };
    },
  });
  expect(ok).toBe(false);
  expect(tries).toBeLessThan(30);
  expect(repliesOf(under.channel)).toEqual(["re:first", "sorry:x"]);
});

test("nothing is written under another number of the lease, and the ledger stands still", async () => {
  await using fresh = await createDatabase();
  const lost = new Promise<void>((onLeaseLost) => {
    void startLedger(fresh, { onLeaseLost }).then(async (under) => {
      await fresh.query("update lease set fence = 2");
      void under.say("alice@example.org", "x");
    });
  });
  await lost;
  expect(await kept(fresh)).toEqual([]);
});

test("jobs wait while the lease is not held, and are handled when it is", async () => {
  await using fresh = await createDatabase();
  let held: Tenure | undefined;
  const lost = deferred();
  await using under = await startLedger(fresh, {
    tenure: () => held,
    onLeaseLost: () => lost.resolve(),
  });
  const said = [under.say("alice@example.org", "x"), under.say("bob@example.org", "y")];
  await lost.promise;
  expect(await kept(fresh)).toEqual([]);
  held = TENURE;
  under.ledger.leaseTaken();
  expect(await Promise.all(said)).toEqual([true, true]);
});

test.for<[string, Tenure, boolean]>([
  ["is found to be ours still, is handled", TENURE, true],
  ["taken again by nobody else, is handled", tenure(2, TENURE.token), true],
  ["taken again after another that acted in between, is dropped", tenure(3, tenure(2).token), false],
  [
    "taken again under a number that follows ours, by a database that forgot, is dropped",
    tenure(2, null),
    false,
  ],
])("a job that waits while the lease is lost, and %s", async ([, again, handled]) => {
  await using fresh = await createDatabase();
  let held: Tenure | undefined = TENURE;
  await using under = await startLedger(fresh, {
    tenure: () => held,
  });
  under.ledger.leaseLost();
  held = undefined;
  const said = [under.say("alice@example.org", "1"), under.say("alice@example.org", "2")];
  await fresh.query("update lease set fence = $1, token = $2", [again.fence, again.token]);
  held = again;
  under.ledger.leaseTaken();
  expect(await Promise.all(said)).toEqual([handled, handled]);
  expect(await under.say("alice@example.org", "3")).toBe(true);
  expect(await kept(fresh)).toEqual(handled ? ["1", "2", "3"] : ["3"]);
});

test("a message whose write comes too late again and again is answered, not apologised for", async () => {
  await using fresh = await createDatabase();
  await using under = await startLedger(fresh);
  await under.say("alice@example.org", "first");
  let lost = 0;
  const said = under.say("alice@example.org", {
    body: "second",
    does: async (count, person) => {
      // Another component of the database is faster each time.
      if (lost++ < 9) await fresh.query("update counted set n = n + 1");
      return usual("second", count, person);
    },
  });
  expect(await said).toBe(true);
  expect(repliesOf(under.channel)).toEqual(["re:first", "re:second"]);
});

test("a job that loses against another component delays nobody else", async () => {
  await using fresh = await createDatabase();
  await using under = await startLedger(fresh);
  await under.say("alice@example.org", "first");
  const stop = deferred();
  let stopped = false;
  const said = under.say("alice@example.org", {
    body: "second",
    does: async (count, person) => {
      if (!stopped) await fresh.query("update counted set n = n + 1");
      return usual("second", count, person);
    },
  });
  void stop.promise.then(() => {
    stopped = true;
  });
  for (let n = 0; n < 20; n++) expect(await under.say(`p${n}@example.org`, `hello ${n}`)).toBe(true);
  stop.resolve();
  expect(await said).toBe(true);
});

test("people are locked in one order, no matter which of them wrote first", async () => {
  await using fresh = await createDatabase();
  await using under = await startLedger(fresh);
  for (const name of ["first", "second", "third"]) await under.say(`${name}@example.org`, "hello");
  const lock = await transaction(fresh);
  const held = (name: string) =>
    lock.query(
      `select from counted join person on person.id = person_id where address = '${name}@example.org'
       for update of counted nowait`,
    );
  await held("first");
  const said = ["third", "second", "first"].map((name) => under.say(`${name}@example.org`, "again"));
  await blocked(fresh);
  // Whoever waits for the first has locked none of the others, so that nobody waits in a circle.
  await held("second");
  await held("third");
  await lock.query("commit");
  expect(await Promise.all(said)).toEqual([true, true, true]);
});

async function transaction(database: TestDatabase): Promise<pg.Client> {
  const client = new pg.Client({
    connectionString: database.url,
    options: `-c search_path=${database.schema}`,
  });
  client.on("error", () => {});
  await client.connect();
  disposeWithTest({ [Symbol.asyncDispose]: () => client.end() });
  await client.query("begin");
  return client;
}

/** Resolves when somebody waits for a lock in this database. */
async function blocked(database: TestDatabase): Promise<void> {
  for (let waiting = 0; waiting === 0; ) {
    const rows = await database.query(
      `select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
    );
    waiting = rows.length;
  }
}
