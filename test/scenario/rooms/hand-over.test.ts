/** Conversations that end in the line, and clients who are asked whether to wait for somebody else. */
import { describe, expect, test } from "vitest";
import { number, responder, text } from "../../../src/index.ts";
import { client } from "../../support/process/commands.ts";
import { comeIn, type Line, startLine } from "../../support/rooms/from-im.ts";
import { answerOf, connectCaller, makeRoom, rowsOf } from "../../support/rooms/rooms.ts";
import { type Conversing, startConversing } from "../../support/under-test/conversing.ts";

const ANN = "ann@example.org";
const AGAIN =
  "The person you were talking to is gone. Do you want to wait for somebody else? You would be the next. (yes/no)";

const triage = responder("triage", {
  version: 1,
  help: "Tell me what it is about",
  props: { topic: text() },
}).steps("topic", {
  topic: {
    prompt: "What is it about?",
    accept: text(),
    receive: (c, topic) => {
      c.set("topic", topic);
      if (topic.length > 5) c.say("I am passing you on.");
      return c.handOver({ queue: topic === "tax" ? "taxes" : "legal", note: `about ${topic}` });
    },
  },
});

const count = responder("count", { version: 1, help: "Count", props: {} }).steps("one", {
  one: { prompt: "How many?", accept: number(), receive: (c) => c.complete() },
});

/** As many as there are, in no order: the clock of the tests stands still. */
const conversations = async (chat: Conversing) =>
  (
    await chat.database.query<{ about: string }>(
      "select concat(responder, ' ', status) as about from conversations",
    )
  )
    .map(({ about }) => about)
    .sort();

const line = async (chat: Conversing) =>
  chat.database.query(
    "select client, head, conversation_id is not null as linked, note from ticket where state = 'waiting' order by head desc, joined_at",
  );

describe("a hand-over", () => {
  test("completes the conversation and joins the line in one turn; staff find both in the view", async () => {
    await using started = await startLine([triage]);
    const { chat } = started;
    await chat.ask("/new triage");
    expect(await chat.ask("tenancy")).toBe("I am passing you on.");
    expect(await chat.reply()).toContain("You are next in line.");
    expect(await conversations(chat)).toEqual(["chat ongoing", "triage complete"]);
    const room = await makeRoom(chat.database, { status: "staff_waiting", queue: "legal" });
    await answerOf(chat.database, "call_line", { for_room: room.id });
    const [shown] = await chat.database.query(
      "select note, props ->> 'topic' as topic from rooms join conversations on conversations.id = conversation_id",
    );
    expect(shown).toEqual({ note: "about tenancy", topic: "tenancy" });
  });

  const traces = (chat: Conversing) =>
    chat.database.query(
      `select ticket.client, ticket.jid, ticket.note, ticket.conversation_id, seat.person, seat.jid as seat_jid,
              seat.taken_by, seat.nick, room.client as in_room, room.note as room_note, room.conversation_id as room_about,
              room.closed_why
       from ticket left join seat on seat.id = ticket.seat left join room on room.id = seat.room_id`,
    );

  test("leaves no trace in line that is over, once the person has /forget", async () => {
    await using started = await startLine([triage]);
    const { chat } = started;
    await chat.ask("/new triage");
    await chat.ask("rent");
    await chat.ask("/abort");
    await chat.ask("/forget");
    const [left = {}] = await traces(chat);
    expect(Object.values(left).filter((value) => value !== null)).toEqual([]);
  });

  test("leaves no trace in a room that is over, and none but the seat in one that is not", async () => {
    await using started = await startLine([triage]);
    const { chat } = started;
    const { database } = chat;
    const room = await makeRoom(database, { status: "staff_waiting", queue: "legal" });
    await chat.ask("/new triage");
    await chat.ask("rent");
    await answerOf(database, "call_line", { for_room: room.id });
    await database.query(
      "update seat set state = 'inside', taken_by = jid, joined_at = now() where role = 'client'",
    );
    await database.query("update conversation set status = 'complete', ended_why = null");
    await chat.ask("/forget");
    expect(await traces(chat)).toMatchObject([
      {
        note: null,
        conversation_id: null,
        seat_jid: ANN,
        taken_by: ANN,
        in_room: ANN,
        room_note: null,
        room_about: null,
      },
    ]);
    await answerOf(database, "close_room", { room_id: room.id, reason: "Ann was rude" });
    await database.query("update seat set state = 'over' where role = 'client'");
    await chat.ask("/forget");
    const [left = {}] = await traces(chat);
    expect(Object.values(left).filter((value) => value !== null)).toEqual(["", "close_room"]);
  });

  test("is forgotten once the web application lets go of the room; until then it holds up nobody else", async () => {
    await using started = await startLine([triage]);
    const { chat } = started;
    const { database } = chat;
    const room = await makeRoom(database, { status: "staff_waiting", queue: "legal" });
    await chat.ask("/new triage");
    await chat.ask("rent");
    await database.query(
      "update seat set state = 'inside', taken_by = jid, joined_at = now() where role = 'client'",
    );
    await using web = await connectCaller(database);
    await web.query("begin");
    await rowsOf(web, "renew_seat", { seat: room.staffSeat });
    await chat.ask("/forget");
    chat.say("/forget");
    expect(await chat.ask("/list", { from: "bob@example.org/phone" })).toBe("There are no lists here.");
    await web.query("commit");
    expect(await chat.reply()).toBe("I have deleted all our conversations.");
    expect(await traces(chat)).toMatchObject([{ note: null, room_note: null }]);
  });

  test("says nothing of its own but the place", async () => {
    await using started = await startLine([triage]);
    const { chat } = started;
    await chat.ask("/new triage");
    expect(await chat.ask("rent")).toContain("You are next in line.");
  });

  test("from a form ends the command, and the place comes as a message", async () => {
    await using started = await startLine([triage]);
    const { chat } = started;
    const execute = client(chat);
    const { session } = await execute({ node: "triage" });
    const end = await execute({ node: "triage", session, fields: { topic: "tenancy" } });
    expect(end).toMatchObject({ status: "completed", notes: ["info: I am passing you on."] });
    expect(await chat.reply()).toContain("You are next in line.");
  });

  test("to a queue that is not there asks which, and the author finds it in the log", async () => {
    await using started = await startLine([triage]);
    const { chat } = started;
    await chat.ask("/new triage");
    expect(await chat.ask("tax")).toBe("Whom would you like to talk to?\n1. default\n2. legal");
    expect(JSON.stringify(chat.recorded.lines.all)).toContain(
      'handOver() names the queue \\"taxes\\", which does not exist',
    );
    expect(await chat.ask("default")).toContain("You are next in line.");
    expect(await line(chat)).toEqual([{ client: ANN, head: false, linked: true, note: "about tax" }]);
  });

  test("where there are no rooms tells the person so, keeps the answers, and names the setting in the log", async () => {
    await using chat = await startConversing({ responders: [triage] });
    await chat.ask("/new triage");
    expect(await chat.ask("tenancy")).toBe(
      "I am passing you on.\nI cannot connect you with anybody here. What you have told me is kept.",
    );
    expect(await conversations(chat)).toEqual(["triage complete"]);
    expect(JSON.stringify(chat.recorded.lines.all)).toContain("handOver() needs rooms; set rooms.service");
  });
});

describe("a client whose staff is gone", () => {
  /** She was in a room of the queue `legal`; somebody else waits there. */
  async function leftAlone(started: Line, came = ["/new chat legal"]) {
    const { chat } = started;
    const room = await makeRoom(chat.database, { status: "staff_waiting", queue: "legal" });
    for (const words of came) await chat.ask(words);
    await comeIn(chat.database);
    await started.look();
    expect(await chat.reply()).toBe("You are in the room now.");
    await chat.database.query("insert into queue values ('legal') on conflict do nothing");
    await answerOf(chat.database, "join_line", { client: "Web", queue: "legal" });
    await chat.database.query("update room set status = 'closing' where id = $1", [room.id]);
    const [{ id } = { id: "" }] = await chat.database.query<{ id: string }>(
      "update seat set state = 'over', nicks = '{}', offer_until = clock_timestamp() + interval '5 minutes' where role = 'client' returning id",
    );
    return id;
  }

  test("is asked whether to wait for somebody else, and stands at the head with yes", async () => {
    await using started = await startLine();
    const { chat, fromIm } = started;
    const seat = await leftAlone(started);
    await fromIm.offer(ANN, seat, "legal");
    expect(await chat.reply()).toBe(AGAIN);
    expect(await chat.ask("yes please")).toContain("You are next in line.");
    expect(await line(chat)).toMatchObject([
      { client: ANN, head: true },
      { client: "Web", head: false },
    ]);
    expect(await chat.ask("/back")).toContain("This is the first question.");
  });

  test("takes along to the next staff what she had told the bot", async () => {
    await using started = await startLine([triage]);
    const { chat, fromIm } = started;
    const seat = await leftAlone(started, ["/new triage", "rent"]);
    await fromIm.offer(ANN, seat, "legal");
    await chat.reply();
    await chat.ask("yes");
    expect((await line(chat))[0]).toEqual({ client: ANN, head: true, linked: true, note: "about rent" });
  });

  test("stands in no line with no", async () => {
    await using started = await startLine();
    const { chat, fromIm } = started;
    await fromIm.offer(ANN, await leftAlone(started), "legal");
    await chat.reply();
    expect(await chat.ask("no")).toBe("All right, you are not in line.");
    expect(await line(chat)).toMatchObject([{ client: "Web" }]);
    expect(await conversations(chat)).toEqual(["chat aborted", "chat complete"]);
  });

  test("may say yes in the room", async () => {
    await using started = await startLine();
    const { chat, fromIm } = started;
    const seat = await leftAlone(started);
    await fromIm.offer(ANN, seat, "legal");
    await chat.reply();
    await fromIm.accept(ANN, seat, "legal");
    expect(await chat.reply()).toContain("You are next in line.");
    expect((await line(chat))[0]).toMatchObject({ client: ANN, head: true });
  });

  test("says yes once more, and is told nothing of it", async () => {
    await using started = await startLine();
    const { chat, fromIm } = started;
    const seat = await leftAlone(started);
    await fromIm.accept(ANN, seat, "legal");
    await chat.reply();
    await fromIm.accept(ANN, seat, "legal");
    expect(await chat.ask("still there?")).toContain("You are next in line.");
  });

  test("is told how, where another conversation goes on, which is not interrupted", async () => {
    await using started = await startLine([count]);
    const { chat, fromIm } = started;
    const seat = await leftAlone(started);
    await chat.ask("/new count");
    await fromIm.offer(ANN, seat, "legal");
    expect(await chat.reply()).toBe(
      'The person you were talking to is gone. "/new chat legal" lets you wait for somebody else.',
    );
    expect(await conversations(chat)).toEqual(["chat complete", "count ongoing"]);
  });

  test("has the offer as long as it stands", async () => {
    await using started = await startLine();
    const { chat, fromIm } = started;
    const seat = await leftAlone(started);
    await fromIm.offer(ANN, seat, "legal");
    await chat.reply();
    await chat.database.query(
      "update seat set offer_until = offer_until + interval '10 minutes' where id = $1",
      [seat],
    );
    await chat.passed(6 * 60_000);
    expect(await conversations(chat)).toEqual(["chat complete", "chat ongoing"]);
    await chat.database.query("update seat set offer_until = clock_timestamp() where id = $1", [seat]);
    await chat.passed(15 * 60_000);
    expect(await chat.reply()).toBe(
      'I had no answer, so I have not put you in line. Write "chat" to stand in line.',
    );
    expect(await conversations(chat)).toEqual(["chat aborted", "chat complete"]);
  });
});
