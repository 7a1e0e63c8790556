import { describe, expect, it } from "vitest";
import { responder, text, yesNo } from "../../../src/index.ts";
import { Rehearsal } from "../../../src/testing.ts";

/** A responder whose effect fails so often. */
function ordering(failures: number) {
  const calls: { readonly key: string; readonly attempt: number; readonly item: string }[] = [];
  const order = responder("order", { version: 1, help: "Order", props: { item: text() } }).steps(
    "item",
    {
      item: { prompt: "What?", accept: text(), into: "item", next: "sure" },
      sure: {
        prompt: (c) => `Order ${c.item}?`,
        accept: yesNo(),
        receive: (c, yes) => (yes ? c.complete("Ordered.", { effect: "order" }) : c.abort()),
      },
    },
    {
      effects: {
        order: async ({ props, key, attempt }) => {
          calls.push({ key, attempt, item: props.item });
          if (calls.length <= failures) throw new Error("the shop is closed");
          return `Number ${calls.length}.`;
        },
      },
    },
  );
  return { calls, order };
}

describe("an effect", () => {
  it("completes the conversation when it has run, and adds what it has to say", async () => {
    const { calls, order } = ordering(0);
    const rehearsal = new Rehearsal([order]);
    await rehearsal.say("/new order milk");
    expect(await rehearsal.say("yes")).toEqual(["Ordered.\nNumber 1."]);
    expect(rehearsal.conversations).toMatchObject([{ status: "complete", pending: null }]);
    expect(calls).toMatchObject([{ attempt: 1, item: "milk" }]);
  });

  it("is tried again with the same key while the person waits, and is not disturbed by answers", async () => {
    const { calls, order } = ordering(3);
    const rehearsal = new Rehearsal([order]);
    await rehearsal.say("/new order milk");
    expect(await rehearsal.say("yes")).toEqual([]);
    expect(await rehearsal.say("yes")).toEqual(["One moment, I am still working on it."]);
    expect(await rehearsal.pass("1s")).toEqual([
      "This takes longer than usual. I keep trying and tell you when it is done.",
    ]);
    expect(await rehearsal.pass("1m")).toEqual(["Ordered.\nNumber 4."]);
    expect(calls.map(({ attempt }) => attempt)).toEqual([1, 2, 3, 4]);
    expect(new Set(calls.map(({ key }) => key)).size).toBe(1);
  });

  it("that fails for good is reported, leaves the conversation at its step, and has the same key at the next attempt", async () => {
    const { calls, order } = ordering(6);
    const rehearsal = new Rehearsal([order]);
    await rehearsal.say("/new order milk");
    await rehearsal.say("yes");
    expect(await rehearsal.pass("10m")).toEqual([
      "This takes longer than usual. I keep trying and tell you when it is done.",
      "Sorry, that did not work, though I tried several times. Your answers are kept: answer again to retry, or /abort. (Reference: rehearsal)\nOrder milk? (yes/no)",
    ]);
    expect(rehearsal.conversation).toMatchObject({ status: "ongoing", step: "sure", pending: null });
    expect(rehearsal.messages.filter(({ step }) => step !== null).map(({ step }) => step)).toEqual(["item"]);
    expect(await rehearsal.say("yes")).toEqual(["Ordered.\nNumber 7."]);
    expect(new Set(calls.map(({ key }) => key)).size).toBe(1);
  });

  it("has another key when the answers have changed, and when it is another conversation", async () => {
    const { calls, order } = ordering(6);
    const rehearsal = new Rehearsal([order]);
    await rehearsal.say("/new order milk");
    await rehearsal.say("yes");
    await rehearsal.pass("10m");
    await rehearsal.say("/back");
    await rehearsal.say("bread");
    await rehearsal.say("yes");
    await rehearsal.say("/new order bread");
    await rehearsal.say("yes");
    expect(new Set(calls.map(({ key }) => key)).size).toBe(3);
  });

  it("of a conversation that was aborted meanwhile is not tried again", async () => {
    const { calls, order } = ordering(100);
    const rehearsal = new Rehearsal([order]);
    await rehearsal.say("/new order milk");
    await rehearsal.say("yes");
    expect(await rehearsal.say("/abort")).toEqual([
      'Stopped "order". What it was already doing may still happen.',
    ]);
    expect(await rehearsal.pass("1h")).toEqual([]);
    expect(calls).toHaveLength(1);
  });

  it("keeps its conversation from being ended as idle", async () => {
    const { order } = ordering(5);
    const rehearsal = new Rehearsal([order], { idle: "1m" });
    await rehearsal.say("/new order milk");
    await rehearsal.say("yes");
    expect(await rehearsal.pass("10m")).toEqual([
      "This takes longer than usual. I keep trying and tell you when it is done.",
      "Ordered.\nNumber 6.",
    ]);
  });
});
