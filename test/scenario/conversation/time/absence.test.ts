import { describe, expect, it } from "vitest";
import task from "../../../../examples/responders/task.ts";
import { removeNotice } from "../../../../src/conversations/store/notices.ts";
import { responder, text } from "../../../../src/index.ts";
import { Session } from "../../../../src/ledger/database/session.ts";
import { type Element, xml } from "../../../../src/xmpp/stanza.ts";
import { bodyOf, type Conversing, startConversing } from "../../../support/under-test/conversing.ts";

const MINUTE = 60_000;
const SIGNED_OUT = 'You were signed out for 10 minutes, so I stopped "task". /new task starts it again.';
const IDLE = 'I have not heard from you for 30 minutes, so I stopped "task". /new task starts it again.';

const statuses = async (chat: Conversing) =>
  (
    await chat.database.query<{ outcome: string }>(
      "select concat_ws(' ', status, ended_why) as outcome from conversations order by started_at",
    )
  ).map(({ outcome }) => outcome);

const timers = async (chat: Conversing) =>
  (await chat.database.query<{ kind: string }>("select kind from timer order by kind")).map(
    ({ kind }) => kind,
  );

/** What the bot said to her, in order. */
const said = (chat: Conversing): readonly string[] =>
  chat.sent.all
    .filter(({ attrs }) => attrs.to === "ann@example.org")
    .map(bodyOf)
    .filter((body) => body !== "");

/** She is a friend, signed in, and in the middle of a conversation. */
async function conversing(options: Partial<Parameters<typeof startConversing>[0]> = {}): Promise<Conversing> {
  const chat = await startConversing({ responders: [task], ...options });
  chat.befriend();
  await chat.ask("/new task");
  return chat;
}

describe("the conversation of somebody who signs out", () => {
  it("is ended after a while, and they are told once when they sign in", async () => {
    await using chat = await conversing();
    chat.presence("unavailable");
    await chat.passed(10 * MINUTE - 1);
    expect(await statuses(chat)).toEqual(["ongoing"]);
    await chat.passed(1);
    expect(await statuses(chat)).toEqual(["aborted signout"]);
    expect(said(chat)).toEqual(["What is the title?"]);
    chat.presence();
    const notice = await chat.stanza();
    expect(bodyOf(notice)).toBe(SIGNED_OUT);
    expect(notice.getChild("delay", "urn:xmpp:delay")?.attrs.stamp).toBe("2026-01-01T00:10:00.000Z");
    chat.presence("unavailable");
    chat.presence();
    expect(await chat.ask("hello")).toContain("Hello! I am Anteroom.");
    expect(said(chat)).toHaveLength(3);
    const [stored] = await chat.database.query<{ stanza_id: string }>(
      "select stanza_id from conversation_messages where body = $1",
      [SIGNED_OUT],
    );
    expect(stored?.stanza_id).toBe(notice.attrs.id);
    expect(await timers(chat)).toEqual([]);
  });

  it("is ended though nobody writes and the process was started anew, and they are told with the next message", async () => {
    await using chat = await conversing();
    chat.presence("unavailable");
    await chat.quiet();
    await chat.restart();
    chat.presence("unavailable", "ann@example.org");
    await chat.passed(10 * MINUTE);
    expect(await statuses(chat)).toEqual(["aborted signout"]);
    await chat.restart();
    chat.say("/new task");
    expect([await chat.reply(), await chat.reply()]).toEqual([SIGNED_OUT, "What is the title?"]);
    chat.presence();
    expect(await chat.ask("Buy milk")).toBe('When is "Buy milk" due?');
    expect(said(chat)).toHaveLength(4);
  });

  it("goes on when they are back before, and while another resource is signed in", async () => {
    await using chat = await conversing();
    chat.presence(undefined, "ann@example.org/desk");
    chat.presence("unavailable");
    await chat.passed(20 * MINUTE);
    chat.presence("unavailable", "ann@example.org/desk");
    await chat.passed(9 * MINUTE);
    chat.presence();
    await chat.quiet();
    expect(await timers(chat)).toEqual(["conversation-idle"]);
    chat.presence("unavailable");
    expect(await chat.ask("Buy milk")).toBe('When is "Buy milk" due?');
    expect(await timers(chat)).toEqual(["conversation-idle"]);
    await chat.passed(29 * MINUTE);
    expect(await statuses(chat)).toEqual(["ongoing"]);
  });

  const encrypted = xml("encrypted", { xmlns: "eu.siacs.conversations.axolotl" });
  it.each<[string, string, readonly Element[]]>([
    ["a command", "/help", []],
    ["one that means nothing", "/nonsense", []],
    ["an encrypted one", "This is encrypted.", [encrypted]],
    ["one that the responder fails on", "fail", []],
  ])("goes on when they write: %s", async (_, body, children) => {
    const fragile = responder("task", { version: 1, help: "", props: {} }).steps("a", {
      a: {
        prompt: "A?",
        accept: text(),
        receive: () => {
          throw new Error("on purpose");
        },
      },
    });
    await using chat = await conversing({ responders: [body === "fail" ? fragile : task] });
    chat.presence("unavailable");
    await chat.quiet();
    expect(await timers(chat)).toEqual(["conversation-idle", "conversation-signout"]);
    chat.say(body, { children });
    await chat.quiet();
    expect(await timers(chat)).toEqual(["conversation-idle"]);
  });

  it("is told once, even to a person who writes and signs in at the same moment", async () => {
    await using chat = await conversing();
    chat.presence("unavailable");
    await chat.passed(10 * MINUTE);
    chat.say("hello");
    chat.presence();
    chat.say("hello again");
    for (let count = 0; count < 3; count++) await chat.reply();
    await chat.quiet();
    expect(said(chat).filter((body) => body === SIGNED_OUT)).toHaveLength(1);
  });

  it("is not told again by a component that finds it told meanwhile", async () => {
    await using chat = await conversing();
    chat.presence("unavailable");
    await chat.passed(10 * MINUTE);
    const { url, schema } = chat.database;
    await using session = new Session({ url, schema, applicationName: "test" }, chat.recorded.log);
    const [row] = await chat.database.query<{ personId: string; conversation: string }>(
      'select person_id as "personId", conversation_id as conversation from conversation_notice',
    );
    const { personId = "", conversation = "" } = row ?? {};
    const notice = { conversation, at: 0, id: "", text: "", thread: undefined };
    const { name, text: remove, values } = removeNotice;
    const told = () => session.query({ name, text: remove, values: values([{ personId, notice }]) });
    await told();
    await expect(told()).rejects.toThrow("notice changed meanwhile");
  });

  it("is ended when its responder says, and never where that, or the setting, is 0", async () => {
    const timeout = (name: string, signout: "2m" | "0" | undefined) =>
      responder(name, { version: 1, help: "", props: {} }).steps(
        "a",
        { a: { prompt: "A?", accept: text(), receive: (c) => c.complete() } },
        { timeout: signout === undefined ? {} : { signout } },
      );
    const responders = [timeout("hasty", "2m"), timeout("patient", "0"), timeout("usual", undefined)];
    await using chat = await startConversing({ responders, settings: { signout: 0, idle: 0 } });
    for (const name of ["hasty", "patient", "usual"]) {
      chat.befriend(`${name}@example.org/phone`);
      chat.say(`/new ${name}`, { from: `${name}@example.org/phone` });
      await chat.reply(`${name}@example.org`);
      chat.presence("unavailable", `${name}@example.org/phone`);
    }
    await chat.quiet();
    expect(await timers(chat)).toEqual(["conversation-signout"]);
    await chat.passed(2 * MINUTE);
    await chat.passed(10_000 * MINUTE);
    const ended = await chat.database.query("select responder from conversations where status = 'aborted'");
    expect(ended).toEqual([{ responder: "hasty" }]);
  });

  it("is ended even if its responder is gone", async () => {
    await using chat = await conversing();
    chat.presence("unavailable");
    await chat.quiet();
    await chat.restart({ responders: [] });
    chat.presence("unavailable", "ann@example.org");
    await chat.passed(10 * MINUTE);
    expect(await statuses(chat)).toEqual(["aborted signout"]);
  });

  it("leaves nothing behind that would end the next one when they end it themselves", async () => {
    await using chat = await conversing();
    chat.presence("unavailable");
    await chat.quiet();
    expect(await chat.ask("/abort")).toBe('Stopped "task".');
    await chat.passed(1);
    await chat.ask("/new task");
    await chat.passed(20 * MINUTE);
    expect(await statuses(chat)).toEqual(["aborted abort", "ongoing"]);
  });
});

describe("a sign-out that is not known", () => {
  it("ends nothing: the stream is lost, and time without one is not counted", async () => {
    await using chat = await conversing({ settings: { idle: 0 } });
    chat.presence("unavailable");
    await chat.passed(4 * MINUTE);
    const lostAt = new Date(chat.time.now);
    chat.disconnect();
    chat.pass(60 * MINUTE);
    await chat.database.query("insert into downtime values ('help.example.org', $1, $2)", [
      lostAt,
      new Date(chat.time.now),
    ]);
    await chat.connect();
    // Nobody has answered a probe yet.
    await chat.passed(0);
    await chat.passed(5 * MINUTE);
    expect(await statuses(chat)).toEqual(["ongoing"]);
    chat.presence("unavailable", "ann@example.org");
    await chat.quiet();
    await chat.passed(1 * MINUTE - 1);
    expect(await statuses(chat)).toEqual(["ongoing"]);
    await chat.passed(1);
    expect(await statuses(chat)).toEqual(["aborted signout"]);
  });

  it("ends nothing when they turn out to be signed in on the next stream", async () => {
    await using chat = await conversing({ settings: { idle: 0 } });
    chat.presence("unavailable");
    await chat.quiet();
    chat.disconnect();
    await chat.connect();
    chat.presence();
    await chat.quiet();
    expect(await timers(chat)).toEqual([]);
    await chat.passed(60 * MINUTE);
    expect(await statuses(chat)).toEqual(["ongoing"]);
  });

  it.each(["error", "unsubscribed"])("ends nothing when their presence is withdrawn: %s", async (type) => {
    await using chat = await conversing({ settings: { idle: 0 } });
    chat.presence("unavailable");
    await chat.quiet();
    expect(await timers(chat)).toEqual(["conversation-signout"]);
    chat.presence(type, "ann@example.org");
    await chat.quiet();
    expect(await timers(chat)).toEqual([]);
    await chat.passed(60 * MINUTE);
    expect(await statuses(chat)).toEqual(["ongoing"]);
  });

  it("ends nothing for a person who never let their presence be seen", async () => {
    await using chat = await startConversing({ responders: [task], settings: { idle: 0 } });
    await chat.ask("/new task");
    chat.presence("unavailable");
    await chat.quiet();
    expect(await timers(chat)).toEqual([]);
  });
});

describe("an idle conversation", () => {
  it("is told of at once to one who is signed in", async () => {
    await using chat = await conversing();
    chat.pass(30 * MINUTE);
    const notice = await chat.stanza();
    expect(bodyOf(notice)).toBe(IDLE);
    expect(notice.getChild("delay")).toBeUndefined();
  });

  it("is told of at once where presence is not known", async () => {
    await using chat = await conversing();
    chat.presence("unavailable");
    await chat.quiet();
    chat.disconnect();
    await chat.connect();
    chat.pass(30 * MINUTE);
    expect(await chat.reply()).toBe(IDLE);
  });

  it("is told of to one who is signed out when they are seen", async () => {
    await using chat = await conversing({ settings: { signout: 0 } });
    chat.presence("unavailable");
    await chat.passed(30 * MINUTE);
    expect(await statuses(chat)).toEqual(["aborted idle"]);
    expect(said(chat)).toEqual(["What is the title?"]);
    chat.presence();
    expect(await chat.reply()).toBe(IDLE);
  });
});
