/** Conversations that were begun with another build than the one that goes on with them. */
import { describe, expect, it } from "vitest";
import type { Responder } from "../../../../../src/conversations/responders/responder.ts";
import { choice, date, responder, text } from "../../../../../src/index.ts";
import { Rehearsal } from "../../../../../src/testing.ts";

const first = responder("trip", {
  version: 1,
  help: "Plan a trip",
  props: { where: text(), who: text(), when: text() },
}).steps("where", {
  where: { prompt: "Where to?", accept: text(), into: "where", next: "who" },
  who: { prompt: "Who goes?", accept: text(), into: "who", next: "when" },
  when: { prompt: "When?", accept: text(), into: "when", next: "end" },
  end: { prompt: "All right?", accept: text(), receive: (c) => c.complete(`${c.where}, ${c.who}`) },
});

/** Begins with one build and goes on with another. */
async function deployed(answers: readonly string[], later: Responder | undefined): Promise<Rehearsal> {
  const rehearsal = new Rehearsal([first]);
  await rehearsal.say("/new trip");
  for (const answer of answers) await rehearsal.say(answer);
  rehearsal.deploy(later === undefined ? [] : [later]);
  return rehearsal;
}

describe("a conversation goes on after a deploy", () => {
  it("as if nothing had happened, if steps were inserted, moved and edited", async () => {
    const later = responder("trip", {
      version: 1,
      help: "",
      props: { where: text(), who: text(), bags: text(), when: text() },
    }).steps("bags", {
      when: { prompt: "On which day?", accept: text(), into: "when", next: "end" },
      bags: { prompt: "How many bags?", accept: text(), into: "bags", next: "where" },
      where: { prompt: "Where to?", accept: text(), into: "where", next: "who" },
      who: { prompt: (c) => `Who goes to ${c.where}?`, accept: text(), into: "who", next: "when" },
      end: { prompt: "All right?", accept: text(), receive: (c) => c.complete(`${c.where}, ${c.who}`) },
    });
    const rehearsal = await deployed(["Rome"], later);
    expect(await rehearsal.say("/list")).toEqual(["There are no lists here.\n\nWho goes to Rome?"]);
    expect(await rehearsal.say("Ann")).toEqual(["On which day?"]);
    expect(await rehearsal.say("Monday")).toEqual(["All right?"]);
    expect(await rehearsal.say("yes")).toEqual(["Rome, Ann"]);
  });

  it("at the last step that still exists, with one line, if its own was removed", async () => {
    const later = responder("trip", { version: 1, help: "", props: { where: text(), when: text() } }).steps(
      "where",
      {
        where: { prompt: "Where to?", accept: text(), into: "where", next: "when" },
        when: { prompt: "When?", accept: text(), into: "when", next: "when" },
      },
    );
    const rehearsal = await deployed(["Rome"], later);
    expect(await rehearsal.say("Ann")).toEqual([
      '"trip" has changed since you began. We go on from here:\nWhere to?',
    ]);
    expect(await rehearsal.say("Paris")).toEqual(["When?"]);
    expect(rehearsal.conversation).toMatchObject({ step: "when", props: { where: "Paris" } });
  });

  it("by asking again for an answer whose type was changed", async () => {
    const later = responder("trip", {
      version: 1,
      help: "",
      props: { where: choice(["Rome", "Paris"]), who: text(), when: date() },
    }).steps("where", {
      where: { prompt: "Where to?", accept: choice(["Rome", "Paris"]), into: "where", next: "who" },
      who: { prompt: "Who goes?", accept: text(), into: "who", next: "when" },
      when: { prompt: "When?", accept: date(), into: "when", next: "end" },
      end: {
        prompt: (c) => `All right on ${c.when.getUTCDate()}?`,
        accept: text(),
        receive: (c) => c.complete("Bye."),
      },
    });
    const rehearsal = await deployed(["Rome", "Ann", "one day"], later);
    expect(await rehearsal.say("yes")).toEqual([
      '"trip" has changed since you began, and one of your answers no longer fits.\nWhen?',
    ]);
    expect(await rehearsal.say("2026-05-06")).toEqual(["All right on 6?"]);
    expect(rehearsal.conversation).toMatchObject({
      props: { where: "Rome", who: "Ann", when: "2026-05-06" },
    });
  });

  it("by way of each migration, if its step was renamed", async () => {
    const later = responder("trip", { version: 3, help: "", props: { where: text(), people: text() } }).steps(
      "where",
      {
        where: { prompt: "Where to?", accept: text(), into: "where", next: "people" },
        people: {
          prompt: "Who goes?",
          accept: text(),
          receive: (c, who) => c.complete(`${c.where} with ${who}`),
        },
      },
      {
        migrate: {
          1: ({ step, props }) => ({ step: step === "who" ? "whom" : step, props }),
          2: ({ step, props: { where = "" } }) => ({
            step: step === "whom" ? "people" : step,
            props: { where: `${where}!` },
          }),
        },
      },
    );
    const rehearsal = await deployed(["Rome"], later);
    expect(await rehearsal.say("/help zzz")).toEqual([expect.stringMatching(/\n\nWho goes\?$/)]);
    expect(await rehearsal.say("Ann")).toEqual(["Rome! with Ann"]);
    expect(rehearsal.conversations).toMatchObject([{ version: 3, status: "complete" }]);
  });

  it("from its first question on, with one line, if somebody goes back to one that was renamed or removed", async () => {
    const later = responder("trip", {
      version: 2,
      help: "",
      props: { to: text(), who: text(), when: text() },
    }).steps(
      "to",
      {
        to: { prompt: "Where to?", accept: text(), into: "to", next: "who" },
        who: { prompt: "Who goes?", accept: text(), into: "who", next: "when" },
        when: { prompt: "When?", accept: text(), into: "when", next: "when" },
      },
      { migrate: { 1: ({ step, props: { where = null } }) => ({ step, props: { to: where } }) } },
    );
    const rehearsal = await deployed(["Rome"], later);
    expect(await rehearsal.say("Ann")).toEqual(["When?"]);
    expect(await rehearsal.say("/back")).toEqual(["Who goes?"]);
    expect(await rehearsal.say("/back")).toEqual([
      '"trip" has changed since you began. We go on from here:\nWhere to?',
    ]);
    expect(await rehearsal.say("/back")).toEqual(["This is the first question.\n\nWhere to?"]);
    expect(await rehearsal.say("Oslo")).toEqual(["Who goes?"]);
    expect(rehearsal.conversation).toMatchObject({ props: { to: "Oslo" } });
    expect(rehearsal.conversation?.props).not.toHaveProperty("who");
  });

  it("and is told that there is no way back from the first question, if those before it were removed", async () => {
    const later = responder("trip", { version: 1, help: "", props: { who: text() } }).steps("who", {
      who: { prompt: "Who goes?", accept: text(), into: "who", next: "who" },
    });
    const rehearsal = await deployed(["Rome"], later);
    expect((await rehearsal.say("/back"))[0]).toMatch(/^I cannot go back: .* has changed[\s\S]*Who goes\?$/);
  });

  it("once its responder is back, if that was removed, and can be ended meanwhile", async () => {
    const rehearsal = await deployed(["Rome"], undefined);
    expect(await rehearsal.say("Ann")).toEqual([
      '"trip" is not available at the moment. I have kept your answers; /abort ends it.',
    ]);
    expect((await rehearsal.say("/replay"))[0]).toContain("You: Rome");
    expect((await rehearsal.say("/back"))[0]).toContain("not available");
    rehearsal.deploy([first]);
    expect(await rehearsal.say("Ann")).toEqual(["When?"]);
    rehearsal.deploy([]);
    expect(await rehearsal.say("/abort")).toEqual(['Stopped "trip".']);
  });

  it("to an older version, at its step, once the person has seen its question", async () => {
    const newer = responder("trip", { version: 2, help: "", props: { where: text() } }).steps(
      "where",
      { where: { prompt: "Where?", accept: text(), into: "where", next: "where" } },
      { migrate: { 1: (old) => old } },
    );
    const rehearsal = new Rehearsal([newer]);
    await rehearsal.say("/new trip");
    rehearsal.deploy([first]);
    // "Rome" answers a question of the other build.
    expect(await rehearsal.say("Rome")).toEqual([
      '"trip" has changed since you began. We go on from here:\nWhere to?',
    ]);
    expect(await rehearsal.say("Rome")).toEqual(["Who goes?"]);
    expect(rehearsal.conversation).toMatchObject({ version: 1, step: "who", props: { where: "Rome" } });
  });

  it("to an older version without its step, at the last step that still exists", async () => {
    const newer = responder("trip", { version: 2, help: "", props: { where: text(), bags: text() } }).steps(
      "where",
      {
        where: { prompt: "Where?", accept: text(), into: "where", next: "bags" },
        bags: { prompt: "Bags?", accept: text(), into: "bags", next: "bags" },
      },
      { migrate: { 1: (old) => old } },
    );
    const rehearsal = new Rehearsal([newer]);
    await rehearsal.say("/new trip Rome");
    rehearsal.deploy([first]);
    expect(await rehearsal.say("/back")).toEqual(["Where to?"]);
    rehearsal.deploy([newer]);
    await rehearsal.say("Rome");
    rehearsal.deploy([first]);
    expect(await rehearsal.say("two")).toEqual([
      '"trip" has changed since you began. We go on from here:\nWhere to?',
    ]);
  });

  it("without taking an answer that was written before a question new to the person", async () => {
    const later = responder("trip", { version: 1, help: "", props: { where: text() } }).steps("where", {
      where: { prompt: "Where to?", accept: text(), into: "where", next: "where" },
    });
    const rehearsal = await deployed(["Rome"], later);
    await rehearsal.pass("5m");
    await rehearsal.say("Ann");
    expect(await rehearsal.say("Bob", { delayedSince: rehearsal.now - 60_000 })).toEqual([
      expect.stringContaining("This reached me late"),
    ]);
  });
});

/** Where "trip" is asked for "who" while it is deployed, and each way in which the new build differs. */
const q = (prompt: string) => ({ prompt, accept: text() });
const done = { ...q("All right?"), receive: () => ({ kind: "abort" as const, text: "Bye." }) };
const props = { where: text(), who: text(), when: text(), bags: text() };
const build = (version: number) => responder("trip", { version, help: "", props });

const BUILDS: readonly (readonly [string, Responder, readonly string[]])[] = [
  [
    "a step inserted before the open one",
    build(1).steps(
      "where",
      {
        where: { ...q("Where to?"), into: "where", next: "bags" },
        bags: { ...q("Bags?"), into: "bags", next: "who" },
        who: { ...q("Who goes?"), into: "who", next: "end" },
        end: done,
      },
      { migrate: {} },
    ),
    ["All right?", "Bye."],
  ],
  [
    "a step inserted after the open one",
    build(1).steps(
      "where",
      {
        where: { ...q("Where to?"), into: "where", next: "who" },
        who: { ...q("Who goes?"), into: "who", next: "bags" },
        bags: { ...q("Bags?"), into: "bags", next: "end" },
        end: done,
      },
      { migrate: {} },
    ),
    ["Bags?", "All right?"],
  ],
  [
    "the steps in another order",
    build(1).steps(
      "who",
      {
        who: { ...q("Who goes?"), into: "who", next: "where" },
        where: { ...q("Where to?"), into: "where", next: "end" },
        end: done,
      },
      { migrate: {} },
    ),
    ["Where to?", "All right?"],
  ],
  [
    "the open step renamed, without a migration",
    build(1).steps(
      "where",
      {
        where: { ...q("Where to?"), into: "where", next: "people" },
        people: { ...q("Who goes?"), into: "who", next: "end" },
        end: done,
      },
      { migrate: {} },
    ),
    ['"trip" has changed since you began. We go on from here:\nWhere to?', "Who goes?"],
  ],
  [
    "the open step renamed, with a migration",
    build(2).steps(
      "where",
      {
        where: { ...q("Where to?"), into: "where", next: "people" },
        people: { ...q("Who goes?"), into: "who", next: "end" },
        end: done,
      },
      { migrate: { 1: ({ props }) => ({ step: "people", props }) } },
    ),
    ["All right?", "Bye."],
  ],
  [
    "every step removed that it had come to",
    build(1).steps(
      "when",
      {
        when: { ...q("When?"), into: "when", next: "end" },
        end: done,
      },
      { migrate: {} },
    ),
    ['"trip" has changed since you began. We go on from here:\nWhen?', "All right?"],
  ],
  [
    "a migration to a step that does not exist",
    build(2).steps(
      "where",
      {
        where: { ...q("Where to?"), into: "where", next: "end" },
        end: done,
      },
      { migrate: { 1: ({ props }) => ({ step: "nowhere", props }) } },
    ),
    ['"trip" has changed since you began. We go on from here:\nWhere to?', "All right?"],
  ],
  [
    "an earlier answer that the open step's build does not know any more",
    responder("trip", { version: 1, help: "", props: { who: text() } }).steps("who", {
      who: { ...q("Who goes?"), into: "who", next: "end" },
      end: done,
    }),
    ["All right?", "Bye."],
  ],
];

describe("a deploy with", () => {
  it.each(BUILDS)("%s neither drops a conversation nor fills a wrong step", async (_, later, replies) => {
    const rehearsal = await deployed(["Rome"], later);
    for (const reply of replies) expect(await rehearsal.say("Ann")).toEqual([reply]);
    expect(rehearsal.conversations).toHaveLength(1);
  });

  it("a migration that throws keeps the conversation, which /abort ends, and a mended build goes on with", async () => {
    const broken = build(2).steps(
      "where",
      { where: { ...q("Where to?"), into: "where", next: "end" }, end: done },
      {
        migrate: {
          1: () => {
            throw new Error("on purpose");
          },
        },
      },
    );
    const rehearsal = await deployed(["Rome"], broken);
    const before = rehearsal.conversation;
    await expect(rehearsal.say("Ann")).rejects.toThrow("on purpose");
    await expect(rehearsal.say("/back")).rejects.toThrow("on purpose");
    for (const said of ["/help", "/replay", "/list", "/export", "/new", "/zzz"]) {
      expect((await rehearsal.say(said))[0]).toMatch(
        /\n\n\(I cannot show you the open question .*\/abort ends this\.\)$/,
      );
    }
    expect(rehearsal.conversation).toEqual(before);
    rehearsal.deploy([first]);
    expect(await rehearsal.say("Ann")).toEqual(["When?"]);
    rehearsal.deploy([broken]);
    expect(await rehearsal.say("/abort")).toEqual(['Stopped "trip".']);
  });

  it("no responder any more tries the effect that waits again, tells the person, and keeps the conversation", async () => {
    const order = responder("order", { version: 1, help: "", props: {} }).steps(
      "sure",
      { sure: { ...q("Sure?"), receive: (c) => c.complete("Ordered.", { effect: "order" }) } },
      {
        effects: {
          order: () => {
            throw new Error("closed");
          },
        },
      },
    );
    const rehearsal = new Rehearsal([order]);
    await rehearsal.say("/new order");
    await rehearsal.say("yes");
    rehearsal.deploy([]);
    expect(await rehearsal.say("well?")).toEqual(["One moment, I am still working on it."]);
    expect(await rehearsal.pass("10m")).toEqual([
      "This takes longer than usual. I will keep trying and tell you when it is done.",
      'Sorry, that did not work, although I tried several times. Your answers are kept: answer again to retry, or write /abort. (Reference: rehearsal)\n"order" is not available at the moment. I have kept your answers; /abort ends it.',
    ]);
    expect(rehearsal.conversation).toMatchObject({ status: "ongoing", step: "sure", pending: null });
    expect(await rehearsal.say("/abort")).toEqual(['Stopped "order".']);
  });
});
