/** Jobs of whatever queue: those of a room concern no person, and leave no row of one. */
import { expect, test } from "vitest";
import { inboxKey } from "../../../src/ledger/batch/inbox.ts";
import type { Decision, JobHandler, PersonlessJob } from "../../../src/ledger/job.ts";
import { type Once, ofPerson } from "../../../src/ledger/job.ts";
import type { Statement } from "../../../src/ledger/statement.ts";
import { write } from "../../../src/ledger/statement.ts";
import { createDatabase, type TestDatabase } from "../../support/database/postgres.ts";
import { Arrivals } from "../../support/process/arrivals.ts";
import {
  createLedger,
  deferred,
  handler,
  kept,
  type LedgerUnderTest,
  prepare,
  repliesOf,
  reply,
  type Saying,
  startLedger,
  xmpp,
} from "../../support/under-test/ledger.ts";

const NOW = Date.UTC(2026, 3, 9, 20);

interface Knock {
  readonly by: string;
  readonly loads?: (repeat: boolean) => void;
  readonly does?: (room: string, knocks: number) => Decision | Promise<Decision>;
}

/** Counts up what happened at a room; somebody else's count in between is a conflict. */
const countKnock: Statement<{ room: string; n: number }> = {
  name: "test_count_knock",
  compares: true,
  text: `with changed as (
           insert into room_knocks as old (room, n)
           select room, n from unnest($1::text[], $2::int[]) as new(room, n)
           on conflict (room) do update set n = excluded.n where old.n = excluded.n - 1 returning 1)
         select must_be_equal(count(*), cardinality($1::text[]), 'knocks') from changed`,
  values: (rows) => [rows.map(({ room }) => room), rows.map(({ n }) => n)],
};

const keepKnock: Statement<string> = {
  name: "test_keep_knock",
  text: "insert into kept (person_id, body) select 0, body from unnest($1::text[]) as new(body)",
  values: (rows) => [rows],
};

interface KnockState {
  readonly room: string;
  readonly knocks: number;
}

function knocked({ by, does }: Knock, { room, knocks }: KnockState): Decision | Promise<Decision> {
  return (
    does?.(room, knocks) ?? {
      writes: [write(keepKnock, by), write(countKnock, { room, n: knocks + 1 })],
      send: [reply(`${room}@muc.example.org`, `heard:${by}`)],
      leaves: { size: 50, recall: (): KnockState => ({ room, knocks: knocks + 1 }) },
    }
  );
}

const rooms: JobHandler<Knock & { readonly room: string }, KnockState, null> = {
  name: "rooms",
  async load(db, jobs) {
    for (const { event, repeat } of jobs) event.loads?.(repeat);
    const found = await db.query<{ n: number | null }>({
      name: "test_load_knocks",
      text: `select n from unnest($1::text[]) with ordinality as job(name, place)
             left join room_knocks on room = name order by place`,
      values: [jobs.map(({ event }) => event.room)],
    });
    return jobs.map(({ event: { room } }, index) => ({ room, knocks: found[index]?.n ?? 0 }));
  },
  decide: (event, state) => knocked(event, state),
  repeated: ({ by }, { room, knocks }) => ({
    ephemeral: [reply(`${room}@muc.example.org`, `again:${by}`, `${knocks} so far`)],
  }),
  failed: ({ by }, person, _error, reference) => ({
    send: [reply("muc.example.org", `sorry:${by}`, `${person} ${reference}`)],
  }),
};

function knock(under: LedgerUnderTest, room: string, event: Knock | string, once?: Once): Promise<boolean> {
  return new Promise((settled) => {
    const knocks = typeof event === "string" ? { by: event } : event;
    const job: PersonlessJob<Knock & { room: string }, KnockState> = {
      queue: `room:${room}`,
      event: { ...knocks, room },
      handler: rooms,
      settled,
      ...(once && { once }),
    };
    if (!under.ledger.post(job)) settled(false);
  });
}

async function prepareRooms(database: TestDatabase): Promise<void> {
  await prepare(database);
  await database.query("create table if not exists room_knocks (room text primary key, n int not null)");
}

async function started(database: TestDatabase): Promise<LedgerUnderTest> {
  await prepareRooms(database);
  return startLedger(database, { statements: [countKnock, keepKnock] });
}

const keyOf = (id: string): Once =>
  inboxKey({
    from: { bare: "blue@muc.example.org", full: "blue@muc.example.org/ann" },
    to: "rooms@help.example.org",
    id,
    body: "",
  });

/** Rows that somebody has: none belongs to nobody. */
async function people(database: TestDatabase) {
  const [row] = await database.query(
    `select (select count(*)::int from person) as people, (select count(*)::int from inbox) as inbox,
            (select count(*)::int from inbox where person_id not in (select id from person)) as orphans`,
  );
  return row;
}

test("jobs of a room are handled in their order, one at a time, without any row of a person", async () => {
  await using database = await createDatabase();
  await using under = await started(database);
  const names = Array.from({ length: 40 }, (_, index) => `k${index}`);
  await Promise.all(names.flatMap((by) => [knock(under, "blue", by), knock(under, "red", by)]));
  expect(await database.query("select room, n from room_knocks order by room")).toEqual([
    { room: "blue", n: 40 },
    { room: "red", n: 40 },
  ]);
  expect(repliesOf(under.channel).filter((id) => id === "heard:k39")).toHaveLength(2);
  expect(await people(database)).toEqual({ people: 0, inbox: 0, orphans: 0 });
});

test("a slow job of a room holds up that room, and neither another nor a person", async () => {
  await using database = await createDatabase();
  await using under = await started(database);
  const slow = deferred<Decision>();
  const first = knock(under, "blue", { by: "slow", does: () => slow.promise });
  const second = knock(under, "blue", "after");
  await knock(under, "red", "quick");
  await under.say("alice@example.org", "hello");
  expect(await kept(database)).toEqual(["quick", "hello"]);
  slow.resolve({});
  await Promise.all([first, second]);
  expect(await kept(database)).toEqual(["quick", "hello", "after"]);
});

test("a job of a room with a key is handled once, also after a restart", async () => {
  await using database = await createDatabase();
  {
    await using under = await started(database);
    await knock(under, "blue", "ann", keyOf("1"));
    await Promise.all([1, 2].map(() => knock(under, "blue", "ann", keyOf("1"))));
    await under.ledger.stop();
  }
  await using under = await started(database);
  await knock(under, "blue", "ann", keyOf("1"));
  await knock(under, "red", "ann", keyOf("1"));
  expect(await kept(database)).toEqual(["ann", "ann"]);
  expect(await people(database)).toEqual({ people: 0, inbox: 0, orphans: 0 });
});

test("a job of a room that fails gets its apology, and the next one is handled", async () => {
  await using database = await createDatabase();
  await using under = await started(database);
  const does = (): never => {
    throw new Error("a fault in a handler");
  };
  expect(await knock(under, "blue", { by: "ann", does })).toBe(false);
  expect(await knock(under, "blue", "ben")).toBe(true);
  expect(repliesOf(under.channel)).toEqual(["sorry:ann", "heard:ben"]);
  const line = await under.log.lines.next(({ msg }) => msg === "a handler failed");
  expect(line).toMatchObject({ queue: "room:blue", handler: "rooms" });
  expect(await people(database)).toEqual({ people: 0, inbox: 0, orphans: 0 });
});

test("a statement that no feature lists is refused with its name, and nothing of its job is written", async () => {
  await using database = await createDatabase();
  await using under = await started(database);
  const unlisted: Statement<string> = { ...keepKnock, name: "test_unlisted" };
  for (const beside of [[], [write(keepKnock, "beside it")]]) {
    const does = (): Decision => ({ writes: [...beside, write(unlisted, "unlisted")] });
    expect(await knock(under, "blue", { by: "ann", does })).toBe(false);
    const line = await under.log.lines.next(({ msg }) => msg === "a handler failed");
    expect(line.err).toMatchObject({ message: "no feature lists the statement test_unlisted" });
  }
  expect(repliesOf(under.channel)).toEqual(["sorry:ann", "sorry:ann"]);
  expect(await kept(database)).toEqual([]);
});

test("a job of a room that another was faster with is decided anew", async () => {
  await using database = await createDatabase();
  await using under = await started(database);
  await knock(under, "blue", "ann");
  const seen: number[] = [];
  await knock(under, "blue", {
    by: "ben",
    does: async (room, knocks) => {
      seen.push(knocks);
      if (seen.length === 1) await database.query("update room_knocks set n = 7");
      return { writes: [write(countKnock, { room, n: knocks + 1 })] };
    },
  });
  expect(seen).toEqual([1, 7]);
});

test("the state that a job of a room leaves in memory spares the next one its reading", async () => {
  await using database = await createDatabase();
  await using under = await started(database);
  const loads = new Arrivals<string>("loads");
  const noting = (by: string): Knock => ({ by, loads: () => loads.take(by) });
  await knock(under, "blue", noting("ann"), keyOf("1"));
  await knock(under, "blue", noting("ben"), keyOf("2"));
  await knock(under, "red", noting("cid"), keyOf("3"));
  expect(loads.all).toEqual(["ann", "cid"]);
  expect(await database.query("select n from room_knocks where room = 'blue'")).toEqual([{ n: 2 }]);
});

test("a job about a person in the queue of a room goes on from nobody else's memory", async () => {
  await using database = await createDatabase();
  await using under = await started(database);
  const reads: string[] = [];
  const enter = (person: string, once: string): Promise<unknown> => {
    const event: Saying = { body: once, recalls: true, loads: async () => reads.push(once) };
    return new Promise((settled) =>
      under.ledger.post({
        ...ofPerson(xmpp(person)),
        queue: "room:blue",
        event,
        handler,
        once: keyOf(once),
        settled,
      }),
    );
  };
  await enter("ann@example.org", "1");
  await enter("ben@example.org", "2");
  await enter("ben@example.org", "3");
  expect(reads).toEqual(["1", "2"]);
  const counted = "select address, n from counted join person on person.id = person_id order by address";
  expect(await database.query(counted)).toEqual([
    { address: "ann@example.org", n: 1 },
    { address: "ben@example.org", n: 2 },
  ]);
});

test("a timer of a room becomes a job of its queue", async () => {
  await using database = await createDatabase();
  await prepareRooms(database);
  await using under = createLedger(database, { clock: () => NOW, statements: [countKnock, keepKnock] });
  const { ledger } = under;
  const ended = new Arrivals<string>("rooms whose grace has ended");
  ledger.timers.on("grace", ({ kind, key }) => ({
    queue: `room:${key}`,
    event: {
      by: "grace",
      room: key,
      does: () => ({ writes: [ledger.timers.clear(kind, key)], afterCommit: () => ended.take(key) }),
    },
    handler: rooms,
  }));
  ledger.start();
  ledger.leaseTaken();
  await ledger.online();
  const set = ledger.timers.set({ kind: "grace", key: "blue", person: null, dueAt: NOW, payload: null });
  await knock(under, "blue", { by: "ann", does: () => ({ writes: [set] }) });
  expect(await ended.next()).toBe("blue");
  await ledger.timers.quiet();
  expect(await database.query("select from timer")).toEqual([]);
  expect(await people(database)).toEqual({ people: 0, inbox: 0, orphans: 0 });
});

test("a stranger who is not kept leaves no record, though something was sent", async () => {
  await using database = await createDatabase();
  await using under = await started(database);
  const passing = { ...handler, keepsStranger: () => false };
  const event: Saying = { body: "hello?", does: (_, { address }) => ({ send: [reply(address, "no")] }) };
  await new Promise((settled) => {
    under.ledger.post({ ...ofPerson(xmpp("stranger@example.net")), event, handler: passing, settled });
  });
  expect(repliesOf(under.channel)).toEqual(["no"]);
  expect(await people(database)).toEqual({ people: 0, inbox: 0, orphans: 0 });
});

test("the record of a job with its queue is forgotten after a week", async () => {
  await using database = await createDatabase();
  await using under = await started(database);
  for (const id of ["1", "2"]) await knock(under, "blue", id, keyOf(id));
  await database.query("update queue_inbox set received_at = now() - interval '8 days' where key = $1", [
    keyOf("1").key,
  ]);
  under.ledger.sweeper.hint();
  await forgotten(database, 1);
  // It counts as new.
  await knock(under, "blue", "1", keyOf("1"));
  await knock(under, "blue", "2", keyOf("2"));
  expect(await kept(database)).toEqual(["1", "2", "1"]);
});

/** Resolves when so many records are left. The database has no event for that: it is asked. */
async function forgotten(database: TestDatabase, left: number): Promise<void> {
  for (;;) {
    const [row] = await database.query("select count(*)::int as n from queue_inbox");
    if (row?.n === left) return;
  }
}
