import { describe, expect, test } from "vitest";
import { type Folding, fold, type Happening, hasChanged } from "../../../../src/rooms/runtime/fold.ts";
import type { Stored } from "../../../../src/rooms/store/index.ts";
import { CLEO, LEASE, NOW, SAM, SITUATIONS, type Situation, TERMS } from "../life/rooms.ts";

function stored({ room, seats }: Situation, more: Partial<Stored> = {}): Stored {
  return {
    id: "1",
    rev: 7,
    queue: "default",
    jid: "abc@conference.example.org",
    unseen: false,
    password: "old",
    nextPassword: null,
    room,
    seats: seats.map((seat) => ({ ...seat, invite: false, answers: false })),
    ...more,
  };
}

function folding(more: Partial<Folding> = {}): Folding {
  let passwords = 0;
  return { terms: TERMS, now: NOW, newPassword: () => `new${++passwords}`, inSight: true, ...more };
}

const entered = (nick: string, jid: string): Happening => ({ kind: "entered", nick, jid });

describe("what has happened in a room", () => {
  test("several things share one write, each with its row of history", () => {
    const { changes, nextPassword, password } = fold(
      stored(SITUATIONS.reserved),
      [entered("Sam", SAM), { kind: "password_confirmed", password: "new1" }],
      folding(),
    );
    expect(changes.map(({ to }) => to)).toEqual(["staff_waiting"]);
    expect([password, nextPassword]).toEqual(["new1", null]);
  });

  test("a password that was replaced meanwhile is not taken for the one in force", () => {
    const { room, password, nextPassword } = fold(
      stored(
        { room: { ...SITUATIONS.reserved.room, changing: true }, seats: SITUATIONS.reserved.seats },
        { nextPassword: "second" },
      ),
      [{ kind: "password_confirmed", password: "first" }],
      folding(),
    );
    expect([room.changing, password, nextPassword]).toEqual([true, "old", "second"]);
  });

  test("those who are awaited are given the new password, and whoever has not come in time is not", () => {
    const { room, seats } = SITUATIONS.client_coming;
    const named = seats.map((seat) => (seat.role === "client" ? { ...seat, jid: CLEO } : seat));
    const change = fold(stored({ room, seats: named }), [entered("Eve", "eve@example.org")], folding());
    expect([...change.handedOut]).toEqual(["client"]);
    const late = fold(stored(SITUATIONS.client_coming), [], folding({ now: NOW + LEASE }));
    expect([late.nextPassword, [...late.handedOut]]).toEqual(["new1", []]);
  });

  test("somebody who is missing is invited again when the password of the first invitation opens nothing any more", () => {
    const { actions } = fold(
      stored(SITUATIONS["lost, client missing"]),
      [entered("Eve", "eve@example.org")],
      folding(),
    );
    expect(actions).toContainEqual({ do: "change_password" });
    expect(actions).toContainEqual({ do: "invite", seat: "client" });
  });

  test("somebody who is on the way is invited with the new password, but not once their time is over", () => {
    const { room, seats } = SITUATIONS.client_coming;
    const named = seats.map((seat) => (seat.role === "client" ? { ...seat, jid: CLEO } : seat));
    const { actions } = fold(stored({ room, seats: named }), [entered("Eve", "eve@example.org")], folding());
    expect(actions).toContainEqual({ do: "invite", seat: "client" });
    const given = stored({
      room,
      seats: named.map((seat) => ({ ...seat, released: seat.role === "client" })),
    });
    expect(fold({ ...given, unseen: true }, [], folding()).actions).toEqual([{ do: "change_password" }]);
    const late = fold(stored(SITUATIONS.client_coming), [], folding({ now: NOW + LEASE }));
    expect(late.actions).toEqual([{ do: "change_password" }]);
  });

  test("calls of SQL functions are looked at before anything else", () => {
    const chatting = stored(SITUATIONS.chatting, { unseen: true });
    const released = chatting.seats.map((seat) => ({ ...seat, released: seat.role === "client" }));
    const { changes } = fold(
      { ...chatting, seats: released },
      [{ kind: "gone", nick: "Cleo", how: "dropped" }],
      folding(),
    );
    expect(changes.map(({ cause }) => cause)).toEqual(["client_left"]);
  });

  test("time does not pass in a room that the bot does not see", () => {
    const late = { now: NOW + TERMS.grace };
    expect(
      fold(stored(SITUATIONS["lost, staff missing"]), [], folding({ ...late, inSight: false })).changes,
    ).toEqual([]);
    expect(fold(stored(SITUATIONS["lost, staff missing"]), [], folding(late)).changes).toHaveLength(1);
  });

  test("a stranger who changes the nickname is removed under whatever nickname, a person who chooses badly is not", () => {
    const tell = (happening: Happening) => fold(stored(SITUATIONS.chatting), [happening], folding()).actions;
    const eve = "eve@example.org";
    expect(tell({ kind: "renamed", from: "Eve", to: "Eva", jid: eve })).toContainEqual({
      do: "ban",
      jid: eve,
    });
    expect(tell(entered("Eve", eve)).map((action) => action.do)).not.toContain("ban");
    const badly = tell({ kind: "renamed", from: "Cleo", to: "sam", jid: CLEO });
    expect(badly).toContainEqual({ do: "remove", nick: "sam", why: "nickname" });
    expect(badly.map((action) => action.do)).not.toContain("ban");
  });

  test("another nickname of the same person is no coming and going", () => {
    const renamed: Happening = { kind: "renamed", from: "Cleo", to: "Cleopatra", jid: CLEO };
    const { changes, actions, seats } = fold(stored(SITUATIONS.chatting), [renamed], folding());
    expect(changes).toEqual([]);
    expect(actions.filter((action) => action.do === "remove")).toEqual([]);
    expect(seats.find(({ role }) => role === "client")?.nicks).toEqual(["Cleopatra"]);
  });

  test("a person who takes a nickname that looks like the other's is removed, and keeps the seat", () => {
    const renamed: Happening = { kind: "renamed", from: "Cleo", to: "SAM", jid: CLEO };
    const removed: Happening = { kind: "gone", nick: "SAM", how: "left" };
    const { changes, actions } = fold(stored(SITUATIONS.chatting), [renamed, removed], folding());
    expect(actions).toContainEqual({ do: "remove", nick: "SAM", why: "nickname" });
    expect(actions).toContainEqual({ do: "invite", seat: "client" });
    expect(changes.map(({ to }) => to)).toEqual(["lost"]);
    const back = fold(stored(SITUATIONS.chatting), [renamed, removed, entered("Cleo", CLEO)], folding());
    expect(back.changes.map(({ to }) => to)).toEqual(["lost", "chatting"]);
  });

  test("a person who is seen signing in is invited again, as long as they are missing", () => {
    const signedIn: Happening = { kind: "signed_in", seat: "client" };
    expect(fold(stored(SITUATIONS["lost, client missing"]), [signedIn], folding()).actions).toEqual([
      { do: "invite", seat: "client" },
    ]);
    expect(fold(stored(SITUATIONS.chatting), [signedIn], folding()).actions).toEqual([]);
  });

  test("nothing is written where nothing has changed", () => {
    const chatting = stored(SITUATIONS.chatting);
    expect(hasChanged(chatting, fold(chatting, [], folding()))).toBe(false);
    expect(
      hasChanged(chatting, fold(chatting, [{ kind: "gone", nick: "Eve", how: "left" }], folding())),
    ).toBe(false);
  });
});
