import { expect, test } from "vitest";
import { knownBase, layersOf, layersToWrite } from "../../../src/conversations/props-layers.ts";

const many = Object.fromEntries(Array.from({ length: 20 }, (_, index) => [`p${index}`, `answer ${index}`]));

test("what was known when it was asked for holds, although it had to make room for others meanwhile", () => {
  layersOf("ann", { id: "a", props: many, props_rev: 3 }, undefined);
  const asked = knownBase("ann");
  for (let other = 0; other < 1_000; other++) {
    layersOf(`other ${other}`, { id: "b", props: many, props_rev: 1 }, undefined);
  }
  expect(knownBase("ann")).toBeUndefined();
  expect(layersOf("ann", { id: "a", props: null, props_rev: 3 }, asked)).toEqual({ base: many, baseRev: 3 });
});

test("what was set lately is written alone; all of it where something is gone, or much was set", () => {
  const layers = { base: many, baseRev: 3 };
  expect(layersToWrite({ ...many, p1: "new", more: 1 }, layers)).toEqual({
    whole: null,
    recent: '{"p1":"new","more":1}',
  });
  const { p0: _, ...fewer } = many;
  expect(layersToWrite(fewer, layers)).toEqual({ whole: JSON.stringify(fewer), recent: "{}" });
  const much = { ...many, more: "x".repeat(1_000) };
  expect(layersToWrite(much, layers)).toEqual({ whole: JSON.stringify(much), recent: "{}" });
});
