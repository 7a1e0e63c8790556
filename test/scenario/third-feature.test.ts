/** A third feature, which is added by a folder (test/support/echo) and a line, and changes nothing of what there is. */
import { expect, test } from "vitest";
import task from "../../examples/responders/task.ts";
import { xml } from "../../src/xmpp/stanza.ts";
import { createDatabase, type TestDatabase } from "../support/database/postgres.ts";
import { Echo, MINUTE } from "../support/echo/index.ts";
import { prepareEcho, shownByEcho } from "../support/echo/store.ts";
import { type Peer, startScriptedServer } from "../support/servers/scripted-server.ts";
import { startComponent } from "../support/under-test/component-under-test.ts";
import { startConversing } from "../support/under-test/conversing.ts";

const ECHO = "echo@help.example.org";
const BOT = "bot@help.example.org";
const EVE = "eve@help.example.org";
const romeo = "romeo@example.org/orchard";

async function start() {
  const echo = new Echo();
  const chat = await startConversing({ responders: [task], features: echo.withEcho });
  await prepareEcho(chat.database);
  const shout = (body: string, id: string): void =>
    chat.take(xml("message", { from: romeo, to: ECHO, id, type: "chat" }, xml("body", {}, body)));
  const answer = () => chat.reply("romeo@example.org");
  return { echo, chat, shout, answer };
}

/** The whole component on a stream. */
async function connected() {
  const echo = new Echo();
  const server = await startScriptedServer();
  const database = await createDatabase();
  await prepareEcho(database);
  const { url, domain } = server;
  const us = await startComponent({ url, domain, database, responders: [task], features: echo.withEcho });
  const peer = await server.online();
  await us.ready();
  return { echo, server, us, peer };
}

const say = (peer: Peer, to: string, body: string): void =>
  peer.send(xml("message", { from: romeo, to, id: body, type: "chat" }, xml("body", {}, body)));

const from =
  (address: string, name = "message") =>
  (element: { name: string; attrs: { from?: string } }) =>
    element.name === name && element.attrs.from?.split("/")[0] === address;

async function rows({ query }: TestDatabase): Promise<unknown> {
  const [row] = await query(
    `select (select count(*)::int from person) as people, (select count(*)::int from inbox) as inbox,
            (select count(*)::int from timer) as timers, (select max(n) from echo_count) as heard`,
  );
  return row;
}

test("a third feature's address is discovered, may be subscribed to, and answers beside the bot's", async () => {
  const { server, us, peer } = await connected();
  const items = await peer.ask(xml("query", { xmlns: "http://jabber.org/protocol/disco#items" }));
  const listed = items.getChild("query")?.getChildren("item") ?? [];
  expect(listed.map(({ attrs }) => attrs.jid).sort()).toEqual([BOT, ECHO]);
  peer.send(xml("presence", { from: "romeo@example.org", to: ECHO, type: "subscribe" }));
  expect((await peer.expect(from(ECHO, "presence"))).attrs.type).toBe("subscribed");
  say(peer, ECHO, "hello");
  expect((await peer.expect(from(ECHO))).getChildText("body")).toBe("hello (1)");
  say(peer, BOT, "/new task");
  expect((await peer.expect(from(BOT))).getChildText("body")).toBe("What is the title?");
  const text = await us.metrics.registry.metrics();
  expect(text).toContain("# HELP anteroom_echo_people people who were heard\n");
  expect(text).toContain("\nanteroom_echo_people 1\n");
  // What the echo heard was no message of a person's to the bot.
  expect(us.metrics.messages).toEqual({ handled: 1, repeated: 0, failed: 0 });
  expect(server.complaints).toEqual([]);
});

test("a third feature refuses, says farewell on the stream, and is stopped when the process ends", async () => {
  const { echo, us, peer } = await connected();
  say(peer, ECHO, "hello");
  await peer.expect(from(ECHO));
  us.component.refuse();
  say(peer, ECHO, "still there?");
  const refusal = await peer.expect(from(ECHO));
  expect(refusal.getChild("error")?.getChild("recipient-unavailable")).toBeDefined();
  expect(await us.component.drain()).toBe(true);
  await us.component.goodbye();
  expect((await peer.expect(from(ECHO))).getChildText("body")).toMatch(/^Farewell/);
  expect(echo.stopped).toBe(false);
  await us[Symbol.asyncDispose]();
  expect(echo.stopped).toBe(true);
});

test("a third feature's jobs concern nobody, keep their order, and are recognised when they come again", async () => {
  const { chat, shout, answer } = await start();
  for (const body of ["one", "two", "three"]) shout(body, body);
  expect([await answer(), await answer(), await answer()]).toEqual(["one (1)", "two (2)", "three (3)"]);
  shout("two", "two");
  expect(await answer()).toBe("two, as I said");
  await chat.quiet();
  expect(await rows(chat.database)).toEqual({ people: 0, inbox: 0, timers: 1, heard: 3 });
});

test("a third feature's timer concerns nobody, and outlives the process that set it", async () => {
  const { chat, shout, answer } = await start();
  shout("hello", "1");
  await answer();
  await chat.restart();
  await chat.passed(MINUTE - 1);
  expect(await rows(chat.database)).toMatchObject({ timers: 1 });
  await chat.passed(1);
  expect(await answer()).toBe("hello…");
  expect(await rows(chat.database)).toEqual({ people: 0, inbox: 0, timers: 0, heard: 1 });
});

test("a third feature reaches people of its own kind, and the bot reaches them through it", async () => {
  const { echo, chat } = await start();
  expect(await echo.hear(EVE, "hello")).toBe(true);
  expect(await echo.tellBot(EVE, "/new task")).toBe(true);
  expect([await echo.told.next(), await echo.told.next()]).toEqual([EVE, EVE]);
  expect(await shownByEcho(chat.database)).toEqual([
    `${EVE} (browser): hello`,
    `${EVE} (browser): What is the title?`,
  ]);
  expect(chat.sent.all.filter(({ name }) => name === "message")).toEqual([]);
  expect(chat.metrics.messages).toEqual({ handled: 2, repeated: 0, failed: 0 });
});
