/**
 * Conversations of three steps and of a hundred, to be walked through again and again: each answer is kept in a
 * property of its own and repeated by the next question, and the last one ends the conversation. With the fallback set
 * to it, whatever is written next begins it anew.
 */
import { type Responder, responder, type TextAnswer, text } from "anteroom";

type Name = `s${number}`;

function walk(name: string, length: number): Responder {
  const names = Array.from({ length }, (_, index): Name => `s${index + 1}`);
  const each = <T>(make: (name: Name, index: number) => T) =>
    Object.fromEntries(names.map((one, index) => [one, make(one, index)])) as Readonly<Record<Name, T>>;
  return responder(name, {
    version: 1,
    help: `Takes ${length} answers.`,
    props: each((): TextAnswer => text()),
  }).steps(
    "s1",
    each((into, index) => ({
      prompt: (c) => c.props[`s${index}`] ?? "Go on.",
      accept: text(),
      receive: (c, said) => {
        c.set(into, String(said));
        return index + 1 < length ? c.go(`s${index + 2}`) : c.complete(String(said));
      },
    })),
  );
}

export default [walk("three", 3), walk("hundred", 100)];
