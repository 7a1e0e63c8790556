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

  const changed = '"flow" has changed since you began. We go on from here:';

  it("goes back to the last question that still exists after the open one was removed, with a line", async () => {
    const rehearsal = await upTo(asking("a", "b", "c"), "1", "2");
    rehearsal.deploy([asking("a", "b")]);
    expect(await rehearsal.say("no")).toEqual([`${changed}\nb?`]);
    expect(rehearsal.conversation).toMatchObject({ step: "b", props: { a: "1" } });
    expect(await rehearsal.say("3")).toEqual(["1 3"]);
    expect(rehearsal.conversations).toMatchObject([{ status: "complete", props: { a: "1", b: "3" } }]);
  });

  const deleting = (...names: readonly string[]): Responder =>
    conversation("flow", { version: 1 }, async (c) => {
      for (const name of names) {
        if (name === "delete") await c.effect("delete", () => "deleted");
        else if (name === "sure") {
          if (!(await c.ask("sure", yesNo("Sure?")))) return c.abort("Kept.");
        } else await c.ask(name, text(`${name}?`));
      }
      return "Deleted.";
    });

  it("runs no effect on the answer to a question that was removed", async () => {
    const rehearsal = await upTo(deleting("a", "sure", "delete"), "1");
    rehearsal.deploy([deleting("a", "delete")]);
    expect(await rehearsal.say("no")).toEqual([`${changed}\na?`]);
    expect(rehearsal.effects).toEqual([]);
    expect(await rehearsal.say("x")).toEqual(["Deleted."]);
  });

  it("says that it has changed where an effect ran before the question that was removed, and runs none again", async () => {
    const rehearsal = await upTo(deleting("a", "delete", "b"), "1");
    expect(rehearsal.effects).toHaveLength(1);
    rehearsal.deploy([deleting("a", "delete")]);
    expect(await rehearsal.say("2")).toEqual([
      `${changed}\n(This has changed in the meantime. Write anything to go on.)`,
    ]);
    expect(await rehearsal.say("on")).toEqual(["Deleted."]);
    expect(rehearsal.effects).toHaveLength(1);
  });

  it.each(["/replay", "/help", "/list"])(
    "says so below %s, too, and takes the answer to the question shown",
    async (said) => {
      const rehearsal = await upTo(asking("a", "b", "c"), "1", "2");
      rehearsal.deploy([asking("a", "b")]);
      const [shown = ""] = await rehearsal.say(said);
      expect(shown.endsWith(`${changed}\n\nb?`)).toBe(true);
      expect((await rehearsal.say(said)).join()).not.toContain(changed);
      expect(await rehearsal.say("3")).toEqual(["1 3"]);
    },
  );

  it("says that it has changed where no question is left", async () => {
    const rehearsal = await upTo(deleting("a", "delete"));
    rehearsal.deploy([deleting("delete")]);
    expect(await rehearsal.say("no")).toEqual([expect.stringContaining(changed)]);
    expect(rehearsal.effects).toEqual([]);
    expect((await rehearsal.say("on")).at(-1)).toBe("Deleted.");
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
