/** A stream that is up: keeping it, losing it, pausing it, ending it. */
import { describe, expect, test } from "vitest";
import { KEEP_ALIVE } from "../../../src/xmpp/link/link.ts";
import { DOUBT, PATIENCE } from "../../../src/xmpp/out/barrier.ts";
import { xml } from "../../../src/xmpp/stanza.ts";
import { Arrivals } from "../../support/process/arrivals.ts";
import { startProxy } from "../../support/proxy.ts";
import { startScriptedServer } from "../../support/servers/scripted-server.ts";
import { streamUnderTest } from "../../support/under-test/stream-under-test.ts";

const turn = () => new Promise<void>((resolve) => setImmediate(resolve));
const PING = xml("ping", { xmlns: "urn:xmpp:ping" });
const isPing = (element: { getChild(name: string): unknown }) => element.getChild("ping") !== undefined;
const say = (text: string) =>
  xml("message", { from: "bot@help.example.org", to: "juliet@example.org", id: text }, xml("body", {}, text));

async function online(url?: (port: number) => string) {
  const server = await startScriptedServer();
  const us = streamUnderTest({ url: url?.(server.port) ?? server.url });
  us.link.start();
  const peer = await server.online();
  await us.announced.next((what) => what === "online");
  return { server, us, peer };
}

describe("a dead peer", () => {
  test("is noticed within 60 s of its last answer, and its socket destroyed", async () => {
    const { server, us, peer } = await online();
    peer.answersPings = false;
    us.time.advance(KEEP_ALIVE);
    expect((await peer.expect(isPing)).attrs.to).toBe("example.org");
    us.time.advance(PATIENCE);
    expect(us.announced.all.at(-1)).toEqual({ kind: "dead" });
    expect(KEEP_ALIVE + PATIENCE).toBeLessThan(60_000);
    await peer.closed;
    await us.retry("has not answered a ping");
    await server.online();
  });

  test("is noticed behind a network that swallows everything", async () => {
    const server = await startScriptedServer();
    const proxy = await startProxy(server.port);
    const us = streamUnderTest(proxy);
    us.link.start();
    await server.online();
    await us.announced.next();
    proxy.hold("up", "down");
    us.time.advance(KEEP_ALIVE);
    us.time.advance(PATIENCE);
    expect(us.announced.all.at(-1)).toEqual({ kind: "dead" });
    await proxy.ends.next();
    proxy.release();
    await us.retry();
    await server.online();
  });

  test("is not one that answers with an error", async () => {
    const { us, peer } = await online();
    peer.answersPings = false;
    for (let minute = 0; minute < 3; minute++) {
      us.time.advance(KEEP_ALIVE);
      const { id, from, to } = (await peer.expect(isPing)).attrs;
      peer.send(xml("iq", { type: "error", id, from: to, to: from }));
      await us.host.writer.barrier();
    }
    expect(us.link.online).toBe(true);
  });

  test("is not one that we ourselves do not read", async () => {
    const { us } = await online();
    us.link.pause();
    us.time.advance(KEEP_ALIVE);
    us.time.advance(10 * PATIENCE);
    expect(us.link.online).toBe(true);
    us.link.resume();
    await expect(us.host.writer.barrier()).resolves.toBe(true);
  });
});

describe("a barrier", () => {
  test("passes when the server has read what was sent before it", async () => {
    const { us, peer } = await online();
    us.host.writer.send(say("one"));
    us.host.writer.send(say("two"));
    await expect(us.host.writer.barrier()).resolves.toBe(true);
    expect(peer.received.all.map((element) => element.attrs.id)).toEqual([undefined, "one", "two"]);
  });

  test("passes on a server that does not host the domain above, and the peer is not taken for dead", async () => {
    const { us, peer } = await online();
    peer.hostsParent = false;
    us.host.writer.send(say("one"));
    const barrier = us.host.writer.barrier();
    us.time.advance(DOUBT);
    await expect(barrier).resolves.toBe(true);
    us.time.advance(PATIENCE);
    expect(us.link.online).toBe(true);
    // From then on without delay.
    await expect(us.host.writer.barrier()).resolves.toBe(true);
  });

  test("does not pass when the stream ends first, though the stanza was written", async () => {
    const { us, peer } = await online();
    peer.answersPings = false;
    us.host.writer.send(say("one"));
    const barrier = us.host.writer.barrier();
    await peer.expect(isPing);
    peer.destroy();
    await expect(barrier).resolves.toBe(false);
  });

  test("costs no second ping where nothing was sent since the last one", async () => {
    const { us, peer } = await online();
    peer.answersPings = false;
    const barriers = [us.host.writer.barrier(), us.host.writer.barrier()];
    const { id, from, to } = (await peer.expect(isPing)).attrs;
    peer.send(xml("iq", { type: "result", id, from: to, to: from }));
    await expect(Promise.all(barriers)).resolves.toEqual([true, true]);
    us.host.writer.send(say("mark"));
    await peer.expect("message");
    expect(peer.received.all.filter(isPing)).toHaveLength(1);
  });

  test("waits for a ping of its own where something was sent since the last one", async () => {
    const { us, peer } = await online();
    peer.answersPings = false;
    const first = us.host.writer.barrier();
    us.host.writer.send(say("between"));
    void us.host.writer.barrier();
    const { id, from, to } = (await peer.expect(isPing)).attrs;
    await peer.expect(isPing);
    peer.send(xml("iq", { type: "result", id, from: to, to: from }));
    await expect(first).resolves.toBe(true);
  });

  test("is not passed by an answer from anybody else who knows the id", async () => {
    const { us, peer } = await online();
    peer.answersPings = false;
    const barrier = us.host.writer.barrier();
    const { id, from, to } = (await peer.expect(isPing)).attrs;
    peer.send(xml("iq", { type: "result", id, from: "romeo@example.org/x", to: from }));
    // Still waiting: the same request can be answered by whom it asks.
    peer.send(xml("iq", { type: "error", id, from: to, to: from }));
    await expect(barrier).resolves.toBe(true);
    expect(us.lines.all.some((line) => line.msg.includes("nobody waits for"))).toBe(true);
  });
});

describe("after a loss", () => {
  test("there is one attempt, when its time has come", async () => {
    const { server, us, peer } = await online();
    peer.destroy();
    await us.lines.next((line) => line.msg.includes("next attempt in"));
    us.time.advance((us.time.nextIn ?? 0) - 1);
    expect(server.connections).toBe(1);
    expect(us.time.waiting).toBe(1);
    us.time.advance(1);
    await server.online();
    await us.announced.next((what) => what === "online");
    expect(server.connections).toBe(2);
  });

  test("the waits grow while the server is away, to 30 s, and begin anew after a minute online", async () => {
    const { server, us } = await online();
    await server.refuseConnections();
    const waits: number[] = [];
    for (let attempt = 0; attempt < 9; attempt++) {
      await us.lines.next((line) => line.msg.includes("next attempt in"));
      waits.push(us.time.nextIn ?? 0);
      if (attempt === 8) await server.listen();
      us.time.advance(us.time.nextIn ?? 0);
    }
    expect(waits).toEqual([125, 250, 500, 1_000, 2_000, 4_000, 8_000, 15_000, 15_000]);
    const peer = await server.online();
    await us.announced.next((what) => what === "online");
    us.time.now += 60_000;
    peer.destroy();
    await us.lines.next((line) => line.msg.includes("next attempt in"));
    expect(us.time.nextIn).toBe(125);
  });

  test("a server that shuts down is told apart from one that breaks off", async () => {
    const { server, us, peer } = await online();
    peer.streamError("system-shutdown", "Received SIGTERM");
    await us.retry("system-shutdown: Received SIGTERM");
    await server.online();
  });

  test("a replacement by another instance has a line of its own", async () => {
    const { us, peer } = await online();
    peer.streamError("conflict", "Replaced by a new connection");
    const line = await us.lines.next((line) => line.level === "error");
    expect(line.msg).toContain("Replaced by a new connection");
  });
});

describe("pausing", () => {
  test("stops incoming stanzas, loses none of them and keeps their order", async () => {
    const { us, peer } = await online();
    const bodies = new Arrivals<number>("the handler");
    us.host.router.on({ stanza: "message" }, (stanza) => {
      const number = Number(stanza.element.getChildText("body"));
      bodies.take(number);
      if (number === 99) us.link.pause();
    });
    const text = (n: number) =>
      `<message from='juliet@example.org/balcony' to='bot@help.example.org'><body>${n}</body></message>`;
    // More than the kernel holds, so that the server's socket feels that we do not read.
    const padding = " ".repeat(20_000);
    for (let n = 0; n < 1_000; n++) peer.send(text(n) + padding);
    await bodies.next((number) => number === 99);
    await turn();
    const whilePaused = bodies.all.length;
    expect(whilePaused).toBeLessThan(200);
    us.link.resume();
    await bodies.next((number) => number === 999);
    expect(bodies.all).toEqual(Array.from({ length: 1_000 }, (_, n) => n));
  });

  test("outlives the stream: the next one is paused too", async () => {
    const { server, us, peer } = await online();
    const bodies = new Arrivals<string>("the handler");
    us.host.router.on({ stanza: "message" }, (stanza) =>
      bodies.take(stanza.element.getChildText("body") ?? ""),
    );
    us.link.pause();
    us.time.advance(1);
    // Nothing is read of a paused socket, its end neither: the next write finds out.
    peer.destroy();
    us.link.silent();
    await us.retry();
    const again = await server.online();
    await us.announced.next((what) => what === "online");
    again.send("<message from='a@example.org' to='bot@help.example.org'><body>later</body></message>");
    // Were it read, it would be by now.
    for (let n = 0; n < 50; n++) await turn();
    expect(bodies.all).toEqual([]);
    us.link.resume();
    await bodies.next((body) => body === "later");
  });
});

describe("stopping", () => {
  test("writes all that is queued, ends the stream, and waits for the server's end", async () => {
    const { us, peer } = await online();
    us.host.writer.send(say("last words"));
    const stopped = us.link.stop();
    expect(us.link.online).toBe(false);
    await peer.ended;
    await peer.expect((element) => element.attrs.id === "last words");
    peer.send("</stream:stream>");
    await stopped;
    await peer.closed;
    expect(us.announced.all.at(-1)).toEqual({ kind: "stopped" });
    expect(us.time.waiting).toBe(0);
  });

  test("destroys the socket when the server does not end its side in two seconds", async () => {
    const { us, peer } = await online();
    const stopped = us.link.stop();
    await peer.ended;
    us.time.advance(2_000);
    await stopped;
    await peer.closed;
  });

  test("ends an attempt under way, and a wait", async () => {
    const server = await startScriptedServer();
    const us = streamUnderTest(server);
    us.link.start();
    const peer = await server.next();
    await us.link.stop();
    await peer.closed;
    expect(us.time.waiting).toBe(0);
    await server.refuseConnections();
    us.link.start();
    await us.lines.next((line) => line.msg.includes("next attempt in"));
    await us.link.stop();
    expect(us.time.waiting).toBe(0);
  });

  test("notices the server's end even where nothing was read any more", async () => {
    const { us, peer } = await online();
    us.link.pause();
    const stopped = us.link.stop();
    await peer.ended;
    peer.send("</stream:stream>");
    await stopped;
  });

  test("hands on no stanza that comes after it", async () => {
    const { us, peer } = await online();
    us.host.router.on({ stanza: "message" }, () => expect.fail("a stanza was handled"));
    const stopped = us.link.stop();
    await peer.ended;
    peer.send("<message from='a@example.org' to='bot@help.example.org'/></stream:stream>");
    await stopped;
    expect(us.lines.all.some((line) => line.level === "error")).toBe(false);
  });

  test("from within a listener leaves no attempt behind", async () => {
    const server = await startScriptedServer();
    const us = streamUnderTest({ url: server.url, onOffline: (stream) => void stream.link.stop() });
    us.link.start();
    const peer = await server.online();
    await us.announced.next((what) => what === "online");
    peer.destroy();
    await us.announced.next((what) => what !== "online");
    await us.link.stop();
    expect(us.time.waiting).toBe(0);
  });

  test("can be done twice, and started again", async () => {
    const { server, us } = await online();
    const both = Promise.all([us.link.stop(), us.link.stop()]);
    us.time.advance(2_000);
    await both;
    await us.link.stop();
    us.link.start();
    await server.online();
    await us.announced.next((what) => what === "online");
  });

  test("fails the requests that wait", async () => {
    const { us, peer } = await online();
    const asked = us.host.iq.request("juliet@example.org/x", PING);
    await peer.expect(isPing);
    void us.link.stop();
    await expect(asked).rejects.toThrow("lost");
  });
});
