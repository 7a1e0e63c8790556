import { describe, expect, it } from "vitest";
import task from "../../../../examples/responders/task.ts";
import { type Awoken, wakeUp } from "../../../../src/conversations/engine/idle.ts";
import { lostSight, seenAgain, signedOut, signoutDue } from "../../../../src/conversations/engine/signout.ts";
import type { EngineContext } from "../../../../src/conversations/engine/turn.ts";
import { createRegistry } from "../../../../src/conversations/responders/registry.ts";
import type { Absence, Conversation, Notice } from "../../../../src/conversations/state.ts";
import { responder, text } from "../../../../src/index.ts";
import { english } from "../../../../src/texts/index.ts";

const MINUTE = 60_000;
const START = Date.UTC(2026, 0, 1);
/** Minutes after the start. */
const at = (minutes: number): number => START + minutes * MINUTE;

const own = (name: string, signout: "2m" | "0") =>
  responder(name, { version: 1, help: "", props: {} }).steps(
    "a",
    { a: { prompt: "A?", accept: text(), receive: (c) => c.complete() } },
    { timeout: { signout } },
  );

const context = (minutes: number, signout = 10): EngineContext => ({
  now: at(minutes),
  newId: () => "id",
  registry: createRegistry([task, own("hasty", "2m"), own("patient", "0")]),
  settings: { idle: 30 * MINUTE, signout: signout * MINUTE, warn: 0 },
  person: { address: "ann@example.org", lang: null },
  bot: "Anteroom",
  say: english,
});

const conversation = (name = "task"): Conversation => ({
  id: "c",
  rev: 1,
  responder: name,
  version: 1,
  status: "ongoing",
  startedAt: START,
  updatedAt: START,
  askedAt: START,
  step: "title",
  list: null,
  props: {},
  thread: null,
  pending: null,
  warning: null,
  messages: 2,
  endedWhy: null,
});

const working: Conversation = {
  ...conversation(),
  pending: { effect: "create", key: "c:1", text: "", seq: 1 },
};
const absence = (since: number | undefined, notices: readonly Notice[] = []): Absence => ({ since, notices });
const notice: Notice = { conversation: "c", at: at(1), id: "n", text: "Ended.", thread: undefined };

describe("a sign-out", () => {
  it.each<[string, Conversation | undefined, number, number | undefined, object[]]>([
    ["sets a timer", conversation(), 10, undefined, [{ kind: "signout", at: at(15), since: at(5) }]],
    [
      "goes on with one that a lost stream stopped",
      conversation(),
      10,
      at(1),
      [{ kind: "signout", at: at(11), since: at(1) }],
    ],
    [
      "follows the responder's own time",
      conversation("hasty"),
      10,
      undefined,
      [{ kind: "signout", at: at(7), since: at(5) }],
    ],
    [
      "follows it where the setting is 0",
      conversation("hasty"),
      0,
      undefined,
      [{ kind: "signout", at: at(7), since: at(5) }],
    ],
    [
      "takes the setting where the responder is gone",
      conversation("gone"),
      10,
      undefined,
      [{ kind: "signout", at: at(15), since: at(5) }],
    ],
    ["sets none where the setting is 0", conversation(), 0, undefined, []],
    ["sets none where the responder's own time is 0", conversation("patient"), 10, undefined, []],
    ["sets none where nothing is going on", undefined, 10, undefined, []],
  ])("%s", (_, current, signout, since, changes) => {
    expect(signedOut(context(5, signout), current, absence(since))).toEqual(changes);
  });

  const forgotten = { changes: [{ kind: "forget signout" }], reply: undefined };
  const again = (minutes: number, since = 5) => ({
    changes: [{ kind: "signout", at: at(minutes), since: at(since) }],
    reply: undefined,
  });
  it.each<[string, Conversation | undefined, number, Partial<Parameters<typeof signoutDue>[2]>, object]>([
    ["is nothing any more when they were seen", conversation(), 15, { since: undefined }, { changes: [] }],
    ["is forgotten when nothing is going on", undefined, 15, {}, forgotten],
    ["is forgotten when they are signed in", conversation(), 15, { presence: "in" }, forgotten],
    ["is forgotten when the responder's own time is 0 by now", conversation("patient"), 15, {}, forgotten],
    ["ends nothing while presence is unknown", conversation(), 15, { presence: "unknown" }, again(25)],
    ["waits for what runs, and then for the person", working, 15, {}, again(25, 15)],
    ["does not count the time without a stream", conversation(), 15, { downtime: 3 * MINUTE }, again(18)],
    ["waits for its time where the clock was set back", conversation(), 2, {}, again(15)],
  ])("falls due, and %s", (_, current, now, due, outcome) => {
    const given = { since: at(5), presence: "out" as const, downtime: 0, ...due };
    expect(signoutDue(context(now), current, given)).toMatchObject(outcome);
  });

  it("ends the conversation when it falls due, and keeps the notice for later", () => {
    const due = { since: at(5), presence: "out", downtime: MINUTE } as const;
    const { changes, reply } = signoutDue(context(16), conversation(), due);
    const body = 'You were signed out for 10 minutes, so I stopped "task". /new task starts it again.';
    expect(reply).toBeUndefined();
    expect(changes).toMatchObject([
      { kind: "update", conversation: { status: "aborted", endedWhy: "signout", rev: 2, messages: 3 } },
      { kind: "forget signout" },
      { kind: "turn", turn: { seq: 3, heard: undefined, said: { body, stanzaId: "id" } } },
      { kind: "forget wake" },
      { kind: "notice", notice: { conversation: "c", at: at(16), id: "id", text: body } },
    ]);
  });

  it("is over when they are seen, and what was kept is told", () => {
    expect(seenAgain(absence(at(1)))).toEqual([{ kind: "forget signout" }]);
    expect(seenAgain(absence(undefined, [notice]))).toEqual([{ kind: "told", notice }]);
    expect(seenAgain(absence(undefined))).toEqual([]);
  });

  it("is forgotten, and nothing told, when their presence is not known any more", () => {
    expect(lostSight(absence(at(1), [notice]))).toEqual([{ kind: "forget signout" }]);
    expect(lostSight(absence(undefined, [notice]))).toEqual([]);
  });
});

describe("the end of an idle conversation", () => {
  it.each<[Awoken["presence"], boolean]>([
    ["in", true],
    ["unknown", true],
    ["out", false],
  ])("is told at once to a person whose presence is %s: %s", (presence, atOnce) => {
    const awoken = { conversation: "c", heardAt: 0, downtime: 0, presence };
    const { changes, reply } = wakeUp(context(30), conversation(), awoken);
    expect(reply !== undefined).toBe(atOnce);
    expect(changes.filter(({ kind }) => kind === "notice")).toHaveLength(atOnce ? 0 : 1);
    expect(changes.filter(({ kind }) => kind === "turn")).toHaveLength(1);
  });
});
