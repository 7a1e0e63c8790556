/** The protocol as its client of 2014 knows it: its exact sequence of requests, and what it reads of the answers. */
import { expect, test } from "vitest";
import { createDatabase } from "../../support/database/postgres.ts";
import {
  BOT,
  DOMAIN,
  EventReader,
  type HttpUnderTest,
  hintStreams,
  personOf,
  roomThread,
  send,
  startHttp,
} from "../../support/gateway/http.ts";
import { SECRET, signLogin } from "../../support/gateway/identity.ts";

const ORIGIN = "https://www.example.org";
const NAIVE = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}$/;

/** As its HTTP library asks: with the login of the web application, in a form. */
function client({ port, ask }: HttpUnderTest, login: string) {
  const base = `http://127.0.0.1:${port}/compat/nereid-chat`;
  const headers = { origin: ORIGIN, authorization: `Token ${login}`, "x-requested-with": "XMLHttpRequest" };
  return {
    get: (path: string) => ask(`${base}${path}`, { headers }),
    post: (path: string, form?: Readonly<Record<string, string>>) =>
      ask(`${base}${path}`, { method: "POST", headers, ...(form && { form }) }),
    listen: (token: string) => new EventReader(`${base}/stream/${token}`, { origin: ORIGIN }),
  };
}

const actor = (entity: string, name = entity.split("@")[0]) =>
  entity === BOT
    ? { id: BOT, objectType: "bot", displayName: "Botty" }
    : { id: entity, objectType: "person", displayName: name };

test("the client of 2014 gets a token, listens, reads its friends, begins a chat, and sends", async () => {
  await using database = await createDatabase();
  await using gateway = await startHttp(database, {
    people: { friends: async () => [{ entity: BOT, available: true }] },
  });
  const ann = client(gateway, await signLogin("ann"));

  const issued = await ann.post("/token");
  expect(issued.status).toBe(200);
  const { token, expires } = (await issued.json()) as { token: string; expires: string };
  expect(expires).toMatch(NAIVE);
  await using stream = ann.listen(token);
  await stream.event();
  expect(stream.headers.get("access-control-allow-origin")).toBe(ORIGIN);

  const friends = await ann.get("/get-friends");
  expect(await friends.json()).toEqual({
    friends: [{ entity: actor(BOT), show: "chat", status: null, available: true }],
  });

  const session = await ann.post("/start-session", { user: BOT });
  const { thread_id, members } = (await session.json()) as { thread_id: string; members: unknown };
  expect(members).toEqual([actor(`ann@${DOMAIN}`), actor(BOT)]);

  const inJson = { json: { user: BOT }, method: "POST", token: await signLogin("ann") } as const;
  expect(await (await gateway.ask("/start-session?compat=nereid", inJson)).json()).toEqual({
    thread_id,
    members,
  });
  expect((await ann.post("/start-session", {})).status).toBe(400);

  const sent = await ann.post("/send-message", { thread_id, message: "hello" });
  expect(await sent.json()).toMatchObject({ UUID: expect.any(String) });

  // One stanza per event, without a name, of which it reads type, timestamp and message.
  const { event, data } = await stream.event();
  expect(event).toBe("message");
  expect(JSON.parse(data)).toEqual({
    timestamp: expect.stringMatching(NAIVE),
    type: "message",
    message: expect.objectContaining({
      subject: null,
      text: "hello",
      type: "plain",
      language: null,
      attachments: [],
      thread: thread_id,
      timestamp: expect.stringMatching(NAIVE),
      sender: actor(`ann@${DOMAIN}`),
      members: [actor(`ann@${DOMAIN}`), actor(BOT)],
    }),
  });
});

test("history and threads are as events are: people are actors by their names, and times are naive", async () => {
  await using database = await createDatabase();
  await using gateway = await startHttp(database);
  const [ann, ben] = [
    await gateway.login("ann", { role: "staff", name: "Ann Other" }),
    await gateway.login("ben", { role: "staff" }),
  ];
  const [, { thread }] = (await send(gateway, ann, { members: [ben.entity], text: "hello" })) as [
    number,
    { thread: string },
  ];
  await using stream = new EventReader(`${gateway.base}/stream/${ben.stream}?compat=nereid`, {});
  await stream.event();
  await send(gateway, ann, { thread, text: "again" });
  const { message } = JSON.parse((await stream.event()).data) as { message: unknown };
  const members = [actor(ann.entity, "Ann Other"), actor(ben.entity)];
  expect(message).toMatchObject({
    text: "again",
    members,
    sender: members[0],
    timestamp: expect.stringMatching(/\.\d{3}$/),
  });
  const read = async (path: string) =>
    (await gateway.ask(`${path}compat=nereid`, { token: ben.token })).json();
  const { messages } = (await read(`/history?thread=${thread}&`)) as { messages: unknown[] };
  expect(messages[0]).toEqual(message);
  expect(await read("/threads?")).toEqual({
    threads: [{ thread, members, room: false, inside: true, unread: 2, last: message }],
  });
  const room = await roomThread(database, ben);
  const { threads } = (await read("/threads?")) as { threads: { thread: string; members: unknown }[] };
  expect(threads.find((one) => one.thread === room)?.members).toEqual([actor(ben.entity)]);
});

test("UUID is the id of a message, in JSON and in a form: a repeat is a repeat", async () => {
  await using database = await createDatabase();
  await using gateway = await startHttp(database);
  const ann = client(gateway, await signLogin("ann"));
  const { thread_id } = (await (await ann.post("/start-session", { user: BOT })).json()) as {
    thread_id: string;
  };
  const UUID = "0b6f3c1e-6d0a-4a53-9d0e-6d2f3f1c9a77";
  for (let n = 0; n < 2; n++) {
    const sent = await ann.post("/send-message", { thread_id, message: "hello", UUID });
    expect(await sent.json()).toMatchObject({ UUID });
  }
  const json = { UUID, thread: thread_id, text: "hello" };
  const again = { method: "POST", token: await signLogin("ann") } as const;
  const path = "/send-message?compat=nereid";
  expect(await (await gateway.ask(path, { ...again, json })).json()).toMatchObject({ UUID });
  expect((await gateway.ask(path, { ...again, json: { ...json, text: "other" } })).status).toBe(409);
  expect((await gateway.ask(path, { ...again, json: { ...json, UUID: "x" } })).status).toBe(400);
  expect(await database.query("select id from chat_message")).toEqual([{ id: UUID }]);
});

test("what its own tests asked of the server of 2014 is so", async () => {
  await using database = await createDatabase();
  await using gateway = await startHttp(database);
  const ann = client(gateway, await signLogin("ann"));
  expect((await ann.get("/token")).status).toBe(405);
  expect((await ann.get("/stream/not-a-valid-token")).status).toBe(404);
  expect((await ann.post("/send-message", { message: "x" })).status).toBe(400);
  expect(
    (await ann.post("/send-message", { thread_id: "11111111-1111-4111-8111-111111111111", message: "x" }))
      .status,
  ).toBe(404);
});

test("a login stands for a chat token only in compat, begins one family, and ends with it", async () => {
  await using database = await createDatabase();
  await using gateway = await startHttp(database);
  const login = await signLogin("ann");
  for (let n = 0; n < 3; n++) {
    expect((await gateway.ask("/threads?compat=nereid", { token: login })).status).toBe(200);
  }
  expect(await database.query("select from token_family")).toHaveLength(1);
  expect((await gateway.ask("/threads", { token: login })).status).toBe(401);
  expect((await gateway.ask("/threads?compat=2014", { token: login })).status).toBe(401);
  expect((await gateway.ask("/threads?compat=nereid", { token: `${login}x` })).status).toBe(401);
});

test("a login that is over stands for no token any more, though the one that it gave still lives", async () => {
  await using database = await createDatabase();
  let now = Date.now();
  await using gateway = await startHttp(database, {
    identity: { logins: { secret: SECRET, clock: () => now } },
  });
  const login = await signLogin("ann");
  const asked = async () => [
    (await gateway.ask("/threads?compat=nereid", { token: login })).status,
    (await gateway.ask(`/poll/${login}?compat=nereid`)).status,
  ];
  expect(await asked()).toEqual([200, 200]);
  now += 12 * 60_000;
  expect(await asked()).toEqual([401, 404]);
  expect(await database.query("select from chat_token where expires_at > clock_timestamp()")).toHaveLength(1);
});

test("a login, as a token, revokes what began with it, in the header and in the path", async () => {
  await using database = await createDatabase();
  await using gateway = await startHttp(database);
  const login = await signLogin("ann");
  for (const [path, token] of [
    ["/token?compat=nereid", login],
    [`/token/${login}?compat=nereid`, undefined],
  ] as const) {
    await using stream = new EventReader(`${gateway.base}/stream/${login}?compat=nereid`, {});
    await stream.event();
    const answer = await gateway.ask(path, { method: "DELETE", ...(token !== undefined && { token }) });
    expect(answer.status).toBe(204);
    await stream.end();
    expect(await database.query("select from token_family")).toHaveLength(0);
  }
  expect((await gateway.ask("/token", { method: "DELETE", token: login })).status).toBe(401);
  expect((await gateway.ask(`/token/${login}`, { method: "DELETE" })).status).toBe(404);
  expect((await gateway.ask(`/token/${login}x?compat=nereid`, { method: "DELETE" })).status).toBe(404);
});

test("where http.base itself begins with /compat, only what is below /compat and that speaks as in 2014", async () => {
  await using database = await createDatabase();
  await using gateway = await startHttp(database, { config: { base: "/compat" } });
  const login = await signLogin("ann");
  expect((await gateway.ask("/threads", { token: login })).status).toBe(401);
  expect((await gateway.ask("/compat/threads", { token: login })).status).toBe(200);
});

test("an event of several stanzas has its position on the last part, so that none is lost in between", async () => {
  await using database = await createDatabase();
  await using gateway = await startHttp(database);
  const ann = await gateway.login("ann");
  await using stream = new EventReader(`${gateway.base}/stream/${ann.stream}?compat=nereid`, {});
  await stream.event();
  const stanzas = [
    {
      type: "presence",
      presence: [
        { entity: BOT, available: true },
        { entity: `ben@${DOMAIN}`, available: false, status: "gone" },
      ],
    },
    { type: "line", line: { queue: "default", state: "waiting" } },
  ];
  await database.query(
    `with who as (select id from person where address = $1), head as (insert into mailbox_head select id, 1 from who)
     insert into mailbox (person_id, seq, kept_at, stanzas) select id, 1, clock_timestamp(), $2 from who`,
    [ann.entity, JSON.stringify(stanzas)],
  );
  await hintStreams(database, [await personOf(database, ann)]);
  const parts = [await stream.event(), await stream.event(), await stream.event()];
  expect(parts.map(({ id }) => id?.split(".")[1])).toEqual([undefined, undefined, "1"]);
  expect(parts.map(({ data }) => (JSON.parse(data) as { type: string }).type)).toEqual([
    "presence",
    "presence",
    "line",
  ]);
  const poll = await gateway.ask(
    `/poll/${ann.stream}?compat=nereid&since=${parts[2]?.id?.replace(/1$/, "0")}`,
  );
  expect(await poll.json()).toMatchObject({
    events: [
      { event: "message" },
      { event: "message" },
      { id: parts[2]?.id, event: "message", data: { type: "line" } },
    ],
  });
});
