/** The network fails at every byte of an exchange: each time the component is back, and answers again. */
import { expect, test } from "vitest";
import { xml } from "../../../src/xmpp/stanza.ts";
import { type Direction, startProxy } from "../../support/proxy.ts";
import { type Peer, startScriptedServer } from "../../support/servers/scripted-server.ts";
import { streamUnderTest } from "../../support/under-test/stream-under-test.ts";

const ECHO = "urn:test:echo";
const ASK = `<iq type='get' id='ask' from='juliet@example.org/x' to='help.example.org'><echo xmlns='${ECHO}'/></iq>`;

async function echoingThroughProxy() {
  const server = await startScriptedServer();
  const proxy = await startProxy(server.port);
  const us = streamUnderTest(proxy);
  us.host.router.on({ stanza: "iq", payload: { xmlns: ECHO } }, () => xml("echo", { xmlns: ECHO }, "ü😀"));
  return { server, proxy, us };
}

/** Handshake, question, answer. `false` where the connection ended before. */
async function exchange(peer: Peer): Promise<boolean> {
  try {
    await peer.accept();
    peer.send(ASK);
    const answer = await peer.expect((element) => element.attrs.id === "ask");
    return answer.attrs.type === "result";
  } catch {
    return false;
  }
}

test.each<Direction>(["up", "down"])(
  "cut at every byte that goes %s: reconnects each time",
  async (direction) => {
    const { server, proxy, us } = await echoingThroughProxy();
    us.link.start();
    expect(await exchange(await server.next())).toBe(true);
    const length = proxy.passed[direction];
    expect(length).toBeGreaterThan(200);
    proxy.cut();
    // So that each wait is short, whatever went before.
    us.time.chance = 0;

    for (let cutAt = 1; cutAt <= length; cutAt++) {
      proxy.cutAfter[direction] = cutAt;
      await us.retry();
      const peer = await server.next();
      const [answered] = await Promise.all([exchange(peer), peer.closed]);
      if (cutAt < length) expect([cutAt, answered]).toEqual([cutAt, false]);
    }

    proxy.cutAfter[direction] = Number.POSITIVE_INFINITY;
    await us.retry();
    expect(await exchange(await server.next())).toBe(true);
    expect(us.link.online).toBe(true);
    expect(server.complaints).toEqual([]);
  },
);

test.each([1, 2, 3, 7])("an exchange in pieces of %i bytes both ways is the same", async (size) => {
  const { server, proxy, us } = await echoingThroughProxy();
  proxy.pieces.up = size;
  proxy.pieces.down = size;
  us.link.start();
  const peer = await server.next();
  await peer.accept();
  peer.send(ASK);
  const answer = await peer.expect((element) => element.attrs.id === "ask");
  expect(answer.getChildText("echo", ECHO)).toBe("ü😀");
});

test("a server that cannot be reached through the network is tried until it can", async () => {
  const { server, us } = await echoingThroughProxy();
  us.link.start();
  expect(await exchange(await server.next())).toBe(true);
  await server.refuseConnections();
  for (let attempt = 0; attempt < 5; attempt++) await us.retry();
  await us.lines.next((line) => line.msg.includes("next attempt in"));
  await server.listen();
  us.time.advance(us.time.nextIn ?? 0);
  expect(await exchange(await server.next())).toBe(true);
});
