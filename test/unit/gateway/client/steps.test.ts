import { describe, expect, test } from "vitest";
import { backOff, readRetryAfter } from "../../../../src/gateway/client/back-off.ts";
import { afterAttempt, type Ending, type Next } from "../../../../src/gateway/client/connection.ts";
import type { Message } from "../../../../src/gateway/client/interface.ts";
import { ChatError } from "../../../../src/gateway/client/requests.ts";
import { createKnownMessages, follows, isAhead, missedOf } from "../../../../src/gateway/client/resume.ts";
import { type WatchAction, watch } from "../../../../src/gateway/client/tabs.ts";
import { loginOf, renewalDue } from "../../../../src/gateway/client/tokens.ts";

describe("pauses", () => {
  test.each([
    [0, 1_000, 2_000],
    [1, 2_000, 4_000],
    [3, 8_000, 16_000],
    [4, 15_000, 30_000],
    [400, 15_000, 30_000],
  ])("after %i failures it waits %i to %i ms", (attempt, shortest, longest) => {
    expect(backOff(attempt, 0)).toBe(shortest);
    expect(backOff(attempt, 1)).toBe(longest);
  });

  test("the stream's `retry` is the shortest pause, within 1 to 30 s", () => {
    expect([backOff(0, 0, 4_000), backOff(0, 1, 4_000), backOff(0, 0, 5)]).toEqual([4_000, 8_000, 1_000]);
    expect(backOff(0, 1, 900_000)).toBe(30_000);
  });

  const now = Date.UTC(2026, 1, 10, 15, 0, 0);
  test.each([
    ["7", 7_000],
    ["0", 0],
    ["Tue, 10 Feb 2026 15:00:09 GMT", 9_000],
    ["Tue, 10 Feb 2026 14:00:00 GMT", 0],
    ["soon", undefined],
    ["", undefined],
    [null, undefined],
  ])("Retry-After: %s", (text, ms) => {
    expect(readRetryAfter(text, now)).toBe(ms);
  });
});

describe("what follows an attempt", () => {
  const refused = (status: number | undefined, passing: boolean, retryAfter?: number) =>
    new ChatError({ title: "no", ...(status !== undefined && { status }) }, passing, retryAfter);
  const gone = refused(404, false);
  const foreign = refused(403, false);
  const first = { attempt: 0, renewed: false, base: 0 };

  test.each<[string, Ending, typeof first, Next]>([
    ["a stream that is held back: polls", { how: "quiet" }, first, { step: "poll" }],
    [
      "a look: at once",
      { how: "again" },
      { ...first, attempt: 5 },
      { step: "connect", wait: 0, fixed: true },
    ],
    ["a cut: soon", { how: "cut" }, first, { step: "connect", wait: 1_500, fixed: false }],
    [
      "more cuts: later",
      { how: "cut" },
      { ...first, attempt: 2 },
      { step: "connect", wait: 6_000, fixed: false },
    ],
    [
      "`bye`: when it says",
      { how: "cut", wait: 7_200 },
      first,
      { step: "connect", wait: 7_200, fixed: true },
    ],
    [
      "no answer: soon",
      { how: "refused", error: refused(undefined, true) },
      first,
      { step: "connect", wait: 1_500, fixed: false },
    ],
    [
      "429: after Retry-After",
      { how: "refused", error: refused(429, true, 12_000) },
      first,
      { step: "connect", wait: 12_000, fixed: true },
    ],
    [
      "a token that is over: another",
      { how: "refused", error: gone },
      first,
      { step: "renew", wait: 0, fixed: false },
    ],
    [
      "a token that is over after failures: another, at once",
      { how: "refused", error: gone },
      { ...first, attempt: 4 },
      { step: "renew", wait: 0, fixed: false },
    ],
    [
      "a new token that is refused: later",
      { how: "refused", error: gone },
      { ...first, renewed: true },
      { step: "renew", wait: 1_500, fixed: false },
    ],
    [
      "a foreign origin: never",
      { how: "refused", error: foreign },
      first,
      { step: "give up", error: foreign },
    ],
  ])("%s", (_, ending, failures, next) => {
    expect(afterAttempt(ending, failures, 0.5)).toEqual(next);
  });
});

describe("the watch over a leader", () => {
  /** The looks of a tab at these times, in s, after the leader was heard at 0. */
  const looks = (...times: readonly number[]): readonly WatchAction[] => {
    let state = { heardAt: 0, asked: 0 };
    return times.map((time) => {
      const looked = watch(state, time * 1000);
      state = looked.watch;
      return looked.action;
    });
  };

  test.each<[string, readonly number[], readonly WatchAction[]]>([
    ["is replaced when silent for 10 s", [2.5, 5, 7.5, 10], ["wait", "ask", "ask", "steal"]],
    [
      "is asked before it is replaced, after all have slept",
      [2.5, 7_200, 7_202.5, 7_205],
      ["wait", "ask", "ask", "steal"],
    ],
    ["is asked before it is replaced, by a tab that was held back", [60, 120, 180], ["ask", "ask", "steal"]],
    ["is asked if the clock was set back", [2.5, -3_600], ["wait", "ask"]],
    ["has time to begin after it has taken over", [5, 7.5, 10, 12.5], ["ask", "ask", "steal", "wait"]],
  ])("a leader %s", (_, times, actions) => {
    expect(looks(...times)).toEqual(actions);
  });
});

describe("positions", () => {
  test.each([
    [undefined, "7f.4", "7f.5", "next"],
    ["7f.4", "7f.4", "7f.5", "next"],
    ["7f.5", "7f.4", "7f.5", "seen"],
    ["7f.10", "7f.8", "7f.9", "seen"],
    ["7f.3", "7f.4", "7f.5", "gap"],
    ["7f.9", "8a.1", "8a.2", "gap"],
  ])("from %s, an event after %s with the id %s is %s", (here, after, id, found) => {
    expect(follows(here, after, id)).toBe(found);
  });

  test("a position is ahead by its number, not by its text", () => {
    expect(isAhead("7f.10", "7f.9")).toBe(true);
    expect(isAhead("7f.9", "7f.9")).toBe(false);
    expect(isAhead("7f.9", "7f.10")).toBe(false);
    expect(isAhead("8a.1", "7f.10")).toBe(true);
  });
});

describe("known messages", () => {
  const message = (id: string, from = "anna", thread = "t") =>
    ({ id, thread, sender: { id: from } }) as Message;

  test("a message is known by its id and its sender", () => {
    const known = createKnownMessages();
    expect(known.add(message("1"))).toBe(true);
    expect(known.add(message("1"))).toBe(false);
    expect(known.add(message("1", "eve"))).toBe(true);
    expect(known.add(message("1", "anna", "u"))).toBe(true);
    expect([known.hasThread("t"), known.hasThread("v")]).toEqual([true, false]);
  });

  test("of many messages the newest are known", () => {
    const known = createKnownMessages();
    for (let n = 0; n < 1000; n++) known.add(message(String(n)));
    expect(known.has(message("999"))).toBe(true);
    expect(known.has(message("0"))).toBe(false);
  });

  test("what was missed ends at the first message that is known", () => {
    const known = createKnownMessages();
    known.add(message("2"));
    const page = ["4", "3", "2", "1"].map((id) => message(id));
    expect(missedOf(page, known)).toEqual({ missed: page.slice(0, 2), reached: true });
    expect(missedOf(page.slice(0, 2), known)).toEqual({ missed: page.slice(0, 2), reached: false });
  });
});

describe("tokens", () => {
  const at = Date.UTC(2026, 0, 1);
  const held = (lives: number, clockAhead = 0) => ({
    token: "x",
    entity: "v",
    expires: at + lives,
    got: at + clockAhead,
  });

  test("another one is due 90 s before the end", () => {
    expect(renewalDue(held(3_600_000))).toBe(at + 3_510_000);
  });

  test("a clock that is two hours ahead does not ask for tokens without end", () => {
    expect(renewalDue(held(3_600_000, 7_200_000)) - (at + 7_200_000)).toBe(600_000);
  });

  test("a login is told apart by issuer and subject", () => {
    const jwt = (claims: object) => `e30.${Buffer.from(JSON.stringify(claims)).toString("base64url")}.s`;
    expect(loginOf(jwt({ iss: "a", sub: "ö?~" }))).toBe(loginOf(jwt({ exp: 1, sub: "ö?~", iss: "a" })));
    expect(loginOf(jwt({ sub: "b" }))).not.toBe(loginOf(jwt({ sub: "c" })));
    expect(loginOf("no login")).toBe("");
  });
});
