import { describe, expect, test } from "vitest";
import {
  type Facts,
  isOver,
  newOccupant,
  type OccupantInput,
  type OccupantState,
  stepOccupant,
} from "../../../../src/gateway/presence/occupant.ts";

const room = "abc@conference.example.org";
const FACTS: Facts = { room, nick: "Ann", passwords: ["new", "old"], seated: true, stay: true, open: true };
const online: OccupantInput = { type: "online" };
const offline: OccupantInput = { type: "offline" };
const entered: OccupantInput = { type: "entered", room, nick: "Ann", created: false };
const gone: OccupantInput = { type: "gone", room, nick: "Ann" };
const time: OccupantInput = { type: "time" };
const facts = (change: Partial<Facts>): OccupantInput => ({ type: "facts", facts: { ...FACTS, ...change } });
const refused = (condition: string): OccupantInput => ({ type: "refused", room, condition });

/** Tells it one thing after the other, and gives what it does at each: "join Ann new". A number lets ms pass. */
function story(first: Partial<Facts>, inputs: readonly (OccupantInput | number)[], member = false) {
  let state: OccupantState = newOccupant({ ...FACTS, ...first }, member);
  let now = 0;
  const done: string[] = [];
  for (const input of inputs) {
    if (typeof input === "number") {
      now += input;
      continue;
    }
    const step = stepOccupant(state, input, now);
    state = step.state;
    for (const action of step.actions) {
      if (action.do === "join") done.push(`join ${action.nick} ${action.password}`);
      else if (action.do === "leave") done.push(`leave ${action.nick}`);
      else if (action.do === "member") done.push(action.inside ? "in the thread" : "out of the thread");
      else done.push(action.do);
    }
  }
  return { done, state };
}

const IN = ["join Ann new", "in the thread"];

describe("a person who is to be in a room", () => {
  test.each<[string, readonly (OccupantInput | number)[], readonly string[], Partial<Facts>?]>([
    ["enters when there is a stream", [online, entered], IN],
    ["waits for the bot", [online, facts({})], ["join Ann new"], { open: false }],
    ["enters nothing that is not open", [online], [], { open: false }],
    [
      "tries the other password, then what the rows say, a second later",
      [
        online,
        refused("not-authorized"),
        refused("not-authorized"),
        facts({ passwords: ["newest"] }),
        999,
        time,
        1,
        time,
      ],
      ["join Ann new", "join Ann old", "read", "join Ann newest"],
    ],
    [
      "takes another nickname where somebody has it",
      [online, refused("conflict"), refused("conflict"), { ...entered, nick: "Ann 3" }],
      ["join Ann new", "join Ann 2 new", "join Ann 3 new", "in the thread"],
    ],
    [
      "takes a plain nickname where the server lets nobody in under theirs",
      [online, refused("jid-malformed"), refused("conflict"), { ...entered, nick: "Guest 3" }],
      ["join Ann new", "join Guest 2 new", "join Guest 3 new", "in the thread"],
    ],
    [
      "tries again where nobody answers",
      [online, 15_000, time, 1_000, time],
      ["join Ann new", "join Ann new"],
    ],
    [
      "waits longer each time the room refuses",
      [online, refused("forbidden"), 1_000, time, refused("forbidden"), 1_000, time, 1_000, time],
      ["join Ann new", "join Ann new", "join Ann new"],
    ],
    [
      "is brought back after the room has removed them, and stays in the thread",
      [online, entered, gone, 1_000, time, entered],
      [...IN, "read", "join Ann new"],
    ],
    [
      "is brought back at once where an answer tells that they are outside",
      [online, entered, { type: "outside" }, entered],
      [...IN, "join Ann new"],
    ],
    ["enters again on the next stream", [online, entered, offline, online, entered], [...IN, "join Ann new"]],
    [
      "goes to the room to which they are moved",
      [online, entered, facts({ room: "new@conference.example.org" })],
      [...IN, "leave Ann", "join Ann new"],
    ],
    [
      "leaves a room that was not there before, and looks where they belong",
      [online, { ...entered, created: true }, 999, time, 1, time],
      ["join Ann new", "leave Ann", "read", "join Ann new"],
    ],
  ])("%s", (_, inputs, done, first = {}) => {
    expect(story(first, inputs).done).toEqual(done);
  });

  test("hears nothing of another room", () => {
    const other = "other@conference.example.org";
    expect(story({}, [online, { ...entered, room: other }, { ...gone, room: other }]).done).toEqual([
      "join Ann new",
    ]);
  });
});

test("a person who drops out leaves the room and not the thread, until the seat is over", () => {
  const away = facts({ stay: false });
  expect(story({}, [online, entered, away, gone]).done).toEqual([...IN, "leave Ann"]);
  expect(story({}, [online, entered, away, gone, facts({}), entered]).done).toEqual([
    ...IN,
    "leave Ann",
    "join Ann new",
  ]);
  expect(story({}, [online, entered, away, gone, facts({ seated: false, stay: false })]).done).toEqual([
    ...IN,
    "leave Ann",
    "out of the thread",
  ]);
});

describe("a person who is not to be in a room any more", () => {
  const away = facts({ seated: false, stay: false });

  test.each<[string, readonly (OccupantInput | number)[], readonly string[]]>([
    ["leaves, and the thread at once", [online, entered, away], [...IN, "leave Ann", "out of the thread"]],
    [
      "waits no longer than 5 s for the answer",
      [online, entered, away, 5_000, time],
      [...IN, "leave Ann", "out of the thread"],
    ],
    ["leaves also while entering", [online, away, entered, gone], ["join Ann new", "leave Ann"]],
    [
      "who is back before the room has answered enters after the answer",
      [online, entered, facts({ stay: false }), facts({}), gone, entered],
      [...IN, "leave Ann", "join Ann new"],
    ],
    [
      "leaves on the next stream where the server may have them inside",
      [online, entered, offline, away, online, gone],
      [...IN, "out of the thread", "leave Ann"],
    ],
    ["enters nothing", [away, online], []],
  ])("%s", (_, inputs, done) => {
    expect(story({}, inputs).done).toEqual(done);
  });

  test("is taken out of the room where an earlier process may have left them", () => {
    const { done, state } = story({ seated: false, stay: false }, [online, gone], true);
    expect(done).toEqual(["leave Ann", "out of the thread"]);
    expect(isOver(state)).toBe(true);
  });

  test("is over only when the room and the thread are left", () => {
    expect(isOver(story({}, [online, entered, away]).state)).toBe(false);
    expect(isOver(story({}, [online, entered, away, gone]).state)).toBe(true);
    expect(isOver(story({}, [online, entered, offline, away]).state)).toBe(false);
  });
});
