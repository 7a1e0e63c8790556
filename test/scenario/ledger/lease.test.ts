import { expect, test, vi } from "vitest";
import { Notifications } from "../../../src/ledger/database/notifications.ts";
import { applicationName, sessionName } from "../../../src/ledger/lease/lost-transactions.ts";
import { startPooler } from "../../support/database/pooler.ts";
import { createDatabase } from "../../support/database/postgres.ts";
import { recordedLog } from "../../support/process/recorded-log.ts";
import { startProxy, type TcpProxy } from "../../support/proxy.ts";
import { connection, LONG, lease, QUICK, renewals, row } from "../../support/under-test/leases.ts";
import { DOMAIN, deferred, kept, startLedger, tenure } from "../../support/under-test/ledger.ts";

test("one instance holds the lease, and another that will not wait is told its name", async () => {
  await using database = await createDatabase();
  await using one = lease(database, "one", { terms: LONG });
  await using two = lease(database, "two", { terms: LONG });
  expect(await one.lease.acquire(true)).toBe(true);
  expect(await two.lease.acquire(false)).toBe(false);
  expect((await two.log.lines.next(({ level }) => level === "error")).msg).toContain("one");
  expect(one.lease.tenure?.fence).toBe("1");
  expect(two.lease.tenure?.fence).toBeUndefined();
});

test("one of many instances that find the lease free at the same moment gets it", async () => {
  await using database = await createDatabase();
  await database.query(
    "insert into lease (domain, fence, token, holder, expires_at) values ($1, 1, gen_random_uuid(), 'old', now())",
    [DOMAIN],
  );
  // All have looked, and none can take it before this lock is gone.
  const lock = await connection(database);
  await lock.query("begin");
  await lock.query("select from lease for update");
  const all = ["a", "b", "c"].map((name) =>
    lease(database, name, { terms: { ...LONG, answerWithin: 20_000 } }),
  );
  const got = Promise.all(all.map((each) => each.lease.acquire(false)));
  for (let waiting = 0; waiting < all.length; ) {
    const rows = await database.query("select distinct pid from pg_locks where not granted");
    waiting = rows.length;
  }
  await lock.query("commit");
  expect((await got).filter(Boolean)).toHaveLength(1);
  for (const each of all) await each.lease.release();
});

test("each domain has a lease of its own", async () => {
  await using database = await createDatabase();
  await using one = lease(database, "one", { terms: LONG });
  await using two = lease(database, "two", { terms: LONG, domain: "other.example.org" });
  expect(await one.lease.acquire(false)).toBe(true);
  expect(await two.lease.acquire(false)).toBe(true);
});

test("an instance that waits takes over when the holder has died, under a greater number", async () => {
  await using database = await createDatabase();
  // A holder that died: nobody renews it.
  await database.query(
    "insert into lease (domain, fence, holder, expires_at) values ($1, 7, 'dead', now() + interval '300 ms')",
    [DOMAIN],
  );
  await using two = lease(database, "two");
  expect(await two.lease.acquire(true)).toBe(true);
  expect(two.lease.tenure?.fence).toBe("8");
  expect(await row(database)).toMatchObject({ holder: "two", fence: "8", valid: true });
});

test("a lease that is given back is taken at once by an instance that waits", async () => {
  await using database = await createDatabase();
  // Who waits looks once an hour: only the hint can be what wakes it.
  await using notifications = new Notifications({
    database: { url: database.url, schema: database.schema, applicationName: "test" },
    log: recordedLog().log,
  });
  await using one = lease(database, "one", { terms: LONG });
  await one.lease.acquire(true);
  await using two = lease(database, "two", { terms: { ...LONG, lookEvery: 3_600_000 }, notifications });
  notifications.start();
  const taken = two.lease.acquire(true);
  await two.log.lines.next(({ msg }) => msg.includes("standing by"));
  await one.lease.release();
  expect(await taken).toBe(true);
});

test("a lease that is given back is found without a hint too", async () => {
  await using database = await createDatabase();
  await using one = lease(database, "one", { terms: LONG });
  await one.lease.acquire(true);
  await using two = lease(database, "two", { terms: LONG });
  const taken = two.lease.acquire(true);
  await two.log.lines.next(({ msg }) => msg.includes("standing by"));
  await one.lease.release();
  expect(await taken).toBe(true);
});

test("an instance that waits for the lease can be told to stop", async () => {
  await using database = await createDatabase();
  await using one = lease(database, "one", { terms: LONG });
  await one.lease.acquire(true);
  await using two = lease(database, "two", { terms: { ...LONG, lookEvery: 3_600_000 } });
  const taken = two.lease.acquire(true);
  await two.log.lines.next(({ msg }) => msg.includes("standing by"));
  await two.lease.release();
  expect(await taken).toBe(false);
  expect(await row(database)).toMatchObject({ holder: "one" });
});

test("a holder whose lease was taken learns of it", async () => {
  await using database = await createDatabase();
  await using one = lease(database, "one");
  await one.lease.acquire(true);
  await database.query("update lease set fence = fence + 1, token = gen_random_uuid(), holder = 'thief'");
  await one.lost;
  expect(one.lease.tenure?.fence).toBeUndefined();
});

test("a holder that cannot renew gives up by itself, before another may take over", async () => {
  await using database = await createDatabase();
  await using proxy = await startProxy(Number(new URL(database.url).port));
  const behind = Object.assign(new URL(database.url), { port: String(proxy.port), hostname: "127.0.0.1" });
  await using one = lease({ url: behind.href, schema: database.schema }, "one");
  await one.lease.acquire(true);
  proxy.hold("up", "down");
  await one.lost;
  // By the database's time the lease is still valid: nobody else can have it yet.
  expect(await row(database)).toMatchObject({ holder: "one", valid: true });
  expect(one.lease.tenure?.fence).toBeUndefined();
});

test("a silent connection is replaced in time to keep the lease", async () => {
  await using database = await createDatabase();
  await using proxy = await startProxy(Number(new URL(database.url).port));
  const behind = Object.assign(new URL(database.url), { port: String(proxy.port), hostname: "127.0.0.1" });
  const terms = { ...QUICK, term: 30_000, answerWithin: 200 };
  await using one = lease({ url: behind.href, schema: database.schema }, "one", { terms });
  await one.lease.acquire(true);
  proxy.hold("up", "down");
  await one.log.lines.next(({ msg }) => msg.includes("could not be renewed"));
  const seen = await renewals(database);
  // The silent one was given up; a new one passes.
  proxy.release();
  expect(await seen.next()).toBe("1");
  expect(one.lease.tenure?.fence).toBe("1");
});

test("a holder that was frozen gives up before it does anything else", async () => {
  await using database = await createDatabase();
  await using one = lease(database, "one", { terms: LONG });
  await one.lease.acquire(true);
  // To a process, having been frozen is a clock that is suddenly hours further.
  const thaw = performance.now() + 2 * LONG.term;
  vi.spyOn(performance, "now").mockReturnValue(thaw);
  // what waited on sockets may come before the timers that have fallen due
  expect(one.lease.tenure?.fence).toBeUndefined();
  await one.lost;
  vi.restoreAllMocks();
  expect(one.lease.tenure?.fence).toBeUndefined();
});

test("the same instance can take the lease again after a loss", async () => {
  await using database = await createDatabase();
  await using one = lease(database, "one");
  await one.lease.acquire(true);
  await database.query("update lease set fence = 5, token = gen_random_uuid(), expires_at = now()");
  await one.lost;
  expect(await one.lease.acquire(true)).toBe(true);
  expect(one.lease.tenure?.fence).toBe("6");
});

test("renewals go on beside a transaction that holds the lease", async () => {
  await using database = await createDatabase();
  const seen = await renewals(database);
  await using one = lease(database, "one");
  await one.lease.acquire(true);
  const client = await connection(database);
  await client.query("begin");
  await client.query("select must_hold_lease($1, fence, token) from lease", [DOMAIN]);
  for (let n = 0; n < 4; n++) expect(await seen.next()).toBe("1");
  await client.query("commit");
});

test("renewals are not held up by batches that follow one another without a pause", async () => {
  await using database = await createDatabase();
  const seen = await renewals(database);
  await using one = lease(database, "one");
  await one.lease.acquire(true);
  await using under = await startLedger(database, { tenure: () => one.lease.tenure ?? tenure(0) });
  let talking = true;
  const talk = async (person: string) => {
    while (talking) await under.say(person, "hello");
  };
  const all = Promise.all(Array.from({ length: 20 }, (_, index) => talk(`user${index}@example.org`)));
  for (let n = 0; n < 10; n++) await seen.next();
  talking = false;
  await all;
  expect(one.lease.tenure?.fence).toBe("1");
  expect(new Set(seen.all)).toEqual(new Set(["1"]));
});

test.for([
  ["directly", undefined],
  ["through a pooler", startPooler],
] as const)(
  "%s, taking over waits for a transaction that is under way under the old number",
  async ([, pooler]) => {
    await using database = await createDatabase();
    const way = pooler === undefined ? database : (await pooler(database)).database;
    await database.query(
      "insert into lease (domain, fence, token, holder, expires_at) values ($1, 1, gen_random_uuid(), 'old', now())",
      [DOMAIN],
    );
    const client = await connection(database);
    await client.query("begin");
    await client.query("select must_hold_lease($1, fence, token) from lease", [DOMAIN]);
    await using two = lease(way, "two", { terms: { ...LONG, answerWithin: 200 } });
    const taken = two.lease.acquire(true);
    await two.log.lines.next(({ reason }) => String(reason).includes("statement timeout"));
    expect(await row(database)).toMatchObject({ holder: "old" });
    await client.query("commit");
    expect(await taken).toBe(true);
    expect(two.lease.tenure?.fence).toBe("2");
  },
);

test("a transaction left open for long does not keep the lease from passing on, and that of another domain goes on", async () => {
  await using database = await createDatabase();
  const domain = `${"very-".repeat(12)}long.example.org`;
  const other = `${"very-".repeat(12)}long.example.net`;
  const held = await Promise.all(
    [domain, other].map(async (one) => {
      await database.query(
        "insert into lease (domain, fence, token, holder, expires_at) values ($1, 1, gen_random_uuid(), 'old', now())",
        [one],
      );
      const client = await connection(database);
      await client.query("select set_config('application_name', $1, false)", [
        sessionName(applicationName(one)),
      ]);
      await client.query("begin");
      await client.query("select must_hold_lease($1, fence, token) from lease where domain = $1", [one]);
      return client;
    }),
  );
  await using two = lease(database, "two", { domain, terms: { ...LONG, answerWithin: 500 } });
  expect(await two.lease.acquire(true)).toBe(true);
  await expect(held[0]?.query("commit")).rejects.toThrow();
  await held[1]?.query("commit");
});

test("a transaction of an unknown process does not keep the lease from passing on either", async () => {
  await using database = await createDatabase();
  await database.query(
    "insert into lease (domain, fence, token, holder, expires_at) values ($1, 1, gen_random_uuid(), 'old', now())",
    [DOMAIN],
  );
  const client = await connection(database);
  await client.query("begin");
  await client.query("select must_hold_lease($1, fence, token) from lease", [DOMAIN]);
  await using two = lease(database, "two", { terms: { ...LONG, answerWithin: 500 } });
  expect(await two.lease.acquire(true)).toBe(true);
  await expect(client.query("commit")).rejects.toThrow();
});

test("an instance whose lease has passed on writes nothing, and learns of it at its first write", async () => {
  await using database = await createDatabase();
  await using one = lease(database, "one", { terms: LONG });
  await one.lease.acquire(true);
  const refused = deferred();
  await using under = await startLedger(database, {
    tenure: () => one.lease.tenure ?? tenure(0),
    onLeaseLost: () => refused.resolve(),
  });
  await database.query("update lease set expires_at = now()");
  await using two = lease(database, "two", { terms: LONG });
  await two.lease.acquire(true);
  void under.say("alice@example.org", "hello");
  await refused.promise;
  expect(await kept(database)).toEqual([]);
  expect(under.channel.sent.all).toEqual([]);
});

test.for<[string, (proxy: TcpProxy) => unknown]>([
  ["does not answer", (proxy) => proxy.hold("up", "down")],
  ["is gone", (proxy) => proxy[Symbol.asyncDispose]()],
])("giving the lease back does not wait for a database that %s", async ([, end]) => {
  await using database = await createDatabase();
  await using proxy = await startProxy(Number(new URL(database.url).port));
  const behind = Object.assign(new URL(database.url), { port: String(proxy.port), hostname: "127.0.0.1" });
  await using one = lease({ url: behind.href, schema: database.schema }, "one", { terms: LONG });
  await one.lease.acquire(true);
  await end(proxy);
  // By then the loss of the connection is known.
  const marked = one.lease.markOnline().catch(() => {});
  await Promise.race([marked, one.log.lines.next(({ msg }) => msg.includes("cannot be reached"))]);
  await one.lease.release();
  expect(await row(database)).toMatchObject({ holder: "one" });
});

test("the time without a stream is kept as downtime, across instances", async () => {
  await using database = await createDatabase();
  await using one = lease(database, "one", { terms: LONG });
  await one.lease.acquire(true);
  await one.lease.markOnline();
  expect(await database.query("select * from downtime")).toEqual([]);
  await one.lease.release();
  await database.query("update lease set online_at = now() - interval '1 hour'");
  await using two = lease(database, "two", { terms: LONG });
  await two.lease.acquire(true);
  await two.lease.markOnline();
  const [sums] = await database.query(
    `select round(extract(epoch from downtime_between($1, now() - interval '1 day', now())) / 60)::int as day,
            round(extract(epoch from downtime_between($1, now() - interval '30 minutes', now())) / 60)::int as last,
            round(extract(epoch from downtime_between($1, now() - interval '1 day',
                                                      now() - interval '45 minutes')) / 60)::int as first,
            downtime_between('other.example.org', now() - interval '1 day', now()) = interval '0' as none`,
    [DOMAIN],
  );
  expect(sums).toEqual({ day: 60, last: 30, first: 15, none: true });
});

test("renewing notes the time only while there is a stream", async () => {
  await using database = await createDatabase();
  const seen = await renewals(database);
  let online = false;
  await using one = lease(database, "one", { online: () => online });
  await one.lease.acquire(true);
  await seen.next();
  expect(await database.query("select online_at from lease")).toEqual([{ online_at: null }]);
  online = true;
  await seen.next();
  await seen.next();
  expect(await database.query("select online_at is not null as noted from lease")).toEqual([{ noted: true }]);
});
