/** Streams learn of news on whatever instance they are. */
import { setImmediate } from "node:timers/promises";
import { expect, test } from "vitest";
import { tell } from "../../../src/gateway/stream/index.ts";
import { createDatabase } from "../../support/database/postgres.ts";
import { personOf, startHttp, tellBot } from "../../support/gateway/http.ts";
import { startStreams } from "../../support/gateway/streams.ts";

const line = (place: number) =>
  JSON.stringify([{ type: "line", line: { queue: "default", place, state: "waiting" } }]);

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
  const began = performance.now();
  for (let n = 0; n < 500; n++) {
    here.wakes.wake({ people: [person] });
    await setImmediate();
  }
  await tellBot(here, ann, "the last one");
  await stream.stanzas();
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
  await streams.write(tell([person], line(1)));
  here.wakes.wake({ people: [...Array.from({ length: 3_000 }, (_, n) => `${10_000 + n}`), person] });
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
