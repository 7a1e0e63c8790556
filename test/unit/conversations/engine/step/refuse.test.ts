/** Answers that the author refuses: `c.refuse`, and `check` in the straight-line form. */
import { describe, expect, it } from "vitest";
import { conversation, number, responder, text, yesNo } from "../../../../../src/index.ts";
import { playTranscript, Rehearsal, rehearseCrashes } from "../../../../../src/testing.ts";

const TAKEN = "Cabin 3 is let.";

const steps = responder("cabin", {
  version: 1,
  help: "",
  props: { who: text(), cabin: number(), nights: number() },
}).steps("who", {
  who: { prompt: "Who?", accept: text(), into: "who", next: "cabin" },
  cabin: {
    prompt: "Which cabin?",
    accept: number(),
    receive: async (c, cabin) => {
      c.set("cabin", cabin);
      if (cabin === 3) return c.refuse(TAKEN);
      return c.go("nights");
    },
  },
  nights: { prompt: (c) => `How many nights in ${c.cabin}?`, accept: number(), into: "nights", next: "sure" },
  sure: { prompt: "Sure?", accept: yesNo(), receive: (c) => c.complete("Yours.") },
});

const line = conversation("cabin", { version: 1 }, async (c) => {
  await c.ask("who", text("Who?"));
  const cabin = await c.ask("cabin", number("Which cabin?"), {
    check: async (wanted) => (wanted === 3 ? TAKEN : undefined),
  });
  await c.ask("nights", number(`How many nights in ${cabin}?`));
  await c.ask("sure", yesNo("Sure?"));
  return "Yours.";
});

describe.each([
  ["steps", steps],
  ["a function", line],
])("an answer that its author refuses, in the form of %s,", (_, cabin) => {
  it("is not taken, sets nothing, and its question stays open below the reason", async () => {
    const rehearsal = await rehearseCrashes(
      cabin,
      `
      > /new cabin Ann
      < Which cabin?
      > 3
      < ${TAKEN}
      < Which cabin?
      `,
    );
    expect(rehearsal.conversation).toMatchObject({ step: "cabin", props: { who: "Ann" } });
    expect(rehearsal.messages.flatMap(({ step }) => step ?? [])).toEqual(["who"]);
  });

  it("is no step for /back", async () => {
    await playTranscript(
      cabin,
      `
      > /new cabin Ann
      < Which cabin?
      > 3
      < ${TAKEN}
      < Which cabin?
      > 3
      < ${TAKEN}
      < (Write …
      < Which cabin?
      > /back
      < Who?
      > Bob
      < Which cabin?
      > 4
      < How many nights in 4?
      > /back
      < Which cabin?
      `,
    );
  });

  it("may be corrected, and a correction may be refused", async () => {
    const rehearsal = new Rehearsal([cabin]);
    await rehearsal.say("/new cabin Ann");
    await rehearsal.say("3", { stanzaId: "slip" });
    expect(await rehearsal.say("5", { correctionOf: "slip" })).toEqual(["How many nights in 5?"]);
    expect(await rehearsal.say("3", { correctionOf: "slip" })).toEqual([`${TAKEN}\nWhich cabin?`]);
    expect(rehearsal.conversation?.props).toEqual({ who: "Ann" });
  });
});

describe("an answer that its author refuses", () => {
  it("may be the argument of /new, which begins the conversation all the same", async () => {
    const even = responder("even", { version: 1, help: "", props: { n: number() } }).steps("n", {
      n: {
        prompt: "An even one?",
        accept: number(),
        receive: (c, n) => {
          c.say("Let me see.");
          return n % 2 === 0 ? c.complete("Even.") : c.refuse(`${n} is odd.`);
        },
      },
    });
    await rehearseCrashes(
      even,
      `
      > /new even 7
      < Let me see.
      < 7 is odd.
      < An even one?
      > 8
      < Let me see.
      < Even.
      `,
    );
  });
});

describe("an argument of /new that is refused in the straight-line form", () => {
  const guest = conversation("guest", { version: 1 }, async (c) => {
    c.say("Welcome.");
    const nights = await c.ask("nights", number("How many nights?"), {
      check: (wanted) => (wanted > 7 ? "A week at most." : undefined),
    });
    return `${nights}.`;
  });

  it.each(["some", "9"])("stands below the words before the first question: %s", async (argument) => {
    const [said = ""] = await new Rehearsal([guest]).say(`/new guest ${argument}`);
    expect(said).toMatch(/^Welcome\.\n.+\nHow many nights\?$/);
  });
});

describe("an answer that led to its own step again", () => {
  /** Asks for dishes until there are no more, and then where to. */
  const menu = responder("menu", {
    version: 1,
    help: "",
    props: { guests: number(), dishes: text().optional(), table: text() },
  }).steps("guests", {
    guests: { prompt: "How many?", accept: number(), into: "guests", next: "dish" },
    dish: {
      prompt: (c) => `Beside ${c.dishes ?? "nothing"}?`,
      accept: text().optional(),
      receive: (c, dish) => {
        if (dish === undefined) return c.go("table");
        c.set("dishes", c.dishes === undefined ? dish : `${c.dishes} and ${dish}`);
        return c.go("dish");
      },
    },
    table: { prompt: (c) => `Which table for ${c.dishes}?`, accept: text(), into: "table", next: "table" },
  });

  it("is no step for /back: it returns to the one before, with nothing of these answers set", async () => {
    const rehearsal = await playTranscript(
      menu,
      `
      > /new menu 2
      < Beside nothing? (or write "skip")
      > soup
      < Beside soup? (or write "skip")
      > salad
      < Beside soup and salad? (or write "skip")
      > /back
      < How many?
      `,
    );
    expect(rehearsal.conversation?.props).toEqual({});
    await rehearsal.say("3");
    for (const said of ["rice", "beans", "-"]) await rehearsal.say(said);
    // From the step after it: back to where it stood, and from there to the one before.
    expect(await rehearsal.say("/back")).toEqual(['Beside rice and beans? (or write "skip")']);
    expect(await rehearsal.say("/back")).toEqual(["How many?"]);
    expect(await rehearsal.say("/back")).toEqual(["This is the first question.\n\nHow many?"]);
  });

  it("may be corrected", async () => {
    const rehearsal = new Rehearsal([menu]);
    await rehearsal.say("/new menu 2");
    await rehearsal.say("soop", { stanzaId: "soup" });
    await rehearsal.say("salad");
    expect(await rehearsal.say("soup", { correctionOf: "soup" })).toEqual(['Beside soup? (or write "skip")']);
    expect(rehearsal.conversation?.props).toEqual({ guests: 2, dishes: "soup" });
  });
});
