/** A person's stream in the database: in order, without gaps, in pages, and kept for a day. */
import { expect, test } from "vitest";
import { say, streamStatements, tell } from "../../../src/gateway/stream/index.ts";
import { readHeads } from "../../../src/gateway/stream/page.ts";
import { type Position, positionText } from "../../../src/gateway/stream/position.ts";
import { migrate } from "../../../src/ledger/database/migrate.ts";
import { createDatabase, type TestDatabase } from "../../support/database/postgres.ts";
import { type Envelope, message, type Streams, startStreams } from "../../support/gateway/streams.ts";
import { startLedger } from "../../support/under-test/ledger.ts";

const line = (n: unknown): string => JSON.stringify([{ type: "line", line: { place: n } }]);
const placesOf = (envelopes: readonly Envelope[]) => envelopes.map(({ stanzas }) => stanzas[0]?.line?.place);

async function tellMany(streams: Streams, person: string, count: number): Promise<void> {
  const all = Array.from({ length: count }, (_, n) => n + 1);
  await streams.write(all.flatMap((n) => tell([person], line(n))));
}

/** As if all events had been added so many hours ago. */
const age = (database: TestDatabase, hours: number) =>
  database.query("update mailbox set kept_at = kept_at - $1 * interval '1 hour'", [hours]);

test("two instances that write for the same people leave no gap, and every reader who follows sees one order", async () => {
  await using database = await createDatabase();
  const streams = await startStreams(database);
  await using other = await startLedger(database, { statements: streamStatements });
  const people = await Promise.all(["ann", "ben", "cem", "dot"].map(streams.person));
  const thread = await streams.thread("ann", "ben", "cem", "dot");
  const [ann = ""] = people;
  const start = await streams.start(ann);

  // A reader follows while they write, and never goes back.
  const seen: string[] = [];
  const writing = { over: false };
  const following = (async () => {
    let after = start;
    for (;;) {
      const { over } = writing;
      const { events, lost } = await streams.page(ann, after);
      expect(lost).toBe(false);
      seen.push(...events.map(({ seq, data }) => `${seq} ${data}`));
      if (events.length === 0 && over) return;
      after = { epoch: after.epoch, seq: events.at(-1)?.seq ?? after.seq };
    }
  })();

  const jobs = Array.from({ length: 300 }, (_, n) => {
    const ledger = n % 2 === 0 ? streams.ledger : other;
    const mine = people[n % 4] ?? "";
    const writes = [
      ...tell([...people].reverse(), line(n)),
      ...say(message(thread, `${n}`)),
      ...tell([mine], line(`to ${mine}`)),
    ];
    return ledger.say(`writer-${n % 40}@example.org`, { body: "x", does: () => ({ writes }) });
  });
  expect(await Promise.all(jobs)).not.toContain(false);
  writing.over = true;
  await following;

  expect(seen.map((text) => Number(text.split(" ")[0]))).toEqual(seen.map((_, n) => n + 1));
  expect(seen).toHaveLength(300 + 300 + 75);
  for (const person of people) expect(await streams.all(person)).toHaveLength(675);
  // The thread is the same to all: its positions grow by one, in the order of each stream.
  for (const person of people) {
    const positions = (await streams.all(person)).flatMap(({ stanzas }) => stanzas[0]?.message?.at ?? []);
    expect(positions).toEqual(Array.from({ length: 300 }, (_, n) => n + 1));
  }
});

test("what one decision says comes in its order, to a message and to what is told beside it", async () => {
  await using database = await createDatabase();
  const streams = await startStreams(database);
  const eve = await streams.person("eve");
  const thread = await streams.thread("eve", "bot");
  await streams.write([
    ...tell([eve], line(1)),
    ...say(message(thread, "between")),
    ...tell([eve], line(2)),
    ...say(message(thread, "after")),
  ]);
  expect(
    (await streams.all(eve)).map(({ stanzas }) => stanzas[0]?.line?.place ?? stanzas[0]?.message?.text),
  ).toEqual([1, "between", 2, "after"]);
});

test("a decision that is undone leaves no gap", async () => {
  await using database = await createDatabase();
  const streams = await startStreams(database);
  const fay = await streams.person("fay");
  await streams.write(tell([fay], line("first")));
  const gone = message("00000000-0000-4000-8000-000000000000", "to a thread that is gone");
  let decided = 0;
  await streams.write(() => (decided++ === 0 ? [...tell([fay], line("undone")), ...say(gone)] : []));
  expect(decided).toBe(2);
  await streams.write(tell([fay], line("second")));
  expect(placesOf(await streams.all(fay))).toEqual(["first", "second"]);
});

test("a page has at most 300 events, and says that there are more", async () => {
  await using database = await createDatabase();
  const streams = await startStreams(database);
  const gus = await streams.person("gus");
  await tellMany(streams, gus, 301);
  const start = await streams.start(gus);
  const first = await streams.page(gus, start);
  expect([first.events.length, first.more]).toEqual([300, true]);
  const second = await streams.page(gus, { ...start, seq: 300 });
  expect(second).toEqual({
    events: [{ seq: 301, data: expect.stringContaining("301") }],
    more: false,
    lost: false,
  });
  expect(await streams.page(gus, { ...start, seq: 301 })).toEqual({ events: [], more: false, lost: false });
});

test("a page has at most 1 MB, but an event at least", async () => {
  await using database = await createDatabase();
  const streams = await startStreams(database);
  const hal = await streams.person("hal");
  const thread = await streams.thread("hal", "bot");
  const long = (length: number) => JSON.stringify({ text: "ß".repeat(length / 2) });
  for (let n = 0; n < 11; n++) await streams.say(thread, { body: long(180_000) });
  await streams.write(tell([hal], JSON.stringify([{ x: "y".repeat(1_200_000) }])));
  const start = await streams.start(hal);
  const sizes: number[] = [];
  let after = start;
  for (let more = true; more; ) {
    const page = await streams.page(hal, after);
    sizes.push(page.events.length);
    const bytes = page.events.reduce((sum, { data }) => sum + Buffer.byteLength(data), 0);
    if (page.events.length > 1) expect(bytes).toBeLessThan(1_000_000);
    after = { ...after, seq: page.events.at(-1)?.seq ?? after.seq };
    more = after.seq < 12;
  }
  expect(sizes).toEqual([5, 5, 1, 1]);
});

test("people who are read together get their own events, each from their own position, and the rest by and by", async () => {
  await using database = await createDatabase();
  const streams = await startStreams(database);
  const people = await Promise.all(Array.from({ length: 20 }, (_, n) => streams.person(`p${n}`)));
  for (let n = 1; n <= 4; n++) {
    const told = people.flatMap((id) =>
      tell([id], JSON.stringify([{ x: `${id} ${"y".repeat(20_000)}`, n }])),
    );
    await streams.write(told);
  }
  const starts = await Promise.all(people.map((id) => streams.start(id)));
  const from = (place: number) => ({ ...(starts[place] as Position), seq: place % 5 });
  const pages = await Promise.all(people.map((id, place) => streams.page(id, from(place))));
  for (const [place, { events, more, lost }] of pages.entries()) {
    const first = from(place).seq + 1;
    const last = Math.min(first + 2, 4);
    expect([more, lost]).toEqual([last < 4, false]);
    expect(events.map(({ seq }) => seq)).toEqual([1, 2, 3, 4].filter((seq) => seq >= first && seq <= last));
    for (const { data } of events) expect(data).toContain(`"${people[place]} `);
  }
});

test("where the client names no position, the stream begins at its end", async () => {
  await using database = await createDatabase();
  const streams = await startStreams(database);
  const ida = await streams.person("ida");
  const { position } = await streams.reads.opening(ida, undefined);
  expect(position.seq).toBe(0);
  await tellMany(streams, ida, 3);
  expect(await streams.reads.opening(ida, undefined)).toEqual({
    position: { ...position, seq: 3 },
    recovered: false,
    limited: false,
  });
});

test("from a position of the present epoch the stream goes on; from another, or ahead, it is limited", async () => {
  await using database = await createDatabase();
  const streams = await startStreams(database);
  const [jon, kim] = [await streams.person("jon"), await streams.person("kim")];
  await tellMany(streams, jon, 5);
  await tellMany(streams, kim, 5);
  const start = await streams.start(jon);
  const opened = async (seq: number, epoch = start.epoch) => {
    const { position, recovered, limited } = await streams.reads.opening(jon, positionText({ epoch, seq }));
    return [position.seq, recovered, limited];
  };
  expect(await opened(0)).toEqual([0, true, false]);
  expect(await opened(2)).toEqual([2, true, false]);
  expect(await opened(5)).toEqual([5, true, false]);
  expect(await opened(6)).toEqual([5, false, true]);
  expect(await opened(2, (await streams.start(kim)).epoch)).toEqual([5, false, true]);
  expect(await streams.page(jon, { epoch: "00000000", seq: 2 })).toMatchObject({ events: [], lost: true });
});

test("a position older than the last 1000 events is limited, whether or not the older ones are deleted yet", async () => {
  await using database = await createDatabase();
  const streams = await startStreams(database);
  const lea = await streams.person("lea");
  await tellMany(streams, lea, 1234);
  const start = await streams.start(lea);
  const recovered = async (seq: number) =>
    (await streams.reads.opening(lea, positionText({ ...start, seq }))).recovered;
  expect([await recovered(233), await recovered(234), await recovered(1234)]).toEqual([false, true, true]);
  await streams.sweep();
  expect([await recovered(233), await recovered(234), await recovered(1234)]).toEqual([false, true, true]);
  expect(placesOf(await streams.all(lea, { ...start, seq: 234 }))).toHaveLength(1000);
});

test("events of long streams are deleted but for the last thousand, and those of others are kept", async () => {
  await using database = await createDatabase();
  const streams = await startStreams(database);
  for (const [name, count] of [
    ["ann", 3000],
    ["ben", 999],
    ["cem", 1500],
  ] as const) {
    await tellMany(streams, await streams.person(name), count);
  }
  await streams.sweep();
  const kept = await database.query<{ n: number }>(
    "select count(*)::integer as n from mailbox group by person_id order by person_id",
  );
  expect(kept.map(({ n }) => n)).toEqual([1000, 999, 1000]);
});

test("a position more than 24 hours back is limited, and those events are deleted", async () => {
  await using database = await createDatabase();
  const streams = await startStreams(database);
  const max = await streams.person("max");
  await tellMany(streams, max, 700);
  await age(database, 23);
  await tellMany(streams, max, 2);
  const start = await streams.start(max);
  const opened = async (seq: number) => {
    const { recovered, limited } = await streams.reads.opening(max, positionText({ ...start, seq }));
    return [recovered, limited];
  };
  expect(await opened(10)).toEqual([true, false]);
  await age(database, 1);
  expect(await opened(10)).toEqual([false, true]);
  expect(await opened(700)).toEqual([true, false]);
  await streams.sweep();
  expect(await database.query("select seq from mailbox order by seq")).toEqual([
    { seq: "701" },
    { seq: "702" },
  ]);
  // A stream that had not come further is told that it is lost, rather than given what is left.
  expect(await streams.page(max, { ...start, seq: 10 })).toMatchObject({ events: [], lost: true });
  // The numbers go on, also where nothing is left.
  await age(database, 24);
  await streams.sweep();
  expect((await streams.reads.opening(max, positionText({ ...start, seq: 702 }))).recovered).toBe(true);
  await tellMany(streams, max, 1);
  expect(await readHeads(streams.db, [max])).toEqual(new Map([[max, 703]]));
});

test("somebody who was deleted and comes back has a stream of another epoch", async () => {
  await using database = await createDatabase();
  const streams = await startStreams(database);
  const old = await streams.person("nel");
  await tellMany(streams, old, 5);
  const before = await streams.start(old);
  await database.query("delete from person where id = $1", [old]);
  expect(await database.query("select from mailbox")).toEqual([]);
  const again = await streams.person("nel");
  await tellMany(streams, again, 9);
  expect(await streams.reads.opening(again, positionText({ ...before, seq: 5 }))).toMatchObject({
    recovered: false,
    limited: true,
  });
});

test("where the identifier of the system may not be read, the history of the database is told all the same", async () => {
  await using database = await createDatabase();
  const streams = await startStreams(database);
  const history = async () => (await database.query("select history_of_database() as history"))[0]?.history;
  const told = await history();
  expect(told).toMatch(/^\d{15,} 00000001$/);
  await database.query("revoke execute on function pg_control_system() from public");
  await database.query(
    `create role stream_reader; grant usage on schema anteroom to stream_reader;
     grant execute on function history_of_database() to stream_reader`,
  );
  const asReader = async () => {
    const [row] = await database.query<{ history: string }>(
      "with as_reader as (select set_config('role', 'stream_reader', true)) select history_of_database() as history from as_reader",
    );
    return row?.history;
  };
  try {
    expect(await asReader()).toMatch(/^\d+ \d+ \d+ 00000001$/);
    expect(await asReader()).toBe(await asReader());
  } finally {
    await database.query("drop owned by stream_reader; drop role stream_reader");
  }
  expect(await history()).toBe(told);
  expect(streams.ledger.log.lines.all.filter(({ level }) => Number(level) >= 40)).toEqual([]);
});

test("a schema that is dropped and loaded again in the same database has another history: positions of before are refused", async () => {
  await using database = await createDatabase();
  const history = async () => (await database.query("select history_of_database() as history"))[0]?.history;
  const before = await history();
  expect(await history()).toBe(before);
  await database.query("drop schema anteroom cascade");
  await migrate({ url: database.url, schema: "anteroom" });
  expect(await history()).not.toBe(before);
});
