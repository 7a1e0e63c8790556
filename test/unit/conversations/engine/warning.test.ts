/** Words below the warning that a command would end the conversation: said to the open question, or to the warning? */
import { describe, expect, it, test } from "vitest";
import { responder, yesNo } from "../../../../src/index.ts";
import { Rehearsal } from "../../../../src/testing.ts";

const trip = responder("trip", { version: 1, help: "Plan a trip", props: {} }).steps("sure", {
  sure: { prompt: "Sure?", accept: yesNo(), receive: (c) => c.complete("Kept.") },
});

async function midway(): Promise<Rehearsal> {
  const rehearsal = new Rehearsal([trip]);
  await rehearsal.say("/new trip");
  return rehearsal;
}

test("yes below a warning and the open question is taken for neither", async () => {
  const rehearsal = await midway();
  await rehearsal.say("/new trip");
  expect((await rehearsal.say("yes")).join("")).toContain("not sure which of the two");
  expect(rehearsal.conversation?.step).toBe("sure");
  expect((await rehearsal.say("yes")).join("")).toEqual("Kept.");
});

describe("a word that stops, below a warning that a command would end the conversation", () => {
  // "Cancel" may as well be said to the command that was typed by mistake.
  it.each(["cancel", "never mind", "Stop!", "abbrechen", "that's enough"])(
    "%s ends nothing by itself",
    async (said) => {
      const rehearsal = await midway();
      await rehearsal.say("/new trip");
      expect((await rehearsal.say(said)).join("")).toContain("not sure which of the two");
      expect(rehearsal.conversation?.step).toBe("sure");
    },
  );

  it("ends the conversation when it is said again, or when the warning is over", async () => {
    const again = await midway();
    await again.say("/forget");
    await again.say("cancel");
    expect(await again.say("cancel")).toEqual(['Stopped "trip".']);
    const later = await midway();
    await later.say("/new trip");
    await later.pass("61s");
    expect(await later.say("cancel")).toEqual(['Stopped "trip".']);
  });

  it("leaves /abort as it is", async () => {
    const rehearsal = await midway();
    await rehearsal.say("/new trip");
    expect(await rehearsal.say("/abort")).toEqual(['Stopped "trip".']);
  });
});

test.each([
  ["/new trip", "/new trip Rome"],
  ["/forget", "/forget!"],
])("%s that is edited to %s is not said twice", async (said, edited) => {
  const rehearsal = await midway();
  await rehearsal.say(said, { stanzaId: "first" });
  expect((await rehearsal.say(edited, { stanzaId: "edit", correctionOf: "first" })).join("")).toContain(
    'You are in the middle of "trip"',
  );
  expect((await rehearsal.say(edited)).join("")).not.toContain("You are in the middle");
});
