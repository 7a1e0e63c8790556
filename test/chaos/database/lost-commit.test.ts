/** The connection to the database dies while a transaction is on its way: was it committed or not? */
import pg from "pg";
import { expect, test } from "vitest";
import type { JobHandler } from "../../../src/ledger/job.ts";
import { type Statement, write } from "../../../src/ledger/statement.ts";
import { startPooler } from "../../support/database/pooler.ts";
import { createDatabase, type TestDatabase } from "../../support/database/postgres.ts";
import { Arrivals } from "../../support/process/arrivals.ts";
import { disposeWithTest } from "../../support/process/lifetime.ts";
import { startProxy, type TcpProxy } from "../../support/proxy.ts";
import {
  deferred,
  kept,
  receiptsOf,
  repliesOf,
  reply,
  startLedger,
  usual,
} from "../../support/under-test/ledger.ts";

const ALICE = "alice@example.org";

async function behindProxy(database: Pick<TestDatabase, "url" | "schema" | "query">): Promise<{
  readonly proxy: TcpProxy;
  readonly behind: Pick<TestDatabase, "url" | "schema" | "query">;
}> {
  const proxy = await startProxy(Number(new URL(database.url).port));
  const url = Object.assign(new URL(database.url), { hostname: "127.0.0.1", port: String(proxy.port) }).href;
  return { proxy, behind: { url, schema: database.schema, query: database.query } };
}

async function connection(database: TestDatabase): Promise<pg.Client> {
  const options = `-c search_path=${database.schema}`;
  const client = new pg.Client({ connectionString: database.url, options });
  client.on("error", () => {});
  await client.connect();
  disposeWithTest({ [Symbol.asyncDispose]: () => client.end() });
  return client;
}

/** Tells the text of each message as its transaction is committed. */
async function commits(database: TestDatabase): Promise<Arrivals<string>> {
  await database.query(
    `create table if not exists kept (id bigint generated always as identity, person_id bigint not null, body text);
     create function tell() returns trigger language plpgsql as $$
     begin perform pg_notify('kept', new.body); return null; end $$;
     create trigger tell after insert on kept for each row execute function tell()`,
  );
  const seen = new Arrivals<string>("commits");
  const client = await connection(database);
  client.on("notification", ({ payload = "" }) => seen.take(payload));
  await client.query("listen kept");
  return seen;
}

test.for([
  ["with an id of its own", "6a3fb6f5-6ea4-4d0f-8c5a-111111111111"],
  ["without", undefined],
] as const)(
  "committed, and the answer lost, a message %s is handled once, answered once, and its sequel runs once",
  async ([, key]) => {
    await using database = await createDatabase();
    const seen = await commits(database);
    const { proxy, behind } = await behindProxy(database);
    await using under = await startLedger(behind);
    let sequels = 0;
    const said = under.say(
      ALICE,
      {
        body: "hello",
        does: (count, person) => {
          // Answers to earlier reads arrive. The answer to the commit does not.
          if (proxy.connections > 0) proxy.hold("down");
          return { ...usual("hello", count, person), afterCommit: () => sequels++ };
        },
      },
      key === undefined ? undefined : { key, brief: false },
    );
    await seen.next();
    proxy.cut();
    proxy.release();
    expect(await said).toBe(true);
    await under.ledger.drain();
    expect(await kept(database)).toEqual(["hello"]);
    expect(await database.query("select n from counted")).toEqual([{ n: 1 }]);
    expect(repliesOf(under.channel)).toEqual(["late:re:hello"]);
    expect(receiptsOf(under.channel)).toEqual(["hello"]);
    expect(sequels).toBe(1);
  },
);

test("a job without a person whose commit's answer was lost is handled once", async () => {
  await using database = await createDatabase();
  const seen = await commits(database);
  const { proxy, behind } = await behindProxy(database);
  await using under = await startLedger(behind, { statements: [keepEntry] });
  let tries = 0;
  const entered: JobHandler<string, undefined, null> = {
    name: "entered",
    load: async (_, jobs) => jobs.map(() => undefined),
    decide: (nick) => {
      tries++;
      if (proxy.connections > 0) proxy.hold("down");
      return {
        writes: [write(keepEntry, nick)],
        send: [reply("blue@muc.example.org", `welcome:${nick}`)],
      };
    },
    failed: () => ({}),
  };
  const done = new Promise<boolean>((settled) => {
    under.ledger.post({ queue: "room:blue", event: "ann", handler: entered, settled });
  });
  await seen.next();
  proxy.cut();
  proxy.release();
  expect(await done).toBe(true);
  await under.ledger.drain();
  expect(tries).toBe(1);
  expect(await kept(database)).toEqual(["ann"]);
  expect(repliesOf(under.channel)).toEqual(["late:welcome:ann"]);
  expect(await database.query("select from person union all select from inbox")).toEqual([]);
});

const keepEntry: Statement<string> = {
  name: "test_keep_entry",
  text: "insert into kept (person_id, body) select 0, body from unnest($1::text[]) as new(body)",
  values: (rows) => [rows],
};

test.for([
  ["directly", undefined],
  ["through a pooler", startPooler],
] as const)(
  "%s, a transaction that goes on without its connection is ended, and its message handled once",
  async ([, pooler]) => {
    await using database = await createDatabase();
    const { proxy, behind } = await behindProxy(
      pooler === undefined ? database : (await pooler(database, { size: 10 })).database,
    );
    await using under = await startLedger(behind);
    const lock = await connection(database);
    await lock.query("begin");
    await lock.query("lock table kept in share mode");
    const waiting = deferred();
    const said = under.say(ALICE, {
      body: "hello",
      does: (count, person) => {
        waiting.resolve();
        return usual("hello", count, person);
      },
    });
    await waiting.promise;
    const first = await blocked(database, (pids) => pids.length === 1);
    proxy.cut();
    // The second try waits for the lock in place of the first one.
    await blocked(database, (pids) => pids.length === 1 && pids[0] !== first[0]);
    // We end it. The database's own time-outs would end it later, or never before PostgreSQL 17.
    const [sessions] = await database.query(
      "select sessions_killed::int as killed from pg_stat_database where datname = current_database()",
    );
    expect(sessions).toEqual({ killed: 1 });
    await lock.query("commit");
    expect(await said).toBe(true);
    await under.ledger.drain();
    expect(await kept(database)).toEqual(["hello"]);
    expect(repliesOf(under.channel)).toEqual(["re:hello"]);
  },
);

/** Gives the sessions that wait for the test's lock once they are as wanted. It polls, since the database has no event for that. */
async function blocked(
  database: TestDatabase,
  wanted: (pids: readonly number[]) => boolean,
): Promise<readonly number[]> {
  for (;;) {
    const rows = await database.query<{ pid: number }>(
      "select pid from pg_locks where not granted and relation = 'kept'::regclass",
    );
    const pids = rows.map((row) => row.pid);
    if (wanted(pids)) return pids;
  }
}

test("after a lost transaction no stanza that the stream already has is handed over again", async () => {
  await using database = await createDatabase();
  await using under = await startLedger(database);
  under.channel.held = true;
  await under.say(ALICE, "1");
  const lock = await connection(database);
  await lock.query("begin");
  await lock.query("lock table kept in share mode");
  const said = under.say("bob@example.org", "2");
  const [pid] = await blocked(database, (pids) => pids.length === 1);
  await database.query("select pg_terminate_backend($1)", [pid]);
  await lock.query("commit");
  await said;
  expect(repliesOf(under.channel)).toEqual(["re:1", "re:2"]);
});

test("if the connection is cut at any part of an exchange, in either direction, everything is handled and answered once", async () => {
  await using database = await createDatabase();
  const { proxy, behind } = await behindProxy(database);
  const people = [ALICE, "bob@example.org", "carol@example.org"];
  let handled = 0;
  let cuts = 0;
  // Of two kilobytes (setting up) to five (all statements prepared): in steps of a length that hits each message.
  for (const direction of ["up", "down"] as const) {
    for (let at = direction === "up" ? 1_000 : 600; at < (direction === "up" ? 5_500 : 3_000); at += 149) {
      const from = proxy.connections;
      await using under = await startLedger(behind);
      proxy.cutAfter[direction] = at;
      void proxy.ends
        .next((number) => number >= from)
        .then(() => {
          if (proxy.cutAfter[direction] === at) cuts++;
          proxy.cutAfter[direction] = Number.POSITIVE_INFINITY;
        });
      const round = [`${direction} ${at} a`, `${direction} ${at} b`];
      const said = round.flatMap((body) => people.map((person) => under.say(person, `${body} ${person}`)));
      expect(await Promise.all(said)).not.toContain(false);
      expect(await under.ledger.drain()).toBe(true);
      handled += said.length;
      const replies = repliesOf(under.channel).map((id) => id.replace("late:", ""));
      for (const person of people) {
        const own = replies.filter((id) => id.endsWith(person));
        expect(own).toEqual(round.map((body) => `re:${body} ${person}`));
      }
      expect(receiptsOf(under.channel)).toHaveLength(said.length);
      proxy.cutAfter[direction] = Number.POSITIVE_INFINITY;
    }
  }
  expect(cuts).toBeGreaterThan(20);
  const [counted] = await database.query("select sum(n)::int as n from counted");
  expect(counted).toEqual({ n: handled });
  expect(new Set(await kept(database)).size).toBe(handled);
  expect(await database.query("select from outbox")).toEqual([]);
});

test.for([
  ["directly", undefined],
  ["through a pooler", startPooler],
] as const)(
  "%s, connections that are ended again and again under load lose nothing, double nothing, and keep the order",
  async ([, pooler]) => {
    await using database = await createDatabase();
    await using under = await startLedger(
      pooler === undefined ? database : (await pooler(database)).database,
    );
    const people = Array.from({ length: 20 }, (_, index) => `user${index}@example.org`);
    const bodies = Array.from({ length: 40 }, (_, index) => `m${index}`);
    const said = people.flatMap((person) => bodies.map((body) => under.say(person, `${body} ${person}`)));
    const all = Promise.all(said);
    for (let round = 0; round < 12; round++) {
      // When something has been handled since the last time.
      await under.channel.sent.next((stanza) => stanza.includes("<body>"));
      await database.query(
        "select pg_terminate_backend(pid) from pg_stat_activity where application_name like 'ledger under test%'",
      );
    }
    expect(await all).not.toContain(false);
    await under.ledger.drain();
    expect(await kept(database)).toHaveLength(said.length);
    const replies = repliesOf(under.channel).map((id) => id.replace("late:", ""));
    expect(replies).toHaveLength(said.length);
    for (const person of people) {
      const own = replies.filter((id) => id.endsWith(` ${person}`));
      expect(own).toEqual(bodies.map((body) => `re:${body} ${person}`));
    }
  },
);

test("the reply of a commit that arrives late through a pooler leaves before later replies", async () => {
  await using database = await createDatabase();
  const seen = await commits(database);
  // A lost connection to the database itself would be ended before.
  await using pooler = await startPooler(database);
  const { proxy, behind } = await behindProxy({ ...database, url: pooler.database.url });
  await using under = await startLedger(behind, {
    database: { url: behind.url, schema: behind.schema, applicationName: "late", queryTimeoutMs: 500 },
  });
  let decided = 0;
  const said = under.say(ALICE, {
    body: "hello",
    does: (count, person) => {
      const decision = usual("hello", count, person);
      // Its transaction is under way for longer than we wait, and arrives when it is about to be tried again.
      if (decided++ === 0) {
        proxy.strand();
        return decision;
      }
      proxy.deliver();
      return seen.next().then(() => decision);
    },
  });
  const later = under.say(ALICE, "later");
  expect(await Promise.all([said, later])).toEqual([true, true]);
  await under.channel.sent.next((stanza) => stanza.includes("re:later"));
  expect(decided).toBe(2);
  expect(await kept(database)).toEqual(["hello", "later"]);
  expect(repliesOf(under.channel)).toEqual(["late:re:hello", "re:later"]);
});
