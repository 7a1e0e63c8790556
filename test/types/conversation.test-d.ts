/** What the compiler knows of a conversation in the straight-line form. */
import { describe, expectTypeOf, it } from "vitest";
import { choice, conversation, date, type Kept, type Responder, text } from "../../src/index.ts";

describe("a conversation in the straight-line form", () => {
  it("gives each answer its type, and what an effect gave as JSON keeps it", () => {
    const made = conversation("task", { version: 1, lists: { people: () => ["Ann"] } }, async (c) => {
      expectTypeOf(await c.ask("title", text(), { list: "people" })).toEqualTypeOf<string>();
      expectTypeOf(await c.ask("due", date().optional())).toEqualTypeOf<Date | undefined>();
      expectTypeOf(await c.ask("size", choice(["s", "l"]))).toEqualTypeOf<"s" | "l">();
      expectTypeOf(await c.effect("count", () => 1)).toEqualTypeOf<number>();
      expectTypeOf(await c.effect("nothing", async () => {})).toEqualTypeOf<null>();
      expectTypeOf(await c.effect("both", (key) => ({ key, at: new Date() }))).toEqualTypeOf<{
        readonly key: string;
        readonly at: string;
      }>();
      return c.complete();
    });
    expectTypeOf(made).toEqualTypeOf<Responder>();
    expectTypeOf<Kept<readonly (Date | undefined)[]>>().toEqualTypeOf<readonly (string | null)[]>();
  });

  it("needs a migration for each earlier version, knows its lists, and ends with what ends a conversation", () => {
    conversation("ok", { version: 2, migrate: { 1: (old) => old } }, async () => "Done.");
    // @ts-expect-error: version 1 is not migrated
    expectTypeOf(() => conversation("no", { version: 2 }, async () => {})).toBeFunction();
    expectTypeOf(() =>
      conversation("no", { version: 1, lists: { people: () => [] } }, async (c) => {
        // @ts-expect-error: there is no such list
        await c.ask("a", text(), { list: "towns" });
      }),
    ).toBeFunction();
    // @ts-expect-error: a number ends nothing
    expectTypeOf(() => conversation("no", { version: 1 }, async () => 1)).toBeFunction();
  });
});
