import { describe, expect, it } from "vitest";
import shake from "../../../examples/responders/shake.ts";
import task, { tasks } from "../../../examples/responders/task.ts";
import { playTranscript, TranscriptError } from "../../../src/testing.ts";

describe("the example responders", () => {
  it("task leads to a task, and its effect gets the typed answers", async () => {
    const rehearsal = await playTranscript(
      task,
      `
      > /new task
      < What is the title?
      > Buy milk
      < When is "Buy milk" due?
      > tomorrow
      < Create "Buy milk"? (yes/no)
      > yes
      < Created.
      `,
    );
    expect(rehearsal.conversations).toMatchObject([{ status: "complete", endedWhy: null }]);
    expect([...tasks.values()]).toContainEqual({ title: "Buy milk", due: new Date("2026-01-06") });
  });

  it("task takes the argument of /new as its first answer", async () => {
    await playTranscript(
      task,
      `
      > /new task Buy milk
      < When is "Buy milk" due?
      > someday perhaps
      < I do not recognise a date in that. …
      < When is "Buy milk" due?
      > 24 December
      < Create "Buy milk"? (yes/no)
      > nein
      < Nothing created.
      > hello?
      < Nothing is going on at the moment. /help shows what I can do.
      `,
    );
  });

  it("shake takes a choice by number, label or prefix, and an answer left out", async () => {
    for (const [how, said] of [
      ["3", "Fist bump! Boom."],
      ["a fist bump", "Fist bump! Boom."],
      ["GENTLE", "Gently. A pleasure."],
      ["fir", "A firm grip. You mean business."],
    ]) {
      await playTranscript(
        shake,
        `
        > \\new sh Ann
        < Pleased to meet you, Ann. What shall it be?
        < 1. a firm one
        < 2. a gentle one
        < 3. a fist bump
        > ${how}
        < ${said}
        < Anything that you wish me? ("-" leaves it open)
        > -
        < See you!
        `,
      );
    }
  });
});

describe("a transcript", () => {
  it.each([
    ["> /new task\n< What is the name?", 'line 2 of the transcript: the bot says "What is the title?"'],
    ["> /new task", 'the bot also says "What is the title?"'],
    ["> /new task\n< What is the title?\n< And?", "line 3 of the transcript: the bot says nothing more"],
    ["hello", "line 1 of the transcript: it begins with none of"],
  ])("that differs is refused with the line and the reason: %j", async (transcript, reason) => {
    const error = await playTranscript(task, transcript).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(TranscriptError);
    expect((error as Error).message).toContain(reason);
  });
});
