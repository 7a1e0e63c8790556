/** The straight-line form with a real database: what it is between two lines is in the database and nowhere else. */
import { describe, expect, it } from "vitest";
import { choice, conversation, number, text } from "../../../src/index.ts";
import { xml } from "../../../src/xmpp/stanza.ts";
import { Arrivals } from "../../support/process/arrivals.ts";
import { startConversing } from "../../support/under-test/conversing.ts";

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

  it.each([
    ["/back", undefined, "Which bay?"],
    ["an edited answer", "bay", "How long?"],
  ])(
    "undoes what it has done on %s once with its key, also where the process ends meanwhile",
    async (_, edited, question) => {
      const done: string[] = [];
      const undone: unknown[] = [];
      const undos = new Arrivals<string>("the undo");
      const harbour = conversation("harbour", { version: 1 }, async (c) => {
        const bay = await c.ask("bay", number("Which bay?"));
        await c.effect("moor", {
          run: (key) => {
            done.push(key);
            return `berth ${bay}`;
          },
          undo: async (key, { gave }) => {
            undone.push([key, gave]);
            undos.take(key);
            if (undone.length === 1) await new Promise(() => {});
          },
        });
        await c.ask("long", text("How long?"));
        return "Moored.";
      });
      await using chat = await startConversing({ responders: [harbour] });
      await chat.ask("/new harbour");
      expect(await chat.ask("4", { id: "bay" })).toBe("How long?");
      const id = "urn:xmpp:message-correct:0";
      chat.say(edited === undefined ? "/back" : "5", {
        children: edited === undefined ? [] : [xml("replace", { xmlns: id, id: edited })],
      });
      await undos.next();
      expect(await chat.ask("a week")).toBe("One moment, I am still working on it.");
      await chat.restart();
      expect(await chat.reply()).toBe(question);
      expect(undone).toEqual(Array(2).fill([done[0], "berth 4"]));
      expect(await chat.database.query("select props -> 'bay' as bay, next_step from conversations")).toEqual(
        [edited === undefined ? { bay: null, next_step: "bay" } : { bay: 5, next_step: "long" }],
      );
      if (edited === undefined) await chat.ask("4");
      expect(done).toHaveLength(2);
      expect(done[1]).not.toBe(done[0]);
      expect(await chat.ask("a week")).toBe("Moored.");
      await chat.quiet();
      expect(await chat.database.query("select kind from timer")).toEqual([]);
    },
  );
});
