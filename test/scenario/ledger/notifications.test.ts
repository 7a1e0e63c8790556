import { expect, test } from "vitest";
import { Notifications } from "../../../src/ledger/database/notifications.ts";
import { type AnyJob, ofPerson } from "../../../src/ledger/job.ts";
import { createDatabase, type TestDatabase } from "../../support/database/postgres.ts";
import { Arrivals } from "../../support/process/arrivals.ts";
import { disposeWithTest } from "../../support/process/lifetime.ts";
import { recordedLog } from "../../support/process/recorded-log.ts";
import { startProxy } from "../../support/proxy.ts";
import {
  createLedger,
  DOMAIN,
  handler,
  prepare,
  startLedger,
  xmpp,
} from "../../support/under-test/ledger.ts";

function listen(database: Pick<TestDatabase, "url" | "schema">, heartbeatMs = 3_600_000) {
  const log = recordedLog();
  const hints = new Arrivals<string | undefined>("hints");
  const notifications = disposeWithTest(
    new Notifications({
      database: { url: database.url, schema: database.schema, applicationName: "listener" },
      log: log.log,
      heartbeatMs,
    }),
  );
  notifications.on("test", (payload) => hints.take(payload));
  notifications.start();
  return { notifications, hints, log };
}

test("a listener is told at each new connection, and at each notification of its schema and topic", async () => {
  await using database = await createDatabase();
  const { hints } = listen(database);
  expect(await hints.next()).toBeUndefined();
  await database.query("select hint('other', 'no')");
  await database.query("select pg_notify('anteroom', 'elsewhere test no')");
  await database.query("select hint('test', 'a b')");
  expect(await hints.next()).toBe("a b");
});

test("a listener that throws keeps nobody else from hearing", async () => {
  await using database = await createDatabase();
  const { notifications, hints } = listen(database);
  notifications.on("test", () => {
    throw new Error("a fault");
  });
  await hints.next();
  await database.query("select hint('test', '1'), hint('test', '2')");
  expect([await hints.next(), await hints.next()]).toEqual(["1", "2"]);
});

test("a connection that is lost, or silent, is replaced", async () => {
  await using database = await createDatabase();
  await using proxy = await startProxy(Number(new URL(database.url).port));
  const url = Object.assign(new URL(database.url), { port: String(proxy.port), hostname: "127.0.0.1" }).href;
  const { hints } = listen({ url, schema: database.schema }, 50);
  await hints.next();
  proxy.cut();
  expect(await hints.next()).toBeUndefined();
  proxy.hold("up", "down");
  // Given up by us, since the heartbeat is not answered.
  await proxy.ends.next();
  await proxy.ends.next();
  proxy.release();
  expect(await hints.next()).toBeUndefined();
});

async function ringing(database: TestDatabase, notifications?: Notifications) {
  const rings = new Arrivals<string>("rings");
  const under = createLedger(database, { ...(notifications && { notifications }) });
  under.ledger.timers.on("ring", ({ key }) => {
    const does = () => ({
      writes: [under.ledger.timers.clear("ring", key)],
      afterCommit: () => rings.take(key),
    });
    return { ...ofPerson(xmpp("alice@example.org")), event: { body: key, does }, handler } as AnyJob;
  });
  under.ledger.start();
  under.ledger.leaseTaken();
  await under.ledger.online();
  return { under, rings };
}

const RING = `insert into timer (domain, kind, key, due_at) values ('${DOMAIN}', 'ring', 'now', now() - interval '1 s')`;

test("a timer that somebody sets by SQL is told if it is due, and not if it is not", async () => {
  await using database = await createDatabase();
  const { notifications, hints } = listen(database);
  const told = new Arrivals<string | undefined>("timers told");
  notifications.on("timer", (payload) => told.take(payload));
  await hints.next();
  await database.query(
    `insert into timer (domain, kind, key, due_at) values ('${DOMAIN}', 'ring', 'later', now() + interval '1 h')`,
  );
  await database.query(RING);
  await database.query("update timer set due_at = now(), domain = 'other.example.org' where key = 'later'");
  await told.next((payload) => payload === "other.example.org");
  expect(told.all).toEqual([undefined, DOMAIN, "other.example.org"]);
});

test("everything still happens while the connection for notifications is dead", async () => {
  await using database = await createDatabase();
  await prepare(database);
  await using proxy = await startProxy(Number(new URL(database.url).port));
  const url = Object.assign(new URL(database.url), { port: String(proxy.port), hostname: "127.0.0.1" }).href;
  const { notifications, hints } = listen({ url, schema: database.schema });
  await hints.next();
  proxy.hold("up", "down");
  const { rings } = await ringing(database, notifications);
  await database.query(RING);
  expect(await rings.next()).toBe("now");
});

test("a ledger without notifications works", async () => {
  await using database = await createDatabase();
  await using under = await startLedger(database);
  expect(await under.say("alice@example.org", "hello")).toBe(true);
});
