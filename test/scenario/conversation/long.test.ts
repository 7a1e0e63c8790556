/** Conversations with many answers: what is stored stays exact, however it is stored. */
import { isDeepStrictEqual } from "node:util";
import { describe, expect, it } from "vitest";
import { type Answer, type Responder, responder, text } from "../../../src/index.ts";
import { type Conversing, startConversing } from "../../support/under-test/conversing.ts";

type Name = `s${number}`;

const LENGTH = 60;

/** Sixty questions, each of which repeats what was answered so far in short. */
function questionnaire(): Responder {
  const names = Array.from({ length: LENGTH }, (_, index): Name => `s${index + 1}`);
  const props = Object.fromEntries(names.map((name) => [name, text()])) as Record<Name, Answer<string>>;
  return responder("questions", { version: 1, help: "Asks a lot", props }).steps(
    "s1",
    Object.fromEntries(
      names.map((name, index) => [
        name,
        {
          prompt: (c: { readonly props: Readonly<Record<string, string>> }) =>
            `${index + 1}: ${Object.values(c.props)
              .map((answer) => answer.length)
              .join(" ")}`,
          accept: text(),
          into: name,
          next: names[(index + 1) % LENGTH] ?? "s1",
        },
      ]),
    ),
  );
}

const answer = (n: number): string => `answer ${n} "with quotes" `.padEnd(50 + n, "x");

async function stored(chat: Conversing): Promise<unknown> {
  const [row] = await chat.database.query("select props from conversations where status = 'ongoing'");
  return row?.props;
}

const answers = (upTo: number): Record<string, string> =>
  Object.fromEntries(Array.from({ length: upTo }, (_, index) => [`s${index + 1}`, answer(index + 1)]));

const lengths = (upTo: number): string =>
  Object.values(answers(upTo))
    .map((one) => one.length)
    .join(" ");

describe("a long conversation", () => {
  it("keeps every answer, and reads it again, also after a restart, and takes the last ones back", async () => {
    await using chat = await startConversing({ responders: [questionnaire()] });
    await chat.ask("/new questions");
    for (let n = 1; n <= 45; n++) {
      if (n % 20 === 0) await chat.restart();
      expect(await chat.ask(answer(n))).toBe(`${n + 1}: ${lengths(n)}`);
      expect(await stored(chat)).toEqual(answers(n));
    }
    for (let n = 45; n > 20; n--) {
      expect(await chat.ask("/back")).toBe(`${n}: ${lengths(n - 1)}`);
      expect(await stored(chat)).toEqual(answers(n - 1));
    }
    expect(await chat.ask(answer(21))).toBe(`22: ${lengths(21)}`);
  });

  it("does not write earlier answers again at each step", async () => {
    await using chat = await startConversing({ responders: [questionnaire()] });
    await chat.ask("/new questions");
    const whole: unknown[] = [];
    for (let n = 1; n <= 45; n++) {
      await chat.ask(answer(n));
      const [row] = await chat.database.query(
        "select props, length(recent::text) as recent from conversation",
      );
      if (!isDeepStrictEqual(whole.at(-1), row?.props)) whole.push(row?.props);
      expect(row?.recent).toBeLessThanOrEqual(1_200);
    }
    expect(whole.length).toBeLessThan(10);
  });

  it("takes what another component has written for what holds, whatever it knew itself", async () => {
    await using chat = await startConversing({ responders: [questionnaire()] });
    await chat.ask("/new questions");
    for (let n = 1; n <= 40; n++) await chat.ask(answer(n));
    await chat.database.query(
      `update conversation set props = props || recent || '{"s1": "changed"}', recent = '{}', rev = rev + 1`,
    );
    await chat.ask(answer(41));
    expect(await stored(chat)).toEqual({ ...answers(41), s1: "changed" });
  });
});
