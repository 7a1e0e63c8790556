/** Conversations that are handed over to staff. */
import { describe, expect, it } from "vitest";
import { choice, conversation, type Responder, responder, text } from "../../../../src/index.ts";
import { playTranscript, rehearseCrashes } from "../../../../src/testing.ts";

const steps = responder("triage", {
  version: 1,
  help: "Tell me what it is about",
  props: { topic: text() },
}).steps("topic", {
  topic: {
    prompt: "What is it about?",
    accept: text(),
    receive: (c, topic) => {
      c.set("topic", topic);
      c.say("I am passing you on.");
      return c.handOver({ queue: topic.includes("rent") ? "housing" : "default", note: topic });
    },
  },
});

const straight = conversation("triage", { version: 1 }, async (c) => {
  const topic = await c.ask("topic", text("What is it about?"));
  c.say("I am passing you on.");
  return c.handOver({ queue: topic.includes("rent") ? "housing" : "default", note: topic });
});

describe.each<[string, Responder]>([
  ["with steps", steps],
  ["in the straight-line form", straight],
])("a hand-over, %s", (_, triage) => {
  it("completes the conversation, and the person waits in line, wherever the process is killed", async () => {
    const rehearsal = await rehearseCrashes(
      triage,
      `
      > /new triage
      < What is it about?
      > my rent
      < I am passing you on.
      < You are in line for "housing".
      > hello?
      < You are in line for "housing".
      * 3h
      > cancel
      < Stopped "chat".
      > /new triage
      < What is it about?
      `,
    );
    expect(rehearsal.conversations.map(({ responder, status }) => `${responder} ${status}`)).toEqual([
      "triage complete",
      "chat aborted",
      "triage ongoing",
    ]);
    const [first, chat] = rehearsal.conversations;
    expect(chat?.props).toMatchObject({ queue: "housing", note: "my rent", about: first?.id });
  });
});

describe("a hand-over", () => {
  it("may say nothing itself, and comes behind an effect, too", async () => {
    const after = conversation("after", { version: 1 }, async (c) => {
      const kind = await c.ask("kind", choice(["a", "b"], "Which?"));
      await c.effect("keep", () => kind);
      return c.handOver({ queue: "default" });
    });
    await playTranscript(
      after,
      `
      > /new after
      < Which?
      < 1. a
      < 2. b
      > b
      < You are in line for "default".
      `,
    );
  });

  it("shows nothing of the line to people who are not in it", async () => {
    await playTranscript(
      steps,
      `
      > /new chat
      < I do not know "chat". You can start triage.
      > hello
      < Hello! I am Anteroom. You can write:
      < triage – Tell me what it is about
      < help – what else I understand; /help does the same
      `,
    );
  });
});
