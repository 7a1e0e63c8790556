import { describe, expect, test } from "vitest";
import {
  type Happening,
  next,
  type RoomEvent,
  START,
  type Stage,
} from "../../../../examples/webapp/pages/visitor/stage.ts";

const SEAT = "5d0b0a1e-4b9e-4c58-9f0c-6a0f7c1f3f10";
const TICKET = "0a4cf9d2-31a7-4a57-8f1c-6a2d1ab0c7de";
const inRoom: Stage = { at: "room", seat: SEAT, ticket: TICKET, thread: "t1", away: false };

/** Plays what happens, one after the other. */
function then(stage: Stage, ...happenings: readonly Happening[]): { stage: Stage; notes: readonly string[] } {
  const notes: string[] = [];
  for (const happening of happenings) {
    const following = next(stage, happening);
    stage = following.stage;
    if (following.note !== undefined) notes.push(following.note);
  }
  return { stage, notes };
}

const room = (event: Partial<RoomEvent> & Pick<RoomEvent, "event">): Happening => ({
  type: "room",
  room: { thread: "t1", ...event },
  self: "v-me@help.example.org",
});
const staff = (event: RoomEvent["event"], more: Partial<RoomEvent> = {}) =>
  room({ event, role: "staff", nick: "Nadia", ...more });

describe("a visitor's way", () => {
  test("leads through the line into a room, where staff is named", () => {
    const { stage, notes } = then(
      START,
      { type: "ticket", ticket: TICKET },
      { type: "place", place: 2, estimate: 90 },
      { type: "seat", seat: SEAT },
      { type: "thread", thread: "t1" },
      staff("joined"),
    );
    expect(stage).toEqual({ ...inRoom, staff: "Nadia" });
    expect(notes.at(-1)).toBe("Nadia is here.");
  });

  test("leads into the line and the room by the bot's hand, too", () => {
    const line = then(START, { type: "line", line: { state: "waiting", place: 4, ticket: TICKET } });
    expect(line.stage).toEqual({ at: "line", place: 4, ticket: TICKET, estimate: undefined });
    expect(then(line.stage, room({ event: "invited", seat: SEAT })).stage).toMatchObject({
      at: "room",
      seat: SEAT,
    });
  });

  test("takes a seat once, though both the line and the gateway tell it", () => {
    expect(then(inRoom, { type: "seat", seat: SEAT }, room({ event: "invited", seat: SEAT }))).toEqual({
      stage: inRoom,
      notes: [],
    });
  });

  test("goes back to the bot when the place in the line has ended", () => {
    for (const end of ["out", "closed"] as const) {
      const { stage, notes } = then({ at: "line", ticket: TICKET }, { type: "line", line: { state: end } });
      expect(stage).toEqual(START);
      expect(notes).toHaveLength(1);
    }
  });

  test("leads back into the line when the seat was not reached in time, and out of it in the end", () => {
    const called = then({ at: "line", ticket: TICKET }, { type: "seat", seat: SEAT });
    const line = { state: "waiting", place: 1, ticket: TICKET } as const;
    expect(then(called.stage, { type: "line", line }).stage).toMatchObject({ at: "line", place: 1 });
    expect(then(called.stage, { type: "line", line: { state: "out" } }).stage).toEqual(START);
  });

  test("knows staff who were in the room before by their first words", () => {
    expect(then(inRoom, { type: "staff", name: "Nadia" }).stage).toEqual({ ...inRoom, staff: "Nadia" });
  });

  test("is not led out of the room by an older event of the line", () => {
    for (const state of ["waiting", "called", "out"] as const)
      expect(then(inRoom, { type: "line", line: { state } }).stage).toEqual(inRoom);
  });
});

describe("staff who are lost", () => {
  test("are told as away, and as back", () => {
    const away = then(inRoom, staff("dropped"));
    expect(away.stage).toMatchObject({ at: "room", away: true });
    expect(then(away.stage, staff("back")).stage).toMatchObject({ at: "room", away: false });
  });

  test("leave a seat with which the visitor may wait for somebody else", () => {
    const closed = room({ event: "closed", reason: "Nadia did not come back." });
    expect(then(inRoom, staff("dropped"), closed).stage).toEqual({
      at: "over",
      why: "Nadia did not come back.",
      seat: SEAT,
    });
    expect(then(inRoom, staff("dropped"), staff("left"), closed).stage).toEqual({
      at: "over",
      why: "Nadia could not come back.",
      seat: SEAT,
    });
    expect(then(inRoom, staff("left")).stage).toEqual({
      at: "over",
      why: "Nadia has left the chat.",
      seat: SEAT,
    });
  });

  test("are not to be waited for after an ordinary end", () => {
    expect(then(inRoom, room({ event: "closed" })).stage).toEqual({
      at: "over",
      why: "The chat has ended.",
      seat: undefined,
    });
  });
});

describe("a room", () => {
  test("that the server lost goes on under another thread and, where told, another seat", () => {
    const moved = then(inRoom, room({ event: "moved", thread: "t2", seat: TICKET }));
    expect(moved.stage).toMatchObject({ at: "room", thread: "t2", seat: TICKET });
    expect(then(moved.stage, room({ event: "closed", thread: "t1" })).stage).toEqual(moved.stage);
  });

  test("of another thread does not concern the visitor", () => {
    expect(then(inRoom, room({ event: "closed", thread: "elsewhere" })).stage).toEqual(inRoom);
  });

  test("tells nothing of the visitor's own coming and of the bot's", () => {
    expect(
      then(inRoom, room({ event: "joined", role: "client" }), room({ event: "joined", role: "bot" })),
    ).toEqual({
      stage: inRoom,
      notes: [],
    });
  });

  test("whose ticket is over has ended", () => {
    expect(then(inRoom, { type: "ticket over" }).stage).toMatchObject({ at: "over" });
  });
});
