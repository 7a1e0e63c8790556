/** What stands behind the name of a responder, and what is written while nothing is going on. */
import { describe, expect, it, test } from "vitest";
import { number, responder, text } from "../../../../src/index.ts";
import { Rehearsal } from "../../../../src/testing.ts";

const trip = responder("trip", {
  version: 1,
  help: "Plan a trip",
  props: { where: text(), sure: text() },
}).steps("where", {
  where: { prompt: "Where to?", accept: text(), into: "where", next: "sure" },
  sure: { prompt: (c) => `To ${c.where}?`, accept: text(), receive: (c) => c.complete("Booked.") },
});
const count = responder("count", { version: 1, help: "Count", props: { n: number() } }).steps("n", {
  n: { prompt: "How many?", accept: number(), into: "n", next: "n" },
});

describe("an answer behind the name of a responder", () => {
  test.each(["hello", "hi", "thanks", "please", "now"])("is taken: %s", async (word) => {
    const rehearsal = new Rehearsal([trip]);
    expect(await rehearsal.say(`/new trip ${word}`)).toEqual([`To ${word}?`]);
  });

  test.each(["help", "cancel", "stop it", "back", "start over"])(
    "is asked about if it may be a word to the bot: %s",
    async (word) => {
      const rehearsal = new Rehearsal([trip]);
      expect((await rehearsal.say(`/new trip ${word}`)).join()).toContain(`Is "${word}" your answer?`);
      expect(await rehearsal.say("yes")).toEqual([`To ${word}?`]);
    },
  );

  it("is refused with a reason where it does not fit, whatever word it is", async () => {
    const rehearsal = new Rehearsal([count]);
    expect((await rehearsal.say("/new count cancel")).join()).toMatch(/number[\s\S]*How many\?$/);
  });

  it("is kept while the command waits to be repeated", async () => {
    const rehearsal = new Rehearsal([trip, count]);
    await rehearsal.say("/new count");
    await rehearsal.say("/new trip Rome");
    expect(await rehearsal.say("/new trip")).toEqual(["To Rome?"]);
    await rehearsal.say("/new trip Oslo");
    await rehearsal.say("/new count 3");
    await rehearsal.say("/new trip");
    expect(await rehearsal.say("/new trip")).toEqual(["Where to?"]);
    await rehearsal.say("/new trip Oslo");
    expect(await rehearsal.say("/new trip Bonn")).toEqual(["To Bonn?"]);
  });
});

describe("a correction", () => {
  test.each([
    ["/new trip Pariss", "/new trip Paris"],
    ["new trip Pariss", "new trip Paris"],
    ["/new trip Pariss", "Paris"],
  ])("of %s to %s corrects the first answer", async (first, second) => {
    const rehearsal = new Rehearsal([trip]);
    await rehearsal.say(first, { stanzaId: "m1" });
    expect(await rehearsal.say(second, { correctionOf: "m1" })).toEqual(["To Paris?"]);
    expect(rehearsal.conversation?.props).toEqual({ where: "Paris" });
  });

  it("of a first answer that was refused is taken", async () => {
    const rehearsal = new Rehearsal([count]);
    await rehearsal.say("/new count abc", { stanzaId: "m1" });
    await rehearsal.say("/new count 3", { correctionOf: "m1" });
    expect(rehearsal.conversation?.props).toEqual({ n: 3 });
  });

  it("of an answer in doubt is the answer, and settles the doubt", async () => {
    const rehearsal = new Rehearsal([trip]);
    await rehearsal.say("/new trip");
    await rehearsal.say("cancel", { stanzaId: "m1" });
    expect(await rehearsal.say("Cancun", { correctionOf: "m1" })).toEqual(["To Cancun?"]);
    await rehearsal.say("/abort");
    await rehearsal.say("/new trip cancel", { stanzaId: "m2" });
    expect(await rehearsal.say("/new trip Cancun", { correctionOf: "m2" })).toEqual(["To Cancun?"]);
  });

  it("of an earlier answer leaves what was said before it to be replayed", async () => {
    const rehearsal = new Rehearsal([trip]);
    await rehearsal.say("/new trip");
    await rehearsal.say("Roma", { stanzaId: "m1" });
    await rehearsal.pass("1s");
    await rehearsal.say("/help");
    await rehearsal.say("Rome", { correctionOf: "m1" });
    const [shown = ""] = await rehearsal.say("/replay");
    expect(shown).toMatch(/You: Roma\n.*: To Roma\?\n.*You: Rome\n\nTo Rome\?$/);
  });

  it("while an effect is tried again names no way back that there is not", async () => {
    const failing = responder("failing", { version: 1, help: "", props: { a: text() } }).steps(
      "a",
      { a: { prompt: "a?", accept: text(), receive: (c) => c.complete("Done.", { effect: "fail" }) } },
      {
        effects: {
          fail: () => {
            throw new Error("no");
          },
        },
      },
    );
    const rehearsal = new Rehearsal([failing]);
    await rehearsal.say("/new failing");
    await rehearsal.say("x", { stanzaId: "m1" });
    const [said = ""] = await rehearsal.say("y", { correctionOf: "m1" });
    expect(said).toContain("while I am working");
    expect(said).not.toContain("/back");
  });
});

describe("with a fallback and nothing going on", () => {
  test.each(["cancel", "stop", "back", "start over", "enough", "yes", "no", "thanks", "Danke!"])(
    "%s begins nothing",
    async (word) => {
      const rehearsal = new Rehearsal([trip], { fallback: "trip" });
      expect((await rehearsal.say(word)).join()).toMatch(/^Nothing is going on[\s\S]*trip – Plan a trip/);
      expect(rehearsal.conversations).toEqual([]);
    },
  );

  it("a greeting is greeted, and text is taken", async () => {
    const rehearsal = new Rehearsal([trip], { fallback: "trip" });
    expect((await rehearsal.say("hello")).join()).toMatch(/^Hello! I am[\s\S]*trip – Plan a trip/);
    expect(await rehearsal.say("Rome, please")).toEqual(["To Rome, please?"]);
    await rehearsal.say("/abort");
    expect(await rehearsal.say("//help")).toEqual(["To /help?"]);
  });
});
