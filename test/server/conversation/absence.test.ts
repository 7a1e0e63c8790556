import { once } from "node:events";
import pg from "pg";
import { expect, test } from "vitest";
import { createDatabase, type TestDatabase } from "../../support/database/postgres.ts";
import { isPresence, person } from "../../support/people/people.ts";
import { isMessage } from "../../support/people/predicates.ts";
import { startAnteroom } from "../../support/process/anteroom-process.ts";
import { startServer } from "../../support/servers/server.ts";

const BOT = "bot@help.localhost";
const components = { "help.localhost": { secret: "secret", conflict: "kick_old" } } as const;
const NOTICE = 'You were signed out for 1 second, so I stopped "task". /new task starts it again.';

/** Becomes the bot's friend: sees it, and lets it see. */
async function befriend(someone: Awaited<ReturnType<typeof person>>): Promise<void> {
  await someone.subscribe(BOT);
  await someone.next(isPresence("subscribe", BOT));
  await someone.presence({ to: BOT, type: "subscribed" });
  await someone.next(isPresence("available", BOT));
}

/** Gives what resolves when a conversation was ended because its person had signed out. */
async function whenEnded(database: TestDatabase): Promise<() => Promise<unknown>> {
  await database.query(
    `create function tell() returns trigger language plpgsql as $$ begin notify ended; return null; end $$;
     create trigger ended after update on conversation for each row
       when (new.status = 'aborted' and new.ended_why = 'signout') execute function tell()`,
  );
  const client = new pg.Client({ connectionString: database.url });
  await client.connect();
  await client.query("listen ended");
  const ended = once(client, "notification");
  return () => ended.finally(() => client.end());
}

test("a person who signed out learns once, at the next login, that the conversation ended, and others carry on", async () => {
  const accounts = { alice: "pw", bob: "pw" };
  await using server = await startServer({ components, accounts });
  await using database = await createDatabase();
  const env = { ANTEROOM_CONVERSATIONS_SIGNOUT: "1s" };
  await using anteroom = await startAnteroom({ server, database, env });
  const ended = await whenEnded(database);
  await using bob = await person(server, "bob");
  await befriend(bob);
  await bob.asks(BOT, "/new task");
  {
    await using phone = await person(server, "alice", { resource: "phone" });
    await using desk = await person(server, "alice", { resource: "desk" });
    await befriend(phone);
    await phone.asks(BOT, "/new task");
    await desk.signOut();
    await phone.signOut();
  }
  await ended();
  await using alice = await person(server, "alice", { resource: "phone" });
  // What her phone had not acknowledged before it went, the server may have kept, and delivers again.
  await alice.next((element) => isMessage(BOT)(element) && element.getChildText("body") === NOTICE);
  expect(await alice.asks(BOT, "/new task")).toBe("What is the title?");
  await using desk = await person(server, "alice", { resource: "desk" });
  expect(await desk.asks(BOT, "Buy milk")).toBe('When is "Buy milk" due?');
  expect(await bob.asks(BOT, "Buy bread")).toBe('When is "Buy bread" due?');
  expect(await anteroom.stop()).toEqual({ code: 0, signal: null });
});
