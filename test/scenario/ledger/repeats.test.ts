import { expect, test } from "vitest";
import { inboxKey } from "../../../src/ledger/batch/inbox.ts";
import { kept, receiptsOf, repliesOf, startLedger } from "../../support/ledger.ts";
import { createDatabase } from "../../support/postgres.ts";

const message = { from: "alice@example.org/phone", to: "bot@help.example.org", id: "1", body: "hello" };

test("a repeat is recognised and gets only its receipt", async () => {
  await using database = await createDatabase();
  await using under = await startLedger(database);
  const key = inboxKey(message);
  await under.say("alice@example.org", "hello", key);
  await under.say("alice@example.org", "hello", key);
  expect(await kept(database)).toEqual(["hello"]);
  expect(repliesOf(under.channel)).toEqual(["re:hello"]);
  expect(receiptsOf(under.channel)).toEqual(["hello", "hello"]);
});

test("a repeat that waits behind the first is recognised", async () => {
  await using database = await createDatabase();
  await using under = await startLedger(database);
  const key = inboxKey(message);
  await Promise.all([1, 2, 3].map(() => under.say("alice@example.org", "hello", key)));
  expect(await kept(database)).toEqual(["hello"]);
  expect(receiptsOf(under.channel)).toHaveLength(3);
});

test("a repeat is recognised after a restart", async () => {
  await using database = await createDatabase();
  const key = inboxKey(message);
  {
    await using under = await startLedger(database);
    await under.say("alice@example.org", "hello", key);
  }
  await using under = await startLedger(database);
  await under.say("alice@example.org", "hello", key);
  expect(await kept(database)).toEqual(["hello"]);
});

test("the same text under another id is another message", async () => {
  await using database = await createDatabase();
  await using under = await startLedger(database);
  await under.say("alice@example.org", "hello", inboxKey(message));
  await under.say("alice@example.org", "hello", inboxKey({ ...message, id: "2" }));
  expect(await kept(database)).toEqual(["hello", "hello"]);
});

test("a repeat whose answer throws is still no second message, and the next ones are handled", async () => {
  await using database = await createDatabase();
  await using under = await startLedger(database);
  const again = () => {
    throw new Error("no receipt today");
  };
  await under.say("alice@example.org", "hello", inboxKey(message));
  await under.say("alice@example.org", { body: "hello", again }, inboxKey(message));
  await under.say("alice@example.org", "more");
  expect(await kept(database)).toEqual(["hello", "more"]);
});
