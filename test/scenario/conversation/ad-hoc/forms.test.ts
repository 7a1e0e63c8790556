/** Conversations as ad-hoc commands (XEP-0050), over the ledger and a database. */
import { describe, expect, it } from "vitest";
import shake from "../../../../examples/responders/shake.ts";
import task, { tasks } from "../../../../examples/responders/task.ts";
import { conversation, number, responder, text, yesNo } from "../../../../src/index.ts";
import { client, commandOf, stageIn } from "../../../support/process/commands.ts";
import { startConversing } from "../../../support/under-test/conversing.ts";

const responders = [task, shake];

/** Asks the same until there is nothing more. */
const loop = responder("loop", {
  version: 1,
  help: "",
  props: { item: text().optional() },
}).steps("item", {
  item: {
    prompt: "Another one?",
    accept: text().optional(),
    receive: (c, item) => {
      if (item === undefined) return c.complete();
      c.set("item", item);
      c.say(`${item} is noted.`);
      return c.go("item");
    },
  },
});

const broken = responder("broken", { version: 1, help: "Breaks", props: {} }).steps("one", {
  one: {
    prompt: "Go on?",
    accept: text(),
    receive: () => {
      throw new Error("of the author's");
    },
  },
});

describe("a command", () => {
  it("asks one question with each stage, and its answers make the same conversation as a chat's", async () => {
    await using chat = await startConversing({ responders });
    const execute = client(chat);
    const first = await execute({ node: "task", lang: "de-AT" });
    const [row] = await chat.database.query("select id from conversations");
    expect(first).toEqual({
      session: row?.id,
      status: "executing",
      actions: ["next"],
      execute: "next",
      notes: [],
      title: "task",
      instructions: "What is the title?",
      fields: [
        {
          name: "title",
          type: "text-single",
          label: "What is the title?",
          required: true,
          values: [],
          options: [],
          validation: undefined,
        },
      ],
      error: undefined,
    });
    const { session } = first;
    const due = await execute({ node: "task", session, action: "next", fields: { title: "/etc/motd" } });
    expect(due).toMatchObject({ session, status: "executing", actions: ["next", "prev"], execute: "next" });
    expect(due.fields).toMatchObject([{ name: "due", type: "text-single", validation: "xs:date" }]);
    // §3.4: what is not offered cannot be done.
    expect(
      await execute({ node: "task", session, action: "complete", fields: { due: "2031-05-04" } }),
    ).toMatchObject({
      error: "modify/bad-request/bad-action",
    });
    const confirm = await execute({ node: "task", session, fields: { due: "2031-05-04" } });
    expect(confirm).toMatchObject({
      actions: ["next", "prev", "complete"],
      instructions: 'Create "/etc/motd"?',
      fields: [{ name: "confirm", type: "boolean", required: true }],
    });
    const end = await execute({ node: "task", session, action: "complete", fields: { confirm: "1" } });
    expect(end).toMatchObject({
      session,
      status: "completed",
      notes: ["info: I am working on it, and will write to you when it is done."],
      fields: [],
    });
    // by message, since the command is over
    expect(await chat.reply()).toBe("Created.");
    expect([...tasks.values()]).toContainEqual({ title: "/etc/motd", due: new Date("2031-05-04") });
    const said = await chat.database.query("select direction, body from conversation_messages");
    expect(said.map(({ direction, body }) => `${direction} ${body}`)).toEqual([
      "in /new task",
      "out What is the title?",
      "in /etc/motd",
      'out When is "/etc/motd" due?',
      "in 2031-05-04",
      'out Create "/etc/motd"? (yes/no)',
      "in yes",
      "out Created.",
    ]);
    expect(await chat.database.query("select lang from person")).toEqual([{ lang: "de-AT" }]);
    expect(chat.sent.all.filter(({ name }) => name === "message")).toHaveLength(1);
  });

  it("keeps the stage, with what was filled in, where an answer is not accepted, and says why", async () => {
    await using chat = await startConversing({ responders });
    const execute = client(chat);
    const { session } = await execute({ node: "shake" });
    const refused = await execute({ node: "shake", session, fields: { name: "  " } });
    expect(refused).toMatchObject({ status: "executing", notes: ["error: I need a few words here."] });
    expect(refused.fields).toMatchObject([{ name: "name", values: ["  "] }]);
    const how = await execute({ node: "shake", session, fields: { name: "Ann" } });
    expect(how.instructions).toBe("Pleased to meet you, Ann. What shall it be?");
    expect(how.fields).toMatchObject([
      {
        type: "list-single",
        options: ["firm=a firm one", "gentle=a gentle one", "fist=a fist bump"],
      },
    ]);
    // A list shows nothing that cannot be chosen.
    const junk = await execute({ node: "shake", session, fields: { how: "kiss" } });
    expect(junk.fields).toMatchObject([{ name: "how", values: [] }]);
    const wish = await execute({ node: "shake", session, fields: { how: "gentle" } });
    expect(wish).toMatchObject({ notes: ["info: Gently. A pleasure."], fields: [{ required: false }] });
    const end = await execute({ node: "shake", session, action: "complete", form: "submit" });
    expect(end).toMatchObject({ status: "completed", notes: ["info: See you!"] });
    const { body } =
      (await chat.database.query("select body from conversation_messages where body = '-'"))[0] ?? {};
    expect(body).toBe("-");
  });

  it("goes back with prev, shows what was answered, and is cancelled by the action or in the form", async () => {
    await using chat = await startConversing({ responders });
    const execute = client(chat);
    const { session } = await execute({ node: "shake" });
    await execute({ node: "shake", session, fields: { name: "Ann" } });
    await execute({ node: "shake", session, fields: { how: "fist" } });
    const how = await execute({ node: "shake", session, action: "prev" });
    expect(how).toMatchObject({
      actions: ["next", "prev", "complete"],
      fields: [{ name: "how", values: ["fist"] }],
    });
    const name = await execute({ node: "shake", session, action: "prev" });
    expect(name).toMatchObject({ actions: ["next"], fields: [{ name: "name", values: ["Ann"] }] });
    expect(await execute({ node: "shake", session, action: "prev" })).toMatchObject({
      error: "modify/bad-request/bad-action",
    });
    const canceled = await execute({ node: "shake", session, action: "cancel" });
    expect(canceled).toMatchObject({
      session,
      status: "canceled",
      notes: ['info: Stopped "shake".'],
      actions: [],
    });
    const again = await execute({ node: "shake" });
    expect(again.session).not.toBe(session);
    const closed = await execute({ node: "shake", session: again.session, form: "cancel" });
    expect(closed.status).toBe("canceled");
    expect(await chat.database.query("select status, ended_why from conversations")).toEqual([
      { status: "aborted", ended_why: "abort" },
      { status: "aborted", ended_why: "abort" },
    ]);
  });

  it("goes on in a chat, and a chat in it, also after a restart and on another device", async () => {
    await using chat = await startConversing({ responders });
    const phone = client(chat);
    const { session } = await phone({ node: "task" });
    await chat.restart();
    expect(await chat.ask("Paint", { from: "ann@example.org/desk" })).toBe('When is "Paint" due?');
    const shown = await client(chat, "ann@example.org/desk")({ node: "task" });
    expect(shown).toMatchObject({ session, notes: [], fields: [{ name: "due" }] });
    // What the phone still shows is not the open question any more.
    const stale = await phone({ node: "task", session, fields: { title: "Doors" } });
    expect(stale).toMatchObject({
      status: "executing",
      notes: [expect.stringContaining("warn: We have moved on in the meantime")],
      fields: [{ name: "due" }],
    });
    await phone({ node: "task", session, fields: { due: "2031-05-04" } });
    expect(await chat.ask("/replay")).toContain('Anteroom: When is "Paint" due?');
    expect(await chat.ask("no")).toBe("Nothing created.");
    expect(await phone({ node: "task", session, fields: { confirm: "1" } })).toMatchObject({
      error: "cancel/not-allowed/session-expired",
    });
  });

  it("asks to be executed again if it is begun in the middle of another", async () => {
    await using chat = await startConversing({ responders });
    const execute = client(chat);
    await chat.ask("/new task");
    const warned = await execute({ node: "shake" });
    expect(warned).toMatchObject({
      status: "completed",
      notes: [expect.stringMatching(/^warn: .*"task".*Execute "shake" again within 1 minute/)],
      fields: [],
    });
    expect(
      await execute({ node: "shake", session: warned.session, action: "next", form: "submit" }),
    ).toMatchObject({
      error: "modify/bad-request/bad-sessionid",
    });
    expect(await execute({ node: "shake" })).toMatchObject({
      status: "executing",
      fields: [{ name: "name" }],
    });
    expect(
      await chat.database.query("select responder, ended_why from conversations order by started_at"),
    ).toEqual(
      expect.arrayContaining([
        { responder: "task", ended_why: "new" },
        { responder: "shake", ended_why: null },
      ]),
    );
  });

  it("tells a form that was left open from the same question asked again", async () => {
    await using chat = await startConversing({ responders: [loop] });
    const execute = client(chat);
    const { session, fields } = await execute({ node: "loop" });
    expect(fields).toMatchObject([{ name: "item" }]);
    const second = await execute({ node: "loop", session, fields: { item: "a" } });
    expect(second).toMatchObject({ notes: ["info: a is noted."], fields: [{ name: "item#2" }] });
    expect(await execute({ node: "loop", session, fields: { item: "b" } })).toMatchObject({
      notes: [expect.stringMatching(/^warn/)],
      fields: [{ name: "item#2", values: [] }],
    });
  });

  it("leads through the straight-line form too, and on behind an effect", async () => {
    const order = conversation("order", { version: 1, help: "Order something" }, async (c) => {
      const what = await c.ask("what", text("What shall it be?").describe("One thing"));
      const count = await c.ask("count", number("How many?").integer().min(1).max(9));
      const price = await c.effect("price", () => `${count * 2} euros`);
      return (await c.ask("sure", yesNo(`${count} × ${what} for ${price}?`)))
        ? c.complete("Ordered.")
        : c.abort("Not ordered.");
    });
    await using chat = await startConversing({ responders: [order] });
    const execute = client(chat);
    const { session, ...what } = await execute({ node: "order" });
    expect(what).toMatchObject({
      actions: ["next", "complete"],
      instructions: "What shall it be?",
      fields: [{ name: "what", label: "One thing" }],
    });
    const count = await execute({ node: "order", session, fields: { what: "Tea" } });
    expect(count.fields).toMatchObject([{ name: "count", validation: "xs:integer" }]);
    expect(await execute({ node: "order", session, action: "prev" })).toMatchObject({
      fields: [{ name: "what", values: ["Tea"] }],
    });
    await execute({ node: "order", session, fields: { what: "Coffee" } });
    expect(await execute({ node: "order", session, fields: { count: "10" } })).toMatchObject({
      notes: [expect.stringMatching(/^error: /)],
      fields: [{ name: "count", values: ["10"] }],
    });
    // What an effect brings is asked about in the chat, or in the form when it is executed again.
    expect(await execute({ node: "order", session, fields: { count: "3" } })).toMatchObject({
      status: "completed",
      notes: ["info: I am working on it, and will write to you when it is done."],
    });
    expect(await chat.reply()).toBe("3 × Coffee for 6 euros? (yes/no)");
    expect(await execute({ node: "order" })).toMatchObject({ session, fields: [{ name: "sure" }] });
    expect(
      await execute({ node: "order", session, action: "complete", fields: { sure: "1" } }),
    ).toMatchObject({
      status: "completed",
      notes: ["info: Ordered."],
    });
  });

  it("is executed once, and shown twice, when it comes twice under one id", async () => {
    await using chat = await startConversing({ responders });
    const execute = client(chat);
    const { session } = await execute({ node: "shake" }, "one");
    await execute({ node: "shake", session, fields: { name: "Ann" } }, "two");
    expect(await execute({ node: "shake", session, fields: { name: "Ann" } }, "two")).toMatchObject({
      session,
      notes: [],
      fields: [{ name: "how" }],
    });
    await execute({ node: "shake", session, action: "cancel" }, "three");
    for (const id of ["one", "three"]) {
      const action = id === "one" ? {} : { session, action: "cancel" };
      expect(await execute({ node: "shake", ...action }, id)).toMatchObject({
        error: "cancel/not-allowed/session-expired",
      });
    }
    expect(await chat.database.query("select 1 from conversations")).toHaveLength(1);
  });

  it("is answered with the apology where the responder fails, and stays where it was", async () => {
    await using chat = await startConversing({ responders: [broken] });
    const { session } = await client(chat)({ node: "broken" });
    const answer = await chat.execute(commandOf({ node: "broken", session, fields: { one: "x" } }));
    expect(stageIn(answer).error).toBe("wait/internal-server-error");
    expect(answer.getChild("error")?.getChildText("text")).toMatch(
      /^Sorry, something went wrong .*Reference: /,
    );
    expect(await client(chat)({ node: "broken" })).toMatchObject({ session, fields: [{ name: "one" }] });
  });

  it("is refused while too much of the same person's waits", async () => {
    let asked = (): void => {};
    let decide = (): void => {};
    const waiting = new Promise<void>((resolve) => {
      asked = resolve;
    });
    const decided = new Promise<void>((resolve) => {
      decide = resolve;
    });
    const slow = responder("slow", { version: 1, help: "", props: {} }).steps("one", {
      one: {
        prompt: "Go on?",
        accept: text(),
        receive: async (c) => {
          asked();
          await decided;
          return c.complete();
        },
      },
    });
    await using chat = await startConversing({ responders: [slow] });
    const execute = client(chat);
    const { session } = await execute({ node: "slow" });
    const first = execute({ node: "slow", session, fields: { one: "x" } });
    await waiting;
    const much = await execute({ node: "slow", session, fields: { one: "x".repeat(520_000) } });
    expect(much.error).toBe("wait/resource-constraint");
    decide();
    expect(await first).toMatchObject({ status: "completed", notes: ["info: Done."] });
  });

  it("is refused with the errors of XEP-0050", async () => {
    await using chat = await startConversing({ responders });
    const execute = client(chat);
    const stranger = client(chat, "eve@example.org/x");
    const { session } = await execute({ node: "task" });
    const badSession = "modify/bad-request/bad-sessionid";
    const answers = {
      "no node": await execute({}),
      "unknown node": await execute({ node: "toString" }),
      "unknown session": await execute({ node: "task", session: crypto.randomUUID(), form: "submit" }),
      "junk session": await execute({ node: "task", session: "'; drop", form: "submit" }),
      "somebody else's": await stranger({ node: "task", session, fields: { title: "x" } }),
      "another command's": await execute({ node: "shake", session, fields: { title: "x" } }),
      "no session": await execute({ node: "task", action: "next" }),
      "unknown action": await execute({ node: "task", session, action: "frobnicate" }),
      "back from the first": await execute({ node: "task", session, action: "prev" }),
      "no form": await execute({ node: "task", session, action: "next" }),
      "no answer": await execute({ node: "task", session, action: "next", form: "result" }),
    };
    expect(Object.fromEntries(Object.entries(answers).map(([what, { error }]) => [what, error]))).toEqual({
      "no node": "modify/bad-request",
      "unknown node": "cancel/item-not-found",
      "unknown session": badSession,
      "junk session": badSession,
      "somebody else's": badSession,
      "another command's": badSession,
      "no session": badSession,
      "unknown action": "modify/bad-request/malformed-action",
      "back from the first": "modify/bad-request/bad-action",
      "no form": "modify/bad-request/bad-payload",
      "no answer": "modify/bad-request/bad-payload",
    });
    expect(await execute({ node: "task" })).toMatchObject({ session, fields: [{ name: "title" }] });
  });
});
