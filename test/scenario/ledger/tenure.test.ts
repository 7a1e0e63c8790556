/** A lease is held in one tenure at a time, whatever the database forgets or is late with. */
import { expect, test, vi } from "vitest";
import { DatabaseClock } from "../../../src/ledger/database/clock.ts";
import { createDatabase } from "../../support/database/postgres.ts";
import { startProxy } from "../../support/proxy.ts";
import { LONG, lease, row } from "../../support/under-test/leases.ts";
import { DOMAIN, deferred, kept, startLedger, tenure } from "../../support/under-test/ledger.ts";

test("of two that hold one number, as after a fail-over to a replica that lagged, the forgotten one stops", async () => {
  await using database = await createDatabase();
  await using one = lease(database, "one", { terms: LONG });
  await one.lease.acquire(true);
  await database.query("create table saved as select * from lease");
  await database.query("update lease set expires_at = now()");
  await using two = lease(database, "two");
  await two.lease.acquire(true);
  const forgotten = two.lease.tenure;
  // The database forgets that, and the next one takes the same number.
  await database.query("delete from lease");
  await database.query("insert into lease select * from saved");
  await database.query("update lease set expires_at = now()");
  await using three = lease(database, "three");
  await three.lease.acquire(true);
  expect(three.lease.tenure?.fence).toBe(forgotten?.fence);
  expect((await two.log.lines.next(({ level }) => level === "error")).msg).toContain("another instance");
  await two.lost;
  expect(await row(database)).toMatchObject({ holder: "three", valid: true });
  // Nor does it write or confirm anything under the number that both have.
  const refused = deferred();
  await using under = await startLedger(database, {
    tenure: () => forgotten ?? tenure(0),
    onLeaseLost: () => refused.resolve(),
  });
  void under.say("alice@example.org", "hello");
  await refused.promise;
  expect(await kept(database)).toEqual([]);
});

test.for<[string, string]>([
  ["deleted", "delete from lease"],
  ["restored from a backup", "update lease set fence = 2, token = gen_random_uuid(), expires_at = now()"],
])("a lease row that was %s goes on above the numbers that were used before", async ([, begin]) => {
  await using database = await createDatabase();
  await database.query(
    "insert into lease (domain, fence, token, holder, expires_at) values ($1, 6, gen_random_uuid(), '', now())",
    [DOMAIN],
  );
  await database.query(
    "insert into outbox (domain, id, stanza) values ($1, (7::bigint << 32) + 3, '<message/>')",
    [DOMAIN],
  );
  await database.query(begin);
  await using one = lease(database, "one", { terms: LONG });
  await one.lease.acquire(true);
  expect(one.lease.tenure?.fence).toBe("8");
});

test("an instance that waited for the database for longer than the term takes the lease once, and keeps it", async () => {
  await using database = await createDatabase();
  await using proxy = await startProxy(Number(new URL(database.url).port));
  const behind = Object.assign(new URL(database.url), { port: String(proxy.port), hostname: "127.0.0.1" });
  await using one = lease({ url: behind.href, schema: database.schema }, "one", { terms: LONG });
  proxy.hold("up");
  const taken = one.lease.acquire(true);
  await one.log.lines.next(({ msg }) => msg.includes("cannot be reached"));
  const later = performance.now() + 2 * LONG.term;
  const now = performance.now.bind(performance);
  const since = now();
  vi.spyOn(performance, "now").mockImplementation(() => later + now() - since);
  proxy.release();
  proxy.cut();
  expect(await taken).toBe(true);
  expect(one.lease.tenure?.fence).toBe("1");
});

test("an instance that gave the lease up, and finds its own token in it, goes on at once under the same number", async () => {
  await using database = await createDatabase();
  await using one = lease(database, "one", { terms: LONG });
  await one.lease.acquire(true);
  const before = one.lease.tenure;
  vi.spyOn(performance, "now").mockReturnValue(performance.now() + 2 * LONG.term);
  await one.lost;
  vi.restoreAllMocks();
  // By the database's time it is valid for an hour to come.
  expect(await one.lease.acquire(false)).toBe(true);
  expect(one.lease.tenure).toMatchObject({ fence: before?.fence, token: before?.token });
});

test("stored times are the database's, however wrong the host's clock is", async () => {
  await using database = await createDatabase();
  const clock = new DatabaseClock(undefined, () => Date.parse("2001-01-01"));
  await using one = lease(database, "one", { clock });
  await one.lease.acquire(true);
  const [before] = await database.query<{ at: Date }>("select clock_timestamp() as at");
  const told = clock.now();
  const [after] = await database.query<{ at: Date }>("select clock_timestamp() as at");
  // To the length of a round trip.
  expect(told).toBeGreaterThan(Number(before?.at) - 1_000);
  expect(told).toBeLessThan(Number(after?.at) + 1_000);
});
