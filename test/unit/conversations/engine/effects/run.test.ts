import { describe, expect, it } from "vitest";
import { conversation, type Duration, date, responder, text, yesNo } from "../../../../../src/index.ts";
import { Rehearsal } from "../../../../../src/testing.ts";

/** A responder whose effect fails so often. */
function ordering(failures: number) {
  const calls: { readonly key: string; readonly attempt: number; readonly item: string }[] = [];
  const order = responder("order", { version: 1, help: "Order", props: { item: text() } }).steps(
    "item",
    {
      item: { prompt: "What?", accept: text(), into: "item", next: "sure" },
      sure: {
        prompt: (c) => `Order ${c.item}?`,
        accept: yesNo(),
        receive: (c, yes) => (yes ? c.complete("Ordered.", { effect: "order" }) : c.abort()),
      },
    },
    {
      effects: {
        order: async ({ props, key, attempt }) => {
          calls.push({ key, attempt, item: props.item });
          if (calls.length <= failures) throw new Error("the shop is closed");
          return `Number ${calls.length}.`;
        },
      },
    },
  );
  return { calls, order };
}

describe("an effect", () => {
  it("completes the conversation when it has run, and adds what it has to say", async () => {
    const { calls, order } = ordering(0);
    const rehearsal = new Rehearsal([order]);
    await rehearsal.say("/new order milk");
    expect(await rehearsal.say("yes")).toEqual(["Ordered.", "Number 1."]);
    expect(rehearsal.conversations).toMatchObject([{ status: "complete", pending: null }]);
    expect(calls).toMatchObject([{ attempt: 1, item: "milk" }]);
  });

  it("follows what is said beside it, which is not said again, and where neither says anything it is done", async () => {
    const plant = (said: string, gives: string | undefined) =>
      responder("plant", { version: 1, help: "", props: {} }).steps(
        "sure",
        {
          sure: {
            prompt: "Plant it?",
            accept: yesNo(),
            receive: (c) => {
              if (said !== "") c.say(said);
              return c.complete(undefined, { effect: "plant" });
            },
          },
        },
        { effects: { plant: async () => gives } },
      );
    const said = async (...[before, gives]: Parameters<typeof plant>): Promise<readonly string[]> => {
      const rehearsal = new Rehearsal([plant(before, gives)]);
      await rehearsal.say("/new plant");
      return rehearsal.say("yes");
    };
    expect(await said("I dig.", "It grows.")).toEqual(["I dig.", "It grows."]);
    expect(await said("I dig.", undefined)).toEqual(["I dig."]);
    expect(await said("", "It grows.")).toEqual(["It grows."]);
    expect(await said("", undefined)).toEqual(["Done."]);
  });

  it("is tried again with the same key while the person waits, and is not disturbed by answers", async () => {
    const { calls, order } = ordering(3);
    const rehearsal = new Rehearsal([order]);
    await rehearsal.say("/new order milk");
    expect(await rehearsal.say("yes")).toEqual(["Ordered."]);
    expect(await rehearsal.say("yes")).toEqual(["One moment, I am still working on it."]);
    expect(await rehearsal.pass("1s")).toEqual([
      "This takes longer than usual. I will keep trying and tell you when it is done.",
    ]);
    expect(await rehearsal.pass("1m")).toEqual(["Number 4."]);
    expect(calls.map(({ attempt }) => attempt)).toEqual([1, 2, 3, 4]);
    expect(new Set(calls.map(({ key }) => key)).size).toBe(1);
  });

  it("is reported when it fails for good, leaves the conversation at its step, and has the same key at the next attempt", async () => {
    const { calls, order } = ordering(6);
    const rehearsal = new Rehearsal([order]);
    await rehearsal.say("/new order milk");
    await rehearsal.say("yes");
    expect(await rehearsal.pass("10m")).toEqual([
      "This takes longer than usual. I will keep trying and tell you when it is done.",
      "Sorry, that did not work, although I tried several times. Your answers are kept: answer again to retry, or write /abort. (Reference: rehearsal)\nOrder milk? (yes/no)",
    ]);
    expect(rehearsal.conversation).toMatchObject({ status: "ongoing", step: "sure", pending: null });
    expect(rehearsal.messages.filter(({ step }) => step !== null).map(({ step }) => step)).toEqual(["item"]);
    expect(await rehearsal.say("yes")).toEqual(["Ordered.", "Number 7."]);
    expect(new Set(calls.map(({ key }) => key)).size).toBe(1);
  });

  it("has another key when the answers have changed, and when it is another conversation", async () => {
    const { calls, order } = ordering(6);
    const rehearsal = new Rehearsal([order]);
    await rehearsal.say("/new order milk");
    await rehearsal.say("yes");
    await rehearsal.pass("10m");
    await rehearsal.say("/back");
    await rehearsal.say("bread");
    await rehearsal.say("yes");
    await rehearsal.say("/new order bread");
    await rehearsal.say("yes");
    expect(new Set(calls.map(({ key }) => key)).size).toBe(3);
  });

  it("is tried again only if nothing else was decided meanwhile: each failure is a revision of the conversation", async () => {
    const { order } = ordering(3);
    const rehearsal = new Rehearsal([order]);
    await rehearsal.say("/new order milk");
    await rehearsal.say("yes");
    const revisions = [rehearsal.conversation?.rev];
    for (const time of ["1s", "4s"] as const) {
      await rehearsal.pass(time);
      revisions.push(rehearsal.conversation?.rev);
    }
    expect(revisions).toEqual([3, 4, 5]);
  });

  it("is not tried again when its conversation was aborted meanwhile", async () => {
    const { calls, order } = ordering(100);
    const rehearsal = new Rehearsal([order]);
    await rehearsal.say("/new order milk");
    await rehearsal.say("yes");
    expect(await rehearsal.say("/abort")).toEqual([
      'Stopped "order". Anything it had already started may still happen.',
    ]);
    expect(await rehearsal.pass("1h")).toEqual([]);
    expect(calls).toHaveLength(1);
  });

  it("keeps its conversation from being ended as idle", async () => {
    const { order } = ordering(5);
    const rehearsal = new Rehearsal([order], { idle: "1m" });
    await rehearsal.say("/new order milk");
    await rehearsal.say("yes");
    expect(await rehearsal.pass("10m")).toEqual([
      "This takes longer than usual. I will keep trying and tell you when it is done.",
      "Number 6.",
    ]);
  });
});

/** Books a table; how often it is called, and with which keys. Fails until the rehearsal's time has come to `opens`. */
function booking(retry: { readonly for: Duration } | undefined, opens: () => boolean) {
  const tries: string[] = [];
  const run = (key: string): string => {
    tries.push(key);
    if (!opens()) throw new Error("nobody picks up the telephone");
    return "Table 4.";
  };
  const steps = responder("steps", { version: 1, help: "", props: {} }).steps(
    "sure",
    {
      sure: {
        prompt: "Book?",
        accept: yesNo(),
        receive: (c, yes) => (yes ? c.complete("", { effect: "book" }) : c.abort()),
      },
    },
    {
      effects: { book: retry === undefined ? ({ key }) => run(key) : { run: ({ key }) => run(key), retry } },
    },
  );
  const line = conversation("line", { version: 1 }, async (c) => {
    await c.ask("sure", yesNo("Book?"));
    return await c.effect("book", retry === undefined ? run : { run, retry });
  });
  return { tries, responders: { steps, line } };
}

describe.each(["steps", "line"] as const)("an effect in the form of %s", (form) => {
  const start = async (retry?: { readonly for: Duration }, opensAt = Number.POSITIVE_INFINITY) => {
    const { tries, responders } = booking(retry, () => rehearsal.now - began >= opensAt);
    const rehearsal = new Rehearsal([responders[form]]);
    const began = rehearsal.now;
    await rehearsal.say(`/new ${form}`);
    await rehearsal.say("yes");
    return { rehearsal, tries };
  };
  const ended = ({ conversation: ongoing }: Rehearsal): boolean => ongoing?.pending === null;

  it("is tried six times within five minutes where its author says nothing", async () => {
    const { rehearsal, tries } = await start();
    await rehearsal.pass("299s");
    expect([tries.length, ended(rehearsal)]).toEqual([5, false]);
    await rehearsal.pass("1s");
    expect([tries.length, ended(rehearsal)]).toEqual([6, true]);
  });

  it("is tried for as long as its author says, the last time when that is over, each time with the same key", async () => {
    const { rehearsal, tries } = await start({ for: "2h" });
    await rehearsal.pass("7199s");
    expect(ended(rehearsal)).toBe(false);
    const before = tries.length;
    await rehearsal.pass("1s");
    expect([tries.length, ended(rehearsal)]).toEqual([before + 1, true]);
    expect(new Set(tries).size).toBe(1);
  });

  it("completes the conversation when it works again after hours, if its author waits for that", async () => {
    const { rehearsal } = await start({ for: "1d" }, 5 * 3_600_000);
    expect(await rehearsal.pass("6h")).toContain("Table 4.");
    expect(rehearsal.conversations).toMatchObject([{ status: "complete" }]);
  });

  it("is tried once where its author wants no more, and nothing of more tries is said", async () => {
    const { rehearsal, tries } = await start({ for: "0" });
    expect([tries.length, ended(rehearsal)]).toEqual([1, true]);
  });
});

describe("a responder is refused with the reason when its effect is wrong", () => {
  const make = (effect: unknown) => () =>
    responder("r", { version: 1, help: "", props: {} }).steps(
      "a",
      { a: { prompt: "?", accept: yesNo(), receive: (c) => c.complete("", { effect: "e" }) } },
      { effects: { e: effect as () => void } },
    );

  it.each([
    [
      { run: () => {}, retry: { for: "soon" } },
      'responder "r": effect "e": retry.for "soon" is no duration such as "1h"',
    ],
    [{ retry: { for: "1h" } }, 'responder "r": effect "e": it must be a function, or { run: a function }'],
    [{ run: () => {}, undo: "it" }, 'responder "r": effect "e": undo must be a function'],
    [undefined, 'responder "r": effect "e": it must be a function, or { run: a function }'],
  ])("%j", (effect, message) => {
    expect(make(effect)).toThrow(message);
  });
});

describe("past an effect that has run", () => {
  const renewing = () => {
    const runs: string[] = [];
    const library = conversation("library", { version: 1 }, async (c) => {
      const shelf = await c.ask("shelf", text("Which shelf?"));
      const book = await c.ask("book", text("Which book?"));
      await c.effect("renew", (key) => {
        runs.push(`renew ${shelf} ${book} ${key}`);
      });
      await c.ask("until", text("Until when?"));
      await c.ask("note", text("A note?"));
      return "Done.";
    });
    return { runs, library };
  };
  const REFUSED = "There is no way back past that answer: what followed from it has already been done.";

  it("there is no way back, and the effect does not run again", async () => {
    const { runs, library } = renewing();
    const rehearsal = new Rehearsal([library]);
    await rehearsal.say("/new library A");
    expect(await rehearsal.say("dune")).toEqual(["Until when?"]);
    expect(await rehearsal.say("/back")).toEqual([`${REFUSED}\n\nUntil when?`]);
    await rehearsal.say("May");
    expect(await rehearsal.say("/back")).toEqual(["Until when?"]);
    expect(await rehearsal.say("/back")).toEqual([`${REFUSED}\n\nUntil when?`]);
    await rehearsal.say("June");
    expect(await rehearsal.say("none")).toEqual(["Done."]);
    expect(runs).toHaveLength(1);
  });

  it.each([
    ["shelf", "s1"],
    ["book", "s2"],
  ])("the answer to %s is not corrected any more, but later ones are", async (_, correctionOf) => {
    const { runs, library } = renewing();
    const rehearsal = new Rehearsal([library]);
    await rehearsal.say("/new library");
    await rehearsal.say("A", { stanzaId: "s1" });
    await rehearsal.say("dune", { stanzaId: "s2" });
    await rehearsal.say("May", { stanzaId: "s3" });
    expect(await rehearsal.say("emma", { correctionOf })).toEqual([`${REFUSED}\n\nA note?`]);
    expect(await rehearsal.say("June", { correctionOf: "s3" })).toEqual(["A note?"]);
    expect(rehearsal.conversation?.props).toMatchObject({ shelf: "A", book: "dune", until: "June" });
    expect(runs).toHaveLength(1);
  });

  it("an edited answer of a conversation that it has completed changes nothing, and that is said", async () => {
    const { calls, order } = ordering(0);
    const rehearsal = new Rehearsal([order]);
    await rehearsal.say("/new order");
    await rehearsal.say("milk", { stanzaId: "m" });
    await rehearsal.say("yes", { stanzaId: "y" });
    const over = "That conversation is over: editing the message no longer changes anything.";
    expect(await rehearsal.say("no", { correctionOf: "y" })).toEqual([over]);
    await rehearsal.say("/new order bread");
    expect(await rehearsal.say("beer", { correctionOf: "m" })).toEqual([`${over}\n\nOrder bread? (yes/no)`]);
    expect(calls).toHaveLength(1);
  });
});

describe("a day that an author turns into JSON stays a day", () => {
  const seen: string[] = [];
  const json = (value: unknown): void => {
    seen.push(JSON.stringify(value));
  };

  it("in the functions of steps, in effects, and after it was set", async () => {
    seen.length = 0;
    const trip = responder("trip", {
      version: 1,
      help: "",
      props: { out: date(), back: date().optional() },
    }).steps(
      "out",
      {
        out: {
          prompt: "When?",
          accept: date(),
          receive: (c, out) => {
            json(out);
            c.set("out", out);
            // An author's own Date may have a time.
            c.set("back", new Date("2027-03-02T13:45:00Z"));
            json(c.props);
            return c.go("sure");
          },
        },
        sure: { prompt: "Sure?", accept: yesNo(), receive: (c) => c.complete("", { effect: "book" }) },
      },
      { effects: { book: ({ props }) => json({ ...props }) } },
    );
    const rehearsal = new Rehearsal([trip]);
    await rehearsal.say("/new trip 1 March 2027");
    await rehearsal.say("yes");
    const both = '{"out":"2027-03-01","back":"2027-03-02"}';
    expect(seen).toEqual(['"2027-03-01"', both, both]);
  });

  it("in the straight-line form, and in the result of an effect", async () => {
    const trip = conversation("trip", { version: 1 }, async (c) => {
      const out = await c.ask("out", date("When?"));
      const given = await c.effect("book", () => ({ out, list: [out] }));
      return `${JSON.stringify({ out })} ${JSON.stringify(given)}`;
    });
    const rehearsal = new Rehearsal([trip]);
    await rehearsal.say("/new trip");
    expect(await rehearsal.say("2027-03-01")).toEqual([
      '{"out":"2027-03-01"} {"out":"2027-03-01","list":["2027-03-01"]}',
    ]);
  });

  it("while it is a Date to all other code", () => {
    const read = date().fromJson("2027-03-01");
    expect(read).toEqual({ ok: true, value: new Date("2027-03-01T00:00:00Z") });
    expect(read.ok && read.value instanceof Date && read.value.toISOString()).toBe(
      "2027-03-01T00:00:00.000Z",
    );
  });
});
