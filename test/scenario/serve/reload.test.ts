/** `serve` reads its configuration anew on SIGHUP. Rooms are in test/server/rooms/queues-anew.test.ts. */
import { expect, test } from "vitest";
import { freePort } from "../../../src/demo/ports.ts";
import { xml } from "../../../src/xmpp/stanza.ts";
import { createDatabase } from "../../support/database/postgres.ts";
import { gatewayEnv, gatewayUrl, visit } from "../../support/gateway/gateway.ts";
import { type AnteroomProcess, launchAnteroom } from "../../support/process/anteroom-process.ts";
import { settingsFile } from "../../support/process/settings-file.ts";
import { startScriptedServer } from "../../support/servers/scripted-server.ts";

const BOT = "bot@help.example.org";
const replies = (element: { readonly name: string }) => element.name === "message";

async function serving(first: object) {
  const server = await startScriptedServer();
  const database = await createDatabase();
  const file = await settingsFile(first);
  const port = await freePort();
  const options = {
    server: { componentUrl: server.url },
    domain: server.domain,
    database,
    env: { ...gatewayEnv(port), ...file.env },
  };
  const anteroom = await launchAnteroom(options);
  const peer = await server.online();
  await anteroom.ready();
  const say = (id: string, body: string) =>
    peer.send(
      xml("message", { from: "rosa@example.org/pda", to: BOT, id, type: "chat" }, xml("body", {}, body)),
    );
  return { server, file, options, anteroom, peer, say, url: gatewayUrl(port) };
}

const allows = async (url: string, origin: string): Promise<number> =>
  (await fetch(`${url}/token`, { method: "POST", headers: { origin } })).status;

const saying = (anteroom: AnteroomProcess, key: string) =>
  anteroom.log
    .filter(({ msg, level }) => level === ("error" as unknown) && msg.startsWith(key))
    .map(({ msg }) => msg);

test("what changes at run time is taken over, without losing the stream, a conversation or a browser's stream", async () => {
  const { server, file, anteroom, peer, say, url } = await serving({
    http: { origins: ["https://old.example.org"] },
  });
  const vic = await visit(url);
  await vic.open();
  expect(await vic.ask("/new task")).toBe("What is the title?");
  say("1", "/new task");
  await peer.expect(replies);
  expect(await allows(url, "https://new.example.org")).toBe(403);

  await file.reload(anteroom, { "http.origins": ["https://new.example.org"], "log.level": "warn" });
  expect(anteroom.log.at(-1)).toMatchObject({ taken: ["http.origins", "log.level"] });
  expect(await allows(url, "https://new.example.org")).toBe(200);
  expect(await allows(url, "https://old.example.org")).toBe(403);

  say("2", "Weed the garden");
  expect((await peer.expect(replies)).getChildText("body")).toContain("due");
  expect(await vic.ask("Buy bread")).toContain("due");
  expect(server.connections).toBe(1);
  const before = anteroom.log.length;
  await file.write({ "log.level": "warn", "bot.name": "Butler" });
  anteroom.signal("SIGHUP");
  await anteroom.logs("a restart is needed");
  expect(anteroom.log).toHaveLength(before + 1);
  expect(server.complaints).toEqual([]);
});

test("what needs a restart is named in one line, each time, and what does not is taken over beside it", async () => {
  const { file, anteroom, url } = await serving({});
  const settings = {
    rooms: { grace: "5s" },
    bot: { name: "Butler" },
    http: { origins: ["https://a.example.org"] },
  };
  const line = "a restart is needed for what has changed of bot.name, rooms.grace, rooms.client_grace";
  await file.reload(anteroom, settings);
  await anteroom.logs(line);
  expect(await allows(url, "https://a.example.org")).toBe(200);
  await file.reload(anteroom, settings);
  await anteroom.logs(line);
});

test("a file that is wrong is refused with the lines of a start, and everything goes on as before", async () => {
  const { server, file, options, anteroom, peer, say, url } = await serving({
    http: { origins: ["https://a.example.org"] },
  });
  const wrong = "http:\n  origins: [https://b.example.org]\nlog:\n  levle: debug\nrooms:\n  lease: soon\n";
  await file.refused(anteroom, wrong);
  const lines = [...saying(anteroom, "log.levle"), ...saying(anteroom, "rooms.lease")];
  expect(lines).toHaveLength(2);
  const other = await launchAnteroom(options);
  expect(await other.exited).toEqual({ code: 2, signal: null });
  expect(other.log.map(({ msg }) => msg)).toEqual(lines);
  await file.refused(anteroom, "\tnonsense");

  expect(await allows(url, "https://a.example.org")).toBe(200);
  expect(await allows(url, "https://b.example.org")).toBe(403);
  say("1", "/help");
  await peer.expect(replies);
  expect(server.connections).toBe(1);
});
