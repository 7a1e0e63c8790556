import { expect, it } from "vitest";
import shake from "../../../../../examples/responders/shake.ts";
import task from "../../../../../examples/responders/task.ts";
import { playTranscript, Rehearsal } from "../../../../../src/testing.ts";

it("text that is no command is the first answer of the fallback while nothing is going on, and an answer otherwise", async () => {
  const { conversations } = await playTranscript(
    [task, shake],
    `
    > Buy milk
    < When is "Buy milk" due?
    > Buy bread
    < I do not recognise a date …
    < When is "Buy milk" due?
    > /abort
    < Stopped "task".
    > /me waves
    < When is "/me waves" due?
    > /abort
    < Stopped "task".
    > more
    < When is "more" due?
    `,
    { fallback: "task" },
  );
  expect(conversations).toMatchObject([
    { responder: "task", props: { title: "Buy milk" } },
    { responder: "task", props: { title: "/me waves" } },
    { responder: "task", props: { title: "more" } },
  ]);
});

it("text that the fallback's first step does not accept is told why, and the question stays open", async () => {
  const rehearsal = new Rehearsal([task, shake], { fallback: "shake" });
  expect(await rehearsal.say(`${"x".repeat(41)}`)).toEqual([
    "That is too long: 41 characters, 40 at most.\nWho is shaking my hand?",
  ]);
  expect(rehearsal.conversation).toMatchObject({ responder: "shake", step: "name", props: {} });
  await rehearsal.say("/abort");
  expect(await rehearsal.say("   ")).toEqual(["Who is shaking my hand?"]);
});

it("help and commands are not taken by the fallback", async () => {
  const rehearsal = new Rehearsal([task], { fallback: "task" });
  for (const said of ["help", "Help ", "/help", "/list", "/zzz", "/", "/ foo", "/abort", "/export"]) {
    await rehearsal.say(said);
    expect(rehearsal.conversation).toBeUndefined();
  }
  expect(await rehearsal.say("help")).toEqual([expect.stringContaining("You can start any of these")]);
});
