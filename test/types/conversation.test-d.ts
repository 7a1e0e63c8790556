/** What the compiler knows of a conversation in the straight-line form. */
import { describe, expectTypeOf, it } from "vitest";
import {
  choice,
  conversation,
  date,
  type HandOver,
  type Kept,
  number,
  type Responder,
  text,
} from "../../src/index.ts";

describe("a conversation in the straight-line form", () => {
  it("gives each answer its type, and what an effect gave as JSON keeps it", () => {
    const made = conversation("task", { version: 1, lists: { people: () => ["Ann"] } }, async (c) => {
      expectTypeOf(await c.ask("title", text(), { list: "people" })).toEqualTypeOf<string>();
      expectTypeOf(await c.ask("due", date().optional())).toEqualTypeOf<Date | undefined>();
      expectTypeOf(await c.ask("size", choice(["s", "l"]))).toEqualTypeOf<"s" | "l">();
      await c.ask("many", number(), {
        check: async (many) => {
          expectTypeOf(many).toEqualTypeOf<number>();
          return many > 3 ? "Too many." : undefined;
        },
      });
      expectTypeOf(await c.effect("count", () => 1)).toEqualTypeOf<number>();
      expectTypeOf(await c.effect("nothing", async () => {})).toEqualTypeOf<null>();
      expectTypeOf(await c.effect("both", (key) => ({ key, at: new Date() }))).toEqualTypeOf<{
        readonly key: string;
        readonly at: string;
      }>();
      const booked = await c.effect("book", {
        run: async (key) => ({ key, on: new Date() }),
        undo: async (key, { gave, attempt }) => {
          expectTypeOf(key).toEqualTypeOf<string>();
          expectTypeOf(attempt).toEqualTypeOf<number>();
          expectTypeOf(gave).toEqualTypeOf<{ readonly key: string; readonly on: string } | undefined>();
        },
        retry: { for: "1h" },
      });
      expectTypeOf(booked.on).toEqualTypeOf<string>();
      return c.complete();
    });
    expectTypeOf(made).toEqualTypeOf<Responder>();
    conversation("call", { version: 1 }, async (c) => {
      expectTypeOf(c.handOver).parameter(0).toEqualTypeOf<HandOver>();
      expectTypeOf<{ note: string }>().not.toExtend<HandOver>();
      return c.handOver({ queue: "default", note: "urgent" });
    });
    expectTypeOf<Kept<readonly (Date | undefined)[]>>().toEqualTypeOf<readonly (string | null)[]>();
  });
});
