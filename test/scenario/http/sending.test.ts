/** Messages over HTTP: kept before they are answered, once each, and only where one may talk. */
import { randomUUID } from "node:crypto";
import { expect, test } from "vitest";
import { createDatabase, type TestDatabase } from "../../support/database/postgres.ts";
import {
  BOT,
  DOMAIN,
  type HttpUnderTest,
  type Issued,
  roomThread,
  send,
  startHttp,
  tellBot,
} from "../../support/gateway/http.ts";
import { rowsOf } from "../../support/rooms/help-desk.ts";
import { connectCaller } from "../../support/rooms/rooms.ts";

interface Spoken {
  readonly id: string;
  readonly thread: string;
  readonly destination: string;
  readonly state: string;
  readonly content: string | null;
}

const spoken = ({ query }: TestDatabase) =>
  query<Spoken & Record<string, unknown>>(
    "select id, thread, destination, state, content from spoken order by n",
  );

const staff = (gateway: HttpUnderTest, name: string) => gateway.login(name, { role: "staff" });

test("a visitor begins a thread with the bot, sends, and sees the message in the stream", async () => {
  await using database = await createDatabase();
  await using gateway = await startHttp(database);
  const visitor = await gateway.visit();
  await using stream = gateway.stream(visitor.token);
  expect(await stream.event()).toMatchObject({ event: "hello" });

  const begun = await gateway.ask("/start-session", { token: visitor.token, json: { entity: BOT } });
  expect(begun.status).toBe(200);
  const session = (await begun.json()) as { thread_id: string; members: string[] };
  expect(session.members).toEqual([BOT, visitor.entity]);

  const id = randomUUID();
  expect(await send(gateway, visitor, { id, thread: session.thread_id, text: "Good evening" })).toEqual([
    202,
    { id, thread: session.thread_id },
  ]);
  expect((await stream.stanzas()).stanzas).toEqual([
    {
      type: "message",
      message: {
        id,
        thread: session.thread_id,
        text: "Good evening",
        type: "plain",
        attachments: [],
        at: 1,
        timestamp: expect.any(String),
        sender: { id: visitor.entity, objectType: "person", displayName: visitor.entity.split("@")[0] },
      },
    },
  ]);
  const [row] = await spoken(database);
  expect(row).toMatchObject({ id, thread: session.thread_id, destination: "bot", state: "waiting" });
  expect(JSON.parse(row?.content ?? "")).toEqual({
    text: "Good evening",
    type: "plain",
    attachments: [],
    extensions: {},
  });
  expect(gateway.looked.spoken).toBe(1);
});

test("the same id again gives the first answer again and no second message; with another content it is 409", async () => {
  await using database = await createDatabase();
  await using gateway = await startHttp(database);
  const ann = await gateway.login("ann");
  const id = randomUUID();
  const first = { id, members: [BOT], text: "once", colour: { of: "the sea" } };
  const answer = await send(gateway, ann, first);
  expect(answer).toEqual([202, { id, thread: expect.any(String) }]);
  const again = {
    colour: { of: "the sea" },
    text: "once",
    type: "plain",
    members: [BOT, BOT],
    id: id.toUpperCase(),
  };
  const all = await Promise.all(Array.from({ length: 5 }, () => send(gateway, ann, again)));
  expect(all).toEqual(Array(5).fill(answer));
  for (const other of [
    { ...first, text: "twice" },
    { ...first, colour: { of: "the sky" } },
    { ...first, subject: "s" },
  ]) {
    expect((await send(gateway, ann, other))[0]).toBe(409);
  }
  expect(await spoken(database)).toHaveLength(1);
  // The same id of somebody else is another message.
  const ben = await gateway.login("ben");
  expect((await send(gateway, ben, { ...first, text: "mine" }))[0]).toBe(202);
  expect(await database.query("select from chat_message")).toHaveLength(2);
});

test("one message that many tabs send at once is one message", async () => {
  await using database = await createDatabase();
  await using gateway = await startHttp(database);
  const ann = await gateway.login("ann");
  const json = { id: randomUUID(), members: [BOT], text: "at once" };
  const answers = await Promise.all(Array.from({ length: 12 }, () => send(gateway, ann, json)));
  expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
  expect(answers[0]?.[0]).toBe(202);
  expect(await database.query("select from thread")).toHaveLength(1);
  expect(await database.query("select from chat_message")).toHaveLength(1);
  expect(gateway.looked.spoken).toBe(1);
});

test("messages to the same people go on in one thread, whoever begins it", async () => {
  await using database = await createDatabase();
  await using gateway = await startHttp(database);
  const [ann, ben, cem] = [
    await staff(gateway, "ann"),
    await staff(gateway, "ben"),
    await staff(gateway, "cem"),
  ];
  const threadOf = async (who: Issued, members: readonly string[]) => {
    const [status, body] = await send(gateway, who, { members, text: "hello" });
    expect(status).toBe(202);
    return (body as { thread: string }).thread;
  };
  const pair = await threadOf(ann, [ben.entity]);
  expect(await threadOf(ben, [ann.entity])).toBe(pair);
  const three = await threadOf(cem, [ann.entity, ben.entity]);
  expect(await threadOf(ann, [cem.entity, ben.entity, ann.entity])).toBe(three);
  // Exactly these members: a pair's words do not reach the third.
  expect(three).not.toBe(pair);
  expect(await threadOf(ann, [ben.entity])).toBe(pair);
  const twelve = await Promise.all(Array.from({ length: 12 }, () => threadOf(ben, [cem.entity])));
  expect(new Set(twelve).size).toBe(1);
});

test("staff talks to staff: the message is done at once, and its sender gets a receipt", async () => {
  await using database = await createDatabase();
  await using gateway = await startHttp(database);
  const [ann, ben] = [
    await gateway.login("ann", { role: "staff", name: "Ann Lee", picture: "https://a.example/ann.png" }),
    await staff(gateway, "ben"),
  ];
  await using here = gateway.stream(ann.token);
  await using there = gateway.stream(ben.token);
  await Promise.all([here.event(), there.event()]);
  const id = randomUUID();
  const claimed = { id: "bot@help.example.org", displayName: "The bot" };
  expect(
    (
      await send(gateway, ann, {
        id,
        members: [ben.entity],
        text: "lunch?",
        sender: claimed,
        at: 9,
        mood: "good",
      })
    )[0],
  ).toBe(202);
  const { stanzas } = await there.stanzas();
  expect(stanzas).toEqual([
    {
      type: "message",
      message: expect.objectContaining({
        at: 1,
        mood: "good",
        // The server says who sent it, whatever the request says.
        sender: {
          id: ann.entity,
          objectType: "person",
          displayName: "Ann Lee",
          image: { url: "https://a.example/ann.png" },
        },
      }),
    },
  ]);
  const mine = [(await here.stanzas()).stanzas[0], (await here.stanzas()).stanzas[0]];
  expect(mine[1]).toEqual({ type: "receipt", receipt: { id, thread: expect.any(String), state: "sent" } });
  expect(await spoken(database)).toMatchObject([{ destination: "people", state: "done", content: null }]);
  expect(gateway.looked.spoken).toBe(0);
});

test("whoever one may not talk to is like somebody who does not exist", async () => {
  await using database = await createDatabase();
  await using gateway = await startHttp(database);
  const [ann, boss] = [await gateway.login("ann"), await staff(gateway, "boss")];
  const visitor = await gateway.visit();
  const nobody = '{"type":"about:blank","title":"Not Found","status":404}';
  for (const [who, entity] of [
    [ann, visitor.entity],
    [ann, boss.entity],
    [visitor, ann.entity],
    [visitor, boss.entity],
    [boss, ann.entity],
    [boss, visitor.entity],
    [boss, `nobody@${DOMAIN}`],
    [boss, "romeo@example.net"],
    [boss, `rooms@${DOMAIN}`],
    [boss, DOMAIN],
    [ann, `${BOT}/anteroom`],
    [ann, ann.entity],
    [ann, "@"],
  ] as const) {
    const started = await gateway.ask("/start-session", { token: who.token, json: { entity } });
    expect([entity, started.status, await started.text()]).toEqual([entity, 404, nobody]);
    if (entity === "@") continue;
    const sent = await gateway.ask("/send-message", {
      token: who.token,
      json: { members: [entity], text: "psst" },
    });
    expect([entity, sent.status, await sent.text()]).toEqual([entity, 404, nobody]);
  }
  expect((await send(gateway, boss, { members: [BOT, boss.entity], text: "x" }))[0]).toBe(202);
  expect(
    (await send(gateway, boss, { members: [BOT, (await staff(gateway, "deputy")).entity], text: "x" }))[0],
  ).toBe(404);
});

test("whether staff may write to somebody is told by that person's latest login alone", async () => {
  await using database = await createDatabase();
  await using gateway = await startHttp(database);
  const boss = await staff(gateway, "boss");
  const answers: unknown[] = [];
  for (const role of ["staff", "client", "staff"]) {
    const { entity } = await gateway.login("ben", { role });
    answers.push((await send(gateway, boss, { members: [entity], text: "hello" }))[0]);
  }
  expect(answers).toEqual([202, 404, 202]);
});

test("nobody reads, or writes in, a thread without being a member of it", async () => {
  await using database = await createDatabase();
  await using gateway = await startHttp(database);
  const [ann, eve] = [await gateway.login("ann"), await staff(gateway, "eve")];
  const thread = await tellBot(gateway, ann, "between us");
  for (const named of [thread, thread.toUpperCase(), randomUUID(), "nonsense", `${thread}'`]) {
    const query = encodeURIComponent(named);
    const answers = await Promise.all([
      gateway.ask("/send-message", { token: eve.token, json: { thread: named, text: "hello" } }),
      gateway.ask("/send-message", { token: eve.token, form: { thread_id: named, message: "hello" } }),
      gateway.ask(`/history?thread=${query}`, { token: eve.token }),
      gateway.ask(`/history?thread=${query}`, { token: eve.token, method: "DELETE" }),
      gateway.ask("/read", { token: eve.token, json: { thread: named, id: randomUUID() } }),
    ]);
    expect(answers.map(({ status }) => status)).toEqual([404, 404, 404, 404, 404]);
    const typing = await gateway.ask("/typing", {
      token: eve.token,
      json: { thread: named, state: "composing" },
    });
    expect(typing.status).toBe(404);
    gateway.scheduler.now += 1_000;
  }
  expect((await database.query("select from chat_message")).length).toBe(1);
});

test("who was staff and is no longer does not go on in threads with other people", async () => {
  await using database = await createDatabase();
  await using gateway = await startHttp(database);
  const [ann, ben] = [await staff(gateway, "ann"), await staff(gateway, "ben")];
  const [, { thread }] = (await send(gateway, ann, { members: [ben.entity], text: "hello" })) as [
    number,
    { thread: string },
  ];
  const dismissed = await gateway.login("ann");
  expect((await send(gateway, dismissed, { thread, text: "still here" }))[0]).toBe(404);
  expect((await send(gateway, ben, { thread, text: "bye" }))[0]).toBe(202);
});

test("nobody is told that a message was sent to a person who was forgotten", async () => {
  await using database = await createDatabase();
  await using gateway = await startHttp(database);
  const [ann, ben] = [
    await gateway.login("ann", { role: "staff" }),
    await gateway.login("ben", { role: "staff" }),
  ];
  const [, { thread }] = (await send(gateway, ann, { members: [ben.entity], text: "hello" })) as [
    number,
    { thread: string },
  ];
  await database.query("select forget_person($1)", [ben.entity]);
  expect((await send(gateway, ann, { thread, text: "are you there?" }))[0]).toBe(404);
  expect((await gateway.ask(`/history?thread=${thread}`, { token: ann.token })).status).toBe(200);
});

test("a form with thread_id, message and type is a message too; without thread_id it is 400", async () => {
  await using database = await createDatabase();
  await using gateway = await startHttp(database);
  const ann = await gateway.login("ann");
  const thread = await tellBot(gateway, ann, "hello");
  const form = (fields: Readonly<Record<string, string>>) =>
    gateway.ask("/send-message", { token: ann.token, form: fields });
  const sent = await form({ thread_id: thread, message: "*hi*", type: "rst" });
  expect([sent.status, await sent.json()]).toEqual([202, { id: expect.any(String), thread }]);
  const refused = await Promise.all([
    form({ message: "x" }),
    form({ thread_id: thread }),
    form({ thread_id: thread, message: "x", type: "pdf" }),
  ]);
  expect(
    await Promise.all(
      refused.map(async (answer) => [answer.status, ((await answer.json()) as { errors: unknown }).errors]),
    ),
  ).toEqual([
    [400, ["thread_id: is missing"]],
    [400, ["message: is missing or empty"]],
    [400, ["type: must be one of plain, html, rst"]],
  ]);
});

test("each mistake in a message is told in a line, which repeats nothing of it", async () => {
  await using database = await createDatabase();
  await using gateway = await startHttp(database);
  const ann = await gateway.login("ann");
  const [status, body] = await send(gateway, ann, {
    id: "secret-1",
    text: 7,
    type: "secret-2",
    attachments: [{ url: "http://secret-3" }],
  });
  expect(status).toBe(400);
  expect(body).toMatchObject({
    errors: ["id: must be a UUID", "text: must be text", expect.any(String), expect.any(String)],
  });
  expect(JSON.stringify(body)).not.toContain("secret");
});

test("a person sends five messages a second, after a pause twenty at once", async () => {
  await using database = await createDatabase();
  await using gateway = await startHttp(database);
  const [ann, ben] = [await gateway.login("ann"), await gateway.login("ben")];
  const sent = (who: Issued) =>
    gateway.ask("/send-message", { token: who.token, json: { members: [BOT], text: "again" } });
  const statuses: number[] = [];
  for (let n = 0; n < 21; n++) statuses.push((await sent(ann)).status);
  expect(statuses).toEqual([...Array(20).fill(202), 429]);
  expect((await sent(ann)).headers.get("retry-after")).toBe("1");
  expect((await sent(ben)).status).toBe(202);
  gateway.scheduler.now += 200;
  expect([(await sent(ann)).status, (await sent(ann)).status]).toEqual([202, 429]);
});

test("a message into a room waits for the room, which puts it into the thread", async () => {
  await using database = await createDatabase();
  await using gateway = await startHttp(database);
  const ann = await gateway.login("ann");
  const thread = await roomThread(database, ann);
  const id = randomUUID();
  expect(await send(gateway, ann, { id, thread, text: "<p>Good <b>day</b></p>", type: "html" })).toEqual([
    202,
    { id, thread },
  ]);
  expect(await spoken(database)).toMatchObject([{ id, thread, destination: "room", state: "waiting" }]);
  expect(await database.query("select from chat_message")).toEqual([]);
  await database.query("update thread set ended_at = now()");
  expect((await send(gateway, ann, { thread, text: "too late" }))[0]).toBe(404);
});

// Without that a stop waits until the connection was idle for half a minute.
test("a stop ends when what is under way is answered, whatever connections browsers keep", {
  timeout: 20_000,
}, async () => {
  await using database = await createDatabase();
  await using gateway = await startHttp(database);
  const visitor = await gateway.visit();
  const thread = await tellBot(gateway, visitor, "hello");
  await using other = await connectCaller(database);
  await other.query("begin");
  await other.query("select from thread for update");
  const asked = send(gateway, visitor, { thread, text: "are you there?" });
  await rowsOf(
    database,
    "select 1 as one from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()",
  );
  const stopped = gateway.http.stop();
  await other.query("commit");
  expect((await asked)[0]).toBe(202);
  await stopped;
});
