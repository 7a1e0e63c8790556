/** What the compiler knows of the bot's texts. */
import { describe, expectTypeOf, it } from "vitest";
import type { LineId, Say } from "../../src/texts/index.ts";

declare const say: Say;

describe("a line", () => {
  it("is said by its name, with its variables and no others", () => {
    expectTypeOf(say<"unknown-command">).parameters.toEqualTypeOf<
      [id: "unknown-command", Readonly<Record<"name", string | number | Date | readonly string[]>>]
    >();
    expectTypeOf(say<"completed">).parameters.toEqualTypeOf<[id: "completed"]>();
    expectTypeOf<"complete">().not.toExtend<LineId>();
  });
});
