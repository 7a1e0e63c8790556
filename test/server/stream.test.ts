/** The stream on a real server: what the scripted one pretends is what it does. */
import { randomUUID } from "node:crypto";
import { expect, test } from "vitest";
import { StanzaError } from "../../src/errors.ts";
import { LARGEST_SENT } from "../../src/xmpp/out/serialise.ts";
import { type Element, xml } from "../../src/xmpp/stanza.ts";
import { person } from "../support/people/people.ts";
import { startServer } from "../support/servers/server.ts";
import { streamUnderTest } from "../support/under-test/stream-under-test.ts";

const domain = "help.localhost";
const secret = "sécret";
const components = { [domain]: { secret } };

const say = (to: string, text: string): Element =>
  xml("message", { from: `bot@${domain}`, to, id: randomUUID(), type: "chat" }, xml("body", {}, text));

test("the server accepts a secret that is not ASCII, and answers barriers", async () => {
  await using server = await startServer({ components });
  await using us = streamUnderTest({ url: server.componentUrl, domain, secret });
  us.link.start();
  await us.announced.next((what) => what === "online");
  await expect(us.host.writer.barrier()).resolves.toBe(true);
});

test("the server answers barriers if the component's parent domain is not one of its hosts", async () => {
  const elsewhere = "help.elsewhere.example";
  await using server = await startServer({ components: { [elsewhere]: { secret } } });
  await using us = streamUnderTest({ url: server.componentUrl, domain: elsewhere, secret });
  us.link.start();
  await us.announced.next((what) => what === "online");
  for (let n = 0; n < 3; n++) await expect(us.host.writer.barrier()).resolves.toBe(true);
  expect(us.link.online).toBe(true);
});

test("the server routes a ping of the component's own domain back to it", async () => {
  await using server = await startServer({ components, accounts: { alice: "secret" } });
  await using us = streamUnderTest({ url: server.componentUrl, domain, secret });
  us.link.start();
  await us.announced.next((what) => what === "online");
  const ping = xml("ping", { xmlns: "urn:xmpp:ping" });
  // The answer is our own: nothing of us is installed that would give another one.
  await expect(us.host.iq.request(domain, ping)).rejects.toThrow(StanzaError);
});

test("the server refuses a wrong secret and an unknown domain, and the log says how to mend each", async () => {
  await using server = await startServer({ components });
  for (const [options, key] of [
    [{ domain, secret: "wrong" }, "xmpp.secret"],
    [{ domain: "other.localhost", secret }, "xmpp.domain"],
  ] as const) {
    await using us = streamUnderTest({ url: server.componentUrl, ...options });
    us.link.start();
    const line = await us.lines.next((line) => line.level === "error");
    expect(line.msg).toContain(key);
  }
});

test("the log recognises the port for clients, even if the domain is the server's own", async () => {
  await using server = await startServer({ components });
  for (const own of [domain, server.domain]) {
    await using us = streamUnderTest({ url: `xmpp://${server.host}:${server.c2sPort}`, domain: own, secret });
    us.link.start();
    const { msg } = await us.lines.next((line) => line.level === "error");
    expect(msg).toContain("port for clients: xmpp.url must name its port for components");
  }
});

test("the log says so if xmpp.domain is a host of the server's own", async () => {
  await using server = await startServer({ components });
  await using us = streamUnderTest({ url: server.componentUrl, domain: server.domain, secret });
  us.link.start();
  const { msg } = await us.lines.next((line) => line.level === "error");
  // Prosody knows no such component; ejabberd says that it has the host.
  expect(msg).toMatch(/xmpp\.domain .*(a VirtualHost or a service, write another|must be a subdomain)/);
});

test("the stream survives any text of any length, and the text that XML allows is delivered", async () => {
  await using server = await startServer({ components, accounts: { alice: "secret" } });
  await using alice = await person(server, "alice");
  await using us = streamUnderTest({ url: server.componentUrl, domain, secret });
  us.link.start();
  await us.announced.next((what) => what === "online");
  const { writer } = us.host;
  writer.send(say(alice.jid, "a\u0000b\u0008\ufffe\ud800c 😀 <&>"));
  const large = "x".repeat(LARGEST_SENT - 1_000);
  writer.send(say(alice.jid, large));
  expect(writer.send(say(alice.jid, "x".repeat(LARGEST_SENT)))).toBe(false);
  writer.send(say(`a b@${server.domain}`, "to nobody"));
  writer.send(say(alice.jid, "last"));
  await expect(writer.barrier()).resolves.toBe(true);
  expect(await alice.hears(`bot@${domain}`)).toBe("ab\ufffdc 😀 <&>");
  expect(await alice.hears(`bot@${domain}`)).toBe(large);
  expect(await alice.hears(`bot@${domain}`)).toBe("last");
  expect(us.announced.all).toEqual(["online"]);
});

test("we find the server again after it was killed, and after a clean restart", async () => {
  await using server = await startServer({ components });
  await using us = streamUnderTest({ url: server.componentUrl, domain, secret });
  us.link.start();
  await us.announced.next((what) => what === "online");
  for (const end of [() => server.kill(), () => server.stop()]) {
    await end();
    await us.lines.next((line) => line.msg.includes("next attempt in"));
    await server.start();
    us.time.advance(us.time.nextIn ?? 0);
    await us.announced.next((what) => what === "online");
    await expect(us.host.writer.barrier()).resolves.toBe(true);
  }
});
