/** What somebody in line is told, by how their ticket stands. */
import { describe, expect, it } from "vitest";
import type { AnyReading, AnyReceiving } from "../../../../src/conversations/responders/responder.ts";
import { chatResponder } from "../../../../src/rooms/responders/chat.ts";
import type { ChatFacts, TicketFacts } from "../../../../src/rooms/responders/chat-facts.ts";
import { english } from "../../../../src/texts/index.ts";

const chat = chatResponder({ domain: "help.example.org", queues: ["default"], say: english });

const waiting: TicketFacts = {
  state: "waiting",
  place: 4,
  entered: false,
  calls: 0,
  toldPlace: 5,
  toldCalls: 0,
  news: true,
  estimate: null,
  open: true,
};

/** The part of the argument that the steps use, with decisions that can be compared. */
const c = {
  person: { address: "ann@example.org", lang: "en" },
  complete: (text?: string) => ({ kind: "complete", text, effect: undefined }),
  abort: (text?: string) => ({ kind: "abort", text }),
  go: (step: string) => ({ kind: "go", step }),
  set: () => {},
} as unknown as AnyReceiving;

/** What the step decides that looks at these facts: its kind, and what it says. */
function looked(name: string, facts: ChatFacts): string {
  const step = chat.builtIn?.view(facts, english).steps.get(name);
  const decision = step?.look?.(c);
  switch (decision?.kind) {
    case undefined:
      return "nothing";
    case "ask":
      return `ask: ${step?.prompt(c as AnyReading)}`;
    case "complete":
    case "abort":
      return `${decision.kind}: ${decision.text}`;
    case "later":
      return `later: ${decision.in}`;
    default:
      return decision?.kind ?? "";
  }
}

describe("the line", () => {
  it.each<[string, TicketFacts | null, string]>([
    ["a new place", waiting, "ask: You are number 4 in line."],
    ["the head", { ...waiting, place: 1 }, "ask: You are next in line."],
    ["nothing new", { ...waiting, news: false }, "nothing"],
    [
      "the first word",
      { ...waiting, toldPlace: null },
      'ask: You are number 4 in line.\nI will tell you when it is your turn. "cancel" leaves the line.',
    ],
    [
      "an estimate",
      { ...waiting, estimate: 61_000 },
      "ask: You are number 4 in line. It should take about 2 minutes.",
    ],
    [
      "a short one",
      { ...waiting, estimate: 0 },
      "ask: You are number 4 in line. It should take about 1 minute.",
    ],
    [
      "an estimate of hours",
      { ...waiting, estimate: 2 * 3_600_000 },
      "ask: You are number 4 in line. It should take about 2 hours.",
    ],
    [
      "nobody there",
      { ...waiting, open: false },
      "ask: You are number 4 in line.\nNobody is there at the moment. You keep your place until somebody comes.",
    ],
    [
      "the call",
      { ...waiting, state: "called", place: null },
      "ask: Somebody is ready for you: please follow the invitation that I am sending you.",
    ],
    [
      "a call that was missed",
      { ...waiting, place: 1, calls: 1, toldPlace: 0 },
      "ask: You did not come into the room in time. I have kept your place at the head of the line.\nYou are next in line.",
    ],
    [
      "a call that was missed, where staff waits and calls again at once",
      { ...waiting, state: "called", place: null, calls: 1, toldPlace: 0 },
      "ask: You did not come into the room in time. I have kept your place at the head of the line.\nSomebody is ready for you: please follow the invitation that I am sending you.",
    ],
    [
      "a second one",
      { ...waiting, state: "over", place: null, calls: 2, toldCalls: 1 },
      'abort: You did not come into the room in time, for the second time, so you are not in line any more. Write "chat" to stand in line again.',
    ],
    [
      "another end",
      { ...waiting, state: "over", place: null },
      'abort: You are not in line any more. Write "chat" to stand in line again.',
    ],
    ["no ticket", null, 'abort: You are not in line any more. Write "chat" to stand in line again.'],
    [
      "the client is in",
      { ...waiting, state: "called", place: null, entered: true },
      "complete: You are in the room now.",
    ],
  ])("tells %s", (_, ticket, told) => {
    expect(looked("line", { ticket, offered: null })).toBe(told);
  });
});

it("promises no invitation to somebody on a page", () => {
  const ticket: TicketFacts = { ...waiting, state: "called", place: null };
  const step = chat.builtIn?.view({ ticket, offered: null }, english).steps.get("line");
  const onPage = { person: { address: "v-abc@help.example.org", lang: "en" } } as unknown as AnyReading;
  expect(step?.prompt(onPage)).toBe("Somebody is ready for you. One moment, please.");
});

describe("the offer of somebody else", () => {
  it("stands as long as it was made for, and then ends", () => {
    expect(looked("again", { ticket: null, offered: 90_000 })).toBe("later: 90000");
    expect(looked("again", { ticket: null, offered: null })).toBe(
      'abort: I had no answer, so I have not put you in line. Write "chat" to stand in line.',
    );
  });
});
