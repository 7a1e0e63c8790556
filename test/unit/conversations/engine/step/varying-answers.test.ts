/** Steps whose kind of answer depends on the answers so far, and steps with a name for people. */
import { describe, expect, it } from "vitest";
import { choice, conversation, number, responder, text, yesNo } from "../../../../../src/index.ts";
import { playTranscript, Rehearsal, rehearseCrashes } from "../../../../../src/testing.ts";

const BOATS = { lake: ["canoe", "raft"], sea: ["ketch", "sloop", "yawl"] } as const;

/** A boat, which depends on the water, and a crew, which depends on the boat. */
const rental = responder("rental", {
  version: 1,
  help: "",
  props: { water: choice(["lake", "sea"]), boat: text(), crew: number().optional() },
}).steps("water", {
  water: {
    prompt: "Which water?",
    accept: choice(["lake", "sea"]),
    into: "water",
    next: "boat",
    label: "the water",
  },
  boat: {
    label: "your boat",
    prompt: (c) => `Which boat for the ${c.water}?`,
    accept: (c) => choice(BOATS[c.water]),
    into: "boat",
    next: (c) => (c.boat === "canoe" ? "sure" : "crew"),
  },
  crew: {
    prompt: "How many?",
    accept: (c) => number().min(1).max(c.props.boat.length).optional(),
    receive: (c, crew) => {
      if (typeof crew === "number") c.set("crew", crew);
      return c.go("sure");
    },
  },
  sure: {
    prompt: (c) => `The ${c.boat}?`,
    accept: yesNo(),
    receive: (c) => c.complete(`${c.boat} ${c.crew}`),
  },
});

const LAKE = "< Which boat for the lake?\n< 1. canoe\n< 2. raft";
const SEA = "< Which boat for the sea?\n< 1. ketch\n< 2. sloop\n< 3. yawl";

describe("a step whose accept is a function", () => {
  it("takes what fits the answers so far, and asks anew as they change", async () => {
    const rehearsal = await rehearseCrashes(
      rental,
      `
      > /new rental sea
      ${SEA}
      > raft
      < That is none of the choices. …
      ${SEA}
      > /back
      < Which water?
      < 1. lake
      < 2. sea
      > lake
      ${LAKE}
      > 2
      < How many? (or write "skip")
      > 5
      < 5 is too large: …
      < How many? (or write "skip")
      > 4
      < The raft? (yes/no)
      `,
    );
    expect(rehearsal.conversation?.props).toEqual({ water: "lake", boat: "raft", crew: 4 });
    expect(await rehearsal.say("yes")).toEqual(["raft 4"]);
  });

  it("takes a corrected answer by the answers before it", async () => {
    const rehearsal = new Rehearsal([rental]);
    await rehearsal.say("/new rental");
    await rehearsal.say("sea", { stanzaId: "water" });
    await rehearsal.say("2", { stanzaId: "boat" });
    expect(rehearsal.conversation?.props).toMatchObject({ boat: "sloop" });
    expect(await rehearsal.say("3", { correctionOf: "boat" })).toEqual(['How many? (or write "skip")']);
    expect(rehearsal.conversation?.props).toMatchObject({ boat: "yawl" });
    await rehearsal.say("lake", { correctionOf: "water" });
    expect(await rehearsal.say("1")).toEqual(["The canoe? (yes/no)"]);
  });

  it("goes on after a deploy, and its choices stand below commands", async () => {
    const rehearsal = await playTranscript(rental, `> /new rental lake\n${LAKE}`);
    rehearsal.deploy([rental]);
    expect(await rehearsal.say("/list")).toEqual([
      expect.stringMatching(/\n\nWhich boat for the lake\?\n1\. canoe\n2\. raft$/),
    ]);
    expect((await rehearsal.say("/replay"))[0]).toMatch(/1\. canoe\n2\. raft$/);
    expect(await rehearsal.say("canoe")).toEqual(["The canoe? (yes/no)"]);
  });

  describe("that throws", () => {
    const broken = (fails: boolean) =>
      responder("broken", { version: 1, help: "Breaks", props: { a: text(), b: text() } }).steps("a", {
        a: { prompt: "A?", accept: text(), into: "a", next: "b" },
        b: {
          prompt: "B?",
          accept: (c) => {
            if (fails) throw new Error(`nothing for ${c.a}`);
            return choice([c.a, "other"]);
          },
          into: "b",
          next: "a",
        },
      });

    it("is like a prompt that throws: the answer before is not taken, and ways out stay open", async () => {
      const rehearsal = new Rehearsal([broken(true)]);
      await rehearsal.say("/new broken");
      await expect(rehearsal.say("x")).rejects.toThrow("nothing for x");
      expect(rehearsal.conversation).toMatchObject({ step: "a", props: {} });
      rehearsal.deploy([broken(false)]);
      expect(await rehearsal.say("x")).toEqual(["B?\n1. x\n2. other"]);
      rehearsal.deploy([broken(true)]);
      await expect(rehearsal.say("other")).rejects.toThrow("nothing for x");
      expect((await rehearsal.say("/help"))[0]).toContain(
        "(I cannot show you the open question at the moment.",
      );
      expect(await rehearsal.say("/back")).toEqual(["A?"]);
      await rehearsal.say("/abort");
      await rehearsal.say("/new broken");
      rehearsal.deploy([broken(false)]);
      await rehearsal.say("y");
      rehearsal.deploy([broken(true)]);
      expect(await rehearsal.say("cancel")).toEqual(['Stopped "broken".']);
    });

    it("or gives no kind of answer is named", async () => {
      const wrong = responder("wrong", { version: 1, help: "", props: { a: text() } }).steps("a", {
        a: { prompt: "A?", accept: (() => "text") as never, into: "a", next: "a" },
      });
      await expect(new Rehearsal([wrong]).say("/new wrong")).rejects.toThrow(
        'responder "wrong": accept of step "a" gave no kind of answer',
      );
    });
  });
});

describe("a step with a label", () => {
  const line = conversation("hire", { version: 1 }, async (c) => {
    await c.ask("boat", text("Which boat?"), { label: "your boat" });
  });

  it.each([
    ["steps", rental, "> /new rental sea"],
    ["a function", line, "> /new hire"],
  ])("shows it to people in place of its name (%s)", async (_, one, start) => {
    const rehearsal = new Rehearsal([one]);
    await rehearsal.say(start.slice(2));
    for (const command of [`/new ${one.name}`, "/forget"]) {
      const [said] = await rehearsal.say(command);
      expect(said).toContain(`"${one.name}" (step "your boat")`);
    }
    expect(rehearsal.conversation?.step).toBe("boat");
  });

  it("is listed by /help NAME with it", async () => {
    expect(await new Rehearsal([rental]).say("/help rental")).toEqual([
      "rental\nSteps: the water, your boat, crew, sure",
    ]);
  });
});
