/** The poll twin: the same events as one document. */
import { expect, test } from "vitest";
import { createDatabase } from "../../support/database/postgres.ts";
import { type HttpUnderTest, personOf, startHttp, tellBot } from "../../support/gateway/http.ts";
import { rowsOf } from "../../support/rooms/help-desk.ts";
import { connectCaller } from "../../support/rooms/rooms.ts";

interface Document {
  readonly position: string;
  readonly recovered: boolean;
  readonly limited: boolean;
  readonly events: readonly {
    readonly id?: string;
    readonly event: string;
    readonly data: { stanzas: unknown[] };
  }[];
}

async function poll(gateway: HttpUnderTest, token: string, query = ""): Promise<Document> {
  const answer = await gateway.ask(`/poll${query}`, { token });
  expect(answer.status).toBe(200);
  return (await answer.json()) as Document;
}

test("without since a poll gives only the position, and then the events after it", async () => {
  await using database = await createDatabase();
  await using gateway = await startHttp(database);
  const { token, ...ann } = await gateway.login("ann");
  await tellBot(gateway, { token, ...ann }, "old");
  const first = await poll(gateway, token, "?timeout=50");
  expect(first).toEqual({
    position: expect.stringMatching(/^[0-9a-f]{8}\.1$/),
    recovered: false,
    limited: false,
    events: [],
  });
  await tellBot(gateway, { token, ...ann }, "new");
  const second = await poll(gateway, token, `?since=${first.position}`);
  expect(second).toMatchObject({
    recovered: true,
    limited: false,
    position: first.position.replace(/1$/, "2"),
  });
  expect(second.events).toEqual([
    {
      id: second.position,
      event: "message",
      data: {
        timestamp: expect.any(String),
        stanzas: [{ type: "message", message: expect.objectContaining({ text: "new" }) }],
      },
    },
  ]);
  expect(await poll(gateway, token, `?since=${second.position}&timeout=0`)).toEqual({
    position: second.position,
    recovered: true,
    limited: false,
    events: [],
  });
  expect(await poll(gateway, token, "?since=00000000.7")).toMatchObject({
    recovered: false,
    limited: true,
    events: [],
  });
});

test("a poll waits for news, for its time at most, and counts as a stream meanwhile", async () => {
  await using database = await createDatabase();
  await using gateway = await startHttp(database);
  const ann = await gateway.login("ann");
  const { position } = await poll(gateway, ann.token);
  const waiting = poll(gateway, ann.token, `?since=${position}`);
  await gateway.attended.next((what) => what.startsWith("+"));
  expect(gateway.http.streams).toBe(1);
  await tellBot(gateway, ann, "news");
  expect((await waiting).events).toHaveLength(1);
  await gateway.attended.next((what) => what.startsWith("-"));

  const next = (await waiting).position;
  const inVain = poll(gateway, ann.token, `?since=${next}&timeout=40`);
  await gateway.attended.next((what) => what.startsWith("+"));
  gateway.scheduler.advance(40_000);
  expect(await inVain).toMatchObject({ position: next, events: [] });

  const open = Array.from({ length: 6 }, () => gateway.stream(ann.token));
  await Promise.all(open.map((stream) => stream.event()));
  const seventh = await gateway.ask(`/poll?since=${next}`, { token: ann.token });
  expect([seventh.status, seventh.headers.get("retry-after")]).toEqual([429, "30"]);
  // What need not wait is answered.
  expect((await gateway.ask(`/poll?since=${next}&timeout=0`, { token: ann.token })).status).toBe(200);
});

test("a poll that waits ends with its token, when it is revoked, at shutdown, and when nobody waits for it any more", async () => {
  await using database = await createDatabase();
  await using gateway = await startHttp(database);
  const ann = await gateway.login("ann");
  const ben = await gateway.login("ben");
  const { position } = await poll(gateway, ann.token);
  const revoked = gateway.ask(`/poll?since=${position}`, { token: ann.token });
  await gateway.attended.next((what) => what.startsWith("+"));
  await gateway.ask("/token", { method: "DELETE", token: ann.token });
  expect((await revoked).status).toBe(404);
  await gateway.attended.next((what) => what.startsWith("-"));

  const since = (await poll(gateway, ben.token)).position;
  const left = gateway.connect();
  left.write(`GET /nereid-chat/poll/${ben.stream}?since=${since} HTTP/1.1\r\nHost: a\r\n\r\n`);
  await gateway.attended.next((what) => what.startsWith("+"));
  left.socket.destroy();
  await gateway.attended.next((what) => what.startsWith("-"));

  const last = gateway.ask(`/poll?since=${since}`, { token: ben.token });
  await gateway.attended.next((what) => what.startsWith("+"));
  void gateway.http.stop();
  expect(await (await last).json()).toMatchObject({ events: [] });
});

test("a poll that nobody waits for any more is over, also where that shows before it has looked for news", async () => {
  await using database = await createDatabase();
  await using gateway = await startHttp(database);
  const ann = await gateway.login("ann");
  const { position } = await poll(gateway, ann.token);
  await using other = await connectCaller(database);
  await other.query("begin");
  await other.query("lock table mailbox");
  const left = gateway.connect();
  left.write(`GET /nereid-chat/poll/${ann.stream}?since=${position} HTTP/1.1\r\nHost: a\r\n\r\n`);
  await rowsOf(
    database,
    "select 1 as one from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()",
  );
  left.socket.destroy();
  await left.end();
  // What comes after its end is heard after it.
  expect((await gateway.ask("/openapi.json")).status).toBe(200);
  await other.query("commit");
  await gateway.attended.next((what) => what.startsWith("-"));
  expect(gateway.http.streams).toBe(0);
});

test("a poll that need not wait is a sign of its person too, and one that asks for the position alone is none", async () => {
  await using database = await createDatabase();
  await using gateway = await startHttp(database);
  const ann = await gateway.login("ann");
  const { position } = await poll(gateway, ann.token);
  expect(gateway.attended.all).toEqual([]);
  await tellBot(gateway, ann, "news");
  expect((await poll(gateway, ann.token, `?since=${position}`)).events).toHaveLength(1);
  const person = await personOf(database, ann);
  expect(gateway.attended.all).toEqual([`+${person}`, `-${person}`]);
});

test("a time to wait that is none is refused", async () => {
  await using database = await createDatabase();
  await using gateway = await startHttp(database);
  const { token } = await gateway.login("ann");
  for (const timeout of ["51", "-1", "1.5", "x", ""]) {
    const answer = await gateway.ask(`/poll?timeout=${timeout}`, { token });
    expect([timeout, answer.status]).toEqual([timeout, 400]);
    expect(await answer.json()).toMatchObject({ errors: ["timeout: must be a whole number from 0 to 50"] });
  }
});

test("a page has 300 events at most, and the next poll goes on at once", async () => {
  await using database = await createDatabase();
  await using gateway = await startHttp(database);
  const ann = await gateway.login("ann");
  const { position } = await poll(gateway, ann.token);
  await database.query(
    `with who as (select id from person where address = $1), head as (insert into mailbox_head select id, 450 from who)
     insert into mailbox (person_id, seq, kept_at, stanzas)
     select id, n, clock_timestamp(), '[]' from who, generate_series(1, 450) as n`,
    [ann.entity],
  );
  const first = await poll(gateway, ann.token, `?since=${position}`);
  const second = await poll(gateway, ann.token, `?since=${first.position}`);
  expect([first.events.length, second.events.length]).toEqual([300, 150]);
  expect(second.position).toBe(position.replace(/0$/, "450"));
});
