/** Streams learn of news on whatever instance they are. */
import { expect, test } from "vitest";
import type { Requests } from "../../../src/gateway/requests/index.ts";
import { appendStatement, tell } from "../../../src/gateway/stream/index.ts";
import { createDatabase } from "../../support/database/postgres.ts";
import { DOMAIN, personOf, send, startHttp, tellBot } from "../../support/gateway/http.ts";
import { startStreams } from "../../support/gateway/streams.ts";
import { Arrivals } from "../../support/process/arrivals.ts";

const line = (place: number) =>
  JSON.stringify([{ type: "line", line: { queue: "default", place, state: "waiting" } }]);

/** The pages of streams that are read from now on. */
function pagesOf({ reads }: Pick<Requests, "reads">): Arrivals<string> {
  const pages = new Arrivals<string>("pages of streams");
  const { query } = reads;
  reads.query = async (statement) => {
    const rows = await query.call(reads, statement);
    if (statement.name === "gateway_read_pages") pages.take(statement.name);
    return rows as never;
  };
  return pages;
}

test("an idle stream gets what its own instance adds without a look at the database", async () => {
  await using database = await createDatabase();
  await using gateway = await startHttp(database);
  const pages = pagesOf(gateway.requests);
  const streams = await startStreams(database);
  streams.ledger.ledger.onRows(appendStatement, gateway.wakes.added);
  const ann = await gateway.login("ann");
  await using stream = gateway.stream(ann.token);
  await stream.event();
  // A stream begins with a look.
  await pages.next();
  await tellBot(gateway, ann, "to the bot");
  await stream.event(({ data }) => data.includes("to the bot"));
  await streams.write(tell([await personOf(database, ann)], line(3)));
  await stream.event(({ data }) => data.includes('"place":3'));
  expect(pages.all).toHaveLength(1);
});

test("what comes at once and what is read later are the same bytes", async () => {
  await using database = await createDatabase();
  await using gateway = await startHttp(database);
  const streams = await startStreams(database);
  streams.ledger.ledger.onRows(appendStatement, gateway.wakes.added);
  const ann = await gateway.login("ann", { role: "staff" });
  const ben = await gateway.login("ben", { role: "staff" });
  await using stream = gateway.stream(ann.token);
  const { id = "" } = await stream.event();
  await send(gateway, ann, { members: [ben.entity], text: "from ann: ü 😀\n<b>", type: "html" });
  await stream.event(({ data }) => data.includes("from ann"));
  await send(gateway, ben, { members: [ann.entity], text: "from ben" });
  await stream.event(({ data }) => data.includes("from ben"));
  const person = await personOf(database, ann);
  await streams.write([...tell([person], line(1)), ...tell([person], line(2))]);
  await stream.event(({ data }) => data.includes('"place":2'));
  await tellBot(gateway, ann, "to the bot");
  await stream.event(({ data }) => data.includes("to the bot"));
  await using again = gateway.stream(ann.token, { "last-event-id": id });
  await again.event(({ data }) => data.includes("to the bot"));
  expect(ordinaryOf(again.text)).toEqual(ordinaryOf(stream.text));
  expect(ordinaryOf(again.text).length).toBeGreaterThanOrEqual(5);
});

const ordinaryOf = (text: string): readonly string[] =>
  text.split("\n\n").filter((frame) => frame.startsWith("id: ") && !frame.includes("event: hello"));

test("an event of another instance that was not hinted comes before the next one of this instance", async () => {
  await using database = await createDatabase();
  await using gateway = await startHttp(database, { lookMs: 3_600_000 });
  const elsewhere = await startStreams(database);
  const ann = await gateway.login("ann");
  await using stream = gateway.stream(ann.token);
  await stream.event();
  await elsewhere.write(tell([await personOf(database, ann)], line(7)));
  await tellBot(gateway, ann, "after it");
  expect((await stream.stanzas()).stanzas).toEqual(JSON.parse(line(7)));
  expect((await stream.event()).data).toContain("after it");
});

test("what a database adds that has become another one is not shown to the streams of the one before", async () => {
  await using database = await createDatabase();
  await using gateway = await startHttp(database, { lookMs: 3_600_000 });
  const ann = await gateway.login("ann");
  await using stream = gateway.stream(ann.token);
  await stream.event();
  await database.query(
    "create or replace function history_of_database() returns text language sql stable as $$ select 'promoted' $$",
  );
  await tellBot(gateway, ann, "in another history");
  await stream.end();
  expect(stream.text).not.toContain("in another history");
});

test("many messages make few hints, which name no address and no secret", async () => {
  await using database = await createDatabase();
  await using here = await startHttp(database);
  await using there = await startHttp(database);
  const ann = await here.login("ann");
  const hints: string[] = [];
  there.requests.notifications.on("streams", (payload = "") => void hints.push(payload));
  await using stream = there.stream(ann.token);
  await stream.event();
  const person = await personOf(database, ann);
  const streams = await startStreams(database);
  streams.ledger.ledger.onRows(appendStatement, here.wakes.added);
  const began = performance.now();
  for (let n = 0; n < 100; n++) {
    await Promise.all(Array.from({ length: 5 }, () => streams.write(tell([person], line(n)))));
  }
  await tellBot(here, ann, "the last one");
  await stream.event(({ data }) => data.includes("the last one"));
  const told = hints.filter((hint) => hint !== "");
  expect(told.length).toBeGreaterThan(0);
  // One in 10 ms at most.
  expect(told.length).toBeLessThanOrEqual((performance.now() - began) / 10 + 2);
  expect(new Set(told.map((hint) => hint.split(" ")[1]))).toEqual(new Set([person]));
});

test("news of which no hint came are found by a look at the heads", async () => {
  await using database = await createDatabase();
  await using gateway = await startHttp(database, { lookMs: 100 });
  const streams = await startStreams(database);
  const ann = await gateway.login("ann");
  await using stream = gateway.stream(ann.token);
  await stream.event();
  await streams.write(tell([await personOf(database, ann)], line(3)));
  expect((await stream.stanzas()).stanzas).toEqual(JSON.parse(line(3)));
});

test("news for more people than a hint can name wake everybody", async () => {
  await using database = await createDatabase();
  await using here = await startHttp(database);
  await using there = await startHttp(database, { lookMs: 3_600_000 });
  const streams = await startStreams(database);
  const ann = await here.login("ann");
  await using stream = there.stream(ann.token);
  await stream.event();
  const person = await personOf(database, ann);
  streams.ledger.ledger.onRows(appendStatement, here.wakes.added);
  const others = await database.query<{ id: string }>(
    `insert into person (address, kind) select 'visitor' || n || '@${DOMAIN}', 'browser' from generate_series(1, 3000) as n
     returning id::text`,
  );
  await streams.write(tell([...others.map(({ id }) => id), person], line(1)));
  expect((await stream.stanzas()).stanzas).toEqual(JSON.parse(line(1)));
});

test("a stream of a database that has become another one ends, also where nobody hints and as many events are there", async () => {
  await using database = await createDatabase();
  await using gateway = await startHttp(database, { lookMs: 100 });
  const ann = await gateway.login("ann");
  await using stream = gateway.stream(ann.token);
  await stream.event();
  await database.query(
    "create or replace function history_of_database() returns text language sql stable as $$ select 'restored' $$",
  );
  await stream.end();
  await using again = gateway.stream(ann.token, { "last-event-id": "12345678.0" });
  expect(JSON.parse((await again.event()).data)).toMatchObject({ recovered: false, limited: true });
});
