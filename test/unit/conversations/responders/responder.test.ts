import { describe, expect, it } from "vitest";
import { responder, text } from "../../../../src/index.ts";

const head = { version: 1, help: "", props: { title: text() }, lists: { people: () => ["Ann"] } };
const ok = { prompt: "?", accept: text(), into: "title", next: "ok" };

/** As an author without a compiler would call it. */
const make = (name: string, given: object, ...more: readonly unknown[]): unknown => {
  const { steps } = responder(name, given as never);
  return (steps as unknown as (...more: readonly unknown[]) => unknown)(...more);
};

describe("a responder that cannot work is refused, with its name and the reason, when it", () => {
  it.each([
    ["has no name", () => make("", head, "ok", { ok }), 'responder "": its name must be one word'],
    ["has a name of two words", () => make("a b", head, "ok", { ok }), "its name must be one word"],
    ["has the name of a command", () => make("/new", head, "ok", { ok }), "that does not begin with / or \\"],
    [
      "has no version",
      () => make("r", { ...head, version: 0 }, "ok", { ok }),
      'responder "r": version must be a whole number',
    ],
    ["has no help", () => make("r", { ...head, help: undefined }, "ok", { ok }), "help must be a text"],
    ["begins nowhere", () => make("r", head, "no", { ok }), 'the first step "no" does not exist'],
    [
      "goes nowhere",
      () => make("r", head, "ok", { ok: { ...ok, next: "no" } }),
      'step "ok": next names the step "no", which does not exist',
    ],
    [
      "stores nowhere",
      () => make("r", head, "ok", { ok: { ...ok, into: "no" } }),
      'step "ok": the property "no" does not exist',
    ],
    [
      "lists nothing",
      () => make("r", head, "ok", { ok: { ...ok, list: "no" } }),
      'step "ok": the list "no" does not exist',
    ],
    [
      "calls a list as all of them together are called",
      () => make("r", { ...head, lists: { Lists: () => [] } }, "ok", { ok }),
      'a list cannot be called "Lists": /list Lists names all lists',
    ],
    [
      "asks nothing",
      () => make("r", head, "ok", { ok: { ...ok, prompt: 5 } }),
      'step "ok": prompt must be a text or a function',
    ],
    [
      "accepts nothing",
      () => make("r", head, "ok", { ok: { ...ok, accept: "text" } }),
      'step "ok": accept must be a kind of answer',
    ],
    [
      "does not say what follows",
      () => make("r", head, "ok", { ok: { ...ok, next: undefined } }),
      "it needs either into and next, or receive",
    ],
    [
      "says twice what follows",
      () => make("r", head, "ok", { ok: { ...ok, receive: () => {} } }),
      'step "ok": it needs either into and next, or receive',
    ],
    [
      "keeps no kind of answer",
      () => make("r", { ...head, props: { title: text } }, "ok", { ok }),
      'the property "title" must be a kind of answer, text() for instance',
    ],
    [
      "has a list that is no function",
      () => make("r", { ...head, lists: { people: ["Ann"] } }, "ok", { ok }),
      'the list "people" must be a function that gives its items',
    ],
    [
      "waits for something else",
      () => make("r", head, "ok", { ok }, { timeout: { idel: "5m" } }),
      'timeout has no "idel", only idle and signout',
    ],
    [
      "uses a reserved name",
      () => make("r", { ...head, props: { go: text() } }, "ok", { ok }),
      'a property cannot be called "go"',
    ],
    [
      "lacks a migration",
      () => make("r", { ...head, version: 2 }, "ok", { ok }, {}),
      "migrate has no function for version 1",
    ],
    [
      "waits for no time",
      () => make("r", head, "ok", { ok }, { timeout: { idle: "soon" } }),
      'timeout.idle "soon" is no duration such as "30m"',
    ],
  ])("%s", (_, attempt, reason) => {
    expect(attempt).toThrow(reason);
  });
});
