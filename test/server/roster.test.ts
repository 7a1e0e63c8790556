/** The roster on a real server, with real clients: what it makes of our presence, and we of its. */
import { expect, test } from "vitest";
import { xml } from "../../src/xmpp/stanza.ts";
import { lastSeen } from "../../src/xmpp/xep/last-activity.ts";
import { createDatabase, type TestDatabase } from "../support/database/postgres.ts";
import { isPresence, type Person, person } from "../support/people/people.ts";
import { testSignal } from "../support/process/lifetime.ts";
import { startServer, type TestServer } from "../support/servers/server.ts";
import { type RosterOptions, startRoster } from "../support/under-test/roster-under-test.ts";
import type { StreamUnderTest } from "../support/under-test/stream-under-test.ts";

const DOMAIN = "help.localhost";
const BOT = `bot@${DOMAIN}`;
const ALICE = "alice@localhost";

async function installation() {
  const [server, database] = await Promise.all([
    startServer({ components: { [DOMAIN]: { secret: "secret" } }, accounts: { alice: "pw" } }),
    createDatabase(),
  ]);
  return { server, database };
}

/** A process of ours that is online and has told everybody. */
async function component(server: TestServer, database: TestDatabase, pause?: RosterOptions["pause"]) {
  const ours = await startRoster({
    url: server.componentUrl,
    domain: DOMAIN,
    secret: "secret",
    database,
    ...(pause && { pause }),
  });
  await (await ours.connected()).announced;
  return ours;
}

/** Instead of ten seconds, one of the server's: of who left a moment ago it says what it says of who is there. */
async function untilGoneForASecond({ host }: StreamUnderTest): Promise<void> {
  while ((await lastSeen(host.iq, BOT, ALICE)) === 0) testSignal()?.throwIfAborted();
}

type Ours = Awaited<ReturnType<typeof component>>;

/** Alice, with her contact list: a client that has not asked for it is not told of answers to subscriptions. */
async function signIn(server: TestServer, resource: string): Promise<Person> {
  const alice = await person(server, "alice", { resource, available: false });
  await alice.query(undefined, "get", xml("query", { xmlns: "jabber:iq:roster" }));
  await alice.presence();
  return alice;
}

/** Alice subscribes, and lets the bot see her. */
async function befriend(alice: Person, ours: Ours): Promise<void> {
  await alice.subscribe(BOT);
  await alice.next(isPresence("subscribe", BOT));
  await alice.presence({ to: BOT, type: "subscribed" });
  await ours.changes.next((change) => change === `${ALICE} in`);
}

/**
 * Ends it without a farewell, and resolves when the server has noticed: until then ejabberd sends some of what is for the next
 * stream, also answers to its first barrier, into the old one.
 */
async function end(ours: Ours): Promise<void> {
  await ours.us.link.stop();
  await ours[Symbol.asyncDispose]();
}

/** Resolves when the server has handed us what it had for us. */
async function heard(ours: Ours): Promise<void> {
  await ours.us.host.writer.barrier();
  await ours.idle();
}

test("a person who adds the bot sees it, is asked once, and is seen", async () => {
  const { server, database } = await installation();
  await using ours = await component(server, database);
  await using alice = await signIn(server, "phone");
  await befriend(alice, ours);
  await alice.next(isPresence("subscribed", BOT));
  const available = await alice.next(isPresence("available", `${BOT}/anteroom`));
  expect(available.getChild("c", "http://jabber.org/protocol/caps")).toBeDefined();
  expect(await ours.items()).toEqual([`${ALICE} sees us, granted`]);
  expect(await ours.presenceOf(ALICE)).toBe("in");
  // The server keeps a repeated subscription from us, or passes it on: neither asks her again.
  await alice.subscribe(BOT);
  await alice.say(BOT, "where are you?");
  await heard(ours);
  expect(alice.received.filter(isPresence("subscribe", BOT))).toHaveLength(1);
});

test("a person is signed in until the last of two resources leaves", async () => {
  const { server, database } = await installation();
  await using ours = await component(server, database);
  await using phone = await signIn(server, "phone");
  await befriend(phone, ours);
  await using laptop = await signIn(server, "laptop");
  // It is shown the bot's presence, because its server probes for it.
  await laptop.next(isPresence("available", `${BOT}/anteroom`));
  await phone.signOut();
  await heard(ours);
  expect(await ours.presenceOf(ALICE)).toBe("in");
  await laptop.signOut();
  await ours.changes.next((change) => change === `${ALICE} out`);
  await heard(ours);
  expect(await ours.presenceOf(ALICE)).toBe("out");
});

test("after a restart the bot is back in contact lists, and knows who is signed in", async () => {
  const { server, database } = await installation();
  const first = await component(server, database);
  const alice = await signIn(server, "phone");
  await befriend(alice, first);
  await first.roster.drain?.();
  await alice.next(isPresence("unavailable", `${BOT}/anteroom`));
  await end(first);

  const second = await component(server, database);
  await alice.next(isPresence("available", `${BOT}/anteroom`));
  await second.changes.next((change) => change === `${ALICE} in`);
  await end(second);

  await alice.signOut();
  await using third = await component(server, database, untilGoneForASecond);
  await third.changes.next((change) => change === `${ALICE} out`);
  await heard(third);
  expect(await third.presenceOf(ALICE)).toBe("out");
});

test("an open request survives our restart, and its acknowledgement is not taken for a sign-out", async () => {
  const { server, database } = await installation();
  const first = await component(server, database);
  await using alice = await signIn(server, "phone");
  await alice.subscribe(BOT);
  await alice.next(isPresence("subscribe", BOT));
  await end(first);

  await using second = await component(server, database);
  await heard(second);
  expect(second.changes.all).toEqual([]);
  await alice.presence({ to: BOT, type: "subscribed" });
  await second.changes.next((change) => change === `${ALICE} in`);
});

test("an approval that came while we were away is learnt of at the next start", async () => {
  const { server, database } = await installation();
  const first = await component(server, database);
  await using alice = await signIn(server, "phone");
  await alice.subscribe(BOT);
  await alice.next(isPresence("subscribe", BOT));
  await end(first);
  await alice.presence({ to: BOT, type: "subscribed" });
  await alice.query(undefined, "get", xml("query", { xmlns: "jabber:iq:roster" }));

  await using second = await component(server, database);
  await second.changes.next((change) => change === `${ALICE} in`);
  expect(await second.items()).toEqual([`${ALICE} sees us, granted`]);
});

test("a person who removes the bot is forgotten, counts as unknown rather than signed out, and may come back", async () => {
  const { server, database } = await installation();
  await using ours = await component(server, database);
  await using alice = await signIn(server, "phone");
  await befriend(alice, ours);
  const item = xml("item", { jid: BOT, subscription: "remove" });
  await alice.query(undefined, "set", xml("query", { xmlns: "jabber:iq:roster" }, item));
  await ours.changes.next((change) => change === `${ALICE} unknown`);
  await heard(ours);
  // ejabberd has her sign out first.
  expect(ours.changes.all.at(-1)).toBe(`${ALICE} unknown`);
  expect(await ours.presenceOf(ALICE)).toBe("unknown");
  expect(await ours.items()).toEqual([]);
  await befriend(alice, ours);
});

test("a person whose subscription we do not have is told so at sign-in, and may subscribe again", async () => {
  const { server, database } = await installation();
  await using ours = await component(server, database);
  const phone = await signIn(server, "phone");
  await befriend(phone, ours);
  await phone.signOut();
  await ours.changes.next((change) => change === `${ALICE} out`);
  await heard(ours);
  await database.query("delete from roster_item");
  await using laptop = await signIn(server, "laptop");
  await laptop.next(isPresence("unsubscribed", BOT));
  await heard(ours);
  expect(await ours.items()).toEqual([]);
  await laptop.subscribe(BOT);
  await laptop.next(isPresence("available", `${BOT}/anteroom`));
  // She has allowed it before, so her server answers for her.
  await ours.changes.next((change) => change === `${ALICE} in`);
  expect(laptop.received.filter(isPresence("subscribe", BOT))).toEqual([]);
  expect(await ours.items()).toEqual([`${ALICE} sees us, granted`]);
});

test("an address that does not exist refuses a subscription", async () => {
  const { server, database } = await installation();
  await using ours = await component(server, database);
  await using alice = await signIn(server, "phone");
  await alice.subscribe(`nobody@${DOMAIN}`);
  await alice.next(isPresence("unsubscribed", `nobody@${DOMAIN}`));
  expect(await ours.items()).toEqual([]);
});
