/** Clients of the responder `chat` whose turn it is. */
import { describe, expect, test } from "vitest";
import { comeIn, missTheCall, said, startLine, states, tickets } from "../../../support/rooms/from-im.ts";
import { answerOf, connectCaller, makeRoom } from "../../../support/rooms/rooms.ts";

const CALLED = "Somebody is ready for you: please follow the invitation that I am sending you.";
const KEPT = "You did not come into the room in time. I have kept your place at the head of the line.";

describe("being called", () => {
  /** She is in line, and then called. */
  async function called() {
    const line = await startLine();
    const { chat } = line;
    await chat.ask("/new chat");
    const room = await makeRoom(chat.database, { status: "staff_waiting" });
    await answerOf(chat.database, "call_line", { for_room: room.id });
    await line.look();
    expect(await chat.reply()).toBe(CALLED);
    return { line, chat, room };
  }

  test("the client is told, and the conversation ends when they have come in", async () => {
    const { line, chat } = await called();
    await using _ = line;
    expect(await chat.ask("when?")).toBe(CALLED);
    await comeIn(chat.database);
    await line.look();
    expect(await chat.reply()).toBe("You are in the room now.");
    expect(await states(chat)).toEqual(["chat complete"]);
    expect(await chat.database.query("select state, released from seat where role = 'client'")).toEqual([
      { state: "inside", released: false },
    ]);
    const before = said(chat).length;
    await line.look();
    expect(said(chat)).toHaveLength(before);
  });

  test("whoever does not come stands at the head once, and is then out", async () => {
    const { line, chat, room } = await called();
    await using _ = line;
    await missTheCall(chat.database);
    await line.look();
    expect(await chat.reply()).toBe(`${KEPT}\nYou are next in line.`);
    expect(await chat.ask("sorry")).toBe("You are next in line.");
    await chat.database.query("update room set status = 'staff_waiting' where id = $1", [room.id]);
    await answerOf(chat.database, "call_line", { for_room: room.id });
    await line.look();
    expect(await chat.reply()).toBe(CALLED);
    await missTheCall(chat.database);
    await line.look();
    expect(await chat.reply()).toContain("for the second time, so you are not in line any more");
    expect(await states(chat)).toEqual(["chat aborted responder"]);
  });

  test("a client who is sent back through no fault of theirs is told the place, not that they were late", async () => {
    const { line, chat } = await called();
    await using _ = line;
    await chat.database.query("update seat set state = 'over' where role = 'client'");
    await chat.database.query(
      "update ticket set state = 'waiting', head = true, seat = null where chat is not null",
    );
    await line.look();
    expect(await chat.reply()).toBe("You are next in line.");
  });

  test("a client who leaves gives the seat up", async () => {
    const { line, chat } = await called();
    await using _ = line;
    await chat.ask("/abort");
    expect(await chat.database.query("select released from seat where role = 'client'")).toEqual([
      { released: true },
    ]);
    expect(await tickets(chat)).toMatchObject([{ state: "over" }]);
  });

  test("a room that somebody holds delays nobody who leaves, and the seat is given up later", async () => {
    const { line, chat, room } = await called();
    await using _ = line;
    await using web = await connectCaller(chat.database);
    await web.query("begin");
    await web.query("select from room where id = $1 for update", [room.id]);
    expect(await chat.ask("/abort")).toBe('Stopped "chat".');
    await line.look();
    expect(await tickets(chat)).toMatchObject([{ state: "called" }]);
    await web.query("rollback");
    await line.look();
    expect(await tickets(chat)).toMatchObject([{ state: "over" }]);
    expect(await chat.database.query("select released from seat where role = 'client'")).toEqual([
      { released: true },
    ]);
  });

  test("a ticket that ended otherwise ends the conversation", async () => {
    const { line, chat } = await called();
    await using _ = line;
    await chat.database.query("update ticket set state = 'over' where chat is not null");
    await line.look();
    expect(await chat.reply()).toBe('You are not in line any more. Write "chat" to stand in line again.');
    expect(await states(chat)).toEqual(["chat aborted responder"]);
  });
});
