import { describe, expect, it } from "vitest";
import { choice, conversation, type Responder, text, yesNo } from "../../../../src/index.ts";
import { Rehearsal } from "../../../../src/testing.ts";

describe("a deploy of a conversation in the straight-line form", () => {
  const asking = (...names: readonly string[]): Responder =>
    conversation("flow", { version: 1 }, async (c) => {
      const answers: string[] = [];
      for (const name of names) answers.push(await c.ask(name, text(`${name}?`)));
      return answers.join(" ");
    });

  const upTo = async (responder: Responder, ...said: readonly string[]): Promise<Rehearsal> => {
    const rehearsal = new Rehearsal([responder]);
    await rehearsal.say("/new flow");
    for (const one of said) await rehearsal.say(one);
    return rehearsal;
  };

  it("asks a question inserted behind the open one when it comes to it", async () => {
    const rehearsal = await upTo(asking("a", "b"), "1");
    rehearsal.deploy([asking("a", "b", "c")]);
    expect(await rehearsal.say("2")).toEqual(["c?"]);
    expect(await rehearsal.say("3")).toEqual(["1 2 3"]);
  });

  it("asks a question inserted before the open one first, with a line about it", async () => {
    const rehearsal = await upTo(asking("a", "b"), "1");
    rehearsal.deploy([asking("a", "new", "b")]);
    expect(await rehearsal.say("2")).toEqual([
      '"flow" has changed since you began. We go on from here:\nnew?',
    ]);
    expect(await rehearsal.say("x")).toEqual(["b?"]);
    expect(await rehearsal.say("2")).toEqual(["1 x 2"]);
  });

  it("keeps the answers by their names when questions are removed or reordered", async () => {
    const rehearsal = await upTo(asking("a", "b", "c"), "1", "2");
    rehearsal.deploy([asking("b", "c", "a")]);
    expect(await rehearsal.say("3")).toEqual(["2 3 1"]);
  });

  it("goes on with any message after the open question was removed", async () => {
    const rehearsal = await upTo(asking("a", "b"), "1");
    rehearsal.deploy([asking("a")]);
    expect(await rehearsal.say("/replay")).toEqual([expect.stringMatching(/Write anything to go on\.\)$/)]);
    expect(await rehearsal.say("2")).toEqual(["1"]);
    expect(rehearsal.conversations).toMatchObject([{ status: "complete" }]);
  });

  it("asks again for an answer whose kind was changed, and keeps the rest", async () => {
    const rehearsal = await upTo(asking("a", "b", "c"), "yes", "2");
    rehearsal.deploy([
      conversation("flow", { version: 1 }, async (c) => {
        const a = await c.ask("a", yesNo("a?"));
        const b = await c.ask("b", choice(["x", "y"], "b?"));
        return `${a} ${b} ${await c.ask("c", text("c?"))}`;
      }),
    ]);
    // A text is no stored yes or no.
    expect(await rehearsal.say("3")).toEqual([
      '"flow" has changed since you began, and one of your answers no longer fits.\na? (yes/no)',
    ]);
    expect(await rehearsal.say("no")).toEqual(["b?\n1. x\n2. y"]);
    expect(await rehearsal.say("y")).toEqual(["c?"]);
    expect(await rehearsal.say("3")).toEqual(["false y 3"]);
  });

  it("goes through a migration for each earlier version", async () => {
    const rehearsal = await upTo(asking("a", "b"), "1");
    rehearsal.deploy([
      conversation(
        "flow",
        { version: 2, migrate: { 1: ({ step, props }) => ({ step, props: { first: props.a ?? null } }) } },
        async (c) => `${await c.ask("first", text("first?"))} ${await c.ask("b", text("b?"))}`,
      ),
    ]);
    expect(await rehearsal.say("2")).toEqual(["1 2"]);
  });
});
