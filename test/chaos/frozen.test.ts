/**
 * An instance is frozen (SIGSTOP) until another has taken over, then carries on as if no time had passed. Each of the two is
 * attached to its own server. So no server helps by ending the old instance's stream, and the test sees what it sends.
 */
import { expect, test } from "vitest";
import { type Element, xml } from "../../src/xmpp/stanza.ts";
import { holdCommits } from "../support/database/held-commits.ts";
import { createDatabase } from "../support/database/postgres.ts";
import { isMessage } from "../support/people/people.ts";
import { isReceipt } from "../support/people/receipts.ts";
import { type AnteroomProcess, launchAnteroom } from "../support/process/anteroom-process.ts";
import { BOT, DOMAIN, ENDLESS, saidBy } from "../support/rooms/help-desk.ts";
import { type Peer, type ScriptedServer, startScriptedServer } from "../support/servers/scripted-server.ts";

const JULIET = "juliet@localhost";

function said(id: string, text: string): Element {
  const attrs = { from: `${JULIET}/balcony`, to: BOT, type: "chat", id };
  return xml("message", attrs, xml("body", {}, text), xml("request", { xmlns: "urn:xmpp:receipts" }));
}

async function answered(peer: Peer, id: string, text: string): Promise<string> {
  peer.send(said(id, text));
  await peer.expect(isReceipt(id));
  return hears(peer);
}

async function hears(peer: Peer): Promise<string> {
  return (await peer.expect(isMessage())).getChildText("body") ?? "";
}

async function online(server: ScriptedServer, anteroom: AnteroomProcess): Promise<Peer> {
  const peer = await server.online();
  await anteroom.ready();
  return peer;
}

test("a frozen instance that wakes after another took over writes and sends nothing more", async () => {
  const database = await createDatabase();
  const [upstairs, downstairs] = [
    await startScriptedServer({ domain: DOMAIN }),
    await startScriptedServer({ domain: DOMAIN }),
  ];
  const settings = { database, responders: [ENDLESS], domain: DOMAIN };
  const old = await launchAnteroom({ ...settings, server: { componentUrl: upstairs.url } });
  const oldStream = await online(upstairs, old);
  const young = await launchAnteroom({ ...settings, server: { componentUrl: downstairs.url } });
  await young.logs("standing by");
  expect(await answered(oldStream, "m1", "/new count")).toBe("The first number?");

  // One answer is with the database, one waits in memory behind it, and one in the socket, with a question.
  const commits = await holdCommits(database);
  oldStream.send(said("m2", "1"));
  await commits.waiting();
  oldStream.send(said("m3", "from memory"));
  await oldStream.ask(xml("ping", { xmlns: "urn:xmpp:ping" }), { to: BOT });
  old.signal("SIGSTOP");
  const before = oldStream.received.all.length;
  oldStream.send(said("m4", "from the socket"));
  oldStream.send(
    xml(
      "iq",
      { type: "get", id: "q", from: `${JULIET}/balcony`, to: BOT },
      xml("ping", { xmlns: "urn:xmpp:ping" }),
    ),
  );
  await commits.release();

  const youngStream = await online(downstairs, young);
  expect(await hears(youngStream)).toBe("After 1?");
  expect(await answered(youngStream, "m5", "2")).toBe("After 2?");

  old.signal("SIGCONT");
  await old.logs("lease lost");
  await oldStream.closed;
  await old.logs("standing by");
  expect(oldStream.received.all.slice(before).map(String)).toEqual([]);
  expect(await answered(youngStream, "m6", "3")).toBe("After 3?");
  expect(await saidBy(database, JULIET)).toEqual(["/new count", "1", "2", "3"]);

  // It may act again, but does nothing with the messages taken in before: the person carried on elsewhere.
  expect(await young.stop()).toEqual({ code: 0, signal: null });
  const again = await online(upstairs, old);
  expect(await answered(again, "m7", "4")).toBe("After 4?");
  expect(await saidBy(database, JULIET)).toEqual(["/new count", "1", "2", "3", "4"]);
  expect([...upstairs.complaints, ...downstairs.complaints]).toEqual([]);
});
