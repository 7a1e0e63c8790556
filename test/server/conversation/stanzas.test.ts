/** The stanzas of a conversation, as a client on a real server sends and gets them. */
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Element, xml } from "../../../src/xmpp/stanza.ts";
import { holdCommits } from "../../support/database/held-commits.ts";
import { isMessage, type Person } from "../../support/people/people.ts";
import { acknowledged, isReceipt, sayAndAsk } from "../../support/people/receipts.ts";
import {
  BOT,
  DOMAIN,
  type HelpDesk,
  newcomer,
  rowsOf,
  saidBy,
  startHelpDesk,
} from "../../support/rooms/help-desk.ts";

let desk: HelpDesk;
beforeAll(async () => {
  desk = await startHelpDesk({ accounts: [] });
});
afterAll(() => desk[Symbol.asyncDispose]());

const bodies = (person: Person) =>
  person.received.filter(isMessage(BOT)).map((message) => message.getChildText("body"));

/** Sends something, then says something: what came before the answer to that was all there was. */
async function silently(person: Person, stanza: Element): Promise<void> {
  const before = bodies(person).length;
  await person.send(stanza);
  expect(await person.asks(BOT, "/list lists")).toContain("people");
  expect(bodies(person)).toHaveLength(before + 1);
}

test("a receipt follows the commit, to the device that sent the message, from the address that it wrote to", async () => {
  await using alice = await newcomer(desk, "alice", "phone");
  const commits = await holdCommits(desk.database);
  const id = await sayAndAsk(alice, BOT, "/new task");
  await commits.waiting();
  await alice.query(BOT, "get", xml("ping", { xmlns: "urn:xmpp:ping" }));
  expect(acknowledged(alice.received)).toEqual(new Set());
  expect(bodies(alice)).toEqual([]);
  await commits.release();
  const receipt = await alice.next(isReceipt(id));
  expect(receipt.attrs).toMatchObject({ from: BOT, to: "alice@localhost/phone", type: "chat" });
  expect(receipt.getChild("body")).toBeUndefined();
  // it stands in the database by then
  expect(await saidBy(desk.database, alice.bare)).toEqual(["/new task"]);
  // none for who does not ask, nor for what has no id
  await alice.asks(BOT, "Paint");
  const request = xml("request", { xmlns: "urn:xmpp:receipts" });
  await alice.send(xml("message", { to: BOT, type: "chat" }, xml("body", {}, "2031-05-04"), request));
  await alice.next((element) => element.getChildText("body")?.startsWith("Create") ?? false);
  expect(acknowledged(alice.received)).toEqual(new Set([id]));
});

test("a message sent twice under one id is handled once, and acknowledged twice", async () => {
  await using bob = await newcomer(desk, "bob");
  await bob.asks(BOT, "/new task");
  const id = await sayAndAsk(bob, BOT, "Paint");
  await bob.next(isReceipt(id));
  await sayAndAsk(bob, BOT, "Paint", { id });
  await bob.next(isReceipt(id));
  expect(await bob.hears(BOT)).toBe('When is "Paint" due?');
  expect(await bob.asks(BOT, "/replay 1")).toContain('When is "Paint" due?');
  expect(await saidBy(desk.database, bob.bare)).toEqual(["/new task", "Paint"]);
});

test("a reply carries the thread that the person sent, or none if none was sent, and no origin-id", async () => {
  await using carol = await newcomer(desk, "carol");
  await carol.say(BOT, "/new task");
  const own = await carol.nextMessage(BOT);
  expect(own.attrs).toMatchObject({ from: `${BOT}/anteroom`, to: carol.bare, type: "chat" });
  expect(own.getChild("thread")).toBeUndefined();
  await carol.say(BOT, "Paint", { children: [xml("thread", {}, "t-1")] });
  const copied = await carol.nextMessage(BOT);
  expect(copied.getChildText("thread")).toBe("t-1");
  for (const message of [own, copied]) expect(message.getChild("origin-id")).toBeUndefined();
});

test("the person's language is remembered, and each reply carries the one that was chosen for it", async () => {
  await using dora = await newcomer(desk, "dora");
  const attrs = { "xml:lang": "de-AT" };
  await dora.say(BOT, "/new task Paint", { attrs });
  expect((await dora.nextMessage(BOT)).attrs["xml:lang"]).toBe("en");
  await dora.say(BOT, "2031-05-04", { attrs });
  await dora.nextMessage(BOT);
  await dora.say(BOT, "yes", { attrs });
  // the effect says this
  const created = await dora.nextMessage(BOT);
  expect([created.getChildText("body"), created.attrs["xml:lang"]]).toEqual(["Created.", "en"]);
  expect(await desk.database.query("select lang from person where address = $1", [dora.bare])).toEqual([
    { lang: "de-AT" },
  ]);
});

test("errors, headlines, group chat, reactions, retractions, markers and chat states get no answer", async () => {
  await using erna = await newcomer(desk, "erna");
  await erna.asks(BOT, "/new task");
  const body = xml("body", {}, "nobody said this");
  const message = (attrs: { readonly [name: string]: string }, ...children: Element[]) =>
    xml("message", { to: BOT, id: "silent", ...attrs }, ...children);
  await silently(erna, message({ type: "headline" }, body));
  await silently(erna, message({ type: "groupchat" }, body));
  await silently(erna, message({ type: "error" }, body));
  await silently(
    erna,
    message({ type: "chat" }, xml("composing", { xmlns: "http://jabber.org/protocol/chatstates" })),
  );
  await silently(
    erna,
    message({ type: "chat" }, xml("displayed", { xmlns: "urn:xmpp:chat-markers:0", id: "x" })),
  );
  await silently(erna, message({ type: "chat" }, xml("received", { xmlns: "urn:xmpp:receipts", id: "x" })));
  const reaction = xml("reactions", { xmlns: "urn:xmpp:reactions:0", id: "x" }, xml("reaction", {}, "+"));
  await silently(erna, message({ type: "chat" }, reaction, body));
  await silently(
    erna,
    message({ type: "chat" }, xml("retract", { xmlns: "urn:xmpp:message-retract:1", id: "x" }), body),
  );
  expect(await saidBy(desk.database, erna.bare)).toEqual(["/new task"]);
});

test("a marker is sent to a person who asks for one", async () => {
  await using fred = await newcomer(desk, "fred");
  const id = await fred.say(BOT, "/help", {
    children: [xml("markable", { xmlns: "urn:xmpp:chat-markers:0" })],
  });
  const marker = await fred.next((element) => element.getChild("displayed") !== undefined);
  expect(marker.getChild("displayed", "urn:xmpp:chat-markers:0")?.attrs.id).toBe(id);
});

test("an encrypted message is acknowledged and not taken as an answer, and its sender is told", async () => {
  await using gina = await newcomer(desk, "gina");
  await gina.asks(BOT, "/new task");
  const encrypted = xml("encrypted", { xmlns: "eu.siacs.conversations.axolotl" }, xml("payload", {}, "AAAA"));
  const children = [encrypted, xml("request", { xmlns: "urn:xmpp:receipts" })];
  const id = await gina.say(BOT, "I sent you an OMEMO encrypted message", { children });
  await gina.next((element) => element.getChild("received", "urn:xmpp:receipts")?.attrs.id === id);
  expect(await gina.hears(BOT)).toContain("cannot read encrypted messages");
  expect(await gina.asks(BOT, "Paint")).toBe('When is "Paint" due?');
  expect(await saidBy(desk.database, gina.bare)).toEqual(["/new task", "Paint"]);
});

test("an answer delayed on its way, and older than the question, is shown back instead of being taken", async () => {
  await using hans = await newcomer(desk, "hans");
  await hans.asks(BOT, "/new task");
  const delay = xml("delay", { xmlns: "urn:xmpp:delay", stamp: "2024-01-01T00:00:00Z" });
  await hans.say(BOT, "Windows", { children: [delay] });
  const shown = await hans.hears(BOT);
  expect(shown).toContain("Windows");
  expect(shown).toContain("What is the title?");
  expect(await hans.asks(BOT, "Paint")).toBe('When is "Paint" due?');
});

test("a quotation of a message is not part of the answer", async () => {
  await using ines = await newcomer(desk, "ines");
  await ines.asks(BOT, "/new task");
  const quoted = "> What is the title?\n";
  const fallback = xml(
    "fallback",
    { xmlns: "urn:xmpp:fallback:0", for: "urn:xmpp:reply:0" },
    xml("body", { start: "0", end: String(quoted.length) }),
  );
  const reply = xml("reply", { xmlns: "urn:xmpp:reply:0", to: BOT, id: "x" });
  await ines.say(BOT, `${quoted}Paint`, { children: [reply, fallback] });
  expect(await ines.hears(BOT)).toBe('When is "Paint" due?');
});

test("a corrected answer corrects the question that it had led to", async () => {
  await using olga = await newcomer(desk, "olga");
  const correction = "urn:xmpp:message-correct:0";
  const info = xml("query", { xmlns: "http://jabber.org/protocol/disco#info" });
  const features = (await olga.query(`${BOT}/anteroom`, "get", info))
    .getChild("query")
    ?.getChildren("feature");
  expect(features?.map(({ attrs }) => attrs.var)).toContain(correction);
  await olga.asks(BOT, "/new task");
  const id = await olga.say(BOT, "Pain");
  const question = await olga.nextMessage(BOT);
  for (const body of ["Paint", "Paint the door"]) {
    await olga.say(BOT, body, { children: [xml("replace", { xmlns: correction, id })] });
    const corrected = await olga.nextMessage(BOT);
    expect(corrected.getChildText("body")).toBe(`When is "${body}" due?`);
    expect(corrected.getChild("replace", correction)?.attrs.id).toBe(question.attrs.id);
    expect(corrected.attrs.id).not.toBe(question.attrs.id);
  }
  const replay = await olga.asks(BOT, "/replay");
  expect(replay).not.toMatch(/Pain\n|Paint\n|"Paint"/);
  expect(replay).toContain("You: Paint the door");
});

test("a message of the bot's that comes back is marked as undelivered, and never answered", async () => {
  await using jan = await newcomer(desk, "jan");
  await jan.say(BOT, "/new task");
  const { id } = (await jan.nextMessage(BOT)).attrs;
  const gone = xml("gone", { xmlns: "urn:ietf:params:xml:ns:xmpp-stanzas" });
  await silently(
    jan,
    xml(
      "message",
      { to: `${BOT}/anteroom`, id, type: "error" },
      xml("body", {}, "Paint"),
      xml("error", { type: "cancel" }, gone),
    ),
  );
  await rowsOf(
    desk.database,
    "select 1 as one from conversation_message where stanza_id = $1 and bounced = 'gone'",
    [id],
  );
  expect(await saidBy(desk.database, jan.bare)).toEqual(["/new task"]);
});

test("a message to an address that does not exist comes back as not found, under its id", async () => {
  await using karl = await newcomer(desk, "karl");
  const id = await sayAndAsk(karl, `nobody@${DOMAIN}`, "/new task");
  const error = await karl.next((element) => element.attrs.id === id);
  expect(error.attrs).toMatchObject({ type: "error", from: `nobody@${DOMAIN}` });
  expect(error.getChild("error")?.getChild("item-not-found")).toBeDefined();
  expect(acknowledged(karl.received)).toEqual(new Set());
});

test("text that XML or the database could not carry does no harm", async () => {
  await using lena = await newcomer(desk, "lena");
  await lena.asks(BOT, "/new task");
  const odd = `<b>&amp; "ü" 😀 \u0085 \u200f ]]> ${"x".repeat(2_000)}`;
  expect(await lena.asks(BOT, odd)).toBe(`When is "${odd}" due?`);
});
