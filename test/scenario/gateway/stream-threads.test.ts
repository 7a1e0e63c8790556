/** Threads and their history: one for exactly these people, read by nobody else, and kept for its time. */
import { randomUUID } from "node:crypto";
import { expect, test } from "vitest";
import {
  among,
  clearThread,
  endThread,
  enterThread,
  findMembers,
  findRoomThreads,
  findThreads,
  leaveThread,
  makeThread,
  markReadTo,
  readHistory,
  readThreads,
  say,
  sayAmong,
  streamStatements,
} from "../../../src/gateway/stream/index.ts";
import { createDatabase } from "../../support/database/postgres.ts";
import { address, BOT, DOMAIN, message, type Streams, startStreams } from "../../support/gateway/streams.ts";
import { startLedger } from "../../support/under-test/ledger.ts";

async function texts(
  streams: Streams,
  personId: string,
  thread: string,
): Promise<readonly string[] | undefined> {
  const page = await readHistory(streams.db, { personId, thread });
  return page?.messages.map((json) => JSON.parse(json).text).reverse();
}

/** The thread of a room, with nobody in it yet. */
async function roomThread(streams: Streams, roomId: string): Promise<string> {
  await streams.write([makeThread({ thread: randomUUID(), domain: DOMAIN, members: [], roomId })]);
  return (await findRoomThreads(streams.db, [roomId]))[0] ?? "";
}

const sayText = (streams: Streams, thread: string, text: string) =>
  streams.say(thread, { body: JSON.stringify({ text }) });

test("people who begin to talk at the same moment, on two instances, get one thread", async () => {
  await using database = await createDatabase();
  const streams = await startStreams(database);
  await using other = await startLedger(database, { statements: streamStatements });
  await Promise.all(["ann", "ben"].map(streams.person));
  const sets = [
    ["ann", "ben"],
    ["ben", "ann"],
    ["ann", "ben", "ann"],
  ].map((names) => names.map(address));
  const got = await Promise.all(
    Array.from({ length: 30 }, async (_, n) => {
      const members = sets[n % 3] ?? [];
      const ledger = n % 2 === 0 ? streams.ledger : other;
      let thread = "";
      const done = await ledger.say(`writer-${n}@example.org`, {
        body: "x",
        does: async () => {
          const [found] = await findThreads(streams.db, DOMAIN, [members]);
          thread = found ?? randomUUID();
          return found === undefined ? { writes: [makeThread({ thread, domain: DOMAIN, members })] } : {};
        },
      });
      return done && thread;
    }),
  );
  expect(new Set(got).size).toBe(1);
  expect(await database.query("select uuid from thread")).toEqual([{ uuid: got[0] }]);
  expect(await database.query("select count(*)::integer as n from thread_member")).toEqual([{ n: 2 }]);
});

test("what is said among people is in their thread, which the first word makes, on two instances at once too", async () => {
  await using database = await createDatabase();
  const streams = await startStreams(database);
  await using other = await startLedger(database, { statements: streamStatements });
  const ann = await streams.person("ann");
  const said = await Promise.all(
    Array.from({ length: 20 }, async (_, n) => {
      const { thread: _thread, ...hello } = message("", `hello ${n}`);
      const writes = sayAmong(among(DOMAIN, [BOT, address("ann")]), hello);
      const ledger = n % 2 === 0 ? streams.ledger : other;
      return ledger.say(`writer-${n}@example.org`, { body: "x", does: () => ({ writes }) });
    }),
  );
  expect(said).toEqual(said.map(() => true));
  const [thread, ...others] = await findThreads(streams.db, DOMAIN, [[address("ann"), BOT]]);
  expect(others).toEqual([]);
  expect(await database.query("select uuid, members from thread")).toEqual([
    { uuid: thread, members: [address("ann"), BOT] },
  ]);
  expect(await texts(streams, ann, thread ?? "")).toHaveLength(20);
  expect(await streams.all(ann)).toHaveLength(20);
});

test("a thread is that of exactly its members: not of fewer, not of more, and not of another component", async () => {
  await using database = await createDatabase();
  const streams = await startStreams(database);
  const [ann, ben, cem] = await Promise.all(["ann", "ben", "cem"].map(streams.person));
  const three = await streams.thread("ann", "ben", "cem");
  const two = await streams.thread("ann", "ben");
  const bot = await streams.thread("ann", "bot");
  expect(new Set([three, two, bot]).size).toBe(3);
  expect(
    await findThreads(streams.db, DOMAIN, [["bot", "ann"].map(address), ["ben", "cem"].map(address)]),
  ).toEqual([bot, undefined]);
  expect(await findThreads(streams.db, "other.example.org", [["ann", "ben"].map(address)])).toEqual([
    undefined,
  ]);
  await sayText(streams, two, "between us");
  expect(await streams.all(cem ?? "")).toEqual([]);
  for (const person of [ann, ben]) expect(await streams.all(person ?? "")).toHaveLength(1);
});

test("nobody reads a thread without being a member of it", async () => {
  await using database = await createDatabase();
  const streams = await startStreams(database);
  const [ann = "", eve = ""] = await Promise.all(["ann", "eve"].map(streams.person));
  const thread = await streams.thread("ann", "bot");
  await sayText(streams, thread, "hello Ann");
  expect(await texts(streams, ann, thread)).toEqual(["hello Ann"]);
  expect(await texts(streams, eve, thread)).toBeUndefined();
  expect(await texts(streams, ann, randomUUID())).toBeUndefined();
  expect(await readThreads(streams.db, eve)).toEqual([]);
  expect(
    await findMembers(streams.db, [
      { personId: ann, thread },
      { personId: eve, thread },
      { personId: ann, thread: randomUUID() },
    ]),
  ).toEqual(["inside", undefined, undefined]);
});

test("a message is the same in the stream and in the history: id, position, time, and its sender as each member knows them", async () => {
  await using database = await createDatabase();
  const streams = await startStreams(database);
  const [ann = "", ben = ""] = await Promise.all(["ann", "ben"].map(streams.person));
  const thread = await streams.thread("ann", "ben");
  const sender = `room@rooms.${DOMAIN}/Amber "Fox"`;
  await streams.say(thread, {
    id: "11111111-2222-4333-8444-555555555555",
    sender,
    senderId: ann,
    saidAt: Date.parse("2026-02-10T15:04:55Z"),
    body: '{"text":"a\\nb","at":99,"sender":{"id":"eve"},"x":{}}',
    profile: "{}",
  });
  const [event] = await streams.all(ben);
  const expected = {
    text: "a\nb",
    x: {},
    id: "11111111-2222-4333-8444-555555555555",
    thread,
    at: 1,
    timestamp: "2026-02-10T15:04:55.000Z",
    sender: { id: sender },
  };
  expect(event?.stanzas).toEqual([{ type: "message", message: expected }]);
  const of = async (personId: string) =>
    JSON.parse((await readHistory(streams.db, { personId, thread }))?.messages[0] ?? "");
  expect(await of(ben)).toEqual(expected);
  expect(await of(ann)).toEqual({ ...expected, sender: { id: address("ann") } });
  expect((await streams.all(ann))[0]?.stanzas[0]?.message).toEqual(await of(ann));
});

test("a message that is already stored is dropped, and the same id of another sender is another message", async () => {
  await using database = await createDatabase();
  const streams = await startStreams(database);
  const ann = await streams.person("ann");
  const thread = await streams.thread("ann", "bot");
  const id = randomUUID();
  const one = message(thread, "once", { id });
  expect(await streams.write([...say(one), ...say(one)])).toBe(true);
  expect(await streams.write(say(one))).toBe(true);
  const others = [say(one), say({ ...one, sender: address("ann") })].map((writes) => streams.write(writes));
  expect(await Promise.all(others)).toEqual([true, true]);
  expect((await streams.all(ann)).map(({ stanzas }) => stanzas[0]?.message?.at)).toEqual([1, 2]);
  expect(await texts(streams, ann, thread)).toEqual(["once", "once"]);
});

test("history is read newest first, before a position, at most 100 messages or 1 MB", async () => {
  await using database = await createDatabase();
  const streams = await startStreams(database);
  const ann = await streams.person("ann");
  const thread = await streams.thread("ann", "bot");
  await streams.write(Array.from({ length: 150 }, (_, n) => say(message(thread, `${n + 1}`))).flat());
  const read = async (before?: number, limit?: number) => {
    const page = await readHistory(streams.db, {
      personId: ann,
      thread,
      ...(before !== undefined && { before }),
      ...(limit !== undefined && { limit }),
    });
    const positions = page?.messages.map((json) => JSON.parse(json).at) ?? [];
    return [positions[0], positions.at(-1), positions.length, page?.more];
  };
  expect(await read()).toEqual([150, 51, 100, true]);
  expect(await read(51)).toEqual([50, 1, 50, false]);
  expect(await read(51, 50)).toEqual([50, 1, 50, false]);
  expect(await read(51, 49)).toEqual([50, 2, 49, true]);
  expect(await read(1)).toEqual([undefined, undefined, 0, false]);
  expect(await read(undefined, 5000)).toEqual([150, 51, 100, true]);
  expect(await read(5_000_000_00, 1)).toEqual([150, 150, 1, true]);
  for (let n = 0; n < 3; n++)
    await streams.say(thread, { body: JSON.stringify({ text: "x".repeat(400_000) }) });
  expect(await read()).toEqual([153, 152, 2, true]);
  await streams.say(thread, { body: JSON.stringify({ text: "x".repeat(1_400_000) }) });
  expect(await read()).toEqual([154, 154, 1, true]);
});

test("in a room one reads the messages of the time one sat in it, before and after a break", async () => {
  await using database = await createDatabase();
  const streams = await startStreams(database);
  const [ann = "", ben = ""] = await Promise.all(["ann", "ben"].map(streams.person));
  const thread = await roomThread(streams, "7");
  await streams.write(enterThread({ personId: ann, thread }));
  await sayText(streams, thread, "1: Ann alone");
  await streams.write(enterThread({ personId: ben, thread }));
  await sayText(streams, thread, "2: both");
  await streams.write(leaveThread({ personId: ben, thread }));
  await streams.write(leaveThread({ personId: ben, thread }));
  await sayText(streams, thread, "3: Ann alone");
  await streams.write([...enterThread({ personId: ben, thread }), ...say(message(thread, "4: both"))]);
  await streams.write(enterThread({ personId: ben, thread }));
  await sayText(streams, thread, "5: both");
  expect(await texts(streams, ben, thread)).toEqual(["2: both", "4: both", "5: both"]);
  expect(await texts(streams, ann, thread)).toHaveLength(5);
  expect((await streams.all(ben)).map(({ stanzas }) => stanzas[0]?.message?.text)).toEqual([
    "2: both",
    "4: both",
    "5: both",
  ]);
  await streams.write(leaveThread({ personId: ben, thread }));
  await sayText(streams, thread, "6: Ann alone");
  expect(await findMembers(streams.db, [{ personId: ben, thread }])).toEqual(["past"]);
  expect(await readThreads(streams.db, ben)).toMatchObject([
    { thread, roomId: "7", inside: false, unread: 3 },
  ]);
  expect(JSON.parse((await readThreads(streams.db, ben))[0]?.last ?? "").text).toBe("5: both");
});

test("threads are listed with members, the last message, and how many messages of others are unread", async () => {
  await using database = await createDatabase();
  const streams = await startStreams(database);
  const ann = await streams.person("ann");
  await streams.person("ben");
  const [withBot, withBen] = [await streams.thread("ann", "bot"), await streams.thread("ann", "ben")];
  const second = randomUUID();
  await sayText(streams, withBot, "one");
  await streams.say(withBot, { id: second, body: '{"text":"two"}' });
  await streams.say(withBot, { senderId: ann, sender: address("ann"), body: '{"text":"mine"}' });
  await sayText(streams, withBot, "three");
  const unread = async () =>
    (await readThreads(streams.db, ann)).find(({ thread }) => thread === withBot)?.unread;
  expect(await unread()).toBe(3);
  await streams.write([markReadTo({ personId: ann, thread: withBot, id: second })]);
  expect(await unread()).toBe(1);
  // Back is no way; neither is a message of another thread, or none.
  const first = JSON.parse(
    (await readHistory(streams.db, { personId: ann, thread: withBot, before: 2 }))?.messages[0] ?? "",
  );
  for (const id of [first.id, randomUUID()]) {
    await streams.write([markReadTo({ personId: ann, thread: withBot, id })]);
    await streams.write([markReadTo({ personId: ann, thread: withBen, id })]);
  }
  expect(await unread()).toBe(1);
  const listed = await readThreads(streams.db, ann);
  expect(listed.map(({ thread, members, inside }) => [thread, members, inside])).toEqual([
    [withBot, [address("ann"), BOT], true],
    [withBen, [address("ann"), address("ben")], true],
  ]);
  expect(listed.map(({ last }) => last && JSON.parse(last).text)).toEqual(["three", undefined]);
});

test("deleting one's copy leaves the other's, also in the events that are kept, and what nobody may read is gone", async () => {
  await using database = await createDatabase();
  const streams = await startStreams(database);
  const [ann = "", ben = ""] = await Promise.all(["ann", "ben"].map(streams.person));
  const thread = await streams.thread("ann", "ben");
  await sayText(streams, thread, "before");
  await streams.write(clearThread({ personId: ann, thread }));
  expect(await texts(streams, ann, thread)).toEqual([]);
  expect(await readThreads(streams.db, ann)).toEqual([]);
  expect((await streams.all(ann)).map(({ stanzas }) => stanzas)).toEqual([[]]);
  expect(await texts(streams, ben, thread)).toEqual(["before"]);
  await sayText(streams, thread, "after");
  expect(await texts(streams, ann, thread)).toEqual(["after"]);
  expect(await streams.all(ann)).toHaveLength(2);
  expect(await readThreads(streams.db, ann)).toMatchObject([{ thread, unread: 1 }]);
  await streams.write(clearThread({ personId: ben, thread }));
  expect(await database.query("select at from chat_message")).toEqual([{ at: 2 }]);
  await streams.write(clearThread({ personId: ann, thread }));
  expect(await database.query("select from chat_message")).toEqual([]);
});

test("threads are deleted when they were not used for the time they are kept, with messages and members, in pages", async () => {
  await using database = await createDatabase();
  const streams = await startStreams(database);
  const ann = await streams.person("ann");
  const [old, used] = [await streams.thread("ann", "bot"), await streams.thread("ann", "x")];
  const many = (thread: string) =>
    Array.from({ length: 1_203 }, (_, n) => say(message(thread, `${n}`))).flat();
  await streams.write(many(old));
  await streams.write(many(used));
  await database.query("update thread set touched_at = touched_at - interval '31 days'");
  await sayText(streams, used, "still here");
  const foreign = randomUUID();
  await streams.write([
    makeThread({ thread: foreign, domain: "other.example.org", members: ["a@x", "b@x"] }),
  ]);
  await database.query("update thread set touched_at = touched_at - interval '31 days' where uuid = $1", [
    foreign,
  ]);
  await streams.sweep(30);
  const left = await database.query<{ uuid: string }>("select uuid from thread order by id");
  expect(left.map(({ uuid }) => uuid)).toEqual([used, foreign]);
  expect(await database.query("select count(*)::integer as n from chat_message")).toEqual([{ n: 1_204 }]);
  expect(await texts(streams, ann, old)).toBeUndefined();
  // Events that pointed there keep their place.
  const { events, lost } = await streams.page(ann, { ...(await streams.start(ann)), seq: 1_407 });
  expect([events.length, lost]).toEqual([300, false]);
});

test("the thread of a room is kept for 7 days after the room's end", async () => {
  await using database = await createDatabase();
  const streams = await startStreams(database);
  const ann = await streams.person("ann");
  const threads = [
    await roomThread(streams, "1"),
    await roomThread(streams, "2"),
    await roomThread(streams, "3"),
  ];
  for (const thread of threads) {
    await streams.write(enterThread({ personId: ann, thread }));
    await sayText(streams, thread, "hello");
  }
  await streams.write([endThread("1"), endThread("2")]);
  await database.query("update thread set ended_at = ended_at - interval '7 days' where room_id = 1");
  await streams.write([endThread("1")]);
  await streams.sweep();
  expect(await Promise.all(threads.map((thread) => texts(streams, ann, thread)))).toEqual([
    undefined,
    ["hello"],
    ["hello"],
  ]);
});
