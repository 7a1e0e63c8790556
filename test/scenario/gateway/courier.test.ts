/** What browsers sent is given to the bot: in order, once, and to each without waiting for others. */
import { randomUUID } from "node:crypto";
import { describe, expect, it } from "vitest";
import task from "../../../examples/responders/task.ts";
import { createMessenger } from "../../../src/gateway/courier/index.ts";
import { responder, text } from "../../../src/index.ts";
import { Notifications } from "../../../src/ledger/database/notifications.ts";
import { Session } from "../../../src/ledger/database/session.ts";
import { createDatabase } from "../../support/database/postgres.ts";
import { Arrivals } from "../../support/process/arrivals.ts";
import { recordedLog } from "../../support/process/recorded-log.ts";
import { Carrying, type Got } from "../../support/rooms/carrying.ts";
import { rowsOf } from "../../support/rooms/help-desk.ts";
import { type Conversing, startConversing } from "../../support/under-test/conversing.ts";

/** Answers each word with its number, after the test has let it go on. */
class Slow {
  readonly asked = new Arrivals<string>("the slow responder");
  readonly #waiting = new Map<string, () => void>();
  readonly #open = new Set<string>();

  readonly responder = responder("slow", { version: 1, help: "Slow", props: {} }).steps("word", {
    word: {
      prompt: "Which word?",
      accept: text(),
      receive: async (c, word) => {
        this.asked.take(word);
        if (!this.#open.has(word)) await new Promise<void>((resolve) => this.#waiting.set(word, resolve));
        c.say(`Thought about ${word}.`);
        return c.go("word");
      },
    },
  });

  async open(word: string): Promise<void> {
    await this.asked.next((one) => one === word);
    this.release(word);
  }

  /** The word was asked for; from now on it is answered at once. */
  release(word: string): void {
    this.#open.add(word);
    this.#waiting.get(word)?.();
  }
}

const count = responder("count", { version: 1, help: "Counts", props: {} }).steps("number", {
  number: {
    prompt: "Count!",
    accept: text(),
    receive: (c, number) => {
      c.say(`${number} it is.`);
      return c.go("number");
    },
  },
});

interface Under {
  readonly chat: Conversing;
  readonly carrying: Carrying;
  readonly slow: Slow;
}

async function start(before: (carrying: Carrying) => Promise<void> = async () => {}): Promise<Under> {
  const database = await createDatabase();
  const slow = new Slow();
  const carrying = new Carrying(database);
  await before(carrying);
  const chat = await startConversing({
    responders: [task, count, slow.responder],
    features: carrying.features,
    database,
  });
  return { chat, carrying, slow };
}

const states = async ({ database }: Conversing): Promise<readonly unknown[]> =>
  (await database.query("select state || coalesce(' ' || content, '') as is from spoken order by n")).map(
    (row) => row.is,
  );

/** Lets time pass while the bot holds answers back. */
async function passing<T>(chat: Conversing, work: () => Promise<T>): Promise<T> {
  let over = false;
  const working = work().finally(() => {
    over = true;
  });
  while (!over) {
    await Promise.race([working, chat.database.query("select pg_sleep(0.005)")]);
    if (!over && chat.time.waiting > 0) chat.time.advance(chat.time.nextIn ?? 0);
  }
  return working;
}

const receiptOf = (who: string) => (one: Got) => one.who === who && one.receipt !== undefined;

describe("a message of a browser", () => {
  it("is answered in the thread of the two, and its sender is told that it was taken", async () => {
    const { chat, carrying } = await start();
    const eve = await carrying.person("eve");
    const id = randomUUID();
    const thread = randomUUID();
    expect(await carrying.ask(eve, "eve", "/new task", { id, thread })).toBe("What is the title?");
    const { stanza } = await carrying.got.next(receiptOf("eve"));
    expect(stanza).toEqual({ type: "receipt", receipt: { id, thread, state: "sent" } });
    // The receipt comes first.
    expect(carrying.got.all[0]?.receipt).toBe("sent");
    expect(await states(chat)).toEqual(["done"]);
    expect(await chat.database.query("select members from thread")).toEqual([
      { members: ["bot@help.example.org", "eve@help.example.org"] },
    ]);
  });

  it("is found without a hint, and after a restart", async () => {
    let eve = "";
    const { carrying } = await start(async (before) => {
      eve = await before.person("eve");
      await before.leave(eve, "/new task");
      await before.leave(eve, "Mow the lawn");
    });
    expect(await carrying.text("eve")).toBe("What is the title?");
    expect(await carrying.text("eve")).toBe('When is "Mow the lawn" due?');
    await carrying.leave(eve, "2031-05-04");
    expect(await carrying.text("eve")).toBe('Create "Mow the lawn"? (yes/no)');
  });

  it("is one of many: all are answered in their order, once, also those that had no room", async () => {
    const numbers = Array.from({ length: 12 }, (_, n) => `${n + 1}`);
    let eve = "";
    const thread = randomUUID();
    const { chat, carrying } = await start(async (before) => {
      eve = await before.person("eve");
      for (const line of ["/new count", ...numbers]) await before.leave(eve, line, { thread });
    });
    await passing(chat, async () => {
      for (const expected of ["Count!", ...numbers.map((n) => `${n} it is.\nCount!`)])
        expect(await carrying.text("eve")).toBe(expected);
    });
    await rowsOf(chat.database, "select 1 as one from spoken having bool_and(state = 'done')");
  });

  it("that was answered, but is left as if it waited, is not answered again", async () => {
    const { chat, carrying } = await start();
    const eve = await carrying.person("eve");
    const before = await carrying.leave(eve, "/new task");
    await carrying.text("eve");
    await carrying.got.next(receiptOf("eve"));
    await chat.database.query(
      `update spoken set state = 'waiting', content = '{"text":"/new task","type":"plain","attachments":[],"extensions":{}}'
       where n = $1`,
      [before],
    );
    carrying.courier?.hint();
    await carrying.got.next(receiptOf("eve"));
    expect(await states(chat)).toEqual(["done"]);
    expect(carrying.got.all.filter((one) => one.text !== undefined)).toHaveLength(1);
  });

  it("is told of once where the lease was lost for a while, and nobody else acted", async () => {
    const { chat, carrying, slow } = await start();
    const eve = await carrying.person("eve");
    const ann = await carrying.person("ann");
    expect(await carrying.ask(eve, "eve", "/new slow")).toBe("Which word?");
    const thread = randomUUID();
    const id = randomUUID();
    await carrying.send(eve, "stone", { id, thread });
    await slow.asked.next((word) => word === "stone");
    const noticed = new Promise<void>((resolve) => {
      carrying.asked = (acts) => {
        if (!acts) resolve();
      };
    });
    chat.loseLease();
    carrying.courier?.hint();
    await noticed;
    await chat.carryOn();
    // What waits was looked at.
    expect(await carrying.ask(ann, "ann", "/new task")).toBe("What is the title?");
    slow.release("stone");
    expect(await carrying.text("eve")).toContain("Thought about stone.");
    await carrying.send(eve, "brick", { thread });
    await slow.open("brick");
    expect(await carrying.text("eve")).toContain("Thought about brick.");
    const receipts = carrying.got.all.filter(
      ({ stanza }) => (stanza.receipt as { id?: string } | undefined)?.id === id,
    );
    expect(receipts).toHaveLength(1);
  });

  it("that an automatic answerer sends fails, once the bot no longer hears it", async () => {
    const { chat, carrying } = await start();
    const eve = await carrying.person("eve");
    await passing(chat, async () => {
      for (let receipt = ""; receipt !== "failed policy-violation"; ) {
        await carrying.send(eve, "I am away.");
        receipt = (await carrying.got.next(receiptOf("eve"))).receipt ?? "";
      }
    });
    expect((await states(chat)).at(-1)).toBe("failed");
  });

  it("that cannot be read fails, and so does one that the database takes in no form, after some tries", async () => {
    const { chat, carrying } = await start();
    const eve = await carrying.person("eve");
    await chat.database.query("update spoken set content = '{' where n = $1", [
      await carrying.leave(eve, "x"),
    ]);
    carrying.courier?.hint();
    expect((await carrying.got.next(receiptOf("eve"))).receipt).toBe("failed internal-server-error");

    await chat.database.query(
      `create function refuse() returns trigger language plpgsql as $$ begin raise 'no room for it'; end $$;
       create trigger refusing before insert on chat_message for each row execute function refuse()`,
    );
    await carrying.send(eve, "/new task");
    expect((await carrying.got.next(receiptOf("eve"))).receipt).toBe("failed internal-server-error");
    expect(await states(chat)).toEqual(["failed", "failed"]);
    const given = chat.recorded.lines.all.filter(({ msg }) => msg === "a job was given up");
    expect(given).toHaveLength(3);
  });

  it("does not wait for the slow conversations of others, nor for one's own in another thread", async () => {
    const { carrying, slow } = await start();
    const crowd = await Promise.all(Array.from({ length: 30 }, (_, n) => carrying.person(`slow${n}`)));
    await Promise.all(crowd.map((id, n) => carrying.ask(id, `slow${n}`, "/new slow")));
    for (const [n, id] of crowd.entries()) {
      const thread = randomUUID();
      for (let line = 0; line < 20; line++) await carrying.leave(id, `word${n}-${line}`, { thread });
    }
    carrying.courier?.hint();
    await Promise.all(crowd.map((_, n) => slow.asked.next((word) => word === `word${n}-0`)));
    const eve = await carrying.person("eve");
    expect(await carrying.ask(eve, "eve", "/new task")).toBe("What is the title?");
  });
});

it("an instance that stands by hints the one that acts, in one transaction for all that comes at once", async () => {
  const database = await createDatabase();
  const { log } = recordedLog();
  const named = { url: database.url, schema: database.schema, applicationName: "messenger under test" };
  const heard = new Arrivals<string>("hints");
  const notifications = new Notifications({ database: named, log });
  const listening = new Promise<void>((resolve) => {
    notifications.on("spoken", (domain) =>
      domain === undefined ? resolve() : heard.take(`spoken ${domain}`),
    );
  });
  notifications.on("errands", (domain) => domain !== undefined && heard.take(`errands ${domain}`));
  notifications.start();
  await listening;
  const here: string[] = [];
  let acting = false;
  const db = new Session(named, log);
  const messenger = createMessenger({
    db,
    domain: "help.example.org",
    log,
    courier: { hint: () => here.push("spoken"), errands: () => here.push("errands") },
    acting: () => acting,
  });
  messenger.start();
  for (let n = 0; n < 50; n++) messenger.spoken();
  messenger.errands();
  expect(await heard.next()).toBe("spoken help.example.org");
  expect(await heard.next()).toBe("errands help.example.org");
  expect(here).toEqual([]);
  acting = true;
  messenger.spoken();
  expect(here).toEqual(["spoken"]);
  await Promise.all([messenger.stop(), db.stop(), notifications.stop()]);
  expect(heard.all).toHaveLength(2);
  await database.stop();
});

describe("what is meant for a room", () => {
  it("is given to it in order, once, and anew by the next process as long as it is not over", async () => {
    const { chat, carrying } = await start();
    const eve = await carrying.person("eve");
    const thread = randomUUID();
    const rows: string[] = [];
    for (let n = 0; n < 12; n++)
      rows.push(await carrying.leave(eve, `line ${n}`, { destination: "room", thread }));
    carrying.courier?.hint();
    const first = [];
    for (let n = 0; n < 10; n++) first.push((await carrying.inRooms.next()).n);
    expect(first).toEqual(rows.slice(0, 10));
    // There is no room for more of one person, and room for others.
    const ann = await carrying.person("ann");
    const other = await carrying.send(ann, "hello", { destination: "room" });
    expect((await carrying.inRooms.next()).n).toBe(other);
    await chat.database.query("update spoken set state = 'done', content = null where n = any ($1)", [
      rows.slice(0, 9),
    ]);
    await chat.database.query("update spoken set state = 'sent' where n = $1", [rows[9]]);
    expect([(await carrying.inRooms.next()).n, (await carrying.inRooms.next()).n]).toEqual(rows.slice(10));
    await chat.restart();
    const again = [];
    for (let n = 0; n < 4; n++) again.push((await carrying.inRooms.next()).n);
    expect(again).toEqual([rows[9], rows[10], rows[11], other]);
  });
});

describe("a number that a database gives anew, which has lost what it was given to", () => {
  /** As a standby is after its promotion that had not read the row: it is another message now. */
  const given = async ({ database }: Conversing, n: string, personId: string, text: string) => {
    const content = JSON.stringify({ text, type: "plain", attachments: [], extensions: {} });
    await database.query(
      "update spoken set person_id = $2, id = gen_random_uuid(), thread = gen_random_uuid(), content = $3 where n = $1",
      [n, personId, content],
    );
  };

  it("is answered, although the one before was under way", async () => {
    const { chat, carrying, slow } = await start();
    const [eve, ann] = [await carrying.person("eve"), await carrying.person("ann")];
    expect(await carrying.ask(eve, "eve", "/new slow")).toBe("Which word?");
    const n = await carrying.send(eve, "stone");
    await slow.asked.next();
    await given(chat, n, ann, "/new count");
    slow.release("stone");
    expect(await carrying.text("eve")).toContain("Thought about stone.");
    expect(await carrying.text("ann")).toBe("Count!");
    expect(await states(chat)).toEqual(["done", "done"]);
  });

  it("is given to its room, although the one before was given to another", async () => {
    const { chat, carrying } = await start();
    const [eve, ann] = [await carrying.person("eve"), await carrying.person("ann")];
    const n = await carrying.send(eve, "one", { destination: "room" });
    await carrying.inRooms.next();
    await given(chat, n, ann, "two");
    expect(await carrying.inRooms.next()).toMatchObject({ n, personId: ann });
  });
});

describe("an errand", () => {
  const errand = ({ database }: Conversing, personId: string, kind: string, asked: unknown) =>
    database.query<{ id: string }>(
      `insert into errand (id, domain, person_id, kind, asked)
       values (gen_random_uuid(), 'help.example.org', $1, $2, $3) returning id`,
      [personId, kind, JSON.stringify(asked)],
    );

  it("of typing or reading is passed on and gone; one that is late is not passed on", async () => {
    const { chat, carrying } = await start();
    const eve = await carrying.person("eve");
    await errand(chat, eve, "typing", { thread: "late", state: "composing" });
    await chat.database.query("update errand set asked_at = asked_at - interval '1 minute'");
    await errand(chat, eve, "typing", { thread: "t", state: "composing" });
    await errand(chat, eve, "read", { thread: "t", id: "m" });
    carrying.courier?.errands();
    expect([await carrying.typing.next(), await carrying.typing.next()]).toEqual(["t composing", "t read m"]);
    expect(await chat.database.query("select * from errand")).toEqual([]);
  });

  it("of an upload is answered in its row", async () => {
    const { chat, carrying } = await start();
    const eve = await carrying.person("eve");
    const [row] = await errand(chat, eve, "upload", { name: "door.png", size: 10 });
    carrying.courier?.errands();
    const [{ answer } = {}] = await rowsOf(
      chat.database,
      "select answer from errand where answer is not null",
    );
    expect(answer).toEqual({
      put: { url: "https://put/door.png", headers: {} },
      url: "https://get/door.png",
    });
    expect(row).toBeDefined();
  });
});
