/** Conversations that go on with another build, through the database. */
import { describe, expect, it } from "vitest";
import type { Responder } from "../../../src/conversations/responders/responder.ts";
import { choice, number, responder, text } from "../../../src/index.ts";
import { startConversing } from "../../support/under-test/conversing.ts";

const q = (prompt: string) => ({ prompt, accept: text() });
const end = { ...q("All right?"), receive: () => ({ kind: "abort" as const, text: "Bye." }) };

const first = responder("trip", { version: 1, help: "", props: { where: text(), who: text() } }).steps(
  "where",
  {
    where: { ...q("Where to?"), into: "where", next: "who" },
    who: { ...q("Who goes?"), into: "who", next: "end" },
    end,
  },
);
const second = responder("trip", { version: 2, help: "", props: { city: text(), who: text() } }).steps(
  "city",
  {
    city: { ...q("Which city?"), into: "city", next: "people" },
    people: { prompt: (c) => `Who goes to ${c.city}?`, accept: text(), into: "who", next: "end" },
    end,
  },
  {
    migrate: {
      1: ({ step, props: { where = "", ...rest } }) => ({
        step: step === "who" ? "people" : step,
        props: { ...rest, city: where },
      }),
    },
  },
);
const third = responder("trip", {
  version: 3,
  help: "",
  props: { city: choice(["Paris"]), who: text() },
}).steps(
  "city",
  {
    city: { ...q("Which city?"), accept: choice(["Paris"]), into: "city", next: "people" },
    people: { ...q("Who goes?"), into: "who", next: "end" },
    end,
  },
  { migrate: { 1: ({ step, props }) => ({ step, props: { ...props, city: "Oslo" } }), 2: (old) => old } },
);
const broken = responder("trip", { version: 2, help: "", props: {} }).steps(
  "end",
  { end },
  {
    migrate: {
      1: () => {
        throw new Error("on purpose");
      },
    },
  },
);
const shorter = responder("trip", { version: 1, help: "", props: { where: text() } }).steps("where", {
  where: { ...q("Where to?"), into: "where", next: "end" },
  end,
});

describe("with Rome given, and asked who goes, a conversation goes on after", () => {
  it.each<[string, readonly Responder[], string, object]>([
    ["a deploy of the same", [first], "All right?", { version: 1, next_step: "end" }],
    [
      "a migration",
      [second],
      "All right?",
      { version: 2, next_step: "end", props: { city: "Rome", who: "Ann" } },
    ],
    [
      "migrations one after the other, at the answer that does not fit any more",
      [third],
      '"trip" has changed since you began, and one of your answers no longer fits.\nWhich city?\n1. Paris',
      { version: 3, next_step: "city", props: { where: "Rome" } },
    ],
    [
      "the removal of its step, at the last step that still exists",
      [shorter],
      '"trip" has changed since you began. We go on from here:\nWhere to?',
      { version: 1, next_step: "where", steps_so_far: ["where"] },
    ],
    [
      "the removal of its responder, once that is back",
      [],
      '"trip" is not available at the moment. I have kept your answers; /abort ends it.',
      { version: 1, next_step: "who", props: { where: "Rome" } },
    ],
  ])("%s", async (_, responders, reply, stored) => {
    await using chat = await startConversing({ responders: [first] });
    await chat.ask("/new trip Rome");
    await chat.restart({ responders });
    expect(await chat.ask("Ann")).toBe(reply);
    expect(await chat.database.query("select * from conversations")).toMatchObject([
      { status: "ongoing", ...stored },
    ]);
    await chat.restart({ responders: [first] });
    expect(await chat.ask("/abort")).toBe('Stopped "trip".');
  });

  it("a deploy that was taken back, with one line", async () => {
    await using chat = await startConversing({ responders: [second] });
    await chat.ask("/new trip Rome");
    await chat.restart({ responders: [first] });
    expect(await chat.ask("Ann")).toBe('"trip" has changed since you began. We go on from here:\nWhere to?');
    expect(await chat.ask("Rome")).toBe("Who goes?");
    await chat.restart({ responders: [second] });
    expect(await chat.ask("Ann")).toBe("All right?");
    expect(await chat.database.query("select version, status, props from conversations")).toEqual([
      { version: 2, status: "ongoing", props: { city: "Rome", who: "Ann" } },
    ]);
  });

  it("a migration that throws: told with a reference, logged, kept, and ended by /abort or gone on with once it is mended", async () => {
    await using chat = await startConversing({ responders: [first] });
    await chat.ask("/new trip Rome");
    await chat.restart({ responders: [broken] });
    const [, reference = ""] = /went wrong.*\(Reference: ([0-9a-f]{8})\)/.exec(await chat.ask("Ann")) ?? [];
    const line = await chat.recorded.lines.next((logged) => logged.reference === reference);
    expect(line).toMatchObject({ level: "error", person: "ann@example.org", err: { message: "on purpose" } });
    expect(await chat.ask("/help")).toContain("/abort ends this");
    expect(await chat.database.query("select status, version, next_step, props from conversations")).toEqual([
      { status: "ongoing", version: 1, next_step: "who", props: { where: "Rome" } },
    ]);
    await chat.restart({ responders: [second] });
    expect(await chat.ask("Ann")).toBe("All right?");
    await chat.restart({ responders: [broken] });
    expect(await chat.ask("/abort")).toBe('Stopped "trip".');
  });

  it("the removal of its responder while an effect waits, which is tried again once that is back", async () => {
    let calls = 0;
    const order = responder("order", { version: 1, help: "", props: {} }).steps(
      "sure",
      { sure: { ...q("Sure?"), receive: (c) => c.complete("", { effect: "order" }) } },
      {
        effects: {
          order: () => {
            calls++;
            if (calls === 1) throw new Error("closed");
            return "Ordered.";
          },
        },
      },
    );
    await using chat = await startConversing({ responders: [order] });
    await chat.ask("/new order");
    chat.say("yes");
    await chat.recorded.lines.next(({ msg }) => msg === "an effect failed");
    await chat.passed(0);
    await chat.restart({ responders: [] });
    chat.pass(1_000);
    expect(await chat.reply()).toContain("This takes longer than usual");
    await chat.restart({ responders: [order] });
    chat.pass(4_000);
    expect(await chat.reply()).toBe("Ordered.");
    expect(await chat.database.query("select status from conversations")).toEqual([{ status: "complete" }]);
  });

  it("another type of an answer that a step has set itself, which is asked again", async () => {
    const loose = responder("party", { version: 1, help: "", props: { guests: text() } }).steps("many", {
      many: {
        ...q("How many?"),
        receive: (c, guests) => {
          c.set("guests", guests);
          return c.go("day");
        },
      },
      day: { ...q("Which day?"), receive: (c, day) => c.complete(`${c.guests} on ${day}`) },
    });
    const strict = responder("party", { version: 1, help: "", props: { guests: number() } }).steps("many", {
      many: {
        prompt: "How many?",
        accept: number(),
        receive: (c, guests) => {
          c.set("guests", guests);
          return c.go("day");
        },
      },
      day: { ...q("Which day?"), receive: (c, day) => c.complete(`${c.guests + 1} on ${day}`) },
    });
    await using chat = await startConversing({ responders: [loose] });
    await chat.ask("/new party a lot");
    await chat.restart({ responders: [strict] });
    expect(await chat.ask("/list")).toContain("How many?");
    expect(await chat.ask("7")).toBe("Which day?");
    expect(await chat.ask("Monday")).toBe("8 on Monday");
  });
});
