/** Characters that PostgreSQL's jsonb cannot hold, in what an author's function gives. */
import { describe, expect, it } from "vitest";
import { conversation, responder, text } from "../../../src/index.ts";
import { startConversing } from "../../support/under-test/conversing.ts";

const halves = { "half of an emoji": "ab\ud83d", "a NUL": "ab\0" };

describe.each(Object.entries(halves))("%s", (_, odd) => {
  it("in a property that a step sets does not hold the person up", async () => {
    const cut = responder("cut", { version: 1, help: "", props: { begun: text(), more: text() } }).steps(
      "title",
      {
        title: {
          prompt: "Title?",
          accept: text(),
          receive: (c) => {
            c.set("begun", odd);
            return c.go("more");
          },
        },
        more: { prompt: "More?", accept: text(), receive: (c) => c.complete(`Begun: ${c.begun.length}`) },
      },
    );
    await using chat = await startConversing({ responders: [cut] });
    await chat.ask("/new cut");
    expect(await chat.ask("abc😀")).toBe("More?");
    expect(await chat.ask("no")).toContain("Begun:");
  });

  it("in what an effect gives does not run it again", async () => {
    let runs = 0;
    const fetching = conversation("fetching", { version: 1 }, async (c) => {
      await c.ask("what", text("What?"));
      const found = await c.effect("fetch", () => {
        runs++;
        return { title: odd };
      });
      await c.ask("more", text(`More than ${found.title.slice(0, 2)}?`));
    });
    await using chat = await startConversing({ responders: [fetching] });
    await chat.ask("/new fetching");
    chat.say("this");
    await chat.passed(1_000);
    await chat.passed(60_000);
    expect(await chat.reply()).toBe("More than ab?");
    expect(runs).toBe(1);
  });
});
