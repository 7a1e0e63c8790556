import { expect, test } from "vitest";
import { type AnyJob, ofPerson } from "../../../src/ledger/job.ts";
import type { Timer } from "../../../src/ledger/timers/timers.ts";
import { createDatabase, type TestDatabase } from "../../support/database/postgres.ts";
import { Arrivals } from "../../support/process/arrivals.ts";
import {
  createLedger,
  deferred,
  handler,
  keepWrite,
  kept,
  type LedgerUnderTest,
  prepare,
  type Saying,
  startLedger,
  xmpp,
} from "../../support/under-test/ledger.ts";

const NOW = Date.UTC(2026, 0, 1, 12);
const ALICE = xmpp("alice@example.org");

/** A ledger whose timers of kind "ring" note their key, in the order in which they fall due, and clear themselves. */
async function withRing(
  database: TestDatabase,
  options: { readonly now?: () => number; readonly rings?: Arrivals<string> } = {},
): Promise<LedgerUnderTest & { readonly rings: Arrivals<string> }> {
  await prepare(database);
  const under = createLedger(database, { clock: options.now ?? (() => NOW) });
  const rings = options.rings ?? new Arrivals<string>("rings");
  under.ledger.timers.on("ring", (timer) => job(under, timer, () => rings.take(timer.key)));
  under.ledger.start();
  under.ledger.leaseTaken();
  return Object.assign(under, { rings });
}

function job(under: LedgerUnderTest, timer: Timer, afterCommit: () => void): AnyJob {
  const event: Saying = {
    body: timer.key,
    does: (_, person) => ({
      writes: [under.ledger.timers.clear(timer.kind, timer.key), keepWrite(person, timer.key)],
      afterCommit,
    }),
  };
  return { ...ofPerson(timer.person ?? xmpp("nobody")), event, handler } as AnyJob;
}

async function setTimers(database: TestDatabase, count: number, kind = "ring"): Promise<void> {
  await database.query(
    `insert into timer (domain, kind, key, person, due_at)
     select 'help.example.org', $1, 'k' || n, 'user' || n, $2::timestamptz - n * interval '1 second'
     from generate_series(1, $3::int) as n`,
    [kind, new Date(NOW), count],
  );
}

async function timers(database: TestDatabase) {
  return database.query("select kind, key, attempts, due_at from timer order by kind, key");
}

test("a due timer becomes a job, the oldest first", async () => {
  await using database = await createDatabase();
  const under = await withRing(database);
  await setTimers(database, 5);
  await database.query("update timer set person = 'alice@example.org'");
  await under.ledger.online();
  await under.rings.next((key) => key === "k1");
  expect(under.rings.all).toEqual(["k5", "k4", "k3", "k2", "k1"]);
  expect(await timers(database)).toEqual([]);
});

test("a timer that is not due yet waits", async () => {
  await using database = await createDatabase();
  let now = NOW - 10_000;
  const under = await withRing(database, { now: () => now });
  await setTimers(database, 2);
  await database.query("update timer set due_at = $1 where key = 'k2'", [new Date(NOW - 20_000)]);
  await under.ledger.online();
  await under.rings.next((key) => key === "k2");
  expect(await timers(database)).toMatchObject([{ key: "k1" }]);
  now = NOW;
  await under.rings.next((key) => key === "k1");
});

test("a timer is set and cleared in the transaction that makes it so", async () => {
  await using database = await createDatabase();
  const under = await withRing(database);
  const set = under.ledger.timers.set({
    kind: "ring",
    key: "k",
    person: ALICE,
    dueAt: NOW + 1,
    payload: { a: [1] },
  });
  await under.say(ALICE.address, {
    body: "x",
    does: (_, person) => ({ writes: [set, keepWrite(person, "a\0b")] }),
  });
  expect(await timers(database)).toEqual([]);
  await under.say(ALICE.address, { body: "x", does: () => ({ writes: [set] }) });
  expect(await timers(database)).toEqual([
    { kind: "ring", key: "k", attempts: 0, due_at: new Date(NOW + 1) },
  ]);
  const again = under.ledger.timers.set({
    kind: "ring",
    key: "k",
    person: ALICE,
    dueAt: NOW + 2,
    payload: null,
  });
  await under.say(ALICE.address, { body: "x", does: () => ({ writes: [again] }) });
  expect(await timers(database)).toEqual([
    { kind: "ring", key: "k", attempts: 0, due_at: new Date(NOW + 2) },
  ]);
  await under.say(ALICE.address, {
    body: "x",
    does: () => ({ writes: [under.ledger.timers.clear("ring", "k")] }),
  });
  expect(await timers(database)).toEqual([]);
});

test("a timer survives a restart and falls due for the next process", async () => {
  await using database = await createDatabase();
  {
    const under = await withRing(database);
    const set = under.ledger.timers.set({ kind: "ring", key: "k", person: ALICE, dueAt: NOW, payload: null });
    await under.say(ALICE.address, { body: "x", does: () => ({ writes: [set] }) });
    await under.ledger.stop();
  }
  const under = await withRing(database);
  await under.ledger.online();
  await under.rings.next();
});

test("no timer falls due without a stream, and with the next one it does", async () => {
  await using database = await createDatabase();
  const under = await withRing(database);
  await under.ledger.online();
  under.ledger.offline();
  await setTimers(database, 1);
  under.ledger.timers.hint();
  await under.say(ALICE.address, "hello");
  await under.say(ALICE.address, "still there");
  expect(under.rings.all).toEqual([]);
  await under.ledger.online();
  await under.rings.next();
});

test("a timer that fails comes again later each time", async () => {
  await using database = await createDatabase();
  let now = NOW;
  const under = await withRing(database, { now: () => now });
  under.ledger.timers.on("bad", () => {
    throw new Error("not today");
  });
  await setTimers(database, 1, "bad");
  await under.ledger.online();
  await under.log.lines.next(({ msg }) => msg.startsWith("a timer failed"));
  // Waits until the delay is stored: the next look comes after.
  now = NOW + 3_000;
  const second = await under.log.lines.next(({ msg }) => msg.startsWith("a timer failed"));
  expect(second.attempts).toBe(2);
  await under.ledger.timers.quiet();
  const [row] = await timers(database);
  expect(row).toMatchObject({ attempts: 2, due_at: new Date(NOW + 3_000 + 4_000) });
});

test("a timer whose job ends in an apology comes again later", async () => {
  await using database = await createDatabase();
  const under = await withRing(database);
  under.ledger.timers.on("bad", ({ key }) => {
    const does = () => {
      throw new Error("not today");
    };
    return { ...ofPerson(ALICE), event: { body: key, does }, handler } as AnyJob;
  });
  await setTimers(database, 1, "bad");
  await under.ledger.online();
  await under.log.lines.next(({ msg }) => msg.startsWith("a timer failed"));
  await under.ledger.timers.quiet();
  expect(await timers(database)).toMatchObject([{ attempts: 1, due_at: new Date(NOW + 2_000) }]);
});

test("a timer that its job leaves as it was comes again later, not at once", async () => {
  await using database = await createDatabase();
  const under = await withRing(database);
  let fired = 0;
  under.ledger.timers.on("lazy", ({ key }) => {
    fired++;
    return { ...ofPerson(ALICE), event: { body: key, does: () => ({}) }, handler } as AnyJob;
  });
  await setTimers(database, 1, "lazy");
  await under.ledger.online();
  await under.log.lines.next(({ msg }) => msg.startsWith("a timer failed"));
  expect(fired).toBe(1);
});

test("a timer that needs no job is cleared, and one of a kind that nobody knows is put off", async () => {
  await using database = await createDatabase();
  const under = await withRing(database);
  under.ledger.timers.on("moot", () => undefined);
  await setTimers(database, 1, "moot");
  await setTimers(database, 1, "unknown");
  await under.ledger.online();
  await under.log.lines.next(({ msg }) => msg.startsWith("a timer failed"));
  await setTimers(database, 1);
  await under.rings.next();
  expect(await timers(database)).toMatchObject([{ kind: "unknown", attempts: 1 }]);
});

test("a timer that was set anew while its job failed keeps its new time", async () => {
  await using database = await createDatabase();
  const under = await withRing(database);
  under.ledger.timers.on("bad", async () => {
    await database.query("update timer set due_at = $1", [new Date(NOW + 5_000)]);
    throw new Error("not today");
  });
  await setTimers(database, 1, "bad");
  await under.ledger.online();
  await under.log.lines.next(({ msg }) => msg.startsWith("a timer failed"));
  await under.ledger.timers.quiet();
  expect(await timers(database)).toMatchObject([{ attempts: 0, due_at: new Date(NOW + 5_000) }]);
});

test("slow timers of one kind do not hold up those of another", async () => {
  await using database = await createDatabase();
  const under = await withRing(database);
  const slow = deferred<undefined>();
  let started = 0;
  under.ledger.timers.on("slow", () => {
    started++;
    return slow.promise;
  });
  await setTimers(database, 200, "slow");
  await database.query("update timer set due_at = due_at - interval '1 hour'");
  await setTimers(database, 1);
  await under.ledger.online();
  await under.rings.next();
  expect(started).toBe(50);
  slow.resolve(undefined);
});

test("ten thousand due timers are taken a few at a time, with live messages in between", async () => {
  await using database = await createDatabase();
  const under = await withRing(database);
  await setTimers(database, 10_000);
  let most = 0;
  await under.ledger.online();
  for (let n = 0; n < 20; n++) {
    await under.say(ALICE.address, `live ${n}`);
    most = Math.max(most, under.ledger.mailbox.size);
  }
  expect(under.rings.all.length).toBeLessThan(10_000);
  expect(most).toBeLessThanOrEqual(51);
  for (let n = 0; n < 1_000; n++) await under.rings.next();
  expect((await kept(database)).filter((body) => body.startsWith("live"))).toHaveLength(20);
});

test("draining waits for a timer that is under way", async () => {
  await using database = await createDatabase();
  await using under = await startLedger(database, { clock: () => NOW });
  const slow = deferred();
  const begun = deferred();
  under.ledger.timers.on("slow", async (timer) => {
    begun.resolve();
    await slow.promise;
    return job(under, timer, () => {});
  });
  await setTimers(database, 1, "slow");
  await begun.promise;
  const drained = under.ledger.drain();
  slow.resolve();
  expect(await drained).toBe(true);
  expect(await kept(database)).toEqual(["k1"]);
});
