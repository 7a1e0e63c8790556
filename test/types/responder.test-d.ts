/** What the compiler knows of a responder. */
import { describe, expectTypeOf, it } from "vitest";
import {
  type Answer,
  choice,
  date,
  type Responder,
  responder,
  type StepDecision,
  text,
  yesNo,
} from "../../src/index.ts";

const head = {
  version: 1,
  help: "",
  props: { title: text(), due: date().optional(), size: choice(["s", "l"]) },
} as const;

describe("a responder", () => {
  it("gives prompts, receivers and effects the types of its properties and answers", () => {
    const made = responder("task", { ...head, lists: { people: ({ person }) => [person.address] } }).steps(
      "title",
      {
        title: { prompt: "?", accept: text(), into: "title", next: "size", list: "people" },
        size: {
          prompt: (c) => {
            expectTypeOf(c.title).toEqualTypeOf<string>();
            expectTypeOf(c.props.due).toEqualTypeOf<Date | undefined>();
            expectTypeOf(c).not.toHaveProperty("go");
            return "?";
          },
          accept: choice({ s: "small", l: "large" }),
          into: "size",
          next: (c) => {
            expectTypeOf(c.size).toEqualTypeOf<"s" | "l">();
            return c.size === "s" ? "sure" : "title";
          },
        },
        sure: {
          prompt: "?",
          accept: yesNo().optional(),
          receive: (c, sure) => {
            expectTypeOf(sure).toEqualTypeOf<boolean | undefined>();
            expectTypeOf(c.go).parameter(0).toEqualTypeOf<"title" | "size" | "sure">();
            expectTypeOf(c.go("size")).toEqualTypeOf<StepDecision<"title" | "size" | "sure", "create">>();
            return c.complete("Done", { effect: "create" });
          },
        },
      },
      {
        effects: {
          create: ({ props, key, attempt, signal }) => {
            expectTypeOf(props).toEqualTypeOf<{
              readonly title: string;
              readonly due: Date | undefined;
              readonly size: "s" | "l";
            }>();
            expectTypeOf(key).toEqualTypeOf<string>();
            expectTypeOf(attempt).toEqualTypeOf<number>();
            expectTypeOf(signal).toEqualTypeOf<AbortSignal>();
          },
        },
      },
    );
    expectTypeOf(made).toEqualTypeOf<Responder>();
  });

  it("asks for migrations from version 2 on, for each earlier version", () => {
    const begun = responder("task", { ...head, version: 4 });
    type More = Parameters<typeof begun.steps>[2];
    expectTypeOf<More>().toHaveProperty("migrate");
    expectTypeOf<keyof More["migrate"]>().toEqualTypeOf<1 | 2 | 3>();
  });

  it("infers the values of answers", () => {
    expectTypeOf(choice(["a", "b"])).toEqualTypeOf<Answer<"a" | "b">>();
    expectTypeOf(choice({ a: "A", b: "B" })).toEqualTypeOf<Answer<"a" | "b">>();
    expectTypeOf(date().describe("when").optional()).toEqualTypeOf<Answer<Date | undefined>>();
  });
});
