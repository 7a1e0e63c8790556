/** Answers in ad-hoc commands (XEP-0050) that their author refuses, and those that depend on the answers before. */
import { describe, expect, it } from "vitest";
import { choice, number, responder, text, yesNo } from "../../../../src/index.ts";
import { client } from "../../../support/process/commands.ts";
import { startConversing } from "../../../support/under-test/conversing.ts";

/** Takes even numbers only, and asks for a second one below the first. */
const even = responder("even", { version: 1, help: "", props: { n: number().optional() } }).steps("n", {
  n: {
    prompt: "A number?",
    accept: number(),
    receive: (c, n) => {
      if (n % 2 === 1) return c.refuse(`${n} is odd.`);
      if (c.n !== undefined && n < c.n) return c.complete("Thanks.");
      c.set("n", n);
      return c.go("n");
    },
  },
});

describe("a command", () => {
  it("keeps the stage, with what was filled in, where the author refuses the answer; an answer to the same stage is no previous one", async () => {
    await using chat = await startConversing({ responders: [even] });
    const execute = client(chat);
    const { session } = await execute({ node: "even" });
    const refused = await execute({ node: "even", session, fields: { n: "7" } });
    expect(refused).toMatchObject({
      status: "executing",
      notes: ["error: 7 is odd."],
      actions: ["next", "complete"],
      fields: [{ name: "n", values: ["7"] }],
    });
    const again = await execute({ node: "even", session, fields: { n: "8" } });
    expect(again).toMatchObject({ notes: [], actions: ["next", "complete"], fields: [{ name: "n#2" }] });
    const back = await execute({ node: "even", session, action: "prev" });
    expect(back.error).toBe("modify/bad-request/bad-action");
    const end = await execute({ node: "even", session, fields: { "n#2": "6" } });
    expect(end).toMatchObject({ status: "completed", notes: ["info: Thanks."] });
  });

  it("offers the choices that the answers so far leave, in a form, as buttons, and when it goes back", async () => {
    const coats = responder("coats", {
      version: 1,
      help: "",
      props: { sizes: text(), size: text() },
    }).steps("sizes", {
      sizes: { prompt: "Which sizes?", accept: text(), into: "sizes", next: "size" },
      size: {
        prompt: "Which one?",
        accept: (c) => choice(c.sizes.split(" ")),
        into: "size",
        next: "sure",
      },
      sure: { prompt: "Sure?", accept: yesNo(), receive: (c) => c.complete(c.size) },
    });
    await using chat = await startConversing({ responders: [coats] });
    const execute = client(chat);
    const { session } = await execute({ node: "coats" });
    const size = await execute({ node: "coats", session, fields: { sizes: "s m" } });
    expect(size.fields).toMatchObject([{ type: "list-single", options: ["s=s", "m=m"] }]);
    await execute({ node: "coats", session, fields: { size: "m" } });
    const back = await execute({ node: "coats", session, action: "prev" });
    expect(back.fields).toMatchObject([{ values: ["m"], options: ["s=s", "m=m"] }]);
    chat.say("xl");
    const responses = (await chat.stanza()).getChildren("response", "urn:xmpp:tmp:quick-response");
    expect(responses.map(({ attrs }) => attrs.value)).toEqual(["s", "m"]);
    expect(await chat.ask("s")).toContain("Sure?");
  });
});
