/** What `anteroom check` says of one conversation is what then becomes of it. */
import { describe, expect, it } from "vitest";
import { examine, type Finding } from "../../../src/conversations/examine.ts";
import { createRegistry } from "../../../src/conversations/responders/registry.ts";
import type { Responder } from "../../../src/conversations/responders/responder.ts";
import type { Conversation, TakenAnswer } from "../../../src/conversations/state.ts";
import { choice, conversation, type Effect, responder, text } from "../../../src/index.ts";

const END = {
  prompt: "All right?",
  accept: text(),
  receive: () => ({ kind: "abort" as const, text: undefined }),
};
const throws = (): never => {
  throw new Error("no\nway");
};

const stored: Conversation = {
  id: "c",
  rev: 3,
  responder: "trip",
  version: 2,
  status: "ongoing",
  startedAt: 0,
  updatedAt: 0,
  askedAt: 0,
  step: "who",
  list: null,
  props: { where: "Rome" },
  thread: null,
  pending: null,
  warning: null,
  messages: 4,
  endedWhy: null,
};
const working: Conversation = { ...stored, pending: { effect: "book", key: "k", text: "", seq: 3 } };
const undoing: Conversation = {
  ...stored,
  version: 1,
  props: { where: "Rome", book: "van", "book#key": "k" },
  pending: { effect: "book", key: "c:k", text: "", seq: 5, undo: { step: "where", seq: 1 } },
};
const moving = (effect: Effect<() => string, () => void> | undefined): Responder =>
  conversation("trip", { version: 1 }, async (c) => {
    await c.ask("where", text("Where to?"));
    if (effect !== undefined) await c.effect("book", effect);
    await c.ask("who", text("Who goes?"));
  });
const taken: readonly TakenAnswer[] = [{ seq: 3, stanzaId: null, step: "where", undo: {} }];

const same = responder("trip", { version: 2, help: "", props: { where: text(), who: text() } }).steps(
  "where",
  {
    where: { prompt: "Where to?", accept: text(), into: "where", next: "who" },
    who: { prompt: "Who goes?", accept: text(), into: "who", next: "end" },
    end: END,
  },
  { effects: { book: () => undefined }, migrate: { 1: (old) => old } },
);
const narrower = responder("trip", { version: 2, help: "", props: { where: choice(["Paris"]) } }).steps(
  "where",
  { where: { prompt: "Where to?", accept: choice(["Paris"]), into: "where", next: "who" }, who: END },
  { effects: { book: () => undefined }, migrate: { 1: (old) => old } },
);
const shorter = responder("trip", { version: 2, help: "", props: { where: text() } }).steps(
  "where",
  { where: { prompt: "Where to?", accept: text(), into: "where", next: "where" } },
  { migrate: { 1: (old) => old } },
);
const older = responder("trip", { version: 1, help: "", props: { where: text() } }).steps("who", {
  who: END,
});
const failing = responder("trip", { version: 3, help: "", props: {} }).steps(
  "who",
  { who: END },
  { migrate: { 1: (old) => old, 2: throws } },
);
const moved = responder("trip", { version: 3, help: "", props: { where: choice(["Paris"]) } }).steps(
  "who",
  { who: END },
  {
    effects: { book: () => undefined },
    migrate: { 1: (old) => old, 2: ({ step }) => ({ step, props: { where: "Paris" } }) },
  },
);
const mute = responder("trip", { version: 2, help: "", props: {} }).steps(
  "who",
  { who: { ...END, prompt: throws } },
  { migrate: { 1: (old) => old } },
);

describe("a stored conversation", () => {
  it.each<[string, Conversation, readonly Responder[], Finding]>([
    ["resumes where nothing has changed", stored, [same], { result: "resumes" }],
    ["resumes where it waits for an effect", working, [same], { result: "resumes" }],
    [
      "is stranded where its responder is gone",
      stored,
      [],
      { result: "stranded", why: "no responder of this build is called so" },
    ],
    [
      "asks again where an answer does not fit any more",
      stored,
      [narrower],
      { result: "asks again", step: "where", why: 'what is stored as "where" does not fit any more' },
    ],
    [
      "asks again where its step is gone",
      stored,
      [shorter],
      { result: "asks again", step: "where", why: 'the step "who" does not exist any more' },
    ],
    [
      "asks again where a later version has stored it",
      stored,
      [older],
      { result: "asks again", step: "who", why: "version 2 has stored it, and this build has version 1" },
    ],
    [
      "is stranded where a migration throws",
      stored,
      [failing],
      { result: "stranded", why: "migrate, or reading the stored answers, throws: no way" },
    ],
    [
      "is stranded where its prompt throws",
      stored,
      [mute],
      { result: "stranded", why: 'the prompt of step "who" throws: no way' },
    ],
    [
      "is stranded where it waits for an effect that is gone",
      working,
      [shorter],
      { result: "stranded", why: 'it waits for the effect "book", which does not exist any more' },
    ],
    [
      "is stranded where it waits for an effect that cannot be given what is stored",
      working,
      [narrower],
      {
        result: "stranded",
        why: 'it waits for the effect "book", but what is stored as "where" does not fit any more',
      },
    ],
    [
      "resumes where it waits for an effect, and its answers are migrated",
      working,
      [moved],
      { result: "resumes" },
    ],
    [
      "is stranded where it waits for an effect, and a migration throws",
      working,
      [failing],
      { result: "stranded", why: "migrate throws: no way" },
    ],
    [
      "resumes where it undoes an effect that is still there",
      undoing,
      [moving({ run: () => "van", undo: () => {} })],
      { result: "resumes" },
    ],
    [
      "is stranded where it undoes an effect that is gone",
      undoing,
      [moving(undefined)],
      { result: "stranded", why: 'it waits for the effect "book", which does not exist any more' },
    ],
  ])("%s", async (_, conversation, responders, finding) => {
    const person = { address: "ann@example.org", lang: null };
    expect(await examine(createRegistry(responders), { conversation, person, taken })).toEqual(finding);
  });
});
