/** The straight-line form with a real database: what it is between two lines is in the database and nowhere else. */
import { describe, expect, it } from "vitest";
import { choice, conversation, text } from "../../../src/index.ts";
import { startConversing } from "../../support/conversing.ts";

describe("a conversation in the straight-line form", () => {
  it("goes on where it was after a restart between any two lines, and acts once", async () => {
    const keys: string[] = [];
    const order = conversation("order", { version: 1 }, async (c) => {
      const what = await c.ask("what", text("What shall it be?"));
      const sizes = await c.effect("sizes", (key) => {
        keys.push(key);
        return ["small", "large"];
      });
      const size = await c.ask("size", choice(sizes, `How large a ${what}?`));
      const number = await c.effect("place", (key) => keys.push(key));
      return c.complete(`One ${size} ${what}, order ${number}.`);
    });
    await using chat = await startConversing({ responders: [order] });
    expect(await chat.ask("/new order")).toBe("What shall it be?");
    await chat.restart();
    expect(await chat.ask("tea")).toBe("How large a tea?\n1. small\n2. large");
    await chat.restart();
    const [row] = await chat.database.query("select next_step, props, steps_so_far from conversations");
    expect(row).toEqual({
      next_step: "size",
      props: { what: "tea", sizes: ["small", "large"] },
      steps_so_far: ["what"],
    });
    expect(await chat.ask("2")).toBe("One large tea, order 2.");
    expect(new Set(keys).size).toBe(2);
    expect(await chat.database.query("select status, props ->> 'place' as place from conversations")).toEqual(
      [{ status: "complete", place: "2" }],
    );
    expect(await chat.database.query("select kind from timer")).toEqual([]);
  });
});
