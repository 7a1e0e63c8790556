/** What staff write at the desk. */
import { expect, it } from "vitest";
import { acts } from "../../../../src/rooms/responders/desk-acts.ts";
import { NOTHING } from "../../../../src/rooms/responders/desk-facts.ts";
import { english } from "../../../../src/texts/index.ts";

const room = { queue: "default", status: "chatting", staff: "sam", client: "Cleo" };
const kind = acts(english, ["default", "Legal aid", "housing"], {
  ...NOTHING,
  duty: ["default"],
  rooms: [
    { ...room, id: "12", own: true },
    { ...room, id: "13", own: true },
    { ...room, id: "14", own: false },
  ],
});

it("offers what can be done now", () => {
  expect(kind.choices.map(({ value }) => value)).toEqual([
    "off",
    "next",
    "next default",
    "next Legal aid",
    "next housing",
    "line",
    "rooms",
    "close 12",
    "close 13",
  ]);
});

it.each<[string, unknown]>([
  ["on", ["on"]],
  ["On.", ["on"]],
  ["OFF", ["off"]],
  ["on housing, default", ["on", "housing", "default"]],
  ["on housing housing", ["on", "housing"]],
  ["on legal AID", ["on", "Legal aid"]],
  ["next Legal aid", ["next", "Legal aid"]],
  ["nex", ["next"]],
  ["line please", ["line"]],
  ["close", ["close"]],
  ["close 13", ["close", "13"]],
  ["close #13", ["close", "13"]],
  ["1", ["off"]],
  ["4", ["next", "Legal aid"]],
  ["9", ["close", "13"]],
  ["1.", ["off"]],
  ["2)", ["next"]],
  ["Two", ["next"]],
  ["the second", ["next"]],
  ["off duty", ["off"]],
  ["go off duty", ["off"]],
  ["see who waits", ["line"]],
  ["who is where?", "I do not understand that here. Write on, off, next, line, rooms or close."],
  ["take a room of housing", ["next", "housing"]],
  ["close my room 13", ["close", "13"]],
  ["close my room 9", ["close", "my room 9"]],
  ["close 9", ["close", "9"]],
  ["go on duty", "I do not understand that here. Write on, off, next, line, rooms or close."],
  ["on tax", '"tax" is none of your queues: default, Legal aid, housing.'],
  ["10", "I do not understand that here. Write on, off, next, line, rooms or close."],
  ["tea", "I do not understand that here. Write on, off, next, line, rooms or close."],
  ["", "I do not understand that here. Write on, off, next, line, rooms or close."],
])("reads %j", (said, expected) => {
  const read = kind.parse(said, { now: 0, lang: "en", say: english });
  expect(read.ok ? read.value : read.reason).toEqual(expected);
  if (!read.ok) return;
  const filled = kind.fromForm(kind.toForm(read.value).slice(0, 1), { now: 0, lang: "en", say: english });
  expect(filled.ok && filled.value[0]).toBe(read.value[0]);
});

it.each<[string, unknown]>([
  ["on duty", ["on"]],
  ["go on duty", ["on"]],
  ["take a room", ["next"]],
  ["2.", ["next"]],
  ["close my room", ["close"]],
  ["go off duty", "I do not understand that here. Write on, off, next, line, rooms or close."],
])("reads %j of somebody who is off duty, with one room", (said, expected) => {
  const facts = { ...NOTHING, rooms: [{ ...room, id: "12", own: true }] };
  const read = acts(english, ["default"], facts).parse(said, { now: 0, lang: "en", say: english });
  expect(read.ok ? read.value : read.reason).toEqual(expected);
});
