/** How a stream is opened, and what happens when the server does not play along. */
import { describe, expect, test } from "vitest";
import { DEADLINES } from "../../../src/xmpp/link/link-state.ts";
import { xml } from "../../../src/xmpp/stanza.ts";
import { startScriptedServer } from "../../support/servers/scripted-server.ts";
import { streamUnderTest } from "../../support/under-test/stream-under-test.ts";

const hello = xml(
  "message",
  { from: "bot@help.example.org", to: "juliet@example.org" },
  xml("body", {}, "hello"),
);

describe("the handshake", () => {
  test("opens the stream as XEP-0114 says", async () => {
    await using server = await startScriptedServer();
    await using us = streamUnderTest(server);
    us.link.start();
    const peer = await server.next();
    const header = await peer.header;
    expect(header.attrs).toMatchObject({ to: "help.example.org", xmlns: "jabber:component:accept" });
    await peer.accept();
    await us.announced.next((what) => what === "online");
    expect(us.link.online).toBe(true);
    await us.lines.next((line) => line.level === "info" && line.msg.includes("online"));
  });

  test("a secret that is not ASCII is hashed as UTF-8, as servers do", async () => {
    await using server = await startScriptedServer({ secret: "pässwörd-秘密" });
    await using us = streamUnderTest({ url: server.url, secret: "pässwörd-秘密" });
    us.link.start();
    await server.online();
    await us.announced.next((what) => what === "online");
  });

  test("stanzas in the same packet as the handshake's answer are handled, after online was announced", async () => {
    await using server = await startScriptedServer();
    await using us = streamUnderTest(server);
    const seen = new Promise((resolve) => us.host.router.on({ stanza: "message" }, resolve));
    us.link.start();
    const peer = await server.next();
    await peer.open();
    peer.send(
      `<handshake/><message from='juliet@example.org' to='bot@help.example.org'><body>hi</body></message>`,
    );
    await seen;
    expect(us.announced.all).toEqual(["online"]);
  });

  test("nothing can be sent before the handshake is accepted, and trying neither throws nor writes", async () => {
    await using server = await startScriptedServer();
    await using us = streamUnderTest(server);
    expect(us.host.writer.send(hello)).toBe(false);
    us.link.start();
    const peer = await server.next();
    expect(us.host.writer.send(hello)).toBe(false);
    await peer.open();
    expect(us.host.writer.send(hello)).toBe(false);
    expect(us.host.writer.send(xml("presence", { to: "juliet@example.org" }))).toBe(false);
    await expect(us.host.writer.barrier()).resolves.toBe(false);
    peer.send("<handshake/>");
    await us.announced.next((what) => what === "online");
    expect(us.host.writer.send(hello)).toBe(true);
    await peer.expect("message");
    expect(peer.received.all.map((element) => element.name)).toEqual(["handshake", "message"]);
  });

  test.each([
    ["client", "port for clients"],
    ["server", "port for other servers"],
  ])(
    "a port where the server speaks jabber:%s is told as such, as ejabberd answers there",
    async (what, told) => {
      await using server = await startScriptedServer();
      await using us = streamUnderTest(server);
      us.link.start();
      const peer = await server.next();
      await peer.header;
      peer.send(peer.headerText.replace("jabber:component:accept", `jabber:${what}`));
      peer.streamError("invalid-namespace");
      const { level, msg } = await us.retry(told);
      expect(level).toBe("error");
      expect(msg).toContain("xmpp.url");
    },
  );

  test("a port of another protocol is told as such", async () => {
    await using server = await startScriptedServer();
    await using us = streamUnderTest(server);
    us.link.start();
    const peer = await server.next();
    await peer.header;
    peer.send("HTTP/1.1 400 Bad Request\r\n\r\n");
    expect((await us.retry("does not speak XMPP")).msg).toContain("xmpp.url");
  });

  test("a domain that is ejabberd's own is not blamed on another instance", async () => {
    await using server = await startScriptedServer();
    await using us = streamUnderTest(server);
    us.link.start();
    const peer = await server.next();
    await peer.open();
    peer.streamError("conflict", "Unable to register route on existing local domain");
    const { msg } = await us.retry("xmpp.domain must be a subdomain");
    expect(msg).not.toContain("instance");
  });

  test("each attempt is counted by its outcome: online, refused, failed", async () => {
    await using server = await startScriptedServer();
    await using us = streamUnderTest(server);
    us.link.start();
    (await server.next()).destroy();
    await us.retry();
    const refused = await server.next();
    await refused.open();
    refused.streamError("not-authorized");
    await us.retry();
    const online = await server.online();
    await us.announced.next((what) => what === "online");
    // The end of a stream is not the end of an attempt.
    online.destroy();
    await us.retry();
    await server.online();
    await us.announced.next((what) => what === "online");
    expect(us.attempts).toEqual(["failed", "refused", "online", "online"]);
  });

  test("an element that does not answer the handshake counts as a loss", async () => {
    await using server = await startScriptedServer();
    await using us = streamUnderTest(server);
    us.link.start();
    const peer = await server.next();
    await peer.open();
    peer.send("<features/>");
    await peer.closed;
    await us.retry("<features/> instead of a handshake");
    await server.online();
  });
});

describe("a phase that does not end in its time destroys the socket and is tried again", () => {
  test("a server that takes the connection and says nothing", async () => {
    await using server = await startScriptedServer();
    await using us = streamUnderTest(server);
    us.link.start();
    const peer = await server.next();
    await peer.header;
    us.time.advance(DEADLINES.opening);
    await peer.closed;
    await us.retry();
    await server.online();
  });

  test("a server that opens the stream and does not answer the handshake", async () => {
    await using server = await startScriptedServer();
    await using us = streamUnderTest(server);
    us.link.start();
    const peer = await server.next();
    await peer.open();
    us.time.advance(DEADLINES.handshaking);
    await peer.closed;
    await us.retry("does not answer while handshaking");
    await server.online();
  });

  test("the deadlines are ours, not the two seconds of xmpp.js", async () => {
    await using server = await startScriptedServer();
    await using us = streamUnderTest(server);
    us.link.start();
    const peer = await server.next();
    await peer.header;
    us.time.advance(DEADLINES.opening - 1);
    await peer.accept();
    await us.announced.next((what) => what === "online");
  });
});

describe("a refusal", () => {
  test("of the secret waits long, and names xmpp.secret and the server's line", async () => {
    await using server = await startScriptedServer();
    await using us = streamUnderTest({ url: server.url, secret: "wrong" });
    us.link.start();
    await (await server.next()).accept();
    const line = await us.lines.next((line) => line.level === "error");
    expect(line.msg).toContain("xmpp.secret");
    expect(line.msg).toContain("component_secret");
    expect(us.time.nextIn).toBeGreaterThanOrEqual(30_000);
    us.time.advance(us.time.nextIn ?? 0);
    await server.next();
  });

  test("of the domain waits long, and names xmpp.domain and the lines for both servers", async () => {
    await using server = await startScriptedServer();
    await using us = streamUnderTest(server);
    us.link.start();
    const peer = await server.next();
    await peer.header;
    peer.send(peer.headerText);
    peer.streamError("host-unknown");
    const line = await us.lines.next((line) => line.level === "error");
    expect(line.msg).toContain("xmpp.domain");
    expect(line.msg).toContain('Component "help.example.org"');
    expect(line.msg).toContain("ejabberd_service");
    expect(us.time.nextIn).toBeGreaterThanOrEqual(30_000);
  });

  test("for another connection says so, and is tried again soon enough for a standby", async () => {
    await using server = await startScriptedServer();
    await using us = streamUnderTest(server);
    us.time.chance = 0.999;
    us.link.start();
    const peer = await server.next();
    await peer.open();
    peer.streamError("conflict", "Component already connected");
    const line = await us.lines.next((line) => line.level === "error");
    expect(line.msg).toContain("another connection holds help.example.org");
    expect(us.time.nextIn).toBeLessThanOrEqual(10_000);
  });

  test("that would send us elsewhere is not followed", async () => {
    await using elsewhere = await startScriptedServer();
    await using server = await startScriptedServer();
    await using us = streamUnderTest(server);
    us.link.start();
    const peer = await server.online();
    await us.announced.next();
    peer.send(
      `<stream:error><see-other-host xmlns='urn:ietf:params:xml:ns:xmpp-streams'>127.0.0.1:${elsewhere.port}</see-other-host></stream:error>`,
    );
    await peer.closed;
    await us.retry();
    await server.online();
    expect(elsewhere.connections).toBe(0);
  });

  test("by nobody listening is a line in the log, and an attempt later", async () => {
    await using server = await startScriptedServer();
    await server.refuseConnections();
    await using us = streamUnderTest(server);
    us.link.start();
    const line = await us.lines.next((line) => line.msg.includes("ECONNREFUSED"));
    expect(line.level).toBe("warn");
    expect(line.msg).toContain("xmpp.url");
    await server.listen();
    us.time.advance(us.time.nextIn ?? 0);
    await server.online();
  });
});
