import { describe, expect, it, test } from "vitest";
import { choice, date, number, responder, text, yesNo } from "../../../../src/index.ts";
import { playTranscript, Rehearsal } from "../../../../src/testing.ts";

const trip = responder("trip", {
  version: 1,
  help: "Plan a trip",
  props: { how: text(), day: date(), people: number(), sure: yesNo(), note: text() },
}).steps("how", {
  how: { prompt: "How?", accept: choice(["train", "bus"]), into: "how", next: "people" },
  people: { prompt: "How many?", accept: number(), into: "people", next: "day" },
  day: { prompt: "When?", accept: date(), into: "day", next: "sure" },
  sure: { prompt: "Sure?", accept: yesNo(), into: "sure", next: "note" },
  note: { prompt: "Any note?", accept: text(), receive: (c, note) => c.complete(`Noted: ${note}`) },
});

async function at(question: "how" | "people" | "day" | "sure" | "note", lang = "en"): Promise<Rehearsal> {
  const rehearsal = new Rehearsal([trip], { person: { lang } });
  await rehearsal.say("/new trip");
  const answers = { how: "train", people: "2", day: "2026-02-01", sure: "yes" };
  for (const [step, answer] of Object.entries(answers)) {
    if (step === question) break;
    await rehearsal.say(answer);
  }
  expect(rehearsal.conversation?.step).toBe(question);
  return rehearsal;
}

const ABORT = ["Zrušit, prosím", "mégse", "ΑΚΥΡΩΣΗ", "रद्द करें"];

describe("at a question whose answer they cannot be", () => {
  it.each(["how", "people", "day", "sure"] as const)(
    "%s: a word that stops ends the conversation",
    async (question) => {
      for (const word of [
        "cancel",
        "Stop!",
        "quit",
        "never mind",
        "abbrechen",
        "Annuler",
        "cancelar",
        ...ABORT,
      ]) {
        const rehearsal = await at(question);
        await rehearsal.say(word);
        expect(rehearsal.conversation, word).toBeUndefined();
      }
    },
  );

  it.each(["people", "day", "sure"] as const)("%s: a word that goes back does", async (question) => {
    for (const word of ["back", "go back", "Undo", "zurück", "terug", "zpět", "vissza", "πίσω", "वापस"]) {
      const rehearsal = await at(question);
      await rehearsal.say(word);
      expect(rehearsal.conversation?.step, word).not.toBe(question);
    }
  });

  it.each(["how", "people", "day", "sure"] as const)(
    "%s: help is shown, and the question asked again",
    async (question) => {
      for (const word of ["help", "?", "what can you do?", "Hilfe", "¿Qué puedo hacer?"]) {
        const rehearsal = await at(question);
        const [said = ""] = await rehearsal.say(word);
        expect(said).toContain('"cancel" stops');
        expect(said.trim().endsWith("?") || said.includes("\n")).toBe(true);
        expect(rehearsal.conversation?.step, word).toBe(question);
      }
    },
  );

  it("a word that starts over does so when it is said twice", async () => {
    const rehearsal = await at("day");
    expect((await rehearsal.say("start over"))[0]).toContain(
      'Send "start over" again within 1 minute to drop it and start over',
    );
    expect(rehearsal.conversation?.step).toBe("day");
    expect((await rehearsal.say("Start over"))[0]).toContain("How?");
    expect(rehearsal.conversation?.step).toBe("how");
  });

  it("a choice that is called so is taken", async () => {
    const rehearsal = new Rehearsal([
      responder("alarm", { version: 1, help: "", props: { act: text() } }).steps("act", {
        act: {
          prompt: "What?",
          accept: choice(["stop", "help"]),
          receive: (c, act) => c.complete(`${act}: done`),
        },
      }),
    ]);
    await rehearsal.say("/new alarm");
    expect(await rehearsal.say("stop")).toEqual(["stop: done"]);
  });
});

describe("at a question that takes any text, it is asked which was meant", () => {
  const asked = 'Is "cancel" your answer?\n1. No, stop here\n2. Yes, "cancel" is my answer';

  it("and nothing is taken until that is said", async () => {
    const rehearsal = await at("note");
    expect(await rehearsal.say("cancel")).toEqual([asked]);
    expect(rehearsal.conversation?.step).toBe("note");
    expect(await rehearsal.say("/help note")).toEqual([expect.stringContaining(asked)]);
    expect(await rehearsal.say("2")).toEqual(["Noted: cancel"]);
  });

  it.each(["yes", "Yes, please", "ja", "2."])("%s takes it as the answer", async (said) => {
    const rehearsal = await at("note");
    await rehearsal.say("cancel");
    expect(await rehearsal.say(said)).toEqual(["Noted: cancel"]);
  });

  it.each(["1", "no", "nein", "no, stop here", "cancel", "Stop"])(
    "%s ends the conversation",
    async (said) => {
      const rehearsal = await at("note");
      await rehearsal.say("cancel");
      await rehearsal.say(said);
      expect(rehearsal.conversation).toBeUndefined();
    },
  );

  it("another text is the answer", async () => {
    const rehearsal = await at("note");
    await rehearsal.say("help");
    expect(await rehearsal.say("Bring a tent")).toEqual(["Noted: Bring a tent"]);
  });

  it("help is given, and the question is open again", async () => {
    const rehearsal = await at("note");
    await rehearsal.say("help");
    expect((await rehearsal.say("1"))[0]).toMatch(/"cancel" stops.*\n\nAny note\?$/su);
    expect(await rehearsal.say("2 tents")).toEqual(["Noted: 2 tents"]);
  });

  it("back goes back", async () => {
    const rehearsal = await at("note");
    await rehearsal.say("Back");
    expect(await rehearsal.say("1")).toEqual([expect.stringContaining("Sure?")]);
  });

  it("a word of another language than the person's is asked about as well, since clients say little of the language", async () => {
    for (const lang of ["en", "de", "fr"]) {
      const rehearsal = await at("note", lang);
      expect((await rehearsal.say("halt"))[0]).toContain("halt");
      expect(rehearsal.conversation?.step).toBe("note");
    }
  });
});

describe("an answer that begins with a slash", () => {
  it("is told how to be given, and can be given", async () => {
    const rehearsal = await at("note");
    expect((await rehearsal.say("/etc/hosts is wrong"))[0]).toContain(
      "write it with two slashes: //etc/hosts",
    );
    expect(await rehearsal.say("//etc/hosts is wrong")).toEqual(["Noted: /etc/hosts is wrong"]);
  });
});

test("from the second refusal in a row on, the way out is told, until an answer is taken", async () => {
  const rehearsal = await at("people");
  const wayOut = '(Write "cancel" to stop, "back" for the question before, or "help".)';
  expect((await rehearsal.say("many"))[0]).not.toContain(wayOut);
  expect((await rehearsal.say("lots"))[0]).toContain(wayOut);
  await rehearsal.say("/list");
  expect((await rehearsal.say("heaps"))[0]).toContain(wayOut);
  await rehearsal.say("3");
  expect((await rehearsal.say("many"))[0]).not.toContain(wayOut);
});

describe("a quotation above the answer", () => {
  it("of the open question is left out", async () => {
    const rehearsal = await at("note");
    expect(await rehearsal.say("> Any note?\nBring a tent")).toEqual(["Noted: Bring a tent"]);
  });

  it("of anything else is part of a text", async () => {
    const rehearsal = await at("note");
    expect(await rehearsal.say("> To be or not\nHamlet")).toEqual(["Noted: > To be or not\nHamlet"]);
  });

  it("leaves a command below it a command", async () => {
    const rehearsal = await at("day");
    await rehearsal.say("> When?\n/abort");
    expect(rehearsal.conversation).toBeUndefined();
  });
});

describe("an edited message", () => {
  it.each([
    ["/nwe trip", "/new trip"],
    ["new trpi", "/new trip"],
    ["/nwe trip", "new trip"],
    ["helo", "trip"],
  ])("%s, corrected to %s, starts the conversation", async (wrong, right) => {
    const rehearsal = new Rehearsal([trip]);
    await rehearsal.say(wrong, { stanzaId: "m1" });
    expect((await rehearsal.say(right, { correctionOf: "m1" }))[0]).toContain("How?");
  });

  it.each([
    ["/abrot", "/abort"],
    ["cancle", "cancel"],
    ["/abrot", "stop"],
    ["abort it", "/abort"],
  ])("%s, corrected to %s in a conversation, ends it", async (wrong, right) => {
    const rehearsal = await at("day");
    await rehearsal.say(wrong, { stanzaId: "m1" });
    await rehearsal.say(right, { correctionOf: "m1" });
    expect(rehearsal.conversation).toBeUndefined();
  });

  it("is no command where its original was taken as an answer", async () => {
    const rehearsal = await at("people");
    await rehearsal.say("2", { stanzaId: "m1" });
    expect((await rehearsal.say("/abort", { correctionOf: "m1" }))[0]).toContain("I cannot change an answer");
    expect(rehearsal.conversation?.step).toBe("day");
  });
});

test("the transcript names the bot as it is called", async () => {
  await playTranscript(
    [trip],
    `
    > trip
    < How?
    < 1. train
    < 2. bus
    > /replay
    < "trip", started 2026-01-05 09:00 (times are UTC)
    < 2026-01-05
    < 09:00 You: trip
    <
    < How?
    < 1. train
    < 2. bus
    `,
  );
});

describe("the reply to the question which was meant", () => {
  it.each(["no, I want to stop", "nein, abbrechen", "no cancel", "it was cancel", "yes, cancel", "3"])(
    "%s is never stored as the answer",
    async (said) => {
      const rehearsal = await at("note");
      await rehearsal.say("cancel");
      const replies = await rehearsal.say(said);
      expect(replies.join("\n")).not.toContain("Noted");
      expect(rehearsal.conversation === undefined || rehearsal.conversation.step === "note").toBe(true);
    },
  );

  it("may quote that question", async () => {
    const rehearsal = await at("note");
    await rehearsal.say("cancel");
    await rehearsal.say('> Is "cancel" your answer?\nno');
    expect(rehearsal.conversation).toBeUndefined();
  });

  it("is not edited into another answer", async () => {
    const rehearsal = await at("note");
    await rehearsal.say("help");
    expect(await rehearsal.say("2", { stanzaId: "m1" })).toEqual(["Noted: help"]);
    expect((await rehearsal.say("1", { correctionOf: "m1" })).join("")).not.toContain("Noted");
  });
});

const note = responder("quick-note", { version: 1, help: "", props: {} }).steps("title", {
  title: { prompt: "Title?", accept: text(), receive: (c, title) => c.complete(`Kept: ${title}`) },
});

describe("the name of a responder within a conversation", () => {
  it.each(["new trip", "trip", "new", "New quick note"])(
    "%s is asked about at a question that takes any text",
    async (said) => {
      const rehearsal = new Rehearsal([trip, note]);
      await rehearsal.say("/new quick-note");
      expect((await rehearsal.say(said)).join("")).toContain("No, start something else");
      expect(rehearsal.conversation?.step).toBe("title");
    },
  );

  it("is warned about like /new at any other question", async () => {
    const rehearsal = new Rehearsal([trip, note]);
    await rehearsal.say("trip");
    expect((await rehearsal.say("new quick-note")).join("")).toContain('"new quick-note" again');
    expect((await rehearsal.say("new quick-note")).join("")).toContain("Title?");
  });

  it("is to be said again without a slash where it was said without one", async () => {
    const rehearsal = new Rehearsal([trip, note]);
    await rehearsal.say("trip");
    expect((await rehearsal.say("quick-note")).join("")).toContain('Send "quick-note" again');
    expect(await rehearsal.say("quick-note")).toEqual(["Title?"]);
    await rehearsal.say("trip");
    expect((await rehearsal.say("1")).join("")).toContain('Send "new trip" again');
    expect((await rehearsal.say("/new trip")).join("")).toContain("How?");
  });

  it("begins without what is only polite, and takes no word to the bot for its first answer unasked", async () => {
    for (const said of ["new quick-note please", "start quick note, thanks"]) {
      const rehearsal = new Rehearsal([trip, note]);
      expect(await rehearsal.say(said), said).toEqual(["Title?"]);
    }
    expect(await new Rehearsal([note]).say("/new quick-note /abort")).toEqual([
      "If that is your answer, write it with two slashes: //abort\nTitle?",
    ]);
    expect((await new Rehearsal([note]).say("new quick note cancel")).join()).toContain(
      'Is "cancel" your answer?',
    );
    expect(await new Rehearsal([note]).say("/new quick-note //etc")).toEqual(["Kept: /etc"]);
    expect(await new Rehearsal([note]).say("new quick note Buy milk")).toEqual(["Kept: Buy milk"]);
  });
});

test.each(["/replay 2", "/replay ٢", "/replay ２.", "/replay \u200e२"])(
  "%s shows two messages",
  async (said) => {
    const rehearsal = await at("people");
    expect((await rehearsal.say(said)).join("").match(/^\d\d:\d\d /gmu)).toHaveLength(2);
  },
);

test("the quoted question alone is no answer", async () => {
  const rehearsal = await at("note");
  expect(await rehearsal.say("> Any note?")).toEqual(["Any note?"]);
});

test.each(["basta", "that's enough", "no more"])(
  "%s is asked about where it may be the answer, and ends nothing by itself",
  async (said) => {
    const rehearsal = await at("note", said === "basta" ? "es" : "en");
    expect((await rehearsal.say(said)).join("")).toContain("No, stop here");
    const elsewhere = await at("people");
    await elsewhere.say(said);
    expect(elsewhere.conversation?.step).toBe("people");
  },
);

describe("a sentence that names no responder", () => {
  it.each(["I need a doctor", "I want help with it", "start over", "stop"])(
    "%s is not taken for a name",
    async (said) => {
      const [reply = ""] = await new Rehearsal([trip, note]).say(said);
      expect(reply).not.toContain("I do not know");
      expect(reply).toContain("You can write:");
    },
  );
});

describe("an edited message that was answered aside", () => {
  it("is answered anew, where nothing was said since", async () => {
    const rehearsal = await at("people");
    await rehearsal.pass("1s");
    await rehearsal.say("/2", { stanzaId: "m1" });
    expect((await rehearsal.say("2", { correctionOf: "m1" })).join("")).toContain("When?");
  });

  it("is no answer where it was a command that was carried out", async () => {
    const rehearsal = await at("sure");
    await rehearsal.say("/back", { stanzaId: "m1" });
    expect((await rehearsal.say("2026-02-02", { correctionOf: "m1" })).join("")).toContain(
      "I cannot change an answer",
    );
  });
});
