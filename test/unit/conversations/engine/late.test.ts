import { describe, expect, it, test } from "vitest";
import { responder, text, yesNo } from "../../../../src/index.ts";
import { Rehearsal } from "../../../../src/testing.ts";

const flow = responder("flow", { version: 1, help: "Flow", props: { a: text(), b: yesNo() } }).steps("a", {
  a: { prompt: "a?", accept: text(), into: "a", next: "b" },
  b: { prompt: "b?", accept: yesNo(), receive: (c) => c.complete("Done.") },
});

const late = "This reached me late, after my last question, so I did not take it as the answer:";

async function begun(): Promise<Rehearsal> {
  const rehearsal = new Rehearsal([flow]);
  await rehearsal.say("/new flow");
  await rehearsal.pass("1m");
  return rehearsal;
}

describe("a message that was held back, and is older than the last question", () => {
  it("does not answer the question which was meant", async () => {
    const rehearsal = await begun();
    const doubt = (await rehearsal.say("cancel")).join();
    const delayedSince = rehearsal.now - 5_000;
    for (const said of ["1", "2", "cancel", "yes"]) {
      expect(await rehearsal.say(said, { delayedSince })).toEqual([`${late}\n${said}\n\n${doubt}`]);
    }
    expect(rehearsal.conversation).toMatchObject({ step: "a", props: {} });
    expect(await rehearsal.say("2", { delayedSince: rehearsal.now })).toEqual(["b? (yes/no)"]);
  });

  test.each(["/abort", "/back", "/new flow", "/forget", "cancel", "back", "start over"])(
    "is not carried out: %s",
    async (said) => {
      const rehearsal = await begun();
      await rehearsal.say("x");
      await rehearsal.pass("1m");
      const delayedSince = rehearsal.now - 90_000;
      expect(await rehearsal.say(said, { delayedSince })).toEqual([`${late}\n${said}\n\nb? (yes/no)`]);
      expect(rehearsal.conversation).toMatchObject({ step: "b", props: { a: "x" }, warning: null });
    },
  );

  it("does not repeat a command that has to be said twice", async () => {
    const rehearsal = await begun();
    await rehearsal.say("/forget");
    await rehearsal.say("/forget", { delayedSince: rehearsal.now - 5_000 });
    expect(rehearsal.conversation).toBeDefined();
    await rehearsal.say("/forget");
    expect(rehearsal.conversation).toBeUndefined();
  });

  it("is carried out if it changes nothing, or if nothing was asked since", async () => {
    const rehearsal = await begun();
    const asked = rehearsal.conversation?.askedAt ?? 0;
    expect((await rehearsal.say("/replay", { delayedSince: asked - 5_000 })).join()).toContain("started");
    expect(await rehearsal.say("/abort", { delayedSince: asked + 5_000 })).toEqual(['Stopped "flow".']);
  });
});

test.each([
  ["/a/", "/abort"],
  ["\\a b", "/abort"],
  ['\\>a"', "/abort"],
  ["/fo x", "/forget"],
  ["/forg my data", "/forget"],
])(
  "%s, which is short for a command that ends something and says more, is asked about",
  async (said, command) => {
    const rehearsal = await begun();
    expect((await rehearsal.say(said)).join()).toContain(`could be ${command}.`);
    expect(rehearsal.conversation).toBeDefined();
  },
);

test.each(["/a", "/ab.", "/abort now", "/ABORT, please"])("%s ends the conversation", async (said) => {
  const rehearsal = await begun();
  await rehearsal.say(said);
  expect(rehearsal.conversation).toBeUndefined();
});
