import { expect, test } from "vitest";
import type { Element } from "../../../src/xmpp/stanza.ts";
import { xml } from "../../../src/xmpp/stanza.ts";
import { createDatabase } from "../../support/database/postgres.ts";
import { startScriptedServer } from "../../support/servers/scripted-server.ts";
import { startRoster } from "../../support/under-test/roster-under-test.ts";

const DOMAIN = "help.example.org";
const BOT = `bot@${DOMAIN}`;

async function start() {
  const server = await startScriptedServer();
  const database = await createDatabase();
  const ours = await startRoster({ url: server.url, domain: DOMAIN, secret: server.secret, database });
  const peer = await server.online();
  await (await ours.connected()).announced;
  const hear = (type: string | undefined, from: string, to = BOT) =>
    peer.send(xml("presence", { type, from, to, id: "theirs" }));
  /** All presence that was sent when everything before is handled, in short. */
  const said = async () => {
    await peer.ask(xml("ping", { xmlns: "urn:xmpp:ping" }));
    await ours.idle();
    await ours.us.host.writer.barrier();
    return peer.received.all.filter((element) => element.name === "presence").map(inShort);
  };
  return { server, database, ours, peer, hear, said };
}

function inShort({ attrs }: Element): string {
  return `${attrs.from} → ${attrs.to}: ${attrs.type ?? "available"}`;
}

const HANDSHAKE = [
  `${BOT} → ann@example.org: subscribed`,
  `${BOT}/anteroom → ann@example.org: available`,
  `${BOT} → ann@example.org: subscribe`,
];

test("a subscription is approved, remembered, shown the bot's presence, and asked back", async () => {
  const { ours, peer, hear, said } = await start();
  hear("subscribe", "ann@example.org");
  expect(await said()).toEqual(HANDSHAKE);
  expect(await ours.items()).toEqual(["ann@example.org sees us, pending"]);
  const available = await peer.expect((element) => inShort(element) === HANDSHAKE[1]);
  expect(available.getChild("c", "http://jabber.org/protocol/caps")?.attrs.ver).toMatch(/=$/);
  expect(available.getChildText("nick", "http://jabber.org/protocol/nick")).toBe("Helper");
});

test("a subscription that the server repeats is answered again, but not asked back again", async () => {
  const { ours, database, hear, said } = await start();
  hear("subscribe", "ann@example.org");
  await said();
  const before = await database.query("select xmin, * from roster_item");
  hear("subscribe", "ann@example.org");
  expect((await said()).slice(3)).toEqual(HANDSHAKE.slice(0, 2));
  expect(await database.query("select xmin, * from roster_item")).toEqual(before);
  hear("unsubscribed", "ann@example.org");
  hear("subscribe", "ann@example.org");
  expect((await said()).slice(5)).toEqual(HANDSHAKE.slice(0, 2));
  expect(await ours.items()).toEqual(["ann@example.org sees us, refused"]);
});

test("an unsubscription is confirmed and forgotten, and a later subscription begins anew", async () => {
  const { ours, hear, said } = await start();
  hear("subscribe", "ann@example.org");
  hear("unsubscribed", "ann@example.org/phone");
  hear("unsubscribe", "ann@example.org/phone");
  expect((await said()).slice(3)).toEqual([
    `${BOT} → ann@example.org: unsubscribed`,
    `${BOT}/anteroom → ann@example.org: unavailable`,
  ]);
  expect(await ours.items()).toEqual([]);
  hear("unsubscribe", "ann@example.org");
  expect(await said()).toHaveLength(5);
  hear("subscribe", "ann@example.org");
  expect((await said()).slice(5)).toEqual(HANDSHAKE);
});

test("people can subscribe to the domain, which wants nobody's presence", async () => {
  const { ours, hear, said } = await start();
  hear("subscribe", "ann@example.org", DOMAIN);
  expect(await said()).toEqual([
    `${DOMAIN} → ann@example.org: subscribed`,
    `${DOMAIN} → ann@example.org: available`,
  ]);
  expect(await ours.items()).toEqual(["ann@example.org sees us, no"]);
});

test("an address that does not exist refuses subscriptions and probes, and ignores other presence", async () => {
  const { database, hear, said } = await start();
  for (const type of [undefined, "unavailable", "subscribed", "unsubscribe", "unsubscribed", "error"]) {
    hear(type, "ann@example.org/phone", `nobody@${DOMAIN}`);
  }
  hear("subscribe", "ann@example.org", `nobody@${DOMAIN}`);
  hear("probe", "ann@example.org/phone", `nobody@${DOMAIN}`);
  const refusal = `nobody@${DOMAIN} → ann@example.org: unsubscribed`;
  expect(await said()).toEqual([refusal, refusal]);
  expect(await database.query("select from person")).toEqual([]);
});

test("a probe is answered to the resource that asks, and where there is no subscription it is told so", async () => {
  const { ours, database, hear, said } = await start();
  const unsubscribed = `${BOT} → ann@example.org: unsubscribed`;
  hear("probe", "ann@example.org/phone");
  expect(await said()).toEqual([unsubscribed]);
  expect(await database.query("select from person")).toEqual([]);
  hear("subscribe", "ann@example.org");
  expect((await said()).slice(1)).toEqual(HANDSHAKE);
  hear("probe", "ann@example.org/laptop");
  expect((await said()).slice(4)).toEqual([`${BOT}/anteroom → ann@example.org/laptop: available`]);
  hear("unsubscribe", "ann@example.org");
  hear("probe", "ann@example.org/laptop");
  expect((await said()).slice(5)).toEqual([
    unsubscribed,
    `${BOT}/anteroom → ann@example.org: unavailable`,
    unsubscribed,
  ]);
  expect(await ours.items()).toEqual(["ann@example.org does not see us, pending"]);
});

test("an approval that the server has not read is sent again on the next stream, with the same ids", async () => {
  const { server, ours, peer, hear } = await start();
  peer.answersPings = false;
  hear("subscribe", "ann@example.org");
  const ids = [];
  for (const text of HANDSHAKE) {
    ids.push(
      (await peer.expect((element) => element.name === "presence" && inShort(element) === text)).attrs.id,
    );
  }
  peer.destroy();
  await ours.us.retry();
  const next = await server.online();
  await ours.connected();
  for (const id of ids) await next.expect((element) => element.attrs.id === id);
  expect(server.complaints).toEqual([]);
});
