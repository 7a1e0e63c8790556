import { describe, expect, test } from "vitest";
import { inboxKey } from "../../../src/ledger/batch/inbox.ts";
import { type JobHandler, ofPerson } from "../../../src/ledger/job.ts";
import { createDatabase } from "../../support/database/postgres.ts";
import {
  handler,
  kept,
  receipt,
  receiptsOf,
  repliesOf,
  type Saying,
  startLedger,
  usual,
  xmpp,
} from "../../support/under-test/ledger.ts";

const message = {
  from: { bare: "alice@example.org", full: "alice@example.org/phone" },
  to: "bot@help.example.org",
  id: "f3c1-4f7d-9a",
  body: "hello",
};

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

test("a repeat from another resource is recognised", async () => {
  await using database = await createDatabase();
  await using under = await startLedger(database);
  await under.say("alice@example.org", "hello", inboxKey(message));
  const from = { bare: "alice@example.org", full: "alice@example.org/phone.2" };
  await under.say("alice@example.org", "hello", inboxKey({ ...message, from }));
  expect(await kept(database)).toEqual(["hello"]);
});

describe("an id of fewer than twelve characters", () => {
  const counted = { ...message, id: "msg_7" };

  test("is recognised from the same resource, decided from memory or not", async () => {
    await using database = await createDatabase();
    await using under = await startLedger(database);
    await under.say("alice@example.org", "hello", inboxKey(counted));
    await under.say("alice@example.org", "hello", inboxKey(counted));
    await under.say("alice@example.org", "hello", inboxKey(counted));
    expect(await kept(database)).toEqual(["hello"]);
    expect(receiptsOf(under.channel)).toHaveLength(3);
  });

  test("is another message from another resource", async () => {
    await using database = await createDatabase();
    await using under = await startLedger(database);
    await under.say("alice@example.org", "hello", inboxKey(counted));
    const from = { bare: "alice@example.org", full: "alice@example.org/desk" };
    await under.say("alice@example.org", "hello", inboxKey({ ...counted, from }));
    expect(await kept(database)).toEqual(["hello", "hello"]);
  });

  test("is another message after ten minutes, and from then on recognised for ten more", async () => {
    await using database = await createDatabase();
    await using under = await startLedger(database);
    const say = (minutesLater: number): Promise<boolean> =>
      database
        .query("update inbox set received_at = received_at - make_interval(mins => $1)", [minutesLater])
        .then(() => under.say("alice@example.org", "hello", inboxKey(counted)));
    await say(0);
    await say(9);
    expect(await kept(database)).toEqual(["hello"]);
    await say(2);
    expect(await kept(database)).toEqual(["hello", "hello"]);
    await say(9);
    expect(await kept(database)).toEqual(["hello", "hello"]);
  });

  test("is another message after ten minutes, also where it is decided from memory", async () => {
    await using database = await createDatabase();
    await using under = await startLedger(database);
    const saying = { body: "hello", recalls: true };
    await under.say("alice@example.org", saying, inboxKey(counted));
    await database.query("update inbox set received_at = received_at - interval '11 minutes'");
    await under.say("alice@example.org", saying, inboxKey(counted));
    await under.say("alice@example.org", saying, inboxKey(counted));
    expect(await kept(database)).toEqual(["hello", "hello"]);
  });
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
  await under.say("alice@example.org", "hello", inboxKey({ ...message, id: "f3c1-4f7d-9b" }));
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

test("the answer to a repeat is decided from the stored state, and may take its time", async () => {
  await using database = await createDatabase();
  await using under = await startLedger(database);
  const loaded: boolean[] = [];
  const again = async (count: number) => ({ ephemeral: [receipt("alice@example.org", `the ${count}.`)] });
  const event = { body: "hello", again };
  const noting: JobHandler<Saying, number> = {
    ...handler,
    load: (db, jobs) => {
      loaded.push(...jobs.map(({ repeat }) => repeat));
      return handler.load(db, jobs);
    },
  };
  const key = inboxKey(message);
  for (let n = 0; n < 2; n++) {
    await new Promise((settled) => {
      const person = ofPerson(xmpp("alice@example.org"));
      under.ledger.post({ ...person, event, handler: noting, once: key, settled });
    });
  }
  await under.say("alice@example.org", "more");
  expect(loaded).toEqual([false, true]);
  expect(receiptsOf(under.channel)).toEqual(["hello", "the 1.", "more"]);
  expect(await kept(database)).toEqual(["hello", "more"]);
});

test("a repeat may be refused: something else came first under the same key", async () => {
  await using database = await createDatabase();
  await using under = await startLedger(database);
  const key = inboxKey(message);
  const refused = () => ({ ephemeral: [receipt("alice@example.org", "conflict")] });
  await under.say("alice@example.org", "hello", key);
  await under.say("alice@example.org", { body: "good bye", again: refused }, key);
  expect(receiptsOf(under.channel)).toEqual(["hello", "conflict"]);
  expect(await kept(database)).toEqual(["hello"]);
});

test("a slow decision is dropped where another instance handled its message meanwhile", async () => {
  await using database = await createDatabase();
  await using under = await startLedger(database);
  const key = inboxKey(message);
  const does: Saying["does"] = async (count, person) => {
    await database.query("insert into inbox (person_id, key) values ($1, $2)", [person.id, key.key]);
    return usual("hello", count, person);
  };
  await under.say("alice@example.org", { body: "hello", does }, key);
  expect(await kept(database)).toEqual([]);
  expect(repliesOf(under.channel)).toEqual([]);
  expect(receiptsOf(under.channel)).toEqual(["hello"]);
});
