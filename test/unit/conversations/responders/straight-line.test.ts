import { describe, expect, it, vi } from "vitest";
import { choice, conversation, date, type Responder, text, yesNo } from "../../../../src/index.ts";
import { playTranscript, Rehearsal } from "../../../../src/testing.ts";

const created = vi.fn((_title: string, _key: string) => 7);

const task = conversation(
  "task",
  { version: 1, help: "Create a task", lists: { people: () => ["Ann", "Bob"] } },
  async (c) => {
    c.say("A new task, then.");
    const title = await c.ask("title", text("What is the title?"));
    const due = await c.ask("due", date(`When is "${title}" due?`), { list: "people" });
    if (due.getUTCFullYear() > 2030) c.say("That is far away.");
    if (!(await c.ask("sure", yesNo(`Create "${title}"?`)))) return c.abort("Nothing created.");
    c.say("One moment.");
    const id = await c.effect("create", (key) => created(title, key));
    return c.complete(`Created #${id}.`);
  },
);

describe("a conversation in the straight-line form", () => {
  it("asks step after step, and is stored like any other", async () => {
    const rehearsal = await playTranscript(
      task,
      `
      > /new task
      < A new task, then.
      < What is the title?
      > Buy milk
      < When is "Buy milk" due?
      > soon
      < I do not recognise a date in that. …
      < When is "Buy milk" due?
      > 2031-01-01
      < That is far away.
      < Create "Buy milk"? (yes/no)
      `,
    );
    expect(rehearsal.conversation).toMatchObject({
      responder: "task",
      version: 1,
      step: "sure",
      props: { title: "Buy milk", due: "2031-01-01" },
    });
    expect(rehearsal.messages.flatMap(({ step }) => step ?? [])).toEqual(["title", "due"]);
    created.mockClear();
    expect(await rehearsal.say("yes")).toEqual(["One moment.", "Created #7."]);
    expect(created).toHaveBeenCalledExactlyOnceWith(
      "Buy milk",
      expect.stringContaining(rehearsal.conversations[0]?.id ?? "?"),
    );
    expect(rehearsal.conversations).toMatchObject([{ status: "complete", props: { create: 7, sure: true } }]);
  });

  it("takes the argument of /new as its first answer, after what it says before", async () => {
    await playTranscript(
      task,
      `
      > /new task Buy milk
      < A new task, then.
      < When is "Buy milk" due?
      > tomorrow
      < Tuesday, 6 January 2026
      < Create "Buy milk"? (yes/no)
      > no
      < Nothing created.
      `,
    );
  });

  it("goes back, forgets what came after, and asks again", async () => {
    const rehearsal = await playTranscript(
      task,
      `
      > /new task Buy milk
      < A new task, then.
      < When is "Buy milk" due?
      > tomorrow
      < Tuesday, 6 January 2026
      < Create "Buy milk"? (yes/no)
      > /back
      < When is "Buy milk" due?
      > /back
      < What is the title?
      > /back
      < This is the first question.
      <
      < What is the title?
      > Buy bread
      < When is "Buy bread" due?
      `,
    );
    expect(rehearsal.conversation?.props).toEqual({ title: "Buy bread" });
  });

  it("takes a corrected answer, and asks from there on", async () => {
    const rehearsal = new Rehearsal([task]);
    await rehearsal.say("/new task");
    await rehearsal.say("Buy mlik", { stanzaId: "typo" });
    await rehearsal.say("tomorrow");
    expect(await rehearsal.say("Buy milk", { correctionOf: "typo" })).toEqual(['When is "Buy milk" due?']);
    expect(rehearsal.conversation?.props).toEqual({ title: "Buy milk" });
  });

  it("answers commands in between, and shows its list", async () => {
    await playTranscript(
      task,
      `
      > /help task
      < Create a task
      < Lists: people
      > /new task Buy milk
      < A new task, then.
      < When is "Buy milk" due?
      > /list
      < people:
      < - Ann
      < - Bob
      <
      < When is "Buy milk" due?
      > /replay
      < "task", started 2026-01-05 09:00 (times are UTC)
      < 2026-01-05
      < 09:00 You: /new task Buy milk
      < 09:00 Anteroom: A new task, then.
      <
      < When is "Buy milk" due?
      > /new task
      < You are in the middle of "task" (step "due"). …
      <
      < When is "Buy milk" due?
      > /new task
      < A new task, then.
      < What is the title?
      > /abort
      < Stopped "task".
      `,
    );
  });

  it("gives each round of a loop a name of its own", async () => {
    const shopping = conversation("shopping", { version: 1 }, async (c) => {
      const items: string[] = [];
      for (;;) {
        const item = await c.ask("item", text("What else?").optional());
        if (item === undefined) break;
        items.push(item);
      }
      return `You want ${items.join(", ")}.`;
    });
    const rehearsal = await playTranscript(
      shopping,
      `
      > /new shopping
      < What else? (or write "skip")
      > milk
      < What else? (or write "skip")
      > bread
      < What else? (or write "skip")
      > /back
      < What else? (or write "skip")
      > butter
      < What else? (or write "skip")
      > -
      < You want milk, butter.
      `,
    );
    expect(rehearsal.conversations[0]?.props).toEqual({ item: "milk", "item#2": "butter", "item#3": null });
  });

  it("may ask nothing at all", async () => {
    const dice = conversation("dice", { version: 1 }, async (c) => {
      const rolled = await c.effect("roll", () => 4);
      return c.complete(`A ${rolled}.`);
    });
    const rehearsal = await playTranscript(
      [dice, conversation("hello", { version: 1 }, async (c) => c.complete(`Hello, ${c.person.address}.`))],
      `
      > /new dice
      < A 4.
      > /new hello
      < Hello, ann@example.org.
      > /new
      < What would you like to start?
      < dice
      < hello
      `,
    );
    expect(rehearsal.conversations.map(({ status }) => status)).toEqual(["complete", "complete"]);
  });

  it("goes on behind an effect, which runs once, and keeps what it gave", async () => {
    const ran = vi.fn(() => ({ at: new Date(0), free: ["10:00", "11:00"] }));
    const booking = conversation("booking", { version: 1 }, async (c) => {
      const slots = await c.effect("look up", ran);
      const slot = await c.ask("slot", choice(slots.free, "When?"));
      return `${slot}, as of ${slots.at}.`;
    });
    const rehearsal = await playTranscript(
      booking,
      `
      > /new booking
      < When?
      < 1. 10:00
      < 2. 11:00
      > 3
      < That is none of the choices. …
      < When?
      < 1. 10:00
      < 2. 11:00
      > 2
      < 11:00, as of 1970-01-01T00:00:00.000Z.
      `,
    );
    expect(ran).toHaveBeenCalledOnce();
    expect(rehearsal.conversations).toMatchObject([{ status: "complete" }]);
  });

  it("asks the last question again when an effect has failed for good, and forgets what followed from it", async () => {
    const sent: string[] = [];
    const letter = conversation("letter", { version: 1 }, async (c) => {
      const to = await c.ask("to", text("To whom?"));
      const paper = await c.effect("paper", (key) => {
        sent.push(`paper ${key}`);
        return to;
      });
      await c.effect("send", (key, { attempt }) => {
        sent.push(`${attempt} ${paper} ${key}`);
        if (to === "nobody") throw new Error("no such address");
      });
      return "Sent.";
    });
    const rehearsal = await playTranscript(
      letter,
      `
      > /new letter nobody
      * 10m
      < This takes longer than usual. …
      < Sorry, that did not work, although I tried several times. …
      < To whom?
      `,
    );
    expect(rehearsal.conversation).toMatchObject({ step: "to", props: {}, pending: null });
    const keys = sent.map((line) => line.split(" ").at(-1));
    expect(sent.map((line) => line.split(" ").slice(0, -1).join(" "))).toEqual([
      "paper",
      ...[1, 2, 3, 4, 5, 6].map((attempt) => `${attempt} nobody`),
    ]);
    expect(new Set(keys).size).toBe(2);
    sent.length = 0;
    expect(await rehearsal.say("Ann")).toEqual(["Sent."]);
    expect(sent.map((line) => line.split(" ")[0])).toEqual(["paper", "1"]);
    expect(keys).not.toContain(sent[0]?.split(" ").at(-1));
  });

  it("stops where an effect before the first question has failed for good", async () => {
    const broken = conversation("broken", { version: 1 }, async (c) => {
      await c.effect("never", () => {
        throw new Error("no");
      });
      return "?";
    });
    const rehearsal = await playTranscript(
      broken,
      `
      > /new broken
      * 10m
      < This takes longer than usual. …
      < Sorry, that did not work, although I tried several times, so I stopped here. …
      `,
    );
    expect(rehearsal.conversations).toMatchObject([{ status: "aborted", endedWhy: "responder" }]);
  });

  it("does not run an effect again when what follows it throws, and goes on once that is mended", async () => {
    const ran = vi.fn(() => 1);
    const version = (after: () => string): Responder =>
      conversation("frail", { version: 1 }, async (c) => {
        await c.ask("go", yesNo("Go?"));
        await c.effect("count", ran);
        return after();
      });
    const rehearsal = new Rehearsal([
      version(() => {
        throw new Error("oops");
      }),
    ]);
    await rehearsal.say("/new frail");
    expect(await rehearsal.say("yes")).toEqual([
      "(I cannot show you the open question at the moment. /abort ends this.)",
    ]);
    await expect(rehearsal.say("and now?")).rejects.toThrow("oops");
    expect((await rehearsal.say("/help"))[0]).toContain("/abort");
    rehearsal.deploy([version(() => "There.")]);
    expect(await rehearsal.say("and now?")).toEqual(["There."]);
    expect(ran).toHaveBeenCalledOnce();
  });

  it("does not wait for ever for what its function waits for", async () => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    try {
      const rehearsal = new Rehearsal([
        conversation("stuck", { version: 1 }, () => new Promise<string>(() => {})),
      ]);
      const said = expect(rehearsal.say("/new stuck")).rejects.toThrow("took longer than 30 s");
      await vi.advanceTimersByTimeAsync(30_000);
      await said;
    } finally {
      vi.useRealTimers();
    }
  });

  it("can be aborted whatever its function does", async () => {
    const rehearsal = new Rehearsal([task]);
    await rehearsal.say("/new task");
    rehearsal.deploy([
      conversation("task", { version: 1 }, () => {
        throw new Error("oops");
      }),
    ]);
    expect(await rehearsal.say("/abort")).toEqual(['Stopped "task".']);
  });

  it("may also be sent a text", async () => {
    const rehearsal = new Rehearsal([conversation("ping", { version: 1 }, async () => "pong")]);
    expect(await rehearsal.say("/new ping")).toEqual(["pong"]);
  });
});

describe("a mistake in the straight-line form", () => {
  it.each<[string, Parameters<typeof conversation<1>>[2]]>([
    [
      '"b" comes while "a" is still open: an await is missing',
      async (c) => {
        void c.ask("a", text("a?"));
        await c.ask("b", text("b?"));
      },
    ],
    ['ask("a"): there is no question; write it as text("…")', async (c) => void (await c.ask("a", text()))],
    [
      'ask("a"): the second argument must be a kind of answer',
      async (c) => {
        await c.ask("a", "a?" as never);
      },
    ],
    ["ask and effect need a name", async (c) => void (await c.ask("", text("?")))],
  ])("is named: %s", async (message, line) => {
    await expect(
      new Rehearsal([conversation("wrong", { version: 1 }, line)]).say("/new wrong"),
    ).rejects.toThrow(message);
  });

  it("is named when the responder is made, if it is in its head", () => {
    expect(() => conversation("two words", { version: 1 }, async () => {})).toThrow("must be one word");
    expect(() => conversation("x", { version: 2 } as never, async () => {})).toThrow(
      "migrate has no function for version 1",
    );
    expect(() => conversation("x", { version: 1 }, undefined as never)).toThrow("must be a function");
  });
});
