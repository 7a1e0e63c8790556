/** A stop that cannot finish its work in time leaves only that work to the next start. */
import pg from "pg";
import { expect, test } from "vitest";
import { person } from "../support/people/people.ts";
import { BOT, rowsOf, startHelpDesk } from "../support/rooms/help-desk.ts";

test("a stop that takes too long still ends in order and gives the lease back", async () => {
  const { server, database, network, anteroom } = await startHelpDesk({
    env: { ANTEROOM_SHUTDOWN_TIMEOUT: "6s" },
  });
  await using alice = await person(server, "alice");
  expect(await alice.asks(BOT, "/new task")).toContain("title");
  await rowsOf(database, "select 1 as one where not exists (select from outbox)");
  // The server reads nothing any more: this reply cannot be confirmed.
  network.hold("up");
  await alice.say(BOT, "Doors");
  await rowsOf(database, "select 1 as one from outbox");
  expect(await anteroom.stop()).toEqual({ code: 0, signal: null });
  expect(anteroom.log.map(({ msg }) => msg)).toContainEqual(expect.stringContaining("stay in the outbox"));
  expect(await database.query("select holder, expires_at <= now() as free from lease")).toEqual([
    { holder: "", free: true },
  ]);
});

test("a stop says so if not all messages were handled", async () => {
  const { server, database, anteroom } = await startHelpDesk({ env: { ANTEROOM_SHUTDOWN_TIMEOUT: "6s" } });
  await using alice = await person(server, "alice");
  expect(await alice.asks(BOT, "/new task")).toContain("title");
  const client = new pg.Client({
    connectionString: database.url,
    options: `-c search_path=${database.schema}`,
  });
  await client.connect();
  await client.query("begin");
  await client.query("lock table conversation_turn");
  await alice.say(BOT, "Doors");
  // Other tests wait for locks of databases of their own.
  await rowsOf(
    database,
    `select 1 as one from pg_locks join pg_database on pg_database.oid = database
     where not granted and datname = current_database()`,
  );
  expect(await anteroom.stop()).toEqual({ code: 0, signal: null });
  await client.end();
  expect(anteroom.log.map(({ msg }) => msg)).toContainEqual(
    expect.stringContaining("not all messages received"),
  );
});
