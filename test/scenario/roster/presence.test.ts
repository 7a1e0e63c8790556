import { expect, test } from "vitest";
import { xml } from "../../../src/xmpp/stanza.ts";
import { createDatabase } from "../../support/database/postgres.ts";
import { startScriptedServer } from "../../support/servers/scripted-server.ts";
import { startRoster } from "../../support/under-test/roster-under-test.ts";

const DOMAIN = "help.example.org";
const ANN = "ann@example.org";

/** Ann has subscribed, and lets the bot see her. */
async function start() {
  const server = await startScriptedServer();
  const database = await createDatabase();
  const ours = await startRoster({ url: server.url, domain: DOMAIN, secret: server.secret, database });
  const peer = await server.online();
  await (await ours.connected()).announced;
  const hear = (type: string | undefined, from: string, ...children: ReturnType<typeof xml>[]) =>
    peer.send(xml("presence", { type, from, to: `bot@${DOMAIN}` }, ...children));
  const handled = async () => {
    await peer.ask(xml("ping", { xmlns: "urn:xmpp:ping" }));
    await ours.idle();
  };
  hear("subscribe", ANN);
  // What Prosody acknowledges our request with, before anything is granted.
  hear("unavailable", ANN);
  hear("subscribed", ANN);
  await handled();
  expect(await ours.presenceOf(ANN)).toBe("unknown");
  return { ours, database, peer, hear, handled };
}

test("a person is signed in while at least one of their resources is", async () => {
  const { ours, hear, handled } = await start();
  hear(undefined, `${ANN}/phone`, xml("priority", {}, "-1"));
  hear(undefined, `${ANN}/laptop`);
  hear("unavailable", `${ANN}/laptop`);
  await handled();
  expect(await ours.presenceOf(ANN)).toBe("in");
  hear("unavailable", `${ANN}/phone`);
  await handled();
  expect(await ours.presenceOf(ANN)).toBe("out");
  expect(ours.changes.all).toEqual([`${ANN} in`, `${ANN} out`]);
});

test("an error makes a person unknown until their next presence", async () => {
  const { ours, hear, handled } = await start();
  hear(undefined, `${ANN}/phone`);
  hear("error", ANN);
  await handled();
  expect(await ours.presenceOf(ANN)).toBe("unknown");
  hear(undefined, `${ANN}/phone`);
  await handled();
  expect(await ours.presenceOf(ANN)).toBe("in");
  expect(ours.changes.all).toEqual([`${ANN} in`, `${ANN} unknown`, `${ANN} in`]);
});

test("a person who withdraws their presence becomes unknown", async () => {
  const { ours, hear, handled } = await start();
  hear(undefined, `${ANN}/phone`);
  hear("unsubscribed", `${ANN}/phone`);
  await handled();
  expect(await ours.presenceOf(ANN)).toBe("unknown");
  expect(ours.changes.all).toEqual([`${ANN} in`, `${ANN} unknown`]);
});

test("a flood of the same presence writes nothing", async () => {
  const { ours, database, hear, handled } = await start();
  hear(undefined, `${ANN}/phone`, xml("show", {}, "away"));
  await handled();
  const before = await database.query("select xmin, * from roster_item");
  for (let n = 0; n < 500; n++)
    hear(undefined, `${ANN}/phone`, xml("show", {}, "away"), xml("status", {}, `${n}`));
  await handled();
  expect(await database.query("select xmin, * from roster_item")).toEqual(before);
  expect(ours.changes.all).toEqual([`${ANN} in`]);
  expect(ours.followed()).toBe(1);
});

test("strangers leave no row in the roster or elsewhere, whatever they send", async () => {
  const { ours, database, hear, handled } = await start();
  for (const type of [undefined, "unavailable", "subscribed", "unsubscribe", "unsubscribed", "error"]) {
    hear(type, "mallory@example.net/x");
  }
  await handled();
  expect(await ours.items()).toEqual([`${ANN} sees us, granted`]);
  expect(await database.query("select address from person")).toEqual([{ address: ANN }]);
  const orphans = "select from inbox where person_id not in (select id from person)";
  expect(await database.query(orphans)).toEqual([]);
  hear("probe", "mallory@example.net/x");
  await handled();
  expect(await ours.items()).toEqual([`${ANN} sees us, granted`]);
  hear("subscribe", "mallory@example.net/x");
  await handled();
  expect(await ours.items()).toEqual([`${ANN} sees us, granted`, "mallory@example.net sees us, pending"]);
});

test("a presence that comes back unacknowledged from a device that has gone leaves its person signed out", async () => {
  const { ours, peer, hear, handled } = await start();
  hear(undefined, `${ANN}/phone`);
  hear("unavailable", `${ANN}/phone`);
  const condition = xml("recipient-unavailable", { xmlns: "urn:ietf:params:xml:ns:xmpp-stanzas" });
  const error = xml("error", { type: "cancel" }, condition);
  peer.send(xml("presence", { type: "error", from: ANN, to: `bot@${DOMAIN}/anteroom` }, error));
  await handled();
  expect(await ours.presenceOf(ANN)).toBe("out");
});

test("resources are kept apart, whatever their names", async () => {
  const { ours, hear, handled } = await start();
  const names = ["__proto__", "constructor", '"{}\\,', "näme 😀", "a'b"];
  for (const name of names) hear(undefined, `${ANN}/${name}`);
  for (const name of names.slice(1)) hear("unavailable", `${ANN}/${name}`);
  await handled();
  expect(await ours.presenceOf(ANN)).toBe("in");
  hear("unavailable", `${ANN}/__proto__`);
  await handled();
  expect(await ours.presenceOf(ANN)).toBe("out");
});

test("a person is signed in as soon as one of our addresses sees them", async () => {
  const { ours, peer, hear, handled } = await start();
  const desk = `desk@${DOMAIN}`;
  for (const type of ["subscribe", "subscribed"]) peer.send(xml("presence", { type, from: ANN, to: desk }));
  hear("unavailable", ANN);
  await handled();
  // What the one knows counts where the other knows nothing.
  expect(await ours.presenceOf(ANN)).toBe("out");
  peer.send(xml("presence", { from: `${ANN}/phone`, to: desk }));
  await handled();
  expect(await ours.presenceOf(ANN)).toBe("in");
});

test("components of one database keep their rosters apart", async () => {
  const { ours, database, hear, handled } = await start();
  hear(undefined, `${ANN}/phone`);
  await handled();
  await using server = await startScriptedServer({ domain: "shop.example.org" });
  const { url, domain, secret } = server;
  await using other = await startRoster({ url, domain, secret, database });
  const peer = await server.online();
  const { announced } = await other.connected();
  await announced;
  expect(await other.items()).toEqual([]);
  expect(await other.presenceOf(ANN)).toBe("unknown");
  expect(await ours.presenceOf(ANN)).toBe("in");
  expect(peer.received.all.map(({ name }) => name)).toEqual(["handshake"]);
  peer.send(xml("presence", { from: `${ANN}/phone`, to: `bot@${domain}` }));
  await peer.ask(xml("ping", { xmlns: "urn:xmpp:ping" }));
  await other.idle();
  expect(await other.presenceOf(ANN)).toBe("unknown");
  expect(await ours.presenceOf(ANN)).toBe("in");
  expect(other.changes.all).toEqual([]);
});
