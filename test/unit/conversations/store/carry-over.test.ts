import { describe, expect, it } from "vitest";
import { answer, text } from "../../../../src/conversations/answers/index.ts";
import { accepted } from "../../../../src/conversations/answers/kind.ts";
import { meaningOf } from "../../../../src/conversations/engine/meaning.ts";
import { createRegistry } from "../../../../src/conversations/responders/registry.ts";
import { responder } from "../../../../src/conversations/responders/responder.ts";
import type { Conversation } from "../../../../src/conversations/state.ts";
import { leavingOf } from "../../../../src/conversations/store/carry-over.ts";
import { inOneLayer, layered } from "../../../../src/conversations/store/props-layers.ts";

const survey = responder("survey", { version: 2, help: "", props: { colour: text() } }).steps(
  "colour",
  { colour: { accept: text(), prompt: "Which colour?", into: "colour", next: "colour" } },
  { migrate: { 1: (old) => old } },
);
const broken = responder("broken", {
  version: 1,
  help: "",
  props: {
    colour: answer<string>({
      kind: "colour",
      field: { type: "text-single" },
      parse: accepted,
      toJson: (value) => value,
      fromJson: () => {
        throw new Error("of the author's");
      },
    }),
  },
}).steps("colour", {
  colour: { accept: text(), prompt: "Which colour?", receive: (c) => c.complete() },
});
const registry = createRegistry([survey, broken]);
const open: Conversation = {
  id: "018f0000-0000-7000-8000-000000000000",
  rev: 3,
  responder: "survey",
  version: 2,
  status: "ongoing",
  startedAt: 1,
  updatedAt: 2,
  askedAt: 2,
  step: "colour",
  list: null,
  props: { colour: "green" },
  thread: null,
  pending: null,
  warning: null,
  messages: 4,
  endedWhy: null,
};
const meaning = (body: string) => ({
  meaning: meaningOf({
    body,
    stanzaId: "1",
    thread: undefined,
    delayedSince: undefined,
    correctionOf: undefined,
  }),
});

describe("a turn", () => {
  it.each([
    ["all properties in one layer", inOneLayer(open)],
    [
      "a property of today beside earlier ones",
      layered({ ...open, props: { earlier: 1, colour: "green" }, base: { earlier: 1 } }),
    ],
  ])("leaves to a text what it has written: %s", (_, written) => {
    expect(leavingOf(written, registry)?.recall(meaning("blue"))).toMatchObject({
      conversation: { rev: 3, step: "colour", props: written.conversation.props },
    });
  });

  it("leaves nothing to a command, which may look at more", () => {
    expect(leavingOf(inOneLayer(open), registry)?.recall(meaning("/back"))).toBeUndefined();
  });

  it("lets nobody change what it leaves", () => {
    const props = { others: ["green"] };
    const leaves = leavingOf(inOneLayer({ ...open, props }), registry);
    props.others.push("red");
    expect(leaves?.recall(meaning("blue"))).toMatchObject({ conversation: { props: { others: ["green"] } } });
  });

  it.each<[string, Partial<Conversation>]>([
    ["has ended", { status: "complete" }],
    ["waits for an effect", { pending: { effect: "keep", key: "k", text: "", seq: 1 } }],
    ["was written by another version of its responder", { version: 1 }],
    ["has an answer that cannot be read", { responder: "broken", version: 1 }],
    ["has an answer that does not fit any more", { props: { colour: 7 } }],
  ])("leaves nothing where the conversation %s", (_, differs) => {
    expect(leavingOf(inOneLayer({ ...open, ...differs }), registry)).toBeUndefined();
  });
});
