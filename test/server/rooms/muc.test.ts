/** What the bot says to the MUC service, on a real server. */
import { randomUUID } from "node:crypto";
import { expect, test } from "vitest";
import {
  createMuc,
  type RoomPresence,
  readRoomPresence,
  saying,
  type Wishes,
} from "../../../src/rooms/muc/index.ts";
import { xml } from "../../../src/xmpp/stanza.ts";
import { directInvitation } from "../../../src/xmpp/xep/message/invitations.ts";
import { type Person, person } from "../../support/people/people.ts";
import { Arrivals } from "../../support/process/arrivals.ts";
import { disposeWithTest } from "../../support/process/lifetime.ts";
import { roomsLeft } from "../../support/rooms/rooms-left.ts";
import { enterRoom } from "../../support/rooms/rooms-people.ts";
import { startServer } from "../../support/servers/server.ts";
import { streamUnderTest } from "../../support/under-test/stream-under-test.ts";

const domain = "help.localhost";
const components = { [domain]: { secret: "secret" } };
const HOST = "Host";

/** A bot with a stream, on a server with two people. */
async function start() {
  const server = await startServer({ components, accounts: { ann: "pw", bo: "pw" } });
  const service = server.muc.pool;
  const us = disposeWithTest(streamUnderTest({ url: server.componentUrl, domain, secret: "secret" }));
  const { iq, writer, router } = us.host;
  const heard = new Arrivals<RoomPresence>("the bot", JSON.stringify);
  router.on({ stanza: "presence", from: { domain: service } }, (stanza) => {
    const presence = readRoomPresence(stanza);
    if (presence !== undefined) heard.take(presence);
  });
  us.link.start();
  await us.announced.next((what) => what === "online");
  const from = `rooms@${domain}/pool`;
  const muc = createMuc({ from, iq, writer });
  const inside = (nick: string) => heard.next((told) => told.kind === "inside" && told.nick === nick);
  const gone = (nick: string) => heard.next((told) => told.kind === "gone" && told.nick === nick);
  return { server, us, muc, heard, inside, gone, from };
}

type Bot = Awaited<ReturnType<typeof start>>;

/** A room that is made and configured. */
async function makeRoom({ server, muc, inside }: Bot, more: Partial<Wishes> = {}) {
  const room = `${randomUUID()}@${server.muc.pool}`;
  const password = randomUUID();
  expect(muc.join(room, HOST, password)).toBe(true);
  const created = await inside(HOST);
  const { refused } = await muc.configure(room, { password, history: 0, maxUsers: 6, options: {}, ...more });
  return { room, password, created, refused };
}

const refusal = (person: Person, room: string, nick: string, password?: string) =>
  enterRoom(person, { room, nick, ...(password !== undefined && { password }) }).then(
    () => "entered",
    (error) => error.condition,
  );

test("a room is made with its password, is the bot's, and is configured", async () => {
  const bot = await start();
  const { room, password, created } = await makeRoom(bot);
  expect(created).toMatchObject({ nick: HOST, own: true, created: true, owner: true });
  const ann = await person(bot.server, "ann");
  expect(await refusal(ann, room, "Ann")).toBe("not-authorized");
  expect(await refusal(ann, room, "Ann", "guess")).toBe("not-authorized");
  expect(await refusal(ann, room, HOST, password)).toBe("conflict");
  const inside = await enterRoom(ann, { room, nick: "Ann", password });
  expect([...inside.occupants].sort()).toEqual(["Ann", HOST]);
});

test("the bot alone sees the addresses of occupants", async () => {
  const bot = await start();
  const { room, password } = await makeRoom(bot);
  const ann = await person(bot.server, "ann");
  const bo = await person(bot.server, "bo");
  await enterRoom(ann, { room, nick: "Ann", password });
  await enterRoom(bo, { room, nick: "Bo", password });
  const told = await bot.inside("Bo");
  expect(told).toMatchObject({ own: false, created: false, owner: false, jids: [{ full: bo.jid }] });
  const shown = bo.received.filter(({ attrs }) => attrs.from === `${room}/Ann`);
  expect(shown.length).toBeGreaterThan(0);
  expect(shown.join()).not.toContain(ann.bare);
});

test("what an occupant makes up about themselves does not reach the bot", async () => {
  const bot = await start();
  const { room, password } = await makeRoom(bot);
  const ann = await person(bot.server, "ann");
  await enterRoom(ann, { room, nick: "Ann", password });
  await bot.inside("Ann");
  const item = xml("item", { affiliation: "owner", role: "moderator", jid: "bo@localhost/desk" });
  const madeUp = () =>
    xml("x", { xmlns: "http://jabber.org/protocol/muc#user" }, item, xml("status", { code: "110" }));
  await ann.presence({ to: `${room}/Ann` }, madeUp(), madeUp());
  expect(await bot.inside("Ann")).toMatchObject({ own: false, owner: false, jids: [{ full: ann.jid }] });
});

test("people who come later get no backlog unless it is wished", async () => {
  const bot = await start();
  const { room, password } = await makeRoom(bot);
  const ann = await enterRoom(await person(bot.server, "ann"), { room, nick: "Ann", password });
  await ann.say("before");
  const session = await person(bot.server, "bo");
  const bo = await enterRoom(session, { room, nick: "Bo", password });
  await ann.say("after");
  expect(await bo.heard()).toEqual({ nick: "Ann", text: "after" });
  expect(session.received.join()).not.toContain("before");
});

test("people who come later get as much backlog as is wished, where the server leaves that to the bot", async () => {
  const bot = await start();
  const { room, password, refused } = await makeRoom(bot, { history: 30 });
  const ann = await enterRoom(await person(bot.server, "ann"), { room, nick: "Ann", password });
  await ann.say("before");
  const session = await person(bot.server, "bo");
  await enterRoom(session, { room, nick: "Bo", password });
  await session.next((element) => element.getChild("subject") !== undefined);
  const offered = !refused.includes("muc#roomconfig_historylength");
  expect(session.received.join().includes("before")).toBe(offered);
});

test("options of the operator are set where the server offers them, and the others are told", async () => {
  const bot = await start();
  const options = { "muc#roomconfig_roomdesc": "A quiet room", "muc#roomconfig_tables": "4" };
  const { refused } = await makeRoom(bot, { options });
  expect(refused).toContain("muc#roomconfig_tables");
  expect(refused).not.toContain("muc#roomconfig_roomdesc");
});

test("an occupant who enters without the password of a room that exists is refused, the bot too", async () => {
  const bot = await start();
  const { room } = await makeRoom(bot);
  const { iq, writer } = bot.us.host;
  const other = createMuc({ from: `other@${domain}/pool`, iq, writer });
  other.join(room, "Other", "guess");
  const { error } = (await bot.heard.next(({ kind }) => kind === "refused")) as { error: Error };
  expect(error).toMatchObject({ condition: "not-authorized" });
});

test("a new password holds for newcomers from the moment of its confirmation, and people inside stay", async () => {
  const bot = await start();
  const { room, password } = await makeRoom(bot);
  const ann = await enterRoom(await person(bot.server, "ann"), { room, nick: "Ann", password });
  await bot.muc.setPassword(room, "another one");
  const session = await person(bot.server, "bo");
  expect(await refusal(session, room, "Bo", password)).toBe("not-authorized");
  const bo = await enterRoom(session, { room, nick: "Bo", password: "another one" });
  await ann.say("still here");
  expect(await bo.heard()).toEqual({ nick: "Ann", text: "still here" });
  // Nothing else has changed: addresses are hidden as before.
  expect(session.received.filter(({ name }) => name === "presence").join()).not.toContain("ann@localhost");
});

test("the bot removes an occupant with a reason, and nothing happens if they have gone", async () => {
  const bot = await start();
  const { room, password } = await makeRoom(bot);
  const session = await person(bot.server, "ann");
  const ann = await enterRoom(session, { room, nick: "Ann", password });
  await bot.muc.remove(room, "Ann", "The seat is taken.");
  const told = await ann.gone();
  expect(told.codes).toContain(307);
  expect(session.received.join()).toContain("The seat is taken.");
  expect(await bot.gone("Ann")).toMatchObject({ own: false, codes: [307], renamed: undefined });
  await bot.muc.remove(room, "Ann", "again");
});

test("a new nickname is no departure, and a good-bye carries its text", async () => {
  const bot = await start();
  const { room, password } = await makeRoom(bot);
  const session = await person(bot.server, "ann");
  await enterRoom(session, { room, nick: "Ann", password });
  await session.presence({ to: `${room}/Anna` });
  expect(await bot.gone("Ann")).toMatchObject({ renamed: "Anna" });
  expect(await bot.inside("Anna")).toMatchObject({ jids: [{ full: session.jid }] });
  const bo = await enterRoom(await person(bot.server, "bo"), { room, nick: "Bo", password });
  await bo.leave("see you");
  expect(await bot.gone("Bo")).toMatchObject({ renamed: undefined, text: "see you", destroyed: false });
});

test("a destroyed room is gone for everybody in it, and may be destroyed again", async () => {
  const bot = await start();
  const { room, password } = await makeRoom(bot);
  const ann = await enterRoom(await person(bot.server, "ann"), { room, nick: "Ann", password });
  await bot.muc.destroy(room, "The chat is over.");
  expect(await ann.gone()).toMatchObject({ destroyed: true });
  expect(await bot.gone(HOST)).toMatchObject({ destroyed: true });
  // ejabberd gives no answer from a room that is about to end.
  expect(await roomsLeft(bot.server, 0)).toEqual([]);
  await bot.muc.destroy(room, "closing");
});

test("pings through the room tell who is inside and who is not", async () => {
  const bot = await start();
  const { room, password } = await makeRoom(bot);
  const session = await person(bot.server, "ann");
  await enterRoom(session, { room, nick: "Ann", password });
  expect(await bot.muc.ping(`${room}/${HOST}`, 5_000)).toBe("answered");
  // The client does not know pings.
  expect(await bot.muc.ping(`${room}/Ann`, 5_000)).toMatchObject({ condition: "service-unavailable" });
  expect(await bot.muc.ping(`${room}/Nobody`, 5_000)).toMatchObject({ condition: "item-not-found" });
  bot.us.host.writer.send(xml("presence", { from: bot.from, to: `${room}/${HOST}`, type: "unavailable" }));
  await bot.gone(HOST);
  expect(await bot.muc.ping(`${room}/${HOST}`, 5_000)).toMatchObject({ condition: "not-acceptable" });
});

test("the bot speaks in the room", async () => {
  const bot = await start();
  const { room, password } = await makeRoom(bot);
  const session = await person(bot.server, "ann");
  const ann = await enterRoom(session, { room, nick: "Ann", password });
  bot.us.host.writer.send(saying({ from: bot.from, room, id: "first", text: "Bonjour", lang: "fr" }));
  expect(await ann.heard()).toEqual({ nick: HOST, text: "Bonjour" });
});

test("an invitation reaches a person, also one who is not signed in", async () => {
  const bot = await start();
  const { room, password } = await makeRoom(bot);
  const invitation = directInvitation({
    from: `bot@${domain}/desk`,
    to: "ann@localhost",
    id: "invitation",
    room,
    password,
    reason: "Your chat",
    body: `Your chat is in ${room}`,
    lang: "en",
  });
  bot.us.host.writer.send(invitation);
  await bot.us.host.writer.barrier();
  const ann = await person(bot.server, "ann");
  const message = await ann.nextMessage();
  const { jid = "", password: told = "" } = message.getChild("x", "jabber:x:conference")?.attrs ?? {};
  expect(message.getChildText("body")).toContain(room);
  await enterRoom(ann, { room: jid, nick: "Ann", password: told });
});

test("only the bot may create rooms of the pool, and what there is can be counted inside the server", async () => {
  const bot = await start();
  const ann = await person(bot.server, "ann");
  expect(await bot.server.rooms()).toEqual([]);
  const { room, password } = await makeRoom(bot);
  expect(await bot.server.rooms()).toEqual([room]);
  expect(await refusal(ann, `${randomUUID()}@${bot.server.muc.pool}`, "Ann", password)).toMatch(
    /not-allowed|forbidden/,
  );
  await bot.muc.destroy(room, "closing");
  expect(await roomsLeft(bot.server, 0)).toEqual([]);
});

test("in a room of the open service that somebody else has made, the bot is no owner or has no way in", async () => {
  const bot = await start();
  const room = `${randomUUID()}@${bot.server.muc.open}`;
  const ann = await enterRoom(await person(bot.server, "ann"), { room, nick: "Ann", password: "mine" });
  const told = new Arrivals<RoomPresence>("the bot", JSON.stringify);
  bot.us.host.router.on({ stanza: "presence", from: { domain: bot.server.muc.open } }, (stanza) => {
    const presence = readRoomPresence(stanza);
    if (presence !== undefined) told.take(presence);
  });
  bot.muc.join(room, HOST, "mine");
  const answer = await told.next(
    (presence) => presence.kind === "refused" || (presence.kind === "inside" && presence.own),
  );
  // Prosody keeps a new room locked; ejabberd lets others in, as plain occupants.
  if (answer.kind === "refused") expect(answer.error.condition).toBe("item-not-found");
  else expect(answer).toMatchObject({ created: false, owner: false });
  await ann.leave();
});

test.each([true, false])(
  "whether a broken connection is noticed at once (it can be resumed: %s)",
  async (resumable) => {
    const bot = await start();
    const { room, password } = await makeRoom(bot);
    const ann = await enterRoom(await person(bot.server, "ann", { resumable }), {
      room,
      nick: "Ann",
      password,
    });
    await bot.inside("Ann");
    await ann.cut();
    if (resumable) {
      const ping = bot.muc.ping(`${room}/Ann`, 5_000);
      // The room has answered by now, had there been an answer.
      await bot.muc.ping(`${room}/${HOST}`, 5_000);
      bot.us.time.advance(5_000);
      expect(await ping).toBe("silent");
    } else expect(await bot.gone("Ann")).toMatchObject({ own: false, renamed: undefined });
  },
);
