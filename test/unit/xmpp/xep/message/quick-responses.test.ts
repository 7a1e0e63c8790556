import { expect, test } from "vitest";
import { quickResponses } from "../../../../../src/xmpp/xep/message/quick-responses.ts";

const offered = (...pairs: readonly (readonly [string, string])[]) =>
  quickResponses(pairs.map(([value, label]) => ({ value, label }))).map(String);
const response = (value: string, label: string) =>
  `<response xmlns="urn:xmpp:tmp:quick-response" value="${value}" label="${label}"/>`;

test("quick responses have each value and each label once", () => {
  expect(offered(["y", "Yes"], ["n", "No"])).toEqual([response("y", "Yes"), response("n", "No")]);
  expect(offered(["a", "Same"], ["b", "Same"], ["a", "Other"])).toEqual([
    response("a", "Same"),
    response("b", "b"),
  ]);
  expect(offered(["a", "b"], ["b", "b"], ["c", "c"])).toEqual([response("a", "b"), response("c", "c")]);
  expect(offered()).toEqual([]);
});
