import { describe, expect, test } from "vitest";
import { type RoomPeople, roomEvents } from "../../../../src/gateway/presence/room-events.ts";
import { reasonForPeople } from "../../../../src/rooms/life/index.ts";
import type { Action, Room, Seat } from "../../../../src/rooms/life/state.ts";
import type { RoomOutcome } from "../../../../src/rooms/runtime/browsers.ts";
import type { StoredSeat } from "../../../../src/rooms/store/index.ts";
import { client, NOW, SITUATIONS, staff } from "../../rooms/life/rooms.ts";

const JID = "abc@conference.example.org";
const SAM = staff("inside", { nick: "Sam", nicks: ["Sam"], joinedAt: NOW });
const CLEO = client("inside", { nick: "Cleo", nicks: ["Cleo 2"], joinedAt: NOW });
const PEOPLE: RoomPeople = {
  thread: "t",
  members: [
    { personId: "1", entity: "sam@help.example.org", seat: SAM.id, sits: true },
    { personId: "2", entity: "cleo@help.example.org", seat: CLEO.id, sits: true },
  ],
};

interface Change {
  readonly before?: readonly (Seat & { readonly invite?: boolean })[];
  readonly after?: readonly Seat[];
  readonly room?: Partial<Room>;
  readonly actions?: readonly Action[];
}

/** What each person is told, in short. */
function told(
  { before = [SAM, CLEO], after = [SAM, CLEO], room = {}, actions = [] }: Change,
  people = PEOPLE,
) {
  const stored = before.map((seat): StoredSeat => ({ answers: false, invite: false, ...seat }));
  const decided = { ...SITUATIONS.chatting.room, ...room };
  const outcome = {
    room: { id: "1", jid: JID, nick: "Anteroom", sighting: "inside" },
    before: { seats: stored },
    after: { room: decided, seats: after, actions },
    reason: reasonForPeople(decided),
  } as unknown as RoomOutcome;
  return Object.fromEntries(roomEvents(outcome, people).map(({ personId, events }) => [personId, events]));
}

const ofCleo = { thread: "t", role: "client", nick: "Cleo 2" };
const seen = (event: string) => ({
  "1": [{ ...ofCleo, event, entity: `${JID}/Cleo 2` }],
  "2": [{ ...ofCleo, event, entity: "cleo@help.example.org", seat: CLEO.id }],
});

describe("everybody who sits in the room is told", () => {
  test.each<[string, Partial<Seat>, Partial<Seat>]>([
    ["joined", { state: "coming", joinedAt: undefined as never, nicks: [] }, {}],
    ["back", { state: "missing", nicks: [] }, {}],
    ["dropped", {}, { state: "missing", nicks: [] }],
    ["left", {}, { state: "over", nicks: [] }],
  ])("%s, each with the names that they know", (event, before, after) => {
    const bare = (change: Partial<Seat>) => {
      const seat: Record<string, unknown> = { ...CLEO, ...change };
      if (seat.joinedAt === undefined) delete seat.joinedAt;
      return seat as unknown as Seat;
    };
    const change = { before: [SAM, bare(before)], after: [SAM, bare(after)] };
    expect(told(change)).toEqual(seen(event));
  });

  test("closed, with the reason where it is for people", () => {
    const over = [SAM, CLEO].map((seat): Seat => ({ ...seat, state: "over", nicks: [] }));
    const closing = (closedWhy?: string) =>
      told({ after: over, room: { status: "closed", ...(closedWhy !== undefined && { closedWhy }) } });
    expect(closing("Back at nine.")["1"]).toEqual([
      { thread: "t", event: "closed", reason: "Back at nine." },
    ]);
    expect(closing("Back\n at \u202enine.")["1"]).toEqual([
      { thread: "t", event: "closed", reason: "Back at nine." },
    ]);
    for (const why of ["client_left", "close_room", " ", undefined])
      expect(closing(why)["2"]).toEqual([{ thread: "t", event: "closed" }]);
  });
});

test("a room that its people leave for another one is not closed, and nobody is told to have dropped out themselves", () => {
  const missing = [SAM, CLEO].map((seat): Seat => ({ ...seat, state: "missing", nicks: [] }));
  const room = { status: "failed" } as const;
  const moving = told({ after: missing, room, actions: [{ do: "move", seats: [] }] });
  expect(moving["1"]).toEqual([{ ...ofCleo, event: "dropped", entity: `${JID}/Cleo 2` }]);
  expect(moving["2"]?.map(({ event, nick }) => `${event} ${nick}`)).toEqual(["dropped Sam"]);
  for (const why of [{}, { closedWhy: "not-allowed" }]) {
    const failed = { after: missing, room: { ...room, ...why } };
    expect(told(failed)["1"]?.at(-1)).toEqual({ thread: "t", event: "closed" });
  }
});

test("whoever is asked into a room, or moved to it, is told so alone", () => {
  const coming = { ...client("coming", { nick: "Cleo" }), invite: true };
  const invited = told(
    { before: [SAM, coming], after: [SAM, coming] },
    {
      ...PEOPLE,
      members: PEOPLE.members.map((one) => ({ ...one, sits: one.personId === "1" })),
    },
  );
  expect(invited).toEqual({
    "2": [
      {
        thread: "t",
        event: "invited",
        role: "client",
        nick: "Cleo",
        entity: "cleo@help.example.org",
        seat: CLEO.id,
      },
    ],
  });
  const missing = [SAM, CLEO].map((seat) => ({
    ...seat,
    state: "missing" as const,
    nicks: [],
    invite: true,
  }));
  const events = Object.values(told({ before: missing, after: missing })).flat();
  expect(events.map(({ event }) => event)).toEqual(["moved", "moved"]);
});

test("whoever comes in before the invitation is told hears of both, in this order", () => {
  const coming = { ...client("coming", { nick: "Cleo" }), invite: true };
  const joining = told({ before: [SAM, coming], after: [SAM, CLEO] });
  expect(joining["2"]?.map(({ event }) => event)).toEqual(["invited", "joined"]);
  expect(joining["1"]?.map(({ event }) => event)).toEqual(["joined"]);
  const { joinedAt: _, ...unseen } = staff("coming", { nick: "Sam" });
  const staffJoining = told({ before: [{ ...unseen, invite: true }], after: [SAM] });
  expect(staffJoining["1"]?.map(({ event }) => event)).toEqual(["invited", "joined"]);
  const missing = { ...CLEO, state: "missing" as const, nicks: [], invite: true };
  const moved = told({ before: [SAM, missing], after: [SAM, CLEO] });
  expect(moved["2"]?.map(({ event }) => event)).toEqual(["moved", "back"]);
  const over: Seat = { ...coming, state: "over", nicks: [] };
  expect(told({ before: [SAM, coming], after: [SAM, over] })).toEqual({});
});

test("nothing is told where nothing has changed, nor to people whose seats were over before", () => {
  expect(told({})).toEqual({});
  const gone: Seat = { ...CLEO, state: "missing", nicks: [] };
  expect(Object.keys(told({ before: [CLEO], after: [gone] }))).toEqual(["2"]);
});

test("who is named for a seat and has not taken it hears nothing of the others", () => {
  const named = { ...PEOPLE, members: PEOPLE.members.map((one) => ({ ...one, sits: false })) };
  const coming = client("coming", { nick: "Cleo" });
  const dropped: Seat = { ...SAM, state: "missing", nicks: [] };
  expect(told({ before: [SAM, coming], after: [dropped, coming] }, named)["2"]).toBeUndefined();
});
