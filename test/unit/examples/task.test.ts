import { describe, expect, it } from "vitest";
import task, { tasks } from "../../../examples/responders/task.ts";
import { rehearseCrashes } from "../../../src/testing.ts";

const play = (transcript: string) =>
  rehearseCrashes(task, transcript, { before: () => tasks.clear(), world: () => [...tasks] });

describe("task", () => {
  it("creates a task, and its effect gets the typed answers", async () => {
    const { conversations, effects } = await play(`
      > /new task
      < What is the title?
      > Buy milk
      < When is "Buy milk" due?
      > tomorrow
      < Tuesday, 6 January 2026
      < Create "Buy milk"? (yes/no)
      > yes
      < Created.
    `);
    expect(conversations).toMatchObject([{ status: "complete", endedWhy: null }]);
    expect(effects).toMatchObject([{ effect: "create", attempt: 1 }]);
    expect([...tasks]).toEqual([[effects[0]?.key, { title: "Buy milk", due: new Date("2026-01-06") }]]);
  });

  it("takes the argument of /new as its first answer, explains a refused one, and ends without a task", async () => {
    await play(`
      > /new task Buy milk
      < When is "Buy milk" due?
      > someday perhaps
      < I do not recognise a date in that. …
      < When is "Buy milk" due?
      > 24 December
      < Wednesday, 24 December 2025
      < Create "Buy milk"? (yes/no)
      > nein
      < Nothing created.
      > it is raining
      < I did not understand that. You can write:
      < task – …
      < help – …
    `);
    expect(tasks.size).toBe(0);
  });

  it("shows its list, goes back, replays, and can be aborted", async () => {
    await play(`
      > /new task Buy milk
      < When is "Buy milk" due?
      > /list
      < people:
      < - Ann
      < - Bob
      <
      < When is "Buy milk" due?
      > /back
      < What is the title?
      > Buy bread
      < When is "Buy bread" due?
      > /replay 1
      < "task", started 2026-01-05 09:00 (times are UTC)
      < (4 earlier messages left out)
      < 2026-01-05
      < 09:00 You: Buy bread
      <
      < When is "Buy bread" due?
      > /abort
      < Stopped "task".
    `);
  });

  it("ends when nobody answers", async () => {
    await play(`
      > /new task Buy milk
      < When is "Buy milk" due?
      * 30m
      < I have not heard from you for 30 minutes, so I stopped "task". /new task starts it again.
    `);
  });
});
