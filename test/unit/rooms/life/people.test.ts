import { describe, expect, test } from "vitest";
import { howGone, nickKey, ticketAfter } from "../../../../src/rooms/life/index.ts";
import { recognise } from "../../../../src/rooms/life/recognise.ts";
import { CLEO, client, room, SAM, staff } from "./rooms.ts";

describe("whose seat", () => {
  const here = room("lost");
  const roleOf = (found: ReturnType<typeof recognise>) => (typeof found === "string" ? found : found.role);

  test("while two seats are awaited the nickname decides, and else staff comes first", () => {
    const seats = [client("coming"), staff("coming")];
    const whose = (nick: string) => roleOf(recognise(here, seats, { nick, jid: "a@guests.example.org" }));
    expect(whose("Cleo")).toBe("client");
    expect(whose("CLEO")).toBe("client");
    expect(whose("Sam")).toBe("staff");
    expect(whose("Somebody")).toBe("staff");
  });

  test("a JID that was named has its seat alone, under any nickname", () => {
    const seats = [staff("inside"), client("coming", { jid: CLEO })];
    expect(roleOf(recognise(here, seats, { nick: "Xyz", jid: CLEO }))).toBe("client");
    expect(recognise(here, seats, { nick: "Cleo", jid: "other@example.org" })).toBe("no_seat");
    const missing = [staff("missing", { jid: SAM })];
    expect(roleOf(recognise(here, missing, { nick: "Xyz", jid: SAM }))).toBe("staff");
    expect(recognise(here, missing, { nick: "Sam", jid: "other@example.org" })).toBe("no_seat");
  });

  test("a missing person is known by their JID, and by another one only after renew_seat", () => {
    const anonymous = { nick: "Sam 2", jid: "a@guests.example.org" };
    expect(roleOf(recognise(here, [staff("missing")], { nick: "Sam", jid: SAM }))).toBe("staff");
    expect(recognise(here, [staff("missing")], anonymous)).toBe("no_seat");
    expect(roleOf(recognise(here, [staff("missing", { awaited: true })], anonymous))).toBe("staff");
  });

  test("a person who sits in the room takes no second seat", () => {
    const seats = [staff("inside"), client("coming")];
    expect(roleOf(recognise(here, seats, { nick: "Samsung", jid: SAM }))).toBe("staff");
  });

  test("a person who sits in the room and comes for the other seat is told that, and not to use the nickname they used", () => {
    const seats = [staff("inside"), client("coming")];
    expect(recognise(here, seats, { nick: "cleo", jid: SAM })).toBe("other_seat");
    const both = [staff("inside"), client("inside")];
    expect(recognise(here, both, { nick: "cleo", jid: SAM })).toBe("nickname");
    const named = [staff("coming", { jid: SAM }), client("coming")];
    expect(recognise(here, named, { nick: "cleo", jid: SAM })).toBe("nickname");
  });
});

describe("left or dropped out", () => {
  const nothing = { released: false, codes: [], text: undefined, ping: null };
  test.each([
    ["a seat that was given up", { ...nothing, released: true, text: "Disconnected: closed" }, "left"],
    ["somebody who was kicked", { ...nothing, codes: [110, 307], ping: "error" }, "left"],
    ["somebody who was banned", { ...nothing, codes: [301] }, "left"],
    ["somebody who is no member any more", { ...nothing, codes: [321] }, "left"],
    ["an error of the server's", { ...nothing, codes: [333], ping: "answered" }, "dropped"],
    ["the text of a lost session", { ...nothing, text: "Hibernating too long", ping: "answered" }, "dropped"],
    ["an address that still answers", { ...nothing, text: "bye", ping: "answered" }, "left"],
    ["an address that answers with an error", { ...nothing, ping: "error" }, "dropped"],
    ["an address that is silent", { ...nothing, ping: "silent" }, "dropped"],
    ["an address that never answered", nothing, "dropped"],
  ] as const)("%s", (_, departure, how) => {
    expect(howGone(departure)).toBe(how);
  });
});

test("nicknames that look alike have the same key", () => {
  for (const [one, other] of [
    ["Straße", "STRASSE"],
    ["ΣΊΣΥΦΟΣ", "σίσυφος"],
    ["Noor", "Ｎｏｏｒ"],
    ["Noor", " no\u202eor\ufe0f "],
    ["Ann Lee", "Ann\u00a0\u3000Lee"],
  ] as const) {
    expect(nickKey(one)).toBe(nickKey(other));
  }
  expect(nickKey("Ann")).not.toBe(nickKey("Anna"));
});

test("a client who does not come is called once more, and a call that was not theirs to miss does not count", () => {
  expect(ticketAfter({ calls: 0 }, "no_show")).toEqual({ state: "head", calls: 1 });
  expect(ticketAfter({ calls: 1 }, "no_show")).toEqual({ state: "over", calls: 2 });
  expect(ticketAfter({ calls: 1 }, "recalled")).toEqual({ state: "head", calls: 1 });
  expect(ticketAfter({ calls: 0 }, "given_up")).toEqual({ state: "over", calls: 0 });
});
