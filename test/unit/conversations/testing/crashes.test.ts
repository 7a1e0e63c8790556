import { describe, expect, it } from "vitest";
import { conversation, type EffectFunction, responder, text } from "../../../../src/index.ts";
import { playTranscript, Rehearsal, rehearseCrashes } from "../../../../src/testing.ts";

type Note = EffectFunction<{ note: ReturnType<typeof text> }>;

/** Asks for a note and keeps it. */
const noting = (keep: Note, receive: (note: string) => string = () => "Kept.") =>
  responder("note", { version: 1, help: "Note", props: { note: text() } }).steps(
    "note",
    {
      note: {
        prompt: "What?",
        accept: text(),
        receive: (c, note) => {
          c.set("note", note);
          return c.complete(receive(note), { effect: "keep" });
        },
      },
    },
    { effects: { keep } },
  );

const TRANSCRIPT = `
  > /new note
  < What?
  > milk
  < Kept.
`;

/** The messages of errors of transcripts. */
const failure = async (playing: Promise<unknown>): Promise<unknown> =>
  playing.then(
    () => "it passes",
    (error: unknown) => (error instanceof Error ? error.message : error),
  );

describe("a rehearsed crash", () => {
  it("shows what a responder keeps in a variable, with the line of the transcript", async () => {
    let count = 0;
    const counting = noting(
      () => {},
      () => `Number ${++count}.`,
    );
    const transcript = TRANSCRIPT.replace("Kept.", "Number 1.");
    const options = {
      before: () => {
        count = 0;
      },
    };
    await playTranscript(counting, transcript);
    expect(await failure(rehearseCrashes(counting, transcript, options))).toContain(
      'killed before commit in turn 2, which line 4 led to: line 5 of the transcript: the bot says "Number 2."',
    );
  });

  it("shows an effect that happens twice, and none where its key makes it once", async () => {
    const notes: string[] = [];
    const options = { before: () => void notes.splice(0), world: () => notes };
    const twice = noting(({ props }) => void notes.push(props.note));
    expect(await failure(rehearseCrashes(twice, TRANSCRIPT, options))).toBe(
      'killed before commit in turn 3, which line 4 led to: in the end world.1 is "milk" where it was undefined',
    );
    const kept = new Map<string, string>();
    const once = noting(({ props, key }) => void kept.set(key, props.note));
    const world = () => [...kept];
    const { effects } = await rehearseCrashes(once, TRANSCRIPT, { before: () => kept.clear(), world });
    expect([...kept]).toEqual([[effects[0]?.key, "milk"]]);
  });

  it("shows what is left of one performance in the next", async () => {
    const kept: string[] = [];
    const remembering = noting(
      () => {},
      (note) => {
        if (kept.includes(note)) return "I knew.";
        kept.push(note);
        return "Kept.";
      },
    );
    expect(await failure(rehearseCrashes(remembering, TRANSCRIPT))).toContain('the bot says "I knew."');
  });

  it("takes back what was not committed, and does not handle again what was", async () => {
    const tries: string[] = [];
    const kept = noting(({ key, attempt }) => {
      tries.push(key);
      if (attempt < 3) throw new Error("the shop is closed");
    });
    const plain = await playTranscript(kept, `${TRANSCRIPT}\n* 1s\n< This takes …`);
    expect([plain.turns, plain.effects]).toEqual([4, [{ effect: "keep", key: tries[0], attempt: 2 }]]);
    for (const [turn, when, tried] of [
      [2, "before commit", 2],
      [2, "after commit", 2],
      [3, "before commit", 3],
      [3, "after commit", 2],
      [4, "before commit", 3],
    ] as const) {
      tries.length = 0;
      const rehearsal = new Rehearsal([kept], { crash: { turn, when } });
      await rehearsal.say("/new note");
      expect(await rehearsal.say("milk")).toEqual(["Kept."]);
      expect(await rehearsal.pass("1s")).toHaveLength(1);
      expect(rehearsal.messages.map(({ body }) => body)).toEqual(plain.messages.map(({ body }) => body));
      expect(tries).toHaveLength(tried);
      expect(new Set(tries).size).toBe(1);
    }
  });

  it("leaves the straight-line form where it was, between its effects too", async () => {
    const orders = new Map<string, string>();
    const order = conversation("order", { version: 1 }, async (c) => {
      const item = await c.ask("item", text("What?"));
      const number = await c.effect("order", (key) => {
        orders.set(key, item);
        return orders.size;
      });
      c.say(`Number ${number}.`);
      const note = await c.ask("note", text("Any note?").optional());
      await c.effect("note", (key) => void orders.set(key, note ?? "none"));
      return c.complete("Ordered.");
    });
    await rehearseCrashes(
      order,
      `
      > /new order milk
      < Number 1.
      < Any note? (or write "skip")
      > /replay 0
      < "order", started 2026-01-05 09:00 (times are UTC)
      < (2 earlier messages left out)
      <
      < Any note? (or write "skip")
      > cold
      < Ordered.
      `,
      { before: () => orders.clear(), world: () => [...orders] },
    );
    expect([...orders.values()]).toEqual(["milk", "cold"]);
  });

  it("leaves a message that is said twice by itself what it is", async () => {
    const rehearsal = new Rehearsal([noting(() => {})]);
    await rehearsal.say("/new note", { stanzaId: "a" });
    expect(await rehearsal.say("/new note", { stanzaId: "a" })).toEqual([]);
    expect(await rehearsal.say("milk", { stanzaId: "a" })).toEqual(["Kept."]);
  });
});
