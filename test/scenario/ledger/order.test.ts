import { expect, test } from "vitest";
import type { Decision } from "../../../src/ledger/job.ts";
import type { Person } from "../../../src/ledger/person.ts";
import { createDatabase } from "../../support/database/postgres.ts";
import {
  createLedger,
  deferred,
  kept,
  prepare,
  repliesOf,
  startLedger,
  usual,
} from "../../support/under-test/ledger.ts";

test("messages of one person are handled in order, one at a time, and answered in that order", async () => {
  await using database = await createDatabase();
  await using under = await startLedger(database);
  const bodies = Array.from({ length: 300 }, (_, index) => `m${index}`);
  await Promise.all(bodies.map((body) => under.say("alice@example.org", body)));
  expect(await kept(database)).toEqual(bodies);
  expect(repliesOf(under.channel)).toEqual(bodies.map((body) => `re:${body}`));
  // Each one saw what the one before had written.
  expect(await database.query("select n from counted")).toEqual([{ n: 300 }]);
});

test("a slow decision holds up its own person and nobody else", async () => {
  await using database = await createDatabase();
  await using under = await startLedger(database);
  const slow = deferred<Decision>();
  const first = under.say("alice@example.org", { body: "slow", does: () => slow.promise });
  const second = under.say("alice@example.org", "after slow");
  await under.say("bob@example.org", "1");
  await under.say("bob@example.org", "2");
  expect(await kept(database)).toEqual(["1", "2"]);
  slow.resolve({ send: [] });
  await Promise.all([first, second]);
  expect(await kept(database)).toEqual(["1", "2", "after slow"]);
});

test("a slow decision is written with a later batch", async () => {
  await using database = await createDatabase();
  await using under = await startLedger(database);
  const slow = deferred<void>();
  const done = under.say("alice@example.org", {
    body: "slow",
    does: async (count, person) => {
      await slow.promise;
      return usual("slow", count, person);
    },
  });
  await under.say("bob@example.org", "quick");
  slow.resolve();
  expect(await done).toBe(true);
  expect(await kept(database)).toEqual(["quick", "slow"]);
  expect(repliesOf(under.channel)).toEqual(["re:quick", "re:slow"]);
});

test("a slow decision that fails gets its apology", async () => {
  await using database = await createDatabase();
  await using under = await startLedger(database);
  const done = under.say("alice@example.org", { body: "slow", does: () => Promise.reject(new Error("no")) });
  expect(await done).toBe(false);
  expect(repliesOf(under.channel)).toEqual(["sorry:slow"]);
});

test("messages of many people that are ready together share one transaction", async () => {
  await using database = await createDatabase();
  await prepare(database);
  await using under = createLedger(database);
  under.ledger.start();
  await under.ledger.online();
  const said = Array.from({ length: 80 }, (_, index) => under.say(`user${index}@example.org`, "hello"));
  under.ledger.leaseTaken();
  await Promise.all(said);
  const rows = await database.query(
    "select count(*)::int as rows, count(distinct xmin::text)::int as transactions from kept",
  );
  expect(rows).toEqual([{ rows: 80, transactions: 1 }]);
});

test("decisions that await only what is there already are written with their batch", async () => {
  await using database = await createDatabase();
  await prepare(database);
  const batches: number[] = [];
  await using under = createLedger(database, { onBatch: (size) => batches.push(size) });
  under.ledger.start();
  await under.ledger.online();
  const does = async (count: number, person: Person): Promise<Decision> => {
    await null;
    return usual("hello", count, person);
  };
  const said = Array.from({ length: 80 }, (_, index) =>
    under.say(`user${index}@example.org`, { body: "hello", does }),
  );
  under.ledger.leaseTaken();
  await Promise.all(said);
  await under.ledger.stop();
  expect(batches).toEqual([80]);
});

test("rows are written in the order of the list of statements", async () => {
  await using database = await createDatabase();
  await prepare(database);
  // A child that fails without its parent; the handler names the child first.
  await database.query("alter table kept add foreign key (person_id) references counted");
  await using under = await startLedger(database);
  expect(await under.say("alice@example.org", "hello")).toBe(true);
});

test("a language is remembered with the decision that says so", async () => {
  await using database = await createDatabase();
  await using under = await startLedger(database);
  await under.say("alice@example.org", { body: "1", does: () => ({ lang: "de" }) });
  const seen: (string | null)[] = [];
  const does = (_: number, person: { lang: string | null }) => {
    seen.push(person.lang);
    return {};
  };
  await under.say("alice@example.org", { body: "2", does });
  expect(seen).toEqual(["de"]);
});
