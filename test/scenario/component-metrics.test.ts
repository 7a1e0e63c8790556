/** What is counted, by the whole component on a scripted server. */
import { expect, test } from "vitest";
import { xml } from "../../src/xmpp/stanza.ts";
import { createDatabase } from "../support/database/postgres.ts";
import { startScriptedServer } from "../support/servers/scripted-server.ts";
import { startComponent } from "../support/under-test/component-under-test.ts";

const BOT = "bot@help.example.org";
const juliet = "juliet@example.org/balcony";

test("messages are counted, once as handled and then as repeated; what is no message is not", async () => {
  await using server = await startScriptedServer();
  await using database = await createDatabase();
  await using us = await startComponent({ url: server.url, domain: server.domain, database, responders: [] });
  const peer = await server.online();
  await us.ready();
  const say = (id: string, body: string) =>
    peer.send(xml("message", { from: juliet, to: BOT, id, type: "chat" }, xml("body", {}, body)));
  const condition = xml("gone", { xmlns: "urn:ietf:params:xml:ns:xmpp-stanzas" });
  const replies = (element: { readonly name: string }) => element.name === "message";
  say("one", "/help");
  await peer.expect(replies);
  peer.send(xml("presence", { from: juliet, to: BOT }));
  peer.send(
    xml(
      "message",
      { from: juliet, to: BOT, id: "x", type: "error" },
      xml("error", { type: "cancel" }, condition),
    ),
  );
  say("one", "/help");
  say("two", "/help");
  await peer.expect(replies);
  expect(us.metrics.messages).toEqual({ handled: 2, repeated: 1, failed: 0 });
  const text = await us.metrics.registry.metrics();
  expect(text).toContain('anteroom_stream_connects_total{outcome="online"} 1');
  expect(server.complaints).toEqual([]);
});
