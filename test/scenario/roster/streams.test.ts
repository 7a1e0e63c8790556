import { expect, test } from "vitest";
import { type Attributes, type Element, xml } from "../../../src/xmpp/stanza.ts";
import { createDatabase, type TestDatabase } from "../../support/database/postgres.ts";
import { Arrivals } from "../../support/process/arrivals.ts";
import { type Peer, startScriptedServer } from "../../support/servers/scripted-server.ts";
import { startRoster } from "../../support/under-test/roster-under-test.ts";

const DOMAIN = "help.example.org";
const BOT = `bot@${DOMAIN}`;

/** A database with people in the bot's roster; `known` in the form "ann true granted". */
async function databaseWith(known: readonly string[]): Promise<TestDatabase> {
  const database = await createDatabase();
  const rows = known.map((text) => text.split(" "));
  await database.query(
    `with known as (select * from unnest($1::text[], $2::boolean[], $3::text[]) as known(name, sees_us, asked)),
     added as (insert into person (address) select name || '@example.org' from known returning id, address)
     insert into roster_item select $4, 'bot', id, sees_us, asked, '{"phone": {"priority": 0, "show": ""}}', gen_random_uuid()
     from known join added on address = name || '@example.org'`,
    [rows.map(([name]) => name), rows.map(([, seesUs]) => seesUs), rows.map(([, , asked]) => asked), DOMAIN],
  );
  return database;
}

function crowd(size: number): readonly string[] {
  return Array.from({ length: size }, (_, n) => `p${n} true granted`);
}

async function start(database: TestDatabase, pause?: () => Promise<void>) {
  const server = await startScriptedServer();
  const { url, secret } = server;
  const ours = await startRoster({ url, domain: DOMAIN, secret, database, ...(pause && { pause }) });
  return { server, ours, peer: await server.online() };
}

function presencesAt(peer: Peer): readonly string[] {
  return peer.received.all
    .filter((element) => element.name === "presence")
    .map(({ attrs }) => `${attrs.from} → ${attrs.to}: ${attrs.type ?? "available"}`);
}

const isPing = (element: Element) => element.name === "iq" && element.getChild("ping") !== undefined;

function pong({ attrs: { id, from, to } }: Element): Element {
  return xml("iq", { type: "result", id, from: to, to: from });
}

test("on a new stream we tell every subscriber, probe the people whom we may see, and repeat open requests", async () => {
  const database = await databaseWith([
    "ann true granted",
    "ben true pending",
    "cy false granted",
    "di true refused",
  ]);
  const { ours, peer } = await start(database);
  await (await ours.connected()).announced;
  expect(presencesAt(peer)).toEqual([
    `${BOT}/anteroom → ann@example.org: available`,
    `${BOT}/anteroom → ben@example.org: available`,
    `${BOT}/anteroom → di@example.org: available`,
    `${BOT} → ann@example.org: probe`,
    // On Prosody a probe would destroy this request.
    `${BOT} → ben@example.org: subscribe`,
    `${BOT} → cy@example.org: probe`,
  ]);
});

test("presence known on an earlier stream is unknown until the answers to probes come", async () => {
  const { server, ours, peer } = await start(await databaseWith(["ann true granted", "ben true granted"]));
  await ours.connected();
  const [ann, ben] = ["ann@example.org", "ben@example.org"];
  expect(await ours.presenceOf(ann)).toBe("unknown");
  const hear = async (on: Peer, type: string | undefined, from: string) => {
    on.send(xml("presence", { from, to: BOT, type }));
    await on.ask(xml("ping", { xmlns: "urn:xmpp:ping" }));
    await ours.idle();
  };
  await hear(peer, undefined, `${ann}/phone`);
  await hear(peer, "unavailable", ben);
  expect([await ours.presenceOf(ann), await ours.presenceOf(ben)]).toEqual(["in", "out"]);
  peer.destroy();
  await ours.us.lines.next((line) => line.msg.includes("next attempt in"));
  expect([await ours.presenceOf(ann), await ours.presenceOf(ben)]).toEqual(["unknown", "unknown"]);
  ours.us.time.advance(ours.us.time.nextIn ?? 0);
  const next = await server.online();
  await ours.connected();
  // Nobody knows whether this was the last: it is another stream's resource.
  await hear(next, "unavailable", `${ann}/phone`);
  expect([await ours.presenceOf(ann), await ours.presenceOf(ben)]).toEqual(["unknown", "unknown"]);
  await hear(next, "unavailable", ann);
  await hear(next, undefined, `${ben}/laptop`);
  expect([await ours.presenceOf(ann), await ours.presenceOf(ben)]).toEqual(["out", "in"]);
});

const isLastQuery = (element: Element) => element.getChild("query", "jabber:iq:last") !== undefined;

test("a person who answers no probe is signed out if their server says since when, and else unknown", async () => {
  const people = ["ann", "ben", "cy", "di", "eve"];
  const database = await databaseWith([...people.map((name) => `${name} true granted`), "fay true pending"]);
  const pauses = new Arrivals<() => void>("pauses", () => "a pause");
  const { ours, peer } = await start(database, () => new Promise((resolve) => pauses.take(resolve)));
  await (await ours.connected()).announced;
  const heard = async () => {
    await peer.ask(xml("ping", { xmlns: "urn:xmpp:ping" }));
    await ours.idle();
  };
  peer.send(xml("presence", { from: "ann@example.org/phone", to: BOT }));
  await heard();
  (await pauses.next())();
  const answers: Readonly<Record<string, Attributes | undefined>> = {
    "ben@example.org": { seconds: "903" },
    "cy@example.org": { seconds: "0" },
    "di@example.org": { seconds: "soon" },
    "eve@example.org": undefined,
  };
  const asked = new Set<string>();
  while (asked.size < 4) {
    const { attrs } = await peer.expect(isLastQuery);
    expect(attrs.from).toBe(BOT);
    asked.add(attrs.to ?? "");
    const answer = answers[attrs.to ?? ""];
    const back = { id: attrs.id, from: attrs.to, to: attrs.from };
    const query = (of: Attributes) => xml("query", { xmlns: "jabber:iq:last", ...of });
    peer.send(
      answer === undefined
        ? xml("iq", { ...back, type: "error" }, xml("error", { type: "auth" }))
        : xml("iq", { ...back, type: "result" }, query(answer)),
    );
  }
  expect([...asked].sort()).toEqual(Object.keys(answers));
  await ours.changes.next((change) => change === "ben@example.org out");
  await heard();
  // Nor who has not let us see them yet.
  expect(peer.received.all.filter(isLastQuery)).toHaveLength(asked.size);
  const presences = await Promise.all(people.map((name) => ours.presenceOf(`${name}@example.org`)));
  expect(presences).toEqual(["in", "out", "unknown", "unknown", "unknown"]);
  expect(ours.changes.all).toEqual(["ann@example.org in", "ben@example.org out"]);
});

test("no server is asked about silent people if the stream was lost meanwhile", async () => {
  const pauses = new Arrivals<() => void>("pauses", () => "a pause");
  const database = await databaseWith(["ann true granted"]);
  const { server, ours, peer } = await start(database, () => new Promise((resolve) => pauses.take(resolve)));
  await (await ours.connected()).announced;
  const goOn = await pauses.next();
  peer.destroy();
  await ours.us.retry();
  const next = await server.online();
  await (await ours.connected()).announced;
  goOn();
  await next.ask(xml("ping", { xmlns: "urn:xmpp:ping" }));
  expect(next.received.all.filter(isLastQuery)).toEqual([]);
});

test("a server's word about a person after our farewell is ignored", async () => {
  const { ours, peer } = await start(await databaseWith(["ann true granted"]), () => Promise.resolve());
  await (await ours.connected()).announced;
  const { attrs } = await peer.expect(isLastQuery);
  await ours.roster.drain?.();
  const query = xml("query", { xmlns: "jabber:iq:last", seconds: "903" });
  peer.send(xml("iq", { type: "result", id: attrs.id, from: attrs.to, to: attrs.from }, query));
  await peer.ask(xml("ping", { xmlns: "urn:xmpp:ping" }));
  await ours.idle();
  expect(ours.changes.all).toEqual([]);
});

test("servers are asked about a page of a long roster only when the page before has been answered", async () => {
  const pauses = new Arrivals<() => void>("pauses", () => "a pause");
  const database = await databaseWith(crowd(250));
  const { ours, peer } = await start(database, () => new Promise((resolve) => pauses.take(resolve)));
  await (await ours.connected()).announced;
  // One would come before the next page.
  peer.answersPings = false;
  (await pauses.next())();
  const asked: Element[] = [];
  while (asked.length < 200) asked.push(await peer.expect(isLastQuery));
  await peer.ask(xml("ping", { xmlns: "urn:xmpp:ping" }));
  expect(peer.received.all.filter(isPing)).toEqual([]);
  for (const { attrs } of asked)
    peer.send(xml("iq", { type: "error", id: attrs.id, from: attrs.to, to: attrs.from }));
  peer.send(pong(await peer.expect(isPing)));
  while (asked.length < 250) asked.push(await peer.expect(isLastQuery));
  expect(new Set(asked.map(({ attrs }) => attrs.to)).size).toBe(250);
});

test("a long roster is announced page by page, each after the server has read the page before", async () => {
  const { ours, peer } = await start(await databaseWith(crowd(450)));
  peer.answersPings = false;
  const { announced } = await ours.connected();
  for (const after of [200, 400, 450]) {
    const ping = await peer.expect(isPing);
    expect(presencesAt(peer)).toHaveLength(2 * after);
    peer.send(pong(ping));
  }
  await announced;
  expect(new Set(presencesAt(peer)).size).toBe(900);
});

test("a person in the rosters of several addresses hears from each of them once", async () => {
  const database = await databaseWith(crowd(150));
  await database.query(
    `with added as (insert into person (address) select 'q' || n || '@example.org' from generate_series(1, 150) as n returning id)
     insert into roster_item select $1, '', id, true, 'no', null, gen_random_uuid() from added`,
    [DOMAIN],
  );
  const { ours, peer } = await start(database);
  await (await ours.connected()).announced;
  const told = presencesAt(peer).filter((text) => text.endsWith(": available"));
  expect(told).toHaveLength(300);
  expect(new Set(told).size).toBe(300);
});

test("an announcement that a lost stream cut off begins anew on the next stream", async () => {
  const { server, ours, peer } = await start(await databaseWith(crowd(250)));
  peer.answersPings = false;
  const { announced } = await ours.connected();
  await peer.expect(isPing);
  peer.destroy();
  await announced;
  await ours.us.retry();
  const next = await server.online();
  await (await ours.connected()).announced;
  expect(new Set(presencesAt(next)).size).toBe(500);
});

test("a farewell withdraws presence from every subscriber, even in the middle of an announcement", async () => {
  const { ours, peer } = await start(await databaseWith(["stranger false granted", ...crowd(250)]));
  peer.answersPings = false;
  const { announced } = await ours.connected();
  const ping = await peer.expect(isPing);
  peer.answersPings = true;
  const goodbye = ours.roster.drain?.();
  peer.send(pong(ping));
  await Promise.all([announced, goodbye]);
  const farewells = presencesAt(peer).filter((text) => text.endsWith(": unavailable"));
  expect(new Set(farewells).size).toBe(250);
  expect(farewells.some((text) => text.includes("stranger"))).toBe(false);
  expect(presencesAt(peer).slice(-250)).toEqual(farewells);
});

test("after a farewell nobody is told that we are here", async () => {
  const { ours, peer } = await start(await databaseWith(["ann true granted"]));
  await (await ours.connected()).announced;
  const before = presencesAt(peer).length;
  const announced = ours.roster.online?.();
  await Promise.all([announced, ours.roster.drain?.()]);
  expect(presencesAt(peer).slice(before)).toEqual([`${BOT}/anteroom → ann@example.org: unavailable`]);
});

test("an announcement waits while the database fails, and then carries on", async () => {
  const pauses = new Arrivals<() => void>("pauses", () => "a pause");
  const database = await databaseWith(["ann true granted"]);
  await database.query("alter table roster_item rename to roster_item_away");
  const { ours, peer } = await start(database, () => new Promise((resolve) => pauses.take(resolve)));
  const { announced } = await ours.connected();
  const goOn = await pauses.next();
  expect(presencesAt(peer)).toEqual([]);
  await database.query("alter table roster_item_away rename to roster_item");
  goOn();
  await announced;
  expect(presencesAt(peer)).toHaveLength(2);
  expect(ours.us.lines.all.filter((line) => line.level === "warn").map((line) => line.msg)).toEqual([
    "the roster could not be read; trying again",
  ]);
});

test("a farewell without a stream ends, regardless of the database", async () => {
  const database = await databaseWith(["ann true granted"]);
  const { ours, peer } = await start(database, () => Promise.resolve());
  await (await ours.connected()).announced;
  peer.destroy();
  await ours.us.lines.next((line) => line.msg.includes("next attempt in"));
  await database.query("alter table roster_item rename to roster_item_away");
  await ours.roster.drain?.();
});
