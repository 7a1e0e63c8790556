import { describe, expect, it } from "vitest";
import task from "../../../../examples/responders/task.ts";
import { playTranscript, TranscriptError } from "../../../../src/testing.ts";

describe("a transcript", () => {
  it("may come from a file with line ends of Windows", async () => {
    await playTranscript(task, "> /new task\r\n< What is the title?\r\n");
  });

  it.each([
    ["> /new task\n< What is the name?", 'line 2 of the transcript: the bot says "What is the title?"'],
    ["> /new task", 'the bot also says "What is the title?"'],
    ["> /new task\n< What is the title?\n< And?", "line 3 of the transcript: the bot says nothing more"],
    ["hello", "line 1 of the transcript: it begins with none of"],
    ["* 5 minutes", 'line 1 of the transcript: "5 minutes" is no duration such as "30m"'],
    ["*", 'line 1 of the transcript: "" is no duration such as "30m"'],
  ])("that differs is refused with the line and the reason: %j", async (transcript, reason) => {
    const error = await playTranscript(task, transcript).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(TranscriptError);
    expect((error as Error).message).toContain(reason);
  });
});
