/** Effects that wait while a build takes the place of the one that decided them. */
import { describe, expect, it } from "vitest";
import { conversation, responder, text } from "../../../../../src/index.ts";
import { Rehearsal } from "../../../../../src/testing.ts";

const throws = (): never => {
  throw new Error("the shop is closed");
};
const closed = { run: throws, retry: { for: "1h" } } as const;

describe("an effect that is tried with a later version of its responder", () => {
  it("gets the properties as they are migrated", async () => {
    const steps = responder("order", { version: 1, help: "", props: { name: text() } }).steps(
      "name",
      {
        name: {
          prompt: "Your name?",
          accept: text(),
          receive: (c, name) => {
            c.set("name", name);
            return c.complete("Ordered.", { effect: "order" });
          },
        },
      },
      { effects: { order: closed } },
    );
    const later = responder("order", { version: 2, help: "", props: { customer: text() } }).steps(
      "name",
      { name: { prompt: "Your name?", accept: text(), into: "customer", next: "name" } },
      {
        effects: { order: ({ props }) => `Number 1 for ${props.customer}.` },
        migrate: { 1: ({ step, props }) => ({ step, props: { customer: props.name ?? null } }) },
      },
    );
    const rehearsal = new Rehearsal([steps]);
    await rehearsal.say("/new order Ann");
    rehearsal.deploy([later]);
    expect(await rehearsal.pass("1s")).toEqual(["Number 1 for Ann."]);
    expect(rehearsal.conversations).toMatchObject([
      { status: "complete", version: 2, props: { customer: "Ann" } },
    ]);
  });

  it("is reached in the straight-line form by the answers as they are migrated, which goes on with them", async () => {
    const before = conversation("order", { version: 1 }, async (c) => {
      await c.ask("name", text("Your name?"));
      await c.effect("order", closed);
    });
    const later = conversation(
      "order",
      {
        version: 2,
        migrate: {
          1: ({ props: { name, ...others } }) => ({
            step: "customer",
            props: { ...others, customer: name ?? null },
          }),
        },
      },
      async (c) => {
        const customer = await c.ask("customer", text("Who orders?"));
        const number = await c.effect("order", () => 1);
        const note = await c.ask("note", text(`A note to number ${number}?`));
        return `${note} for ${customer}`;
      },
    );
    const rehearsal = new Rehearsal([before]);
    await rehearsal.say("/new order Ann");
    rehearsal.deploy([later]);
    expect(await rehearsal.pass("1s")).toEqual(["A note to number 1?"]);
    expect(rehearsal.conversation).toMatchObject({ version: 2, props: { customer: "Ann", order: 1 } });
    expect(await rehearsal.say("Quick")).toEqual(["Quick for Ann"]);
  });

  it("keeps the conversation where it fails for good and its question was renamed", async () => {
    const named = (name: string) =>
      conversation("order", { version: 1 }, async (c) => {
        await c.ask(name, text("Your name?"));
        await c.effect("order", closed);
      });
    const rehearsal = new Rehearsal([named("name")]);
    await rehearsal.say("/new order Ann");
    rehearsal.deploy([named("customer")]);
    expect((await rehearsal.pass("1h")).at(-1)).toBe(
      "Sorry, that did not work, although I tried several times. Your answers are kept: answer again to retry, or write /abort. (Reference: rehearsal)\nYour name?",
    );
    expect(rehearsal.conversation).toMatchObject({ step: "customer", pending: null });
  });
});
