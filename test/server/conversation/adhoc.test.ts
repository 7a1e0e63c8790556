/** Conversations as ad-hoc commands (XEP-0050), as clients on a real server have them. */
import { afterAll, beforeAll, expect, test } from "vitest";
import { xml } from "../../../src/xmpp/stanza.ts";
import { holdCommits } from "../../support/database/held-commits.ts";
import { isMessage, type Person } from "../../support/people/people.ts";
import { COMMANDS, commandOf, type Stage, type Submission, stageIn } from "../../support/process/commands.ts";
import { BOT, type HelpDesk, newcomer, saidBy, startHelpDesk } from "../../support/rooms/help-desk.ts";

let desk: HelpDesk;
beforeAll(async () => {
  desk = await startHelpDesk({ accounts: [] });
});
afterAll(() => desk[Symbol.asyncDispose]());

async function execute(person: Person, submission: Submission, to = BOT): Promise<Stage> {
  return stageIn(await person.query(to, "set", commandOf(submission)));
}

test("every responder is a command that the bot's addresses announce and list", async () => {
  await using alice = await newcomer(desk, "alice");
  const discover = (to: string, what: string, node?: string) =>
    alice.query(to, "get", xml("query", { xmlns: `http://jabber.org/protocol/disco#${what}`, node }));
  for (const jid of [BOT, `${BOT}/anteroom`]) {
    const info = await discover(jid, "info");
    const features = info
      .getChild("query")
      ?.getChildren("feature")
      .map(({ attrs }) => attrs.var);
    expect(features).toEqual(expect.arrayContaining([COMMANDS, "jabber:x:data"]));
    const list = await discover(jid, "items", COMMANDS);
    expect(
      list
        .getChild("query")
        ?.getChildren("item")
        .map(({ attrs }) => attrs),
    ).toEqual([
      { jid, node: "task", name: "Create a task: /new task [title]" },
      { jid, node: "shake", name: "Shake hands with me: /new shake" },
    ]);
  }
  const node = await discover(BOT, "info", "task");
  expect(node.getChild("query")?.getChild("identity")?.attrs).toMatchObject({
    category: "automation",
    type: "command-node",
  });
});

test("a task is created by forms with next and back; the answer follows the commit, and the result is a message", async () => {
  await using bob = await newcomer(desk, "bob");
  const to = `${BOT}/anteroom`;
  const { session, ...title } = await execute(bob, { node: "task" }, to);
  expect(title).toMatchObject({
    status: "executing",
    actions: ["next"],
    fields: [{ name: "title", required: true }],
  });
  const due = await execute(bob, { node: "task", session, action: "next", fields: { title: "Pain" } }, to);
  expect(due).toMatchObject({ actions: ["next", "prev"], fields: [{ name: "due", validation: "xs:date" }] });
  const back = await execute(bob, { node: "task", session, action: "prev" }, to);
  expect(back.fields).toMatchObject([{ name: "title", values: ["Pain"] }]);

  const commits = await holdCommits(desk.database, "conversation_turn");
  const asked = execute(bob, { node: "task", session, action: "next", fields: { title: "Paint" } }, to);
  await commits.waiting();
  await bob.query(BOT, "get", xml("ping", { xmlns: "urn:xmpp:ping" }));
  expect(bob.received.filter((stanza) => stanza.getChild("command") !== undefined)).toHaveLength(3);
  await commits.release();
  expect((await asked).instructions).toBe('When is "Paint" due?');

  const refused = await execute(
    bob,
    { node: "task", session, action: "next", fields: { due: "some day" } },
    to,
  );
  expect(refused).toMatchObject({
    session,
    status: "executing",
    notes: [expect.stringMatching(/^error: I do not recognise a date/)],
    fields: [{ name: "due", values: ["some day"] }],
  });
  const confirm = await execute(
    bob,
    { node: "task", session, action: "next", fields: { due: "2031-05-04" } },
    to,
  );
  expect(confirm).toMatchObject({ actions: ["next", "prev", "complete"], fields: [{ type: "boolean" }] });
  const end = await execute(bob, { node: "task", session, action: "complete", fields: { confirm: "1" } }, to);
  expect(end).toMatchObject({ session, status: "completed", notes: [expect.stringMatching(/^info: /)] });
  expect(await bob.hears(BOT)).toBe("Created.");
  expect(bob.received.filter(isMessage(BOT))).toHaveLength(1);
  expect(
    await desk.database.query("select status, props from conversations where person = $1", [bob.bare]),
  ).toEqual([{ status: "complete", props: { title: "Paint", due: "2031-05-04" } }]);
});

test("a conversation moves from form to chat and back, on any device of the same person", async () => {
  await using phone = await newcomer(desk, "carol", "phone");
  await using laptop = await newcomer(desk, "carol", "laptop");
  await using eve = await newcomer(desk, "eve");
  const { session } = await execute(phone, { node: "shake" });
  expect(await laptop.asks(BOT, "Carol")).toContain("What shall it be?");
  const shown = await execute(laptop, { node: "shake" });
  expect(shown).toMatchObject({ session, fields: [{ name: "how", options: expect.any(Array) }] });
  expect(await execute(phone, { node: "shake", session, fields: { name: "Dora" } })).toMatchObject({
    notes: [expect.stringMatching(/^warn: /)],
    fields: [{ name: "how" }],
  });
  expect(await execute(eve, { node: "shake", session, fields: { how: "firm" } })).toMatchObject({
    error: "modify/bad-request/bad-sessionid",
  });
  expect(await execute(laptop, { node: "shake", session, fields: { how: "firm" } })).toMatchObject({
    notes: ["info: A firm grip. You mean business."],
    fields: [{ name: "wish", required: false }],
  });
  // every device gets what is said in the chat
  expect(await phone.hears(BOT)).toContain("What shall it be?");
  expect(await phone.asks(BOT, "-")).toBe("See you!");
  expect(await execute(phone, { node: "shake", session, action: "next", form: "submit" })).toMatchObject({
    error: "cancel/not-allowed/session-expired",
  });
  expect(await saidBy(desk.database, phone.bare)).toEqual(["/new shake", "Carol", "a firm one", "-"]);
});

test("a second responder has to be executed again before it ends the first, and cancel ends it", async () => {
  await using dora = await newcomer(desk, "dora");
  await execute(dora, { node: "task" });
  expect(await execute(dora, { node: "shake" })).toMatchObject({
    status: "completed",
    notes: [expect.stringMatching(/^warn: You are in the middle of "task"/)],
  });
  const { session, fields } = await execute(dora, { node: "shake" });
  expect(fields).toMatchObject([{ name: "name" }]);
  expect(await execute(dora, { node: "shake", session, action: "cancel" })).toMatchObject({
    session,
    status: "canceled",
  });
  expect(await dora.asks(BOT, "/replay")).toContain("Nothing is going on");
});
