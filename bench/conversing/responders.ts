/**
 * Conversations of three steps and of a hundred, which are walked through again and again. Each answer is kept in its own
 * property and repeated by the next question, and the last answer ends the conversation. The fallback names the
 * responder, so the next message starts it anew.
 */
import { type Receiving, type Responder, responder, type TextAnswer, text } from "anteroom";

type Name = `s${number}`;

function walk(name: string, length: number): Responder {
  const names = Array.from({ length }, (_, index): Name => `s${index + 1}`);
  const props = Object.fromEntries(names.map((one) => [one, text()])) as Record<Name, TextAnswer>;
  return responder(name, { version: 1, help: `Takes ${length} answers.`, props }).steps(
    "s1",
    Object.fromEntries(
      names.map((into, index) => [
        into,
        {
          prompt: (c: { readonly props: Readonly<Record<Name, string | undefined>> }) =>
            c.props[`s${index}`] ?? "Go on.",
          accept: text(),
          receive: (c: Receiving<typeof props, string, never>, said: string) => {
            c.set(into, said);
            return index + 1 < length ? c.go(`s${index + 2}`) : c.complete(said);
          },
        },
      ]),
    ),
  );
}

export default [walk("three", 3), walk("hundred", 100)];
