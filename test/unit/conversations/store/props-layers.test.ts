import { expect, test } from "vitest";
import type { Conversation } from "../../../../src/conversations/state.ts";
import { layered } from "../../../../src/conversations/store/props-layers.ts";

const many = Object.fromEntries(Array.from({ length: 20 }, (_, index) => [`p${index}`, `answer ${index}`]));

function stored(props: Conversation["props"]): Pick<ReturnType<typeof layered>, "whole" | "recent"> {
  const { whole, recent } = layered({ ...conversation, props });
  return { whole, recent };
}

const conversation: Conversation = {
  id: "00000000-0000-0000-0000-000000000001",
  rev: 4,
  responder: "task",
  version: 1,
  status: "ongoing",
  startedAt: 0,
  updatedAt: 0,
  askedAt: 0,
  step: "title",
  list: null,
  props: many,
  base: many,
  thread: null,
  pending: null,
  warning: null,
  messages: 2,
  endedWhy: null,
};

test("properties set lately are written alone; all are written if one is gone, or much was set", () => {
  expect(stored({ ...many, p1: "new", more: 1 })).toEqual({ whole: null, recent: '{"p1":"new","more":1}' });
  const { p0: _, ...fewer } = many;
  expect(stored(fewer)).toEqual({ whole: JSON.stringify(fewer), recent: "{}" });
  const much = { ...many, more: "x".repeat(1_000) };
  expect(stored(much)).toEqual({ whole: JSON.stringify(much), recent: "{}" });
});
