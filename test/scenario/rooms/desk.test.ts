/** Staff who work from an IM client by the responder `desk`. */
import { describe, expect, test } from "vitest";
import shake from "../../../examples/responders/shake.ts";
import { xml } from "../../../src/xmpp/stanza.ts";
import { COMMANDS, client } from "../../support/process/commands.ts";
import { type Line, startLine } from "../../support/rooms/from-im.ts";
import { answerOf, connectCaller, makeRoom } from "../../support/rooms/rooms.ts";
import type { Conversing } from "../../support/under-test/conversing.ts";

const SAM = "sam@example.org";
const from = `${SAM}/desktop`;

/** Sam works in both queues. */
function startDesk(): Promise<Line> {
  return startLine([shake], { rooms: { staff: new Map([[SAM, ["default", "legal"]]]) } });
}

const ask = (chat: Conversing, body: string) => chat.ask(body, { from });

const seats = (chat: Conversing) =>
  chat.database.query(
    `select queue, room.status, seat.person, seat.jid, invite, room.unseen from seat join room on seat.id = room.staff_seat
     where seat.jid is not null order by room.id`,
  );

const joinByWeb = (chat: Conversing, name: string, queue = "default") =>
  answerOf<string>(chat.database, "join_line", { client: name, queue });

const open = async (chat: Conversing) =>
  (await chat.database.query<{ queue: string }>("select queue from desk where open order by queue")).map(
    ({ queue }) => queue,
  );

describe("who has a desk", () => {
  test("staff see their queues and how things stand; nobody else hears of a desk", async () => {
    await using line = await startDesk();
    const { chat } = line;
    await makeRoom(chat.database);
    await joinByWeb(chat, "Ada", "legal");
    expect(await ask(chat, "/new desk")).toBe(
      [
        "You are off duty. I will not tell you when somebody waits.",
        "default: nobody waits, one room is free",
        "legal: one person waits, no room is free",
        "What next?",
        "1. on – go on duty",
        "2. next – take a room",
        "3. next default – take a room of default",
        "4. next legal – take a room of legal",
        "5. line – see who waits",
        "6. rooms – see who is where",
      ].join("\n"),
    );
    expect(await chat.ask("/new desk")).toBe('I do not know "desk". You can start shake or chat.');
    expect(await chat.ask("/help")).not.toContain("desk");
    expect(await chat.ask("desk")).not.toContain("off duty");
    expect(await chat.ask("/help desk")).toContain('I have no help on "desk".');
    expect(await ask(chat, "/help")).toContain("desk – Your desk");
  });

  test("its ad-hoc command is listed and executed for staff alone", async () => {
    await using line = await startDesk();
    const { chat } = line;
    const nodes = async (asking: string) => {
      const query = xml("query", { xmlns: "http://jabber.org/protocol/disco#items", node: COMMANDS });
      chat.take(xml("iq", { from: asking, to: "bot@help.example.org", id: asking, type: "get" }, query));
      const answer = await chat.sent.next(({ attrs }) => attrs.id === asking && attrs.type === "result");
      return answer
        .getChild("query")
        ?.getChildren("item")
        .map(({ attrs }) => attrs.node);
    };
    expect(await nodes(from)).toEqual(["shake", "chat", "desk"]);
    expect(await nodes("ann@example.org/phone")).toEqual(["shake", "chat"]);
    expect((await client(chat)({ node: "desk" })).error).toBe("cancel/item-not-found");
    expect((await client(chat, from)({ node: "desk" })).status).toBe("executing");
  });
});

describe("duty", () => {
  test("a queue is open while somebody is on duty for it", async () => {
    await using line = await startDesk();
    const { chat } = line;
    await ask(chat, "desk");
    expect(await open(chat)).toEqual([]);
    expect(await ask(chat, "on legal")).toContain("You are on duty for legal.");
    expect(await open(chat)).toEqual(["legal"]);
    expect(await ask(chat, "on")).toContain("You are on duty for default, legal.");
    expect(await open(chat)).toEqual(["default", "legal"]);
    expect(await ask(chat, "off")).toContain("You are off duty.");
    expect(await open(chat)).toEqual([]);
  });

  test.each<[string, (chat: Conversing, line: Line) => Promise<unknown>]>([
    ["is ended", (chat) => ask(chat, "/abort")],
    [
      "is deleted",
      async (chat, line) => [await ask(chat, "/forget"), await ask(chat, "/forget"), await line.look()],
    ],
  ])("ends when the conversation %s", async (_, end) => {
    await using line = await startDesk();
    const { chat } = line;
    await ask(chat, "/new desk on");
    expect(await open(chat)).toEqual(["default", "legal"]);
    await end(chat, line);
    expect(await open(chat)).toEqual([]);
  });

  test("outlasts hours without a word, but not ten minutes signed out", async () => {
    await using line = await startDesk();
    const { chat } = line;
    chat.befriend(from);
    await ask(chat, "/new desk on");
    await chat.passed(300 * 60_000);
    expect(await open(chat)).toEqual(["default", "legal"]);
    chat.presence("unavailable", from);
    await chat.passed(600_000);
    expect(await open(chat)).toEqual([]);
  });

  test("a queue that is not theirs is refused, with those that are", async () => {
    await using line = await startDesk();
    const { chat } = line;
    await ask(chat, "/new desk");
    expect(await ask(chat, "on housing")).toContain('"housing" is none of your queues: default, legal.');
    expect(await ask(chat, "next housing")).toContain('"housing" is none of your queues');
    expect(await ask(chat, "make tea")).toContain("I do not understand that here. Write on, off");
  });

  test("whoever is on duty is told once that somebody waits, while they have no room", async () => {
    await using line = await startDesk();
    const { chat } = line;
    await ask(chat, "/new desk on legal");
    await joinByWeb(chat, "Ada");
    await line.look();
    await joinByWeb(chat, "Ben", "legal");
    await line.look();
    expect(await chat.reply(SAM)).toMatch(
      /^Somebody is waiting in line\.\nYou are on duty for legal\.\n[\s\S]*legal: one person waits/,
    );
    await joinByWeb(chat, "Cem", "legal");
    await line.look();
    await chat.database.query("update duty set told_at = told_at - interval '61 seconds'");
    await chat.database.query(
      "update ticket set joined_at = joined_at - interval '61 seconds' where client = 'Ben'",
    );
    await line.look();
    expect(await chat.reply(SAM)).toContain("legal: 2 people wait");
    await line.look();
    await makeRoom(chat.database, { queue: "legal" });
    await ask(chat, "next");
    await joinByWeb(chat, "Dia", "legal");
    await chat.database.query("update duty set told_at = told_at - interval '61 seconds'");
    await line.look();
    const told = chat.sent.all.filter((one) =>
      (one.getChildText("body") ?? "").includes("Somebody is waiting"),
    );
    expect(told).toHaveLength(2);
  });
});

describe("rooms", () => {
  test("next takes a room for them alone, and has the invitation sent; again, it is sent again", async () => {
    await using line = await startDesk();
    const { chat } = line;
    await makeRoom(chat.database);
    await makeRoom(chat.database);
    await ask(chat, "/new desk");
    expect(await ask(chat, "next")).toMatch(
      /^I am sending you the invitation to a room of default\.\n[\s\S]*Your room \d+ \(default\): waits for you\n/,
    );
    const own = { queue: "default", status: "reserved", person: SAM, jid: SAM, invite: true, unseen: true };
    expect(await seats(chat)).toEqual([own]);
    await chat.database.query(
      "update seat set invite = false, ending = true, lease_until = clock_timestamp()",
    );
    await chat.database.query("update room set unseen = false");
    expect(await ask(chat, "next")).toContain("I am sending you the invitation to a room of default.");
    expect(await seats(chat)).toEqual([own]);
    // There is time to follow the second one.
    expect(
      await chat.database.query(
        "select ending, lease_until > clock_timestamp() + interval '30 seconds' as anew from seat",
      ),
    ).toEqual([{ ending: false, anew: true }]);
  });

  test("of several queues, the one where somebody waits longest goes first; a named one is kept to", async () => {
    await using line = await startDesk();
    const { chat } = line;
    await makeRoom(chat.database);
    await makeRoom(chat.database, { queue: "legal" });
    await joinByWeb(chat, "Ada", "legal");
    await ask(chat, "/new desk");
    expect(await ask(chat, "next")).toContain("a room of legal.");
    expect(await ask(chat, "next default")).toContain("a room of default.");
  });

  test("where no room is free, it is said", async () => {
    await using line = await startDesk();
    const { chat } = line;
    await makeRoom(chat.database, { queue: "legal" });
    await ask(chat, "/new desk");
    expect(await ask(chat, "next default")).toContain("There is no free room at the moment.");
  });

  test("line shows who waits in one's queues, and rooms who is where", async () => {
    await using line = await startDesk();
    const { chat } = line;
    await ask(chat, "/new desk");
    expect(await ask(chat, "line")).toMatch(/^Nobody waits\./);
    expect(await ask(chat, "rooms")).toMatch(/^No room is in use\./);
    await joinByWeb(chat, "Ada", "legal");
    await chat.database.query("update ticket set joined_at = joined_at - interval '170 seconds'");
    await joinByWeb(chat, "Ben", "legal");
    expect(await ask(chat, "line")).toMatch(
      /^1\. Ada \(legal\), for 3 minutes\n2\. Ben \(legal\), for 1 minute\n/,
    );
    await makeRoom(chat.database, { status: "chatting", staff: "Kim" });
    await makeRoom(chat.database, { status: "staff_waiting", staff: "Lou", queue: "housing" });
    await makeRoom(chat.database, { status: "staff_waiting", staff: "Mia", queue: "legal" });
    expect(await ask(chat, "rooms")).toMatch(
      /^\d+ \(default\): Kim, Cleo, chatting\n\d+ \(legal\): Mia, no client, waiting for a client\n(?!.*Lou)/,
    );
  });

  test("names that a web application gave fill their place in a line, and nothing beyond it", async () => {
    await using line = await startDesk();
    const { chat } = line;
    await joinByWeb(chat, "Ada\n2. Ben \u202e(legal)");
    await makeRoom(chat.database, { status: "staff_waiting", staff: "Kim\r\n\u2067Lou\u0007" });
    await ask(chat, "/new desk");
    expect(await ask(chat, "line")).toMatch(/^1\. Ada 2\. Ben \(legal\) \(default\), for 1 minute\n/);
    expect(await ask(chat, "rooms")).toMatch(/^\d+ \(default\): Kim Lou, no client, /);
  });

  test("next tells of no free room where no component serves the queue", async () => {
    await using line = await startDesk();
    const { chat } = line;
    await chat.database.query(
      "insert into queue_terms (domain, queue, line) values ('help.example.org', 'legal', '1 minute')",
    );
    await ask(chat, "/new desk");
    expect(await ask(chat, "next default")).toContain("There is no free room at the moment.");
  });

  test("close closes one's own room; of several, the one that is named; one that somebody holds is left", async () => {
    await using line = await startDesk();
    const { chat } = line;
    const other = await makeRoom(chat.database, { status: "chatting" });
    await makeRoom(chat.database);
    await ask(chat, "/new desk");
    expect(await ask(chat, "close")).toContain("You have no room that could be closed.");
    expect(await ask(chat, `close ${other.id}`)).toContain("You have no room that could be closed.");
    await ask(chat, "next");
    const [{ id } = { id: "" }] = await chat.database.query<{ id: string }>(
      "select id from room where status = 'reserved'",
    );
    const web = await connectCaller(chat.database);
    await web.query("begin");
    await web.query("select from room where id = $1 for update", [id]);
    expect(await ask(chat, "close 0")).toContain(`Which of your rooms do you mean? Write close ${id}.`);
    expect(await ask(chat, "close")).toContain("The room could not be closed just now.");
    await web.query("rollback");
    expect(await ask(chat, "close")).toContain("The room is closed.");
    expect(await chat.database.query("select status, unseen from room where id = $1", [id])).toEqual([
      { status: "closing", unseen: true },
    ]);
    // The one who closed it, not the role under which Anteroom is connected.
    expect(
      await chat.database.query(
        "select actor from room_history where room_id = $1 and cause = 'close_room'",
        [id],
      ),
    ).toEqual([{ actor: SAM }]);
    const [status] = await chat.database.query("select status from room where id = $1", [other.id]);
    expect(status).toEqual({ status: "chatting" });
  });

  test("all of it works as a form, without a word typed or a message beside it", async () => {
    await using line = await startDesk();
    const { chat } = line;
    await makeRoom(chat.database, { queue: "legal" });
    const execute = client(chat, from);
    const first = await execute({ node: "desk" });
    expect(first.fields).toMatchObject([
      {
        name: "desk",
        type: "list-single",
        options: expect.arrayContaining(["next legal=next legal – take a room of legal"]),
      },
    ]);
    const { session } = first;
    const on = await execute({ node: "desk", session, fields: { desk: "on" } });
    expect(on).toMatchObject({ status: "executing", notes: [], fields: [{ name: "desk#2" }] });
    expect(on.instructions).toContain("You are on duty for default, legal.");
    const next = await execute({ node: "desk", session, fields: { "desk#2": "next legal" } });
    expect(next.notes).toEqual(["info: I am sending you the invitation to a room of legal."]);
    expect(await seats(chat)).toMatchObject([{ queue: "legal", invite: true }]);
    const end = await execute({ node: "desk", session, action: "cancel" });
    expect(end).toMatchObject({ status: "canceled" });
    expect(await open(chat)).toEqual([]);
    expect(chat.sent.all.filter(({ name }) => name === "message")).toEqual([]);
  });
});
