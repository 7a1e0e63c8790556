/** Conversations that were begun with another build than the one that goes on with them. */
import { describe, expect, it } from "vitest";
import type { Responder } from "../../../src/conversations/responder.ts";
import { choice, date, responder, text } from "../../../src/index.ts";
import { Rehearsal } from "../../../src/testing.ts";

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
  it("that inserted, moved and edited steps, as if nothing had happened", async () => {
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

  it("that removed its step, at the last one that still exists, with one line", async () => {
    const later = responder("trip", { version: 1, help: "", props: { where: text(), when: text() } }).steps(
      "where",
      {
        where: { prompt: "Where to?", accept: text(), into: "where", next: "when" },
        when: { prompt: "When?", accept: text(), into: "when", next: "when" },
      },
    );
    const rehearsal = await deployed(["Rome"], later);
    expect(await rehearsal.say("Ann")).toEqual(['"trip" has changed since. We go on here:\nWhere to?']);
    expect(await rehearsal.say("Paris")).toEqual(["When?"]);
    expect(rehearsal.conversation).toMatchObject({ step: "when", props: { where: "Paris" } });
  });

  it("that changed the type of an answer, by asking that again", async () => {
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
      '"trip" has changed since, and one of your answers does not fit any more.\nWhen?',
    ]);
    expect(await rehearsal.say("2026-05-06")).toEqual(["All right on 6?"]);
    expect(rehearsal.conversation).toMatchObject({
      props: { where: "Rome", who: "Ann", when: "2026-05-06" },
    });
  });

  it("that renamed its step, by way of each migration", async () => {
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

  it("that took its responder away, when that is back, and can be ended meanwhile", async () => {
    const rehearsal = await deployed(["Rome"], undefined);
    expect(await rehearsal.say("Ann")).toEqual([
      '"trip" is not available at the moment. I keep what you answered; /abort ends it.',
    ]);
    expect((await rehearsal.say("/replay"))[0]).toContain("You: Rome");
    expect((await rehearsal.say("/back"))[0]).toContain("not available");
    rehearsal.deploy([first]);
    expect(await rehearsal.say("Ann")).toEqual(["When?"]);
    rehearsal.deploy([]);
    expect(await rehearsal.say("/abort")).toEqual(['Stopped "trip".']);
  });

  it("that went back to an older version", async () => {
    const newer = responder("trip", { version: 2, help: "", props: { where: text() } }).steps(
      "where",
      { where: { prompt: "Where?", accept: text(), into: "where", next: "where" } },
      { migrate: { 1: (old) => old } },
    );
    const rehearsal = new Rehearsal([newer]);
    await rehearsal.say("/new trip");
    rehearsal.deploy([first]);
    expect(await rehearsal.say("Rome")).toEqual(["Who goes?"]);
    expect(rehearsal.conversation).toMatchObject({ version: 1, step: "who" });
  });
});
