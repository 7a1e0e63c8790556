/** What people can do with what is stored of their own conversations. */
import { describe, expect, it } from "vitest";
import shake from "../../../../../examples/responders/shake.ts";
import task from "../../../../../examples/responders/task.ts";
import { meaningOf, needsOf } from "../../../../../src/conversations/engine/meaning.ts";
import { responder, text, yesNo } from "../../../../../src/index.ts";
import { playTranscript, Rehearsal } from "../../../../../src/testing.ts";

const heard = (body: string) => ({
  body,
  stanzaId: "x",
  thread: undefined,
  delayedSince: undefined,
  correctionOf: undefined,
});

describe("/forget", () => {
  it("deletes all conversations at once while none is ongoing", async () => {
    const rehearsal = new Rehearsal([task, shake]);
    await rehearsal.say("/new task Buy milk");
    await rehearsal.say("/abort");
    await rehearsal.say("/new shake Ann");
    await rehearsal.say("/abort");
    expect(await rehearsal.say("/forget")).toEqual(["I have deleted all our conversations."]);
    expect([rehearsal.conversations, rehearsal.messages]).toEqual([[], []]);
    expect(await rehearsal.say("/export")).toEqual(["I keep nothing of our conversations."]);
  });

  it("asks to be repeated while one is ongoing, and then deletes that too", async () => {
    await playTranscript(
      [task],
      `
      > /new task Buy milk
      < When is "Buy milk" due?
      > /forget
      < You are in the middle of "task" (step "due"). Send /forget again within 1 minute to drop it and delete everything I keep of our conversations.
      <
      < When is "Buy milk" due?
      * 61s
      > /forget
      < You are in the middle of "task" (step "due"). …
      <
      < When is "Buy milk" due?
      > /new task
      < You are in the middle of "task" (step "due"). Send /new task again …
      <
      < When is "Buy milk" due?
      > /forget
      < You are in the middle of "task" (step "due"). Send /forget again …
      <
      < When is "Buy milk" due?
      > \\forget
      < I have deleted all our conversations.
      > tomorrow
      < I did not understand that. You can write:
      < task – …
      < help – …
      * 1d
      `,
    ).then(({ conversations, messages }) => expect([conversations, messages]).toEqual([[], []]));
  });

  it("does not ask where no warning is configured", async () => {
    const rehearsal = new Rehearsal([task], { warn: "0" });
    await rehearsal.say("/new task");
    expect(await rehearsal.say("/forget")).toEqual(["I have deleted all our conversations."]);
    expect(rehearsal.conversations).toEqual([]);
  });

  it("works where the responder is gone, and lets nothing happen later that has not begun", async () => {
    let calls = 0;
    const order = responder("order", { version: 1, help: "", props: {} }).steps(
      "sure",
      { sure: { prompt: "Sure?", accept: yesNo(), receive: (c) => c.complete("", { effect: "order" }) } },
      {
        effects: {
          order: () => {
            calls++;
            throw new Error("closed");
          },
        },
      },
    );
    const rehearsal = new Rehearsal([order], { warn: "0" });
    await rehearsal.say("/new order");
    await rehearsal.say("yes");
    rehearsal.deploy([]);
    expect(await rehearsal.say("/forget")).toEqual([
      'I have deleted all our conversations. Anything "order" had already started may still happen.',
    ]);
    expect(await rehearsal.pass("1h")).toEqual([]);
    expect(calls).toBe(1);
  });

  it("forgets where a list stopped", async () => {
    const many = responder("many", {
      version: 1,
      help: "",
      props: {},
      lists: { numbers: () => Array.from({ length: 30 }, (_, index) => String(index)) },
    }).steps("a", { a: { prompt: "A?", accept: text(), receive: (c) => c.complete() } });
    const rehearsal = new Rehearsal([many]);
    expect((await rehearsal.say("/list numbers"))[0]).toContain("10 more");
    await rehearsal.say("/forget");
    expect((await rehearsal.say("more"))[0]).toContain("I did not understand that");
  });
});

describe("/export", () => {
  it("shows conversations oldest first, with responder, status, times, properties and messages", async () => {
    const rehearsal = new Rehearsal([task, shake]);
    await rehearsal.say("/new task Buy\n*milk*");
    await rehearsal.pass("5m");
    await rehearsal.say("2026-12-24");
    await rehearsal.say("no");
    await rehearsal.pass("1d");
    await rehearsal.say("/new shake Ann");
    const before = JSON.stringify([rehearsal.conversations, rehearsal.messages]);
    const all = [
      "Everything I keep of our conversations (times are UTC)",
      "",
      '"task", aborted (responder), started 2026-01-05 09:00, last changed 2026-01-05 09:05',
      "due: 2026-12-24",
      "title: Buy\n*milk*",
      "2026-01-05",
      "09:00 You: /new task Buy\n*milk*",
      '09:00 Anteroom: When is "Buy\n*milk*" due?',
      "09:05 You: 2026-12-24",
      '09:05 Anteroom: Create "Buy\n*milk*"? (yes/no)',
      "09:05 You: no",
      "09:05 Anteroom: Nothing created.",
      "",
      '"shake", ongoing, started 2026-01-06 09:05, last changed 2026-01-06 09:05',
      "name: Ann",
      "2026-01-06",
      "09:05 You: /new shake Ann",
      "09:05 Anteroom: Pleased to meet you, Ann. What shall it be?",
      "1. a firm one",
      "2. a gentle one",
      "3. a fist bump",
      "",
      "Pleased to meet you, Ann. What shall it be?",
      "1. a firm one",
      "2. a gentle one",
      "3. a fist bump",
    ].join("\n");
    expect(await rehearsal.say("/export")).toEqual([all]);
    expect(await rehearsal.say("/exp 1")).toEqual([all]);
    expect(JSON.stringify([rehearsal.conversations, rehearsal.messages])).toBe(before);
  });

  it.each([
    ["/export", "I keep nothing of our conversations."],
    ["/export 2", "I keep nothing of our conversations."],
    ["/export all", "After /export I only understand a number: /export 2 shows the second part."],
    ["/export 0", "After /export I only understand a number: /export 2 shows the second part."],
  ])("answers when nothing is stored: %s", async (said, answered) => {
    expect(await new Rehearsal([task]).say(said)).toEqual([answered]);
  });

  it("says how many parts there are", async () => {
    const rehearsal = new Rehearsal([task]);
    await rehearsal.say("/new task");
    expect(await rehearsal.say("/export 2")).toEqual([
      "There is only one part: /export shows it.\n\nWhat is the title?",
    ]);
  });
});

describe("a turn", () => {
  it.each([
    ["/export", { exported: 1 }],
    ["\\EXP 3", { exported: 3 }],
    ["/export x", {}],
    ["/forget", {}],
    ["export", {}],
    ["/replay", { history: true }],
    ["/back", { taken: true }],
    ["more", { paging: true }],
    ["an answer", {}],
  ])("reads for %s only what that needs", (body, needed) => {
    expect(needsOf(meaningOf(heard(body)))).toEqual(needed);
  });

  it("for a correction is the message that it corrects and the answers taken, also where it is a command", () => {
    const needsFor = (body: string) => needsOf(meaningOf({ ...heard(body), correctionOf: "first" }));
    expect(needsFor("a better answer")).toEqual({ corrected: "first", taken: true });
    expect(needsFor("/replay")).toEqual({ corrected: "first", taken: true, history: true });
  });

  it("for what is filled into a form is nothing, also where it looks like a command", () => {
    const form = { kind: "answer", values: ["/replay"] } as const;
    expect(needsOf(meaningOf({ ...heard("/replay"), form }))).toEqual({});
  });
});
