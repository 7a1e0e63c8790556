import { describe, expect, it } from "vitest";
import shake from "../../../examples/responders/shake.ts";
import task from "../../../examples/responders/task.ts";
import { conversation, responder, text, yesNo } from "../../../src/index.ts";
import { LARGEST_SENT } from "../../../src/xmpp/out/serialise.ts";
import { Arrivals } from "../../support/process/arrivals.ts";
import { bodyOf, type Conversing, startConversing } from "../../support/under-test/conversing.ts";

const MINUTE = 60_000;

/** How many rows there are of each kind. */
const counts = async ({ database }: Conversing) => {
  const [row] = await database.query(
    `select (select count(*) from conversation)::int as conversations,
            (select count(*) from conversation_message)::int as messages,
            (select count(*) from conversation_notice)::int as notices,
            (select count(*) from timer)::int as timers,
            (select count(*) from person where paging is not null)::int as pagings`,
  );
  return row;
};
const NOTHING = { conversations: 0, messages: 0, notices: 0, timers: 0, pagings: 0 };

describe("/forget", () => {
  it("leaves nothing of the person's conversations, and everything of other people's", async () => {
    await using chat = await startConversing({ responders: [task, shake] });
    chat.befriend();
    await chat.ask("/new task Buy milk");
    await chat.ask("/abort");
    const bob = { from: "bob@example.org/desk" };
    await chat.ask("/new task Buy bread", bob);
    await chat.ask("/new shake");
    expect(await chat.ask("/forget")).toContain("Send /forget again within 1 minute");
    // The warning survives a restart.
    await chat.restart();
    expect(await chat.ask("/forget", { id: "f" })).toBe("I have deleted all our conversations.");
    expect(await counts(chat)).toEqual({ ...NOTHING, conversations: 1, messages: 2, timers: 1 });
    await chat.restart();
    expect(await counts(chat)).toEqual({ ...NOTHING, conversations: 1, messages: 2, timers: 1 });
    // What came before is recognised still, and they are as much a friend as before.
    await chat.ask("/new task");
    chat.say("/forget", { id: "f" });
    expect(await chat.ask("Buy milk")).toBe('When is "Buy milk" due?');
    expect(await chat.database.query("select asked from roster_item")).toEqual([{ asked: "granted" }]);
    expect(await chat.ask("2026-12-24", bob)).toBe('Create "Buy bread"? (yes/no)');
  });

  it("tells what was held back for the person, and then forgets it", async () => {
    await using chat = await startConversing({ responders: [task] });
    chat.befriend();
    await chat.ask("/new task");
    chat.presence("unavailable");
    await chat.passed(10 * MINUTE);
    expect(await counts(chat)).toMatchObject({ conversations: 1, notices: 1 });
    chat.say("/forget");
    expect(await chat.reply()).toContain("You were signed out for 10 minutes");
    expect(await chat.reply()).toBe("I have deleted all our conversations.");
    expect(await counts(chat)).toEqual(NOTHING);
  });

  it("forgets an effect that waits, and one that runs is told of by nobody", async () => {
    const calls = new Arrivals<(said: string) => void>("the effect");
    const order = responder("order", { version: 1, help: "", props: {} }).steps(
      "sure",
      {
        sure: {
          prompt: "Sure?",
          accept: yesNo(),
          receive: (c) => c.complete("", { effect: "order" }),
        },
      },
      { effects: { order: () => new Promise<string>((resolve) => calls.take(resolve)) } },
    );
    await using chat = await startConversing({ responders: [order], settings: { warn: 0 } });
    await chat.ask("/new order");
    chat.say("yes");
    const finish = await calls.next();
    expect(await chat.ask("/forget")).toContain('Anything "order" had already started may still happen.');
    expect(await counts(chat)).toEqual(NOTHING);
    finish("Ordered.");
    await chat.passed(MINUTE);
    await chat.restart();
    await chat.passed(MINUTE);
    expect(calls.all).toHaveLength(1);
    expect(await counts(chat)).toEqual(NOTHING);
    expect(chat.sent.all.map(bodyOf)).not.toContain("Ordered.");
  });

  it("clears the timers that another component of the database has set for the conversation", async () => {
    await using chat = await startConversing({ responders: [task], settings: { warn: 0 } });
    await chat.ask("/new task");
    const { database } = chat;
    await database.query("insert into lease values ('other.example.org', 1, 'other', now())");
    await database.query("update timer set domain = 'other.example.org'");
    expect(await counts(chat)).toMatchObject({ timers: 1 });
    await chat.ask("/forget");
    expect(await counts(chat)).toEqual(NOTHING);
  });
});

/** Adds messages to the only conversation. `body` is SQL of the number `n`. */
async function grow({ database }: Conversing, count: number, body: string): Promise<void> {
  await database.query(
    `insert into conversation_turn (conversation_id, seq, at, heard)
     select id, messages + n, updated_at, ${body} from conversation, generate_series(1, $1::int) as n`,
    [count],
  );
  await database.query("update conversation set messages = messages + $1", [count]);
}

/** All parts, and how many bytes the largest of their stanzas has. */
async function exported(
  chat: Conversing,
): Promise<{ readonly parts: readonly string[]; readonly largest: number }> {
  const parts: string[] = [];
  let largest = 0;
  for (;;) {
    chat.say(parts.length === 0 ? "/export" : `/export ${parts.length + 1}`);
    const stanza = await chat.stanza();
    parts.push(bodyOf(stanza));
    largest = Math.max(largest, Buffer.byteLength(stanza.toString()));
    if (!bodyOf(stanza).includes(`/export ${parts.length + 1} shows the next one`)) return { parts, largest };
  }
}

describe("the views", () => {
  it("show each message after the one before it, and no keys of effects, which /export does not show either", async () => {
    const booking = conversation("booking", { version: 1 }, async (c) => {
      await c.ask("where", text("Where to?"));
      await c.effect("seat", { run: () => "no. 1", undo: () => {} });
      await c.ask("sure", yesNo("Sure?"));
    });
    await using chat = await startConversing({ responders: [booking] });
    await chat.ask("/new booking");
    chat.say("Rome");
    expect(await chat.reply()).toContain("Sure?");
    const messages = await chat.database.query(
      "select direction, body from conversation_messages order by at",
    );
    expect(messages.map(({ direction }) => direction)).toEqual(["in", "out", "in", "out"]);
    const [view] = await chat.database.query("select props from conversations");
    expect(view).toEqual({ props: { where: "Rome", seat: "no. 1" } });
    expect(await chat.ask("/export")).not.toContain("#key");
    expect(await chat.database.query("select props || recent as props from conversation")).toMatchObject([
      { props: { "seat#key": expect.any(String) } },
    ]);
  });
});

describe("/export", () => {
  it("shows it as it was typed, in parts that any server takes, and nothing is missing or changed", async () => {
    const long = responder("long", { version: 1, help: "", props: { all: text() } }).steps("a", {
      a: { prompt: "A?", accept: text(), into: "all", next: "a" },
    });
    await using chat = await startConversing({ responders: [long] });
    await chat.ask("/new long x");
    await grow(chat, 5_000, "'<&message ' || n || '>'");
    // The longest that a person's server may have let through, in the characters that are longest when escaped.
    await grow(chat, 2, "repeat('&', 200000) || n");
    await chat.database.query(
      "update conversation set props = jsonb_build_object('all', repeat('&', 45000))",
    );
    const before = await chat.database.query("select to_json(conversation) from conversation");
    const { parts, largest } = await exported(chat);
    expect(parts.length).toBeGreaterThan(10);
    expect(largest).toBeLessThan(LARGEST_SENT);
    const all = parts.join("\n");
    for (let n = 1; n <= 5_000; n++) expect(all).toContain(`You: <&message ${n}>\n`);
    expect(all.split("&").length - 1).toBe(5_000 + 2 * 200_000 + 45_000);
    expect(parts[0]).toContain("\nall: &&&");
    expect(parts[1]).toContain(
      '"long", ongoing, started 2026-01-01 00:00, last changed 2026-01-01 00:00\n(continued)\n',
    );
    expect(parts.at(-1)).toContain(`(part ${parts.length} of ${parts.length})\n\nA?`);
    expect(await chat.ask(`/export ${parts.length + 1}`)).toContain(`There are only ${parts.length} parts.`);
    expect(await chat.database.query("select to_json(conversation) from conversation")).toEqual(before);
    chat.say("/export");
    expect((await chat.stanza()).getChild("unstyled", "urn:xmpp:styling:0")).toBeDefined();
  });

  it("shows the same whether it comes from the database or from a rehearsal", async () => {
    const { Rehearsal } = await import("../../../src/testing.ts");
    await using chat = await startConversing({ responders: [task, shake] });
    const rehearsal = new Rehearsal([task, shake], { now: "2026-01-01T00:00:00Z" });
    for (const body of [
      "/new task Buy milk",
      "/abort",
      "/new shake",
      "Ann",
      "2",
      "-",
      "/new task",
      "x",
      "/back",
    ]) {
      await chat.ask(body);
      await rehearsal.say(body);
      chat.time.advance(1_000);
      await rehearsal.pass("1s");
    }
    expect([await chat.ask("/export")]).toEqual(await rehearsal.say("/export"));
  });

  it("shows nobody else's", async () => {
    await using chat = await startConversing({ responders: [task] });
    await chat.ask("/new task Buy bread", { from: "bob@example.org/desk" });
    chat.say("/export");
    chat.say("/export", { from: "bob@example.org/desk" });
    expect(await chat.reply()).toBe("I keep nothing of our conversations.");
    expect(await chat.reply("bob@example.org")).toContain("You: /new task Buy bread");
  });
});
