/** The stream of events on a connection, as the contract's "The stream" has it. */
import { randomUUID } from "node:crypto";
import { setImmediate } from "node:timers/promises";
import { expect, test } from "vitest";
import { createDatabase, type TestDatabase } from "../../support/database/postgres.ts";
import {
  BOT,
  hintStreams,
  type Issued,
  personOf,
  type Stanza,
  startHttp,
  tellBot,
} from "../../support/gateway/http.ts";

const BASE = "/nereid-chat";

const textsOf = (stanzas: readonly Stanza[]) =>
  stanzas.map(({ message }) => (message as { text: string }).text);

test("the first event is hello with the position, and what comes after begins there", async () => {
  await using database = await createDatabase();
  await using gateway = await startHttp(database);
  const ann = await gateway.login("ann");
  await tellBot(gateway, ann, "before");
  await using stream = gateway.stream(ann.token);
  const hello = await stream.event();
  expect(hello).toEqual({
    id: expect.stringMatching(/^[0-9a-f]{8}\.1$/),
    event: "hello",
    data: JSON.stringify({ position: hello.id, recovered: false, limited: false }),
  });
  await tellBot(gateway, ann, "after");
  const { id, stanzas } = await stream.stanzas();
  expect(id).toBe(hello.id?.replace(/1$/, "2"));
  expect(textsOf(stanzas)).toEqual(["after"]);
  expect(stream.text.startsWith("retry: ")).toBe(true);
});

test("the stream goes on at the position that the client names, by header before query", async () => {
  await using database = await createDatabase();
  await using gateway = await startHttp(database);
  const ann = await gateway.login("ann");
  await using first = gateway.stream(ann.token);
  const { id: start = "" } = await first.event();
  for (const text of ["one", "two", "three"]) await tellBot(gateway, ann, text);
  const positions = [(await first.stanzas()).id ?? "", (await first.stanzas()).id ?? ""];

  await using byHeader = gateway.stream(ann.token, { "last-event-id": positions[1] ?? "" });
  expect(JSON.parse((await byHeader.event()).data)).toEqual({
    position: positions[1],
    recovered: true,
    limited: false,
  });
  expect(textsOf((await byHeader.stanzas()).stanzas)).toEqual(["three"]);

  const url = `/stream?last_event_id=${start}`;
  const connection = gateway.connect();
  connection.write(
    `GET ${BASE}${url} HTTP/1.0\r\nAuthorization: Bearer ${ann.token}\r\nLast-Event-ID: ${positions[0]}\r\n\r\n`,
  );
  const text = await connection.until((so) => so.includes("three"));
  expect(text).not.toContain('"one"');
  expect(text).toContain('"two"');
});

test("a position that is not of this stream is answered with limited, and nothing old", async () => {
  await using database = await createDatabase();
  await using gateway = await startHttp(database);
  const ann = await gateway.login("ann");
  await tellBot(gateway, ann, "old");
  for (const named of ["00000000.0", "ffffffff.99", "nonsense", "a".repeat(2_000)]) {
    await using stream = gateway.stream(ann.token, { "last-event-id": named });
    expect(JSON.parse((await stream.event()).data)).toMatchObject({ recovered: false, limited: true });
    expect(stream.text).not.toContain("old");
    stream.close();
    await stream.end();
  }
});

test("answers on a stream may not be cached, changed or held back", async () => {
  await using database = await createDatabase();
  await using gateway = await startHttp(database);
  const ann = await gateway.login("ann");
  await using stream = gateway.stream(ann.token, { origin: "https://www.example.org" });
  await stream.event();
  expect(stream.status).toBe(200);
  expect(Object.fromEntries(stream.headers)).toMatchObject({
    "content-type": "text/event-stream",
    "cache-control": "no-store, no-transform",
    "x-accel-buffering": "no",
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
    "access-control-allow-origin": "https://www.example.org",
    vary: "Origin",
  });
});

test.each(["1.0", "1.1"])(
  "in HTTP/%s the stream is its bytes, without chunks, and ends with the connection",
  async (version) => {
    await using database = await createDatabase();
    await using gateway = await startHttp(database);
    const ann = await gateway.login("ann");
    await using connection = gateway.connect();
    connection.write(`GET ${BASE}/stream/${ann.stream} HTTP/${version}\r\nHost: 127.0.0.1\r\n\r\n`);
    await connection.until((text) => text.includes("event: hello"));
    const [head = "", body = ""] = connection.text.split("\r\n\r\n");
    expect(head).toMatch(/^HTTP\/1\.1 200 OK\r\n/);
    expect(head.toLowerCase()).toContain("connection: close");
    expect(head.toLowerCase()).not.toContain("transfer-encoding");
    expect(head.toLowerCase()).not.toContain("keep-alive");
    expect(body).toMatch(
      /^retry: \d+\n\nid: ([0-9a-f]{8}\.0)\nevent: hello\ndata: \{"position":"\1","recovered":false,"limited":false\}\n\n$/,
    );
    void gateway.http.stop();
    expect(await connection.end()).toMatch(/\n\nretry: \d+\n\nevent: bye\ndata: \{"retry":\d+\}\n\n$/);
  },
);

test("comments are at most 15 s apart", async () => {
  await using database = await createDatabase();
  await using gateway = await startHttp(database);
  const ann = await gateway.login("ann");
  await using stream = gateway.stream(ann.token);
  await stream.event();
  for (let n = 0; n < 3; n++) {
    const { length } = stream.text;
    gateway.scheduler.advance(15_000);
    // What comes after the comment, or without it.
    await tellBot(gateway, ann, "marker");
    await stream.event();
    expect(stream.text.slice(length)).toMatch(/^:\n\nid: .*\ndata: .*marker.*\n\n$/);
  }
});

test("at least 60 s before the token ends the stream says so, and at the end it ends", async () => {
  await using database = await createDatabase();
  await using gateway = await startHttp(database, {
    identity: { lifetimes: { token: 70_000, renewal: 70_000 } },
  });
  const ann = await gateway.login("ann");
  await using stream = gateway.stream(ann.token);
  await stream.event();
  gateway.scheduler.advance(10_000);
  expect(await stream.event()).toEqual({ id: undefined, event: "token", data: '{"reason":"expiring"}' });
  for (let n = 0; n < 3; n++) {
    const { length } = stream.text;
    gateway.scheduler.advance(15_500);
    await stream.until(() => stream.text.length > length);
    expect(stream.ended).toBe(false);
  }
  gateway.scheduler.advance(15_500);
  await stream.end();
  expect(gateway.http.streams).toBe(0);
});

test("a token that is unknown, expired or revoked is 404 on a stream, with or without it in the path", async () => {
  await using database = await createDatabase();
  await using gateway = await startHttp(database);
  const ann = await gateway.login("ann");
  const old = await gateway.login("ben");
  await database.query("update chat_token set expires_at = now() where hash = sha256($1::bytea)", [
    old.token,
  ]);
  expect((await gateway.ask(`/token/${ann.token}`, { method: "DELETE" })).status).toBe(204);
  const long = "a".repeat(6_000);
  const unknown = { token: randomUUID(), stream: "A".repeat(43) };
  for (const { token, stream } of [ann, old, unknown, { token: long, stream: long }]) {
    for (const what of ["stream", "poll"]) {
      const answers = await Promise.all([
        gateway.ask(`/${what}`, { token }),
        gateway.ask(`/${what}/${token}`),
        gateway.ask(`/${what}/${stream}`, { headers: { accept: "text/event-stream" } }),
        gateway.ask(`/${what}`),
        gateway.ask(`/${what}`, { headers: { authorization: "Basic YTpi" } }),
      ]);
      expect(answers.map(({ status }) => status)).toEqual([404, 404, 404, 404, 404]);
      const bodies = await Promise.all(answers.map((answer) => answer.text()));
      expect(new Set(bodies)).toEqual(new Set(['{"type":"about:blank","title":"Not Found","status":404}']));
    }
  }
});

test("revoking ends the streams of the family within a second, on every instance, also where a hint is lost", async () => {
  await using database = await createDatabase();
  await using here = await startHttp(database);
  await using there = await startHttp(database);
  const ann = await here.login("ann");
  const other = await here.login("ann");
  const streams = [here.stream(ann.token), there.stream(ann.token)];
  await using stays = there.stream(other.token);
  await Promise.all([...streams, stays].map((stream) => stream.event()));
  expect((await here.ask("/token", { method: "DELETE", token: ann.token })).status).toBe(204);
  await Promise.all(streams.map((stream) => stream.end()));
  // Nobody hints: the families are looked at every second.
  await database.query("delete from token_family");
  await stays.end();
});

test("all that is passing trouble is told inside a stream, where the client takes streams alone", async () => {
  await using database = await createDatabase();
  await using gateway = await startHttp(database);
  const ann = await gateway.login("ann");
  const open = Array.from({ length: 6 }, () => gateway.stream(ann.token));
  await Promise.all(open.map((stream) => stream.event()));
  await using seventh = gateway.stream(ann.token);
  await seventh.end();
  expect([seventh.status, seventh.headers.get("content-type")]).toEqual([200, "text/event-stream"]);
  const { events, text } = seventh;
  expect(events).toEqual([{ id: undefined, event: "problem", data: expect.any(String) }]);
  expect(JSON.parse(events[0]?.data ?? "")).toMatchObject({ status: 429, title: "Too Many Requests" });
  expect(Number(/^retry: (\d+)\n/.exec(text)?.[1])).toBe(30_000);
  // Whoever reads statuses gets one.
  const plain = await gateway.ask("/stream", { token: ann.token, headers: { accept: "application/json" } });
  expect([plain.status, plain.headers.get("retry-after")]).toEqual([429, "30"]);
  open[0]?.close();
  await open[0]?.end();
  await gateway.attended.next((what) => what.startsWith("-"));
  await using again = gateway.stream(ann.token);
  expect((await again.event()).event).toBe("hello");
});

test("an error status is given on a stream only where trying again is useless: 400, 403, 404", async () => {
  await using database = await createDatabase();
  await using gateway = await startHttp(database, { patienceMs: 1_000 });
  const accept = "text/event-stream";
  const statuses = await Promise.all([
    gateway.ask("/stream", { headers: { accept } }),
    gateway.ask("/stream", { headers: { accept, origin: "https://evil.example" } }),
    gateway.ask("/stream/%zz", { headers: { accept } }),
  ]);
  expect(statuses.map(({ status }) => status)).toEqual([404, 403, 400]);
  // The database goes away for good: even that is told inside.
  await database.stop();
  await using stream = gateway.stream(randomUUID());
  await stream.end();
  expect(stream.status).toBe(200);
  expect(JSON.parse(stream.events[0]?.data ?? "{}")).toMatchObject({ status: 503 });
});

test("at shutdown every stream is told bye with a time to come back, spread over 10 s", async () => {
  await using database = await createDatabase();
  await using gateway = await startHttp(database);
  const ann = await gateway.login("ann");
  const streams = [gateway.stream(ann.token), gateway.stream(ann.token)];
  await Promise.all(streams.map((stream) => stream.event()));
  gateway.scheduler.chance = 0.25;
  await gateway.http.stop();
  for (const stream of streams) {
    expect(await stream.event()).toEqual({ id: undefined, event: "bye", data: '{"retry":2500}' });
    await stream.end();
  }
});

test("a process that is about to end takes nothing any more, and tells streams inside", async () => {
  await using database = await createDatabase();
  await using gateway = await startHttp(database);
  const ann = await gateway.login("ann");
  await using open = gateway.stream(ann.token);
  await open.event();
  gateway.http.refuse();
  expect((await open.event()).event).toBe("bye");
  const sent = await gateway.ask("/send-message", { token: ann.token, json: { members: [BOT], text: "x" } });
  expect([sent.status, sent.headers.get("retry-after")]).toEqual([503, "5"]);
  await using late = gateway.stream(ann.token);
  await late.end();
  expect([late.status, late.events[0]?.event]).toEqual([200, "problem"]);
});

test("a reader that takes nothing costs one page of memory, is cut off, and resumes without a loss", async () => {
  await using database = await createDatabase();
  await using gateway = await startHttp(database);
  const ann = await gateway.login("ann");
  await using slow = gateway.connect();
  slow.write(`GET ${BASE}/stream/${ann.stream} HTTP/1.0\r\n\r\n`);
  const opened = await slow.until((text) => text.includes("event: hello"));
  slow.socket.pause();
  // More than the buffers of both sockets take.
  await fillStream(database, ann, 900, 60_000);
  await hintStreams(database, [await personOf(database, ann)]);
  // Signs of life leave as long as the reader takes them. Of a page that does not leave, nothing follows.
  const over = gateway.attended.next((what) => what.startsWith("-"));
  let cut = false;
  void over.then(() => {
    cut = true;
  });
  while (!cut) {
    gateway.scheduler.advance(15_000);
    await setImmediate();
  }
  slow.socket.resume();
  await slow.end();
  const ids = [...slow.text.matchAll(/^id: [0-9a-f]{8}\.(\d+)$/gm)].map(([, n]) => Number(n));
  expect(ids).toEqual(ids.map((_, index) => index));
  // The buffers of the two sockets, and a page of one megabyte.
  expect(slow.text.length).toBeLessThan(25_000_000);

  const epoch = /id: ([0-9a-f]{8})\./.exec(opened)?.[1];
  await using stream = gateway.stream(ann.token, { "last-event-id": `${epoch}.${ids.at(-1)}` });
  const rest: number[] = [];
  while (rest.at(-1) !== 900) rest.push(Number((await stream.stanzas()).id?.split(".")[1]));
  expect(rest[0]).toBe((ids.at(-1) ?? 0) + 1);
});

test("a stream tells that somebody attends, from its begin to its end", async () => {
  await using database = await createDatabase();
  await using gateway = await startHttp(database);
  const ann = await gateway.login("ann");
  const stream = gateway.stream(ann.token);
  await stream.event();
  const person = await personOf(database, ann);
  expect(gateway.attended.all).toEqual([`+${person}`]);
  stream.close();
  await gateway.attended.next((what) => what === `-${person}`);
});

test("the stream secret opens streams alone", async () => {
  await using database = await createDatabase();
  await using gateway = await startHttp(database);
  const ann = await gateway.login("ann");
  const { stream: token } = ann;
  const answers = await Promise.all([
    gateway.ask("/threads", { token }),
    gateway.ask("/send-message", { token, json: { members: [BOT], text: "hello" } }),
    gateway.ask("/token", { token, method: "POST" }),
    gateway.ask("/token", { token, method: "DELETE" }),
    gateway.ask(`/token/${token}`, { method: "DELETE" }),
    gateway.ask("/join", { token, json: { seat: randomUUID() } }),
  ]);
  expect(answers.map(({ status }) => status)).toEqual([401, 401, 401, 401, 404, 401]);
  expect((await gateway.ask(`/poll/${token}`)).status).toBe(200);
});

test("where http.token_in_path is false, the path takes the stream secret alone", async () => {
  await using database = await createDatabase();
  await using gateway = await startHttp(database, { config: { token_in_path: false } });
  const ann = await gateway.login("ann");
  const answers = await Promise.all([
    gateway.ask(`/poll/${ann.token}`),
    gateway.ask(`/stream/${ann.token}`),
    gateway.ask(`/poll/${ann.stream}`),
    gateway.ask("/poll", { token: ann.token }),
  ]);
  expect(answers.map(({ status }) => status)).toEqual([404, 404, 200, 200]);
  expect((await gateway.ask(`/token/${ann.token}`, { method: "DELETE" })).status).toBe(204);
});

test("a message reaches the streams of another instance", async () => {
  await using database = await createDatabase();
  await using here = await startHttp(database);
  await using there = await startHttp(database);
  const ann = await here.login("ann");
  await using stream = there.stream(ann.token);
  await stream.event();
  await tellBot(here, ann, "over there");
  expect(textsOf((await stream.stanzas()).stanzas)).toEqual(["over there"]);
});

test("a token opens nothing of another subdomain", async () => {
  await using database = await createDatabase();
  await using gateway = await startHttp(database);
  await using other = await startHttp(database, { identity: { domain: "other.example.org" } });
  const { token } = await other.login("ann");
  expect((await gateway.ask("/poll", { token })).status).toBe(404);
  expect((await gateway.ask("/threads", { token })).status).toBe(401);
});

/** So many events of so many bytes. */
async function fillStream(
  database: TestDatabase,
  issued: Issued,
  count: number,
  bytes: number,
): Promise<void> {
  const person = await personOf(database, issued);
  await database.query(
    `with head as (insert into mailbox_head values ($1, $2))
     insert into mailbox (person_id, seq, kept_at, stanzas)
     select $1, n, clock_timestamp(), '[{"type":"filler","filler":"' || repeat('x', $3) || '"}]'
     from generate_series(1, $2) as n`,
    [person, count, bytes],
  );
}
