/** What we rely on of xmpp.js, so that an upgrade which breaks it fails here and not at night. */
import { createServer } from "node:net";
import { component } from "@xmpp/component";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { openConnection } from "../../../../src/xmpp/link/connection.ts";
import { LIMITS } from "../../../../src/xmpp/link/limits.ts";
import type { Loss } from "../../../../src/xmpp/link/link-state.ts";
import { startScriptedServer } from "../../../support/servers/scripted-server.ts";

// Only the timers of xmpp.js and ours: sockets have to go on.
beforeEach(() => void vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] }));
afterEach(() => void vi.useRealTimers());

const SILENT = { connected() {}, opened() {}, accepted() {}, stanza() {}, refused() {} };
const options = (url: string) => ({ url, domain: "help.example.org", secret: "secret", limits: LIMITS });

test("the names that we use of a component are there", async () => {
  const listener = createServer((socket) => socket.resume());
  await new Promise<void>((resolve) => listener.listen(0, "127.0.0.1", resolve));
  const address = listener.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  const entity = component({
    service: `xmpp://127.0.0.1:${port}`,
    domain: "help.example.org",
    password: "x",
  });
  entity.on("error", () => undefined);
  entity.reconnect.stop();
  expect(entity.timeout).toBe(2_000);
  expect(entity.open).toBeTypeOf("function");
  expect(entity.parser).toBeNull();
  expect(entity.socket).toBeNull();
  const connecting = entity.connect(`xmpp://127.0.0.1:${port}`);
  // The socket is there at once, with the one listener that we take the place of.
  expect(entity.socket?.listenerCount("data")).toBe(1);
  await connecting;
  const opening = entity.open({ domain: "help.example.org" }).catch(() => undefined);
  expect(entity.parser?.write).toBeTypeOf("function");
  // An error ends whatever waits inside.
  entity.on("disconnect", () => entity.emit("error", new Error("over")));
  entity.socket?.destroy();
  await opening;
  await new Promise((resolve) => listener.close(resolve));
  expect(vi.getTimerCount()).toBe(0);
});

/** Loses a connection in one way or another, and gives what was told. */
function connectTo(url: string): {
  readonly lost: Promise<Loss>;
  readonly accepted: Promise<void>;
  destroy(): void;
} {
  let accept: () => void = () => undefined;
  const accepted = new Promise<void>((resolve) => {
    accept = resolve;
  });
  let destroy = () => {};
  const lost = new Promise<Loss>((lost) => {
    destroy = openConnection(options(url), { ...SILENT, accepted: accept, lost }).destroy;
  });
  return { lost, accepted, destroy: () => destroy() };
}

test("nothing of xmpp.js stays behind a lost connection: no socket, no timer, no attempt of its own", async () => {
  await using server = await startScriptedServer();
  const connection = connectTo(server.url);
  const peer = await server.online();
  await connection.accepted;
  peer.destroy();
  expect(await connection.lost).toEqual({ kind: "closed", phase: "online" });
  expect(vi.getTimerCount()).toBe(0);
  expect(server.connections).toBe(1);
});

test("nothing of xmpp.js stays behind a connection that is given up as soon as it is there", async () => {
  await using server = await startScriptedServer();
  const closed = new Promise<void>((resolve) => {
    const connection = openConnection(options(server.url), {
      ...SILENT,
      connected() {
        queueMicrotask(() => queueMicrotask(connection.destroy));
        void server.next().then((peer) => peer.closed.then(resolve));
      },
      lost() {},
    });
  });
  await closed;
  expect(vi.getTimerCount()).toBe(0);
});

test.each(["the header", "the handshake"])(
  "nor behind one that is given up while it waits for %s",
  async (waits) => {
    await using server = await startScriptedServer();
    const connection = connectTo(server.url);
    const peer = await server.next();
    await (waits === "the header" ? peer.header : peer.open());
    expect(vi.getTimerCount()).toBeGreaterThan(0);
    connection.destroy();
    await peer.closed;
    expect(vi.getTimerCount()).toBe(0);
  },
);

test("nothing of xmpp.js stays behind a stream error, on which it would close the stream in its own way", async () => {
  await using server = await startScriptedServer();
  const connection = connectTo(server.url);
  const peer = await server.online();
  await connection.accepted;
  peer.streamError("system-shutdown");
  expect(await connection.lost).toEqual({ kind: "stream error", condition: "system-shutdown", text: "" });
  await peer.closed;
  expect(vi.getTimerCount()).toBe(0);
});

test.each([
  ["an empty stream error", "<stream:error/>", { kind: "stream error", condition: "undefined-condition" }],
  ["a header of something else", "<html>", { kind: "not xml" }],
])("%s is a loss like others", async (_, bytes, loss) => {
  await using server = await startScriptedServer();
  const connection = connectTo(server.url);
  const peer = await server.next();
  await peer.header;
  if (bytes.startsWith("<stream")) peer.send(peer.headerText);
  peer.send(bytes);
  expect(await connection.lost).toMatchObject(loss);
  expect(vi.getTimerCount()).toBe(0);
});

test.each(["http://127.0.0.1", "nonsense", "xmpp://127.0.0.1:99999"])(
  "an address like %s is a loss, not a crash",
  async (url) => {
    expect(await connectTo(url).lost).toMatchObject({ kind: "unreachable" });
    expect(vi.getTimerCount()).toBe(0);
  },
);
