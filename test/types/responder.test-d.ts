/** What the compiler knows of a responder. */
import { describe, expectTypeOf, it } from "vitest";
import type { Fitting } from "../../src/conversations/responders/types.ts";
import {
  type Answer,
  any,
  choice,
  date,
  type FileAnswer,
  file,
  type HandOver,
  type JidAnswer,
  jid,
  type NumberAnswer,
  number,
  type Responder,
  responder,
  type SharedFile,
  type StepDecision,
  text,
  type ValueOf,
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
            expectTypeOf(c.go("size")).toEqualTypeOf<
              StepDecision<"title" | "size" | "sure", "create" | "charge">
            >();
            if (sure === undefined) return c.refuse("Yes or no?");
            expectTypeOf(c.handOver).parameter(0).toEqualTypeOf<HandOver>();
            if (!sure) return c.handOver({ queue: "default", note: "urgent" });
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
          charge: {
            run: ({ props }) => props.title,
            undo: async ({ props, key }) => {
              expectTypeOf(props.size).toEqualTypeOf<"s" | "l">();
              expectTypeOf(key).toEqualTypeOf<string>();
            },
          },
        },
      },
    );
    expectTypeOf(made).toEqualTypeOf<Responder>();
  });

  it("gives what a function accepts its type, and lists only what may be there", () => {
    responder("task", {
      ...head,
      lists: {
        sizes: ({ props }) => {
          expectTypeOf(props.title).toEqualTypeOf<string | undefined>();
          expectTypeOf(props.size).toEqualTypeOf<"s" | "l" | undefined>();
          return [];
        },
      },
    }).steps("size", {
      size: {
        label: "the size",
        prompt: "?",
        accept: (c) => {
          expectTypeOf(c.title).toEqualTypeOf<string>();
          return choice(["s", "l"]);
        },
        into: "size",
        next: "due",
      },
      due: {
        prompt: "?",
        accept: (c) => (c.size === "s" ? date().future() : date().past()),
        // The compiler reads the function too late to know.
        receive: (c, due) => {
          expectTypeOf(due).toEqualTypeOf<unknown>();
          return c.go("many");
        },
      },
      many: {
        prompt: "?",
        accept: () => number().optional(),
        receive: (c, many) => {
          expectTypeOf(many).toEqualTypeOf<number | undefined>();
          return c.refuse("?");
        },
      },
    });
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
    expectTypeOf<ValueOf<ReturnType<typeof text>>>().toEqualTypeOf<string>();
    expectTypeOf<ValueOf<ReturnType<typeof number>>>().toEqualTypeOf<number>();
    expectTypeOf<ValueOf<ReturnType<typeof date>>>().toEqualTypeOf<Date>();
    expectTypeOf<ValueOf<ReturnType<typeof yesNo>>>().toEqualTypeOf<boolean>();
    expectTypeOf<ValueOf<ReturnType<typeof jid>>>().toEqualTypeOf<string>();
    expectTypeOf<ValueOf<ReturnType<typeof file>>>().toEqualTypeOf<SharedFile>();
    expectTypeOf<ValueOf<ReturnType<typeof any>>>().toEqualTypeOf<string>();
  });

  it("infers the values of answers with a question and limits, and of those that may be left out", () => {
    expectTypeOf(choice(["a", "b"], "Which?")).toEqualTypeOf<Answer<"a" | "b">>();
    expectTypeOf(choice({ a: "A" }, "Which?").optional()).toEqualTypeOf<Answer<"a" | undefined>>();
    expectTypeOf(text("?").lines().max(9).optional()).toEqualTypeOf<Answer<string | undefined>>();
    expectTypeOf(number("?").integer().min(1).optional()).toEqualTypeOf<Answer<number | undefined>>();
    expectTypeOf(yesNo("?").optional()).toEqualTypeOf<Answer<boolean | undefined>>();
    expectTypeOf(jid("?").full().optional()).toEqualTypeOf<Answer<string | undefined>>();
    expectTypeOf(file("?").types("image/*").optional()).toEqualTypeOf<Answer<SharedFile | undefined>>();
    expectTypeOf(any("?").optional()).toEqualTypeOf<Answer<string | undefined>>();
  });

  it("lets an answer only into a property of its type", () => {
    const props = { many: number(), who: jid().optional(), what: file(), note: any(), sure: yesNo() };
    type Into<A> = Fitting<typeof props, ValueOf<A>>;
    expectTypeOf<Into<NumberAnswer>>().toEqualTypeOf<"many">();
    expectTypeOf<Into<FileAnswer>>().toEqualTypeOf<"what">();
    expectTypeOf<Into<Answer<boolean>>>().toEqualTypeOf<"sure">();
    // An address is a string, and so is whatever is said.
    expectTypeOf<Into<JidAnswer>>().toEqualTypeOf<"who" | "note">();
    // What may be left out does not fit where it may not.
    expectTypeOf<Into<Answer<string | undefined>>>().toEqualTypeOf<"who">();
    expectTypeOf<Into<Answer<number | undefined>>>().toEqualTypeOf<never>();
  });
});
