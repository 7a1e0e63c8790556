/** What must hold for every responder, whatever people send. */
import { readdirSync } from "node:fs";
import { rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, describe, expect, it, vi } from "vitest";
import { hear } from "../../../../src/conversations/engine/engine.ts";
import { meaningOf } from "../../../../src/conversations/engine/meaning.ts";
import { createRegistry } from "../../../../src/conversations/responders/registry.ts";
import { choice, type Responder, responder, text } from "../../../../src/index.ts";
import { Rehearsal } from "../../../../src/testing.ts";
import { english } from "../../../../src/texts/index.ts";

/** All of examples/responders, so that a new one is held to this too. */
const folder = new URL("../../../../examples/responders/", import.meta.url);
const examples = await Promise.all(
  readdirSync(folder).map(async (file) => ((await import(new URL(file, folder).href)) as Example).default),
);

interface Example {
  readonly default: Responder;
}

/** Long, with a loop and a list. */
const diary = responder("diary", {
  version: 1,
  help: "A diary",
  props: { mood: choice(["good", "bad"]).optional(), notes: text().optional() },
  lists: { moods: () => ["good", "bad"] },
}).steps("mood", {
  mood: {
    prompt: "How are you?",
    accept: choice(["good", "bad"]).optional(),
    into: "mood",
    next: "notes",
    list: "moods",
  },
  notes: {
    prompt: (c) => `Mood: ${c.mood ?? "?"}. Tell me more.`,
    accept: text().max(200).optional(),
    receive: (c, notes) => {
      c.set("notes", notes);
      return notes === undefined ? c.complete("Bye.") : c.go("mood");
    },
  },
});

const responders = [...examples, diary];

// What people and their programs send: answers, commands, halves of them, junk.
const body = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.constantFrom("Ann", "tomorrow", "1", "2", "9:00", "yes", "no", "-", "more", "help", "good"),
  },
  {
    weight: 4,
    arbitrary: fc
      .tuple(
        fc.constantFrom("/", "\\"),
        fc.constantFrom("new", "n", "abort", "back", "replay", "list", "help", "me", "zzz", "", "NEW"),
        fc.constantFrom(
          "",
          " task",
          " shake x",
          " diary",
          " 2",
          " lists",
          " peo",
          "\n\t",
          " \u0000",
          " -1",
          " 1e9",
          " __proto__",
        ),
      )
      .map((parts) => parts.join("")),
  },
  { weight: 1, arbitrary: fc.string({ unit: "binary", maxLength: 300 }) },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      "",
      " ",
      "/".repeat(5_000),
      "x".repeat(100_000),
      "\ud800",
      "\u202e👩‍👩‍👧‍👦",
      "constructor",
      "/new __proto__",
      "/help toString",
      "/list hasOwnProperty",
    ),
  },
);

// Where one of the examples keeps things.
const appointments = join(tmpdir(), `anteroom-properties-${process.pid}`);
vi.stubEnv("APPOINTMENTS_FOLDER", appointments);
afterAll(() => rm(appointments, { recursive: true, force: true }));

describe.each(responders)("the responder $name", (one) => {
  it("is replayed twice with the same text and without any effect, wherever it is", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(body, { maxLength: 12 }), async (bodies) => {
        const rehearsal = new Rehearsal([one]);
        await rehearsal.say(`/new ${one.name}`);
        for (const said of bodies) await rehearsal.say(said);
        const before = JSON.stringify(rehearsal);
        const first = await rehearsal.say("/replay");
        expect(await rehearsal.say("/replay")).toEqual(first);
        expect(JSON.stringify(rehearsal)).toBe(before);
      }),
      { numRuns: 100 },
    );
  });
});

describe("the bot", () => {
  it("answers every one of 10,000 hostile bodies, with text that XML allows, and stays consistent", async () => {
    const rehearsal = new Rehearsal(responders);
    let said = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(body, { minLength: 50, maxLength: 50 }), async (bodies) => {
        for (const one of bodies) {
          const replies = await rehearsal.say(one);
          said++;
          for (const reply of replies) {
            expect(reply.length).toBeGreaterThan(0);
            // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what XML forbids
            expect(reply).not.toMatch(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff\p{Cs}]/u);
          }
          const { conversation, messages } = rehearsal;
          const own = messages.filter((message) => message.conversation === conversation?.id);
          expect(own.map(({ seq }) => seq)).toEqual(own.map((_, index) => index + 1));
          expect(conversation?.messages ?? 0).toBe(own.length);
          expect(rehearsal.conversations.filter(({ status }) => status === "ongoing").length).toBeLessThan(2);
        }
        await rehearsal.say("/abort");
        rehearsal.forget();
      }),
      { numRuns: 200, endOnFailure: true },
    );
    expect(said).toBe(10_000);
  });

  it("needs nothing of a conversation's length for an ordinary step", async () => {
    const rehearsal = new Rehearsal([diary]);
    await rehearsal.say("/new diary");
    for (let step = 0; step < 100; step++) {
      await rehearsal.say("good");
      await rehearsal.say("more or less");
    }
    const { conversation } = rehearsal;
    expect(conversation?.messages).toBe(402);
    // Neither what is loaded nor what is written grows: the row is small, and history is not asked for.
    expect(JSON.stringify(conversation).length).toBeLessThan(500);
    const heard = {
      body: "good",
      stanzaId: "x",
      thread: undefined,
      delayedSince: undefined,
      correctionOf: undefined,
    };
    const context = {
      now: rehearsal.now,
      newId: () => "id",
      registry: createRegistry([diary]),
      settings: { idle: 1, signout: 1, warn: 1 },
      person: { address: "ann@example.org", lang: null },
      bot: "Anteroom",
      say: english,
    };
    const outcome = await hear({ context, state: { conversation }, heard }, meaningOf(heard));
    expect(outcome.changes.map(({ kind }) => kind)).toEqual(["update", "turn"]);
  });
});
