/** A server sends stanzas to a real process that no server should send. */
import { expect, test } from "vitest";
import { xml } from "../../src/xmpp/stanza.ts";
import { createDatabase } from "../support/database/postgres.ts";
import { isMessage } from "../support/people/predicates.ts";
import { launchAnteroom } from "../support/process/anteroom-process.ts";
import { BOT, DOMAIN } from "../support/rooms/help-desk.ts";
import { hostileStanzas, WRONG_ADDRESSES } from "../support/servers/hostile.ts";
import { type Peer, startScriptedServer } from "../support/servers/scripted-server.ts";

const COUNT = 5_000;
const AT_ONCE = 250;
/** Nothing can be understood after one of these, so each costs a stream. */
const NO_XML = ["<a></b>", "\u0000", "<!DOCTYPE x>"];

test("after 5000 malformed stanzas from a hostile server the process lives, sent nothing foreign, and serves people", {
  timeout: 120_000,
}, async () => {
  const [server, database] = [await startScriptedServer({ domain: DOMAIN }), await createDatabase()];
  const anteroom = await launchAnteroom({ server: { componentUrl: server.url }, database, domain: DOMAIN });
  let peer = await server.online();
  await anteroom.ready();

  const people = Array.from({ length: 30 }, (_, n) => `mallory${n}@example.org/x`);
  const ours = [DOMAIN, BOT, `${BOT}/anteroom`, `${BOT}/x`, `nobody@${DOMAIN}`];
  const from = [...people, ...WRONG_ADDRESSES, ...ours];
  const to = [...ours, BOT, BOT, BOT, ...WRONG_ADDRESSES, "other.localhost", `HELP.localhost`];
  for (let sent = 0; sent < COUNT; sent += AT_ONCE) {
    peer.send(hostileStanzas({ seed: sent, count: AT_ONCE, from, to }).join("\n"));
    expect((await peer.ask(xml("ping", { xmlns: "urn:xmpp:ping" }), { to: BOT })).attrs.type).toBe("result");
  }
  expect(server.connections).toBe(1);
  expect(await talk(peer, "juliet@example.org")).toEqual(TALK);
  // our own addresses did not answer the stanzas that seemed to come from them
  const toOurselves = peer.received.all.filter(
    (element) =>
      isMessage()(element) && element.attrs.type !== "error" && element.attrs.to?.includes(`@${DOMAIN}`),
  );
  expect(toOurselves.map(String)).toEqual([]);

  for (const [n, bytes] of NO_XML.entries()) {
    peer.send(`${bytes}</stream:stream>`);
    peer = await server.online();
    await anteroom.ready();
    expect(await talk(peer, `romeo${n}@example.org`)).toEqual(TALK);
  }
  expect(server.complaints).toEqual([]);
  const troubles = anteroom.log.filter(({ level }) => /error|fatal/.test(String(level)));
  expect(troubles.map(({ msg, err }) => [msg, err])).toEqual([]);
});

const TALK = ['When is "Doors" due?', expect.stringContaining('Create "Doors"?'), "Created."];

async function talk(peer: Peer, person: string): Promise<readonly string[]> {
  const heard: string[] = [];
  for (const text of ["/new task Doors", "2031-05-04", "yes"]) {
    const attrs = { from: `${person}/balcony`, to: BOT, type: "chat", id: text };
    peer.send(xml("message", attrs, xml("body", {}, text)));
    const answer = await peer.expect((element) => isMessage(BOT)(element) && element.attrs.to === person);
    heard.push(answer.getChildText("body") ?? "");
  }
  return heard;
}
