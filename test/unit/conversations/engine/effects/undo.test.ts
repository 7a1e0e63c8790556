/** The way back past an effect that its author can undo. */
import { beforeEach, describe, expect, it } from "vitest";
import { conversation, number, responder, text, yesNo } from "../../../../../src/index.ts";
import { playTranscript, Rehearsal, rehearseCrashes } from "../../../../../src/testing.ts";

/** What was done and undone, in order, with keys by the order of their first use. */
let log: string[] = [];
/** What is done at present: what an outside that knows its keys would have. */
let world = new Map<string, string>();
/** How often an undo still fails. */
let failures = 0;
const keys: string[] = [];

const named = (key: string): string => {
  if (!keys.includes(key)) keys.push(key);
  return `k${keys.indexOf(key) + 1}`;
};
const run =
  (what: string) =>
  (key: string): string => {
    log.push(`+ ${what} ${named(key)}`);
    world.set(key, what);
    return `no. ${what.length}`;
  };
const undo =
  (what: string) =>
  (key: string, { gave }: { readonly gave: string | undefined }): void => {
    log.push(`- ${what} ${named(key)} ${gave}`);
    if (failures-- > 0) throw new Error("the line is busy");
    world.delete(key);
  };
const undoable = (what: string) => ({ run: run(what), undo: undo(what) });

const clear = (): void => {
  log = [];
  world = new Map();
  failures = 0;
  keys.length = 0;
};

/** Reserves, then hires: two effects with a question between them, and one after. */
const trip = conversation("trip", { version: 1 }, async (c) => {
  const where = await c.ask("where", text("Where to?"));
  await c.effect("seat", undoable(`seat to ${where}`));
  const nights = await c.ask("nights", number("How many nights?"));
  await c.effect("room", undoable(`${nights} nights`));
  c.say("All set.");
  await c.effect("guide", undoable("guide"));
  await c.ask("sure", yesNo("Keep it?"));
  return "Have fun.";
});

const rehearse = (transcript: string) =>
  rehearseCrashes(trip, transcript, { before: clear, world: () => [...world.values()] });

describe("past an effect with an undo", () => {
  beforeEach(clear);

  it("/back undoes it, once and with its key, whatever crashes, and going on runs it under another key", async () => {
    const { effects, conversation: now } = await rehearse(`
      > /new trip Rome
      < How many nights?
      > /back
      < Where to?
      > Rome
      < How many nights?
      > /back
      < Where to?
      > Oslo
      < How many nights?
    `);
    expect(log).toEqual([
      "+ seat to Rome k1",
      "- seat to Rome k1 no. 12",
      "+ seat to Rome k2",
      "- seat to Rome k2 no. 12",
      "+ seat to Oslo k3",
    ]);
    expect(effects.map(({ undo: undone }) => undone ?? false)).toEqual([false, true, false, true, false]);
    expect(now?.props).toMatchObject({ where: "Oslo", seat: "no. 12" });
    expect([...world.values()]).toEqual(["seat to Oslo"]);
  });

  it("/back undoes several of them, the latest first", async () => {
    await rehearse(`
      > /new trip Rome
      < How many nights?
      > 2
      < All set.
      < Keep it?…
      > /back
      < How many nights?
      > /back
      < Where to?
    `);
    expect(log).toEqual([
      "+ seat to Rome k1",
      "+ 2 nights k2",
      "+ guide k3",
      "- guide k3 no. 5",
      "- 2 nights k2 no. 8",
      "- seat to Rome k1 no. 12",
    ]);
    expect(world.size).toBe(0);
  });

  it("a correction undoes them and takes the corrected answer", async () => {
    const rehearsal = new Rehearsal([trip]);
    await rehearsal.say("/new trip");
    await rehearsal.say("Rmoe", { stanzaId: "where" });
    await rehearsal.say("2");
    expect(await rehearsal.say("Rome", { correctionOf: "where" })).toEqual(["How many nights?"]);
    expect([...world.values()]).toEqual(["seat to Rome"]);
    expect(log.slice(3, 7).map((line) => line.slice(0, 3))).toEqual(["- g", "- 2", "- s", "+ s"]);
    expect(rehearsal.conversation?.props).toMatchObject({ where: "Rome" });
    expect(rehearsal.conversation?.props).not.toHaveProperty("nights");
    expect(rehearsal.messages.filter(({ step }) => step !== null)).toMatchObject([
      { step: "where", body: "Rome", stanzaId: "where" },
    ]);
    // The correction may be corrected.
    expect(await rehearsal.say("Oslo", { correctionOf: "where" })).toEqual(["How many nights?"]);
    expect([...world.values()]).toEqual(["seat to Oslo"]);
  });

  it("a corrected answer that is not accepted is asked again, with the effect undone", async () => {
    const rehearsal = new Rehearsal([trip]);
    await rehearsal.say("/new trip Rome");
    await rehearsal.say("2", { stanzaId: "nights" });
    const [refused] = await rehearsal.say("many", { correctionOf: "nights" });
    expect(refused).toMatch(/number[\s\S]*\nHow many nights\?$/);
    expect([...world.values()]).toEqual(["seat to Rome"]);
  });

  it("nothing else is decided while an undo runs, and one that fails is tried again with the same key", async () => {
    const rehearsal = await playTranscript(trip, "> /new trip Rome\n< How many nights?");
    failures = 2;
    expect(await rehearsal.say("/back")).toEqual([]);
    const working = "One moment, I am still working on it.";
    for (const said of ["3", "/back"]) expect(await rehearsal.say(said)).toEqual([working]);
    expect(await rehearsal.pass("1s")).toEqual([expect.stringMatching(/^This takes longer/)]);
    expect(await rehearsal.pass("4s")).toEqual(["Where to?"]);
    expect(log.slice(1)).toEqual(Array(3).fill("- seat to Rome k1 no. 12"));
    expect(rehearsal.conversation?.props).not.toHaveProperty("where");
  });

  it("an undo that fails for good leaves the conversation where it was, and the person is told", async () => {
    const rehearsal = await playTranscript(trip, "> /new trip Rome\n< How many nights?");
    failures = Number.POSITIVE_INFINITY;
    await rehearsal.say("/back");
    const said = await rehearsal.pass("10m");
    expect(said.at(-1)).toBe(
      "Sorry, I could not take back what has already been done, although I tried several times. (Reference: rehearsal)\nHow many nights?",
    );
    expect(rehearsal.conversation).toMatchObject({ step: "nights", props: { where: "Rome" }, pending: null });
    failures = 0;
    expect(await rehearsal.say("1")).toEqual(["All set.", expect.stringContaining("Keep it?")]);
    expect([...world.values()]).toEqual(["seat to Rome", "1 nights", "guide"]);
  });

  it("where a later one is undone and an earlier one is not, the later one runs anew", async () => {
    const rehearsal = await playTranscript(
      trip,
      "> /new trip Rome\n< How many nights?\n> 2\n< All set.\n< Keep it?…",
    );
    const fails = world;
    world = new Map(fails);
    world.delete = (key) => {
      if (world.get(key)?.startsWith("2")) throw new Error("the hotel says no");
      return Map.prototype.delete.call(world, key);
    };
    await rehearsal.say("/back");
    await rehearsal.pass("10m");
    expect([...world.values()]).toEqual(["seat to Rome", "2 nights"]);
    expect(await rehearsal.say("go on")).toEqual(["All set.", "Keep it? (yes/no)"]);
    expect([...world.values()]).toEqual(["seat to Rome", "2 nights", "guide"]);
    expect(log.filter((line) => line.startsWith("+ guide"))).toEqual(["+ guide k3", "+ guide k4"]);
  });

  it("there is no way back where one of several has none, and nothing is undone", async () => {
    const mixed = conversation("mixed", { version: 1 }, async (c) => {
      await c.ask("a", text("A?"));
      await c.effect("first", run("first"));
      await c.effect("second", undoable("second"));
      await c.ask("b", text("B?"));
    });
    await rehearseCrashes(
      mixed,
      `
      > /new mixed x
      < B?
      > /back
      < There is no way back past that answer: what followed from it has already been done.
      <
      < B?
      `,
      { before: clear },
    );
    expect(log.filter((line) => line.startsWith("-"))).toEqual([]);
  });

  it("can be stopped while it is undone", async () => {
    const rehearsal = await playTranscript(trip, "> /new trip Rome\n< How many nights?");
    failures = 9;
    await rehearsal.say("/back");
    expect((await rehearsal.say("/abort"))[0]).toContain("may still happen");
    expect(await rehearsal.pass("1h")).toEqual([]);
    expect(log.filter((line) => line.startsWith("-"))).toHaveLength(1);
  });
});

describe("an effect with an undo that has failed for good", () => {
  beforeEach(clear);

  it("is undone, with what ran before it since the last question, and runs under new keys when that is answered again", async () => {
    let open = false;
    const letter = conversation("letter", { version: 1 }, async (c) => {
      const to = await c.ask("to", text("To whom?"));
      await c.effect("paper", undoable("paper"));
      await c.effect("send", {
        run: (key) => {
          const given = run(`to ${to}`)(key);
          if (!open) throw new Error("closed");
          return given;
        },
        undo: undo(`to ${to}`),
        retry: { for: "0" },
      });
      return "Sent.";
    });
    const rehearsal = await playTranscript(
      letter,
      `
      > /new letter Ann
      < Sorry, that did not work, although I tried several times. …
      < To whom?
      `,
    );
    expect(log).toEqual(["+ paper k1", "+ to Ann k2", "- to Ann k2 undefined", "- paper k1 no. 5"]);
    expect(rehearsal.conversation).toMatchObject({ step: "to", pending: null });
    open = true;
    expect(await rehearsal.say("Ann")).toEqual(["Sent."]);
    expect(log.slice(4)).toEqual(["+ paper k3", "+ to Ann k4"]);
  });

  it("is undone in a responder of steps", async () => {
    let open = false;
    const order = responder("order", { version: 1, help: "", props: { what: text() } }).steps(
      "what",
      {
        what: { prompt: "What?", accept: text(), into: "what", next: "sure" },
        sure: { prompt: "Sure?", accept: yesNo(), receive: (c) => c.complete("", { effect: "order" }) },
      },
      {
        effects: {
          order: {
            run: ({ props, key }) => {
              run(props.what)(key);
              if (!open) throw new Error("closed");
              return "Ordered.";
            },
            undo: ({ props, key }) => undo(props.what)(key, { gave: undefined }),
            retry: { for: "1s" },
          },
        },
      },
    );
    const rehearsal = await rehearseCrashes(
      order,
      `
      > /new order rice
      < Sure? (yes/no)
      > yes
      * 1s
      < Sorry, that did not work, although I tried several times. …
      < Sure? (yes/no)
      `,
      { before: clear, world: () => [...world.values()] },
    );
    expect(log).toEqual(["+ rice k1", "+ rice k1", "- rice k1 undefined"]);
    expect(rehearsal.conversation).toMatchObject({ step: "sure", props: { what: "rice" }, pending: null });
    open = true;
    expect(await rehearsal.say("yes")).toEqual(["Ordered."]);
    expect(log.at(-1)).toBe("+ rice k2");
  });
});
