import { describe, expect, test } from "vitest";
import type { RoomPresence } from "../../../../src/rooms/muc/index.ts";
import { OpenRoom } from "../../../../src/rooms/runtime/open-room.ts";
import { parseJid } from "../../../../src/xmpp/jid.ts";

type Inside = Extract<RoomPresence, { kind: "inside" }>;
type Gone = Extract<RoomPresence, { kind: "gone" }>;

function inside(nick: string, jid: string): Inside {
  const parsed = parseJid(jid);
  if (parsed === undefined) throw new Error(`${jid} is no JID`);
  return { kind: "inside", nick, jids: [parsed], own: false, created: false, owner: false };
}

function gone(nick: string): Gone {
  return { kind: "gone", nick, own: false, codes: [], text: undefined, renamed: undefined, destroyed: false };
}

function room(): OpenRoom {
  const one = new OpenRoom({
    id: "1",
    jid: "abc@conference.example.org",
    nick: "Anteroom",
    queue: "default",
    status: "chatting",
  });
  one.joining();
  return one;
}

/** With Cleo inside, and the list read. */
function withCleo(): OpenRoom {
  const one = room();
  one.seen(inside("Cleo", "cleo@example.org/phone"));
  one.listed();
  one.told(one.happenings);
  return one;
}

describe("an open room in memory", () => {
  test("is sure while the bot is inside and nothing waits to be written, as it is when the server has lost the room", () => {
    const one = withCleo();
    expect(one.sure).toBe(true);
    one.happened({ kind: "lost_by_server", why: "somebody destroyed it" });
    expect(one.sure).toBe(false);
    one.told(one.happenings);
    one.joining();
    expect(one.sure).toBe(false);
  });

  test("tells who was inside when the bot came in, once the list is complete", () => {
    const one = room();
    one.seen(inside("Cleo", "cleo@example.org/phone"));
    expect(one.happenings).toEqual([]);
    one.listed();
    expect(one.happenings).toEqual([
      { kind: "list_read", occupants: [{ nick: "Cleo", jid: "cleo@example.org" }] },
    ]);
  });

  test("a presence that only changes moves nobody", () => {
    const one = withCleo();
    expect(one.seen(inside("Cleo", "cleo@example.org/tablet"))).toBe(undefined);
    expect(one.happenings).toEqual([]);
    expect(one.occupant("Cleo")?.jid).toBe("cleo@example.org/tablet");
  });

  test("somebody who is back before it was found out how they went has not gone", () => {
    const one = withCleo();
    const cleo = one.missed(gone("Cleo"));
    one.seen(inside("Cleo", "cleo@example.org/phone"));
    if (cleo !== undefined) one.departed(cleo, "left");
    expect(one.happenings).toEqual([{ kind: "entered", nick: "Cleo", jid: "cleo@example.org" }]);
  });

  test("somebody else who takes the nickname meanwhile is not taken for the one who went", () => {
    const one = withCleo();
    const cleo = one.missed(gone("Cleo"));
    one.seen(inside("Cleo", "eve@example.org/phone"));
    if (cleo !== undefined) one.departed(cleo, "left");
    expect(one.happenings).toEqual([
      { kind: "gone", nick: "Cleo", how: "dropped" },
      { kind: "entered", nick: "Cleo", jid: "eve@example.org" },
    ]);
  });

  test("what happens while a decision is written waits for the next one", () => {
    const one = withCleo();
    one.seen(inside("Eve", "eve@example.org/x"));
    const deciding = one.happenings;
    one.seen(inside("Sam", "sam@example.org/x"));
    one.told(deciding);
    expect(one.happenings).toEqual([{ kind: "entered", nick: "Sam", jid: "sam@example.org" }]);
  });

  test("a decision that is written late takes nothing of what was seen since the list was read anew", () => {
    const one = withCleo();
    one.seen(inside("Eve", "eve@example.org/x"));
    const deciding = one.happenings;
    one.joining();
    one.listed();
    one.told(deciding);
    expect(one.happenings).toEqual([{ kind: "list_read", occupants: [] }]);
  });
});
