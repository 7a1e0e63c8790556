import { describe, expect, test } from "vitest";
import {
  DEADLINES,
  type LinkAction,
  type LinkEvent,
  type LinkState,
  type Loss,
  nextLinkState,
  type Outcome,
  retryDelay,
} from "../../../../src/xmpp/link/link-state.ts";

const CLOSED: Loss = { kind: "closed", phase: "online" };
const REFUSED: Loss = { kind: "stream error", condition: "not-authorized", text: "" };
const now = 1_000_000;
const lost = (loss: Loss = CLOSED): LinkEvent => ({ event: "lost", loss, now, chance: 0.5 });
const elapsed: LinkEvent = { event: "elapsed", now, chance: 0.5 };
const accepted: LinkEvent = { event: "accepted", now };

const stopped: LinkState = { phase: "stopped" };
const connecting: LinkState = { phase: "connecting", failures: 2 };
const opening: LinkState = { phase: "opening", failures: 2 };
const handshaking: LinkState = { phase: "handshaking", failures: 2 };
const online: LinkState = { phase: "online", failures: 2, since: now - 1_000 };
const longOnline: LinkState = { phase: "online", failures: 2, since: now - 60_000 };
const waiting: LinkState = { phase: "waiting", failures: 2 };
const closing: LinkState = { phase: "closing" };

const timer = (ms: number): LinkAction => ({ do: "set timer", ms });
const report = (loss: Loss, retryIn: number): LinkAction => ({ do: "report", loss, retryIn });
const timeout = (phase: "connecting" | "opening" | "handshaking"): Loss => ({ kind: "timeout", phase });
const STOPPED: LinkAction = { do: "stopped" };
const DESTROY: LinkAction = { do: "destroy" };
const offline = (loss: Loss): LinkAction => ({ do: "announce offline", loss });

const counted = (outcome: Outcome): LinkAction => ({ do: "count attempt", outcome });

const again = (failures: number): LinkState => ({ phase: "waiting", failures });

test.each<[string, LinkState, LinkEvent, LinkState, LinkAction[]]>([
  [
    "starts",
    stopped,
    { event: "start" },
    { phase: "connecting", failures: 0 },
    [{ do: "connect" }, timer(DEADLINES.connecting)],
  ],
  ["goes on to the header", connecting, { event: "connected" }, opening, [timer(DEADLINES.opening)]],
  ["goes on to the handshake", opening, { event: "opened" }, handshaking, [timer(DEADLINES.handshaking)]],
  [
    "is online",
    handshaking,
    accepted,
    { phase: "online", failures: 2, since: now },
    [counted("online"), { do: "announce online" }],
  ],
  [
    "gives up a silent connection",
    connecting,
    elapsed,
    again(3),
    [DESTROY, counted("failed"), report(timeout("connecting"), 500), timer(500)],
  ],
  [
    "gives up a silent stream",
    opening,
    elapsed,
    again(3),
    [DESTROY, counted("failed"), report(timeout("opening"), 500), timer(500)],
  ],
  [
    "gives up a silent handshake",
    handshaking,
    elapsed,
    again(3),
    [DESTROY, counted("failed"), report(timeout("handshaking"), 500), timer(500)],
  ],
  ["tries again", waiting, elapsed, connecting, [{ do: "connect" }, timer(DEADLINES.connecting)]],
  [
    "loses an attempt",
    connecting,
    lost(),
    again(3),
    [DESTROY, counted("failed"), report(CLOSED, 500), timer(500)],
  ],
  [
    "loses a handshake",
    handshaking,
    lost(),
    again(3),
    [DESTROY, counted("failed"), report(CLOSED, 500), timer(500)],
  ],
  [
    "is refused",
    handshaking,
    lost(REFUSED),
    again(3),
    [DESTROY, counted("refused"), report(REFUSED, 135_000), timer(135_000)],
  ],
  [
    "is lost soon after it was online",
    online,
    lost(),
    again(3),
    [DESTROY, offline(CLOSED), report(CLOSED, 500), timer(500)],
  ],
  [
    "is lost after a minute online",
    longOnline,
    lost(),
    again(1),
    [DESTROY, offline(CLOSED), report(CLOSED, 125), timer(125)],
  ],
  [
    "closes the stream",
    online,
    { event: "stop" },
    closing,
    [{ do: "close stream" }, offline({ kind: "stopped" }), timer(DEADLINES.closing)],
  ],
  ["is stopped when the server closes too", closing, lost(), stopped, [DESTROY, STOPPED]],
  ["is stopped when the server does not", closing, elapsed, stopped, [DESTROY, STOPPED]],
  ["stops an attempt", connecting, { event: "stop" }, stopped, [DESTROY, STOPPED]],
  ["stops while the stream opens", opening, { event: "stop" }, stopped, [DESTROY, STOPPED]],
  ["stops a handshake", handshaking, { event: "stop" }, stopped, [DESTROY, STOPPED]],
  ["stops waiting", waiting, { event: "stop" }, stopped, [STOPPED]],
  ["is stopped already", stopped, { event: "stop" }, stopped, [STOPPED]],
])("%s", (_, state, event, next, actions) => {
  expect(nextLinkState(state, event)).toEqual({ state: next, actions });
});

describe("a stream that ends with bytes that are no XML is opened anew", () => {
  const BROKEN: Loss = { kind: "not xml", detail: "", phase: "online" };
  test.each([
    ["at once, the first time", 0, 0, 1, 0],
    ["at once, also after other losses, where it has stood for a quarter of a second", 5, 250, 5, 0],
    ["a quarter of a second after it was opened, the next times", 1, 0, 1, 250],
    ["a quarter of a second after it was opened, however often it happens", 1, 100, 1, 150],
    ["at once, after a minute", 9, 60_000, 1, 0],
  ])("%s", (_, failures, stood, after, ms) => {
    const state: LinkState = { phase: "online", failures, since: now - stood };
    expect(nextLinkState(state, lost(BROKEN))).toEqual({
      state: again(after),
      actions: [DESTROY, offline(BROKEN), report(BROKEN, ms), timer(ms)],
    });
  });
});

describe("an event that comes too late changes nothing", () => {
  test.each<[LinkState, LinkEvent]>([
    [connecting, { event: "start" }],
    [online, { event: "start" }],
    [closing, { event: "start" }],
    [waiting, { event: "start" }],
    [waiting, { event: "connected" }],
    [online, { event: "opened" }],
    [waiting, accepted],
    [closing, accepted],
    [stopped, lost()],
    [waiting, lost()],
    [stopped, elapsed],
    [online, elapsed],
    [closing, { event: "stop" }],
  ])("%j %j", (state, event) => {
    expect(nextLinkState(state, event)).toEqual({ state, actions: [] });
  });
});

test("every state but stopped and online ends by itself", () => {
  for (const state of [connecting, opening, handshaking, waiting, closing]) {
    expect(nextLinkState(state, elapsed).state).not.toEqual(state);
  }
});

describe("the wait after a loss", () => {
  const error = (condition: string): Loss => ({ kind: "stream error", condition, text: "" });
  const CONFLICT = { kind: "stream error", condition: "conflict" } as const;
  const range = (loss: Loss, failures: number) =>
    [0, 0.999_999].map((chance) => Math.round(retryDelay(loss, failures, chance)));

  test.each<[string, Loss, number, [number, number]]>([
    ["the first", CLOSED, 0, [0, 249]],
    ["the second", CLOSED, 1, [0, 499]],
    ["the seventh", CLOSED, 6, [0, 15_999]],
    ["the eighth", CLOSED, 7, [0, 29_999]],
    ["the thousandth", CLOSED, 1_000, [0, 29_999]],
    ["a dead peer", { kind: "dead" }, 0, [0, 249]],
    ["a wrong secret", error("not-authorized"), 0, [30_000, 59_999]],
    ["a wrong secret, still", error("not-authorized"), 9, [30_000, 299_999]],
    ["an unknown domain", error("host-unknown"), 0, [30_000, 59_999]],
    ["a port for others", { kind: "wrong port", serves: "clients" }, 0, [30_000, 59_999]],
    [
      "the server's own host",
      { ...CONFLICT, text: "Unable to register route on existing local domain" },
      0,
      [30_000, 59_999],
    ],
    ["a conflict", error("conflict"), 0, [1_000, 1_999]],
    ["a conflict, still", error("conflict"), 50, [1_000, 9_999]],
    ["a shutdown", error("system-shutdown"), 0, [0, 249]],
    ["a program that speaks no XML", { kind: "not xml", detail: "", phase: "opening" }, 1, [0, 499]],
  ])("%s", (_, loss, failures, [least, most]) => {
    const [shortest, longest] = range(loss, failures);
    expect(shortest).toBe(least);
    expect(Math.abs((longest ?? 0) - most)).toBeLessThanOrEqual(1);
  });
});
