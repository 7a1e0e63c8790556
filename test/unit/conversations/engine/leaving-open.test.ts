/** How a conversation goes on where a question may be left open, in both forms of a responder. */
import { describe, expect, it } from "vitest";
import { choice, conversation, date, number, responder, text } from "../../../../src/index.ts";
import { playTranscript, Rehearsal } from "../../../../src/testing.ts";

const room = choice({ quiet: "a quiet room", view: "a room with a view" });

const stay = responder("stay", {
  version: 1,
  help: "Book a stay",
  props: { room, guests: number().integer(), until: date().optional(), wishes: text().optional() },
}).steps("room", {
  room: { prompt: "Which room?", accept: room, into: "room", next: "guests" },
  guests: { prompt: "For how many?", accept: number().integer(), into: "guests", next: "until" },
  until: { prompt: "Until when?", accept: date().optional(), into: "until", next: "wishes" },
  wishes: {
    prompt: "Any wishes?",
    accept: text().optional(),
    receive: (c, wishes) => {
      c.set("wishes", wishes);
      return c.complete("Booked.");
    },
  },
});

const straight = conversation("stay", { version: 1, help: "Book a stay" }, async (c) => {
  await c.ask("room", room.describe("the room"), { prompt: "Which room?" });
  await c.ask("guests", number("For how many?").integer());
  await c.ask("until", date("Until when?").optional());
  await c.ask("wishes", text("Any wishes?").optional());
  return c.complete("Booked.");
});

describe.each([
  ["with steps", stay],
  ["in the straight-line form", straight],
])("a responder %s", (_, one) => {
  it("takes answers as people say them, ends what may be left open, and asks where that may be the answer", async () => {
    const rehearsal = await playTranscript(
      one,
      `
      > /new stay
      < Which room?
      < 1. a quiet room
      < 2. a room with a view
      > quiet or with a view
      < "quiet or with a view" could be a quiet room or a room with a view.
      < Which room?
      < 1. a quiet room
      < 2. a room with a view
      > the one with the view
      < For how many?
      > two or three
      < I cannot tell whether that is 2 or 3. Please write one of the two.
      < For how many?
      > three of us
      < Until when? (or write "skip")
      > no, that's it
      < Any wishes? (or write "skip")
      > none
      < Is "none" your answer?
      < 1. No, leave the question open
      < 2. Yes, "none" is my answer
      > no
      < Booked.
      `,
    );
    expect(rehearsal.conversations[0]?.props).toMatchObject({ room: "view", guests: 3 });
    expect(rehearsal.conversations[0]?.props.until ?? null).toBeNull();
    expect(rehearsal.conversations[0]?.props.wishes ?? null).toBeNull();
  });
});

describe("a text that may leave a question open", () => {
  const asked = async (...said: readonly string[]) => {
    const rehearsal = new Rehearsal([stay]);
    await rehearsal.say("/new stay view");
    for (const one of ["2", "-", "nothing"]) await rehearsal.say(one);
    let last: readonly string[] = [];
    for (const one of said) last = await rehearsal.say(one);
    return {
      last: last.join("\n"),
      props: rehearsal.conversations[0]?.props,
      open: rehearsal.conversation?.step,
    };
  };

  it.each(["2", "yes", "the second", "that is my answer"])(
    "is the answer where the person says %j",
    async (said) => {
      expect(await asked(said)).toMatchObject({ last: "Booked.", props: { wishes: "nothing" } });
    },
  );

  it.each(["1", "no", "skip", "-", "leave it open", "no thanks"])("leaves it open after %j", async (said) => {
    const { last, props } = await asked(said);
    expect(last).toBe("Booked.");
    expect(props?.wishes ?? null).toBeNull();
  });

  it("is asked about again with the question, and forgotten over another answer", async () => {
    expect((await asked("/replay")).last).toContain('Is "nothing" your answer?');
    expect(await asked("a late breakfast")).toMatchObject({ props: { wishes: "a late breakfast" } });
    expect((await asked("none")).last).toContain('Is "none" your answer?');
  });

  it("does so at the first question too, where it came with /new", async () => {
    const note = responder("note", { version: 1, help: "", props: { note: text().optional() } }).steps(
      "note",
      {
        note: {
          prompt: "What?",
          accept: text().optional(),
          receive: (c, said) => c.complete(`Kept: ${said}`),
        },
      },
    );
    const rehearsal = new Rehearsal([note]);
    expect((await rehearsal.say("/new note none")).join()).toContain('Is "none" your answer?');
    expect(await rehearsal.say("2")).toEqual(["Kept: none"]);
  });

  it("is refused with both ways on where it may be zero", async () => {
    const party = responder("party", { version: 1, help: "", props: { guests: number().optional() } }).steps(
      "guests",
      {
        guests: {
          prompt: "How many guests?",
          accept: number().min(0).optional(),
          receive: (c, guests) => c.complete(`Guests: ${guests ?? "open"}`),
        },
      },
    );
    for (const [said, end] of [
      ["0", "Guests: 0"],
      ["skip", "Guests: open"],
    ] as const) {
      const rehearsal = new Rehearsal([party]);
      await rehearsal.say("/new party");
      expect((await rehearsal.say("nobody")).join()).toContain('If you mean none, write "0".');
      expect([said, await rehearsal.say(said)]).toEqual([said, [end]]);
    }
  });

  it("does not where it begins with a slash that was written twice", async () => {
    expect(await asked("//skip")).toMatchObject({ last: "Booked.", props: { wishes: "/skip" } });
  });
});
