/** Clients who wait in line by the responder `chat`. */
import { describe, expect, test } from "vitest";
import shake from "../../../examples/responders/shake.ts";
import { check } from "../../../src/check/check.ts";
import { loadConfig } from "../../../src/config/load.ts";
import { client } from "../../support/process/commands.ts";
import { said, startLine, states, tickets } from "../../support/rooms/from-im.ts";
import { answerOf, makeRoom } from "../../support/rooms/rooms.ts";
import { type Conversing, startConversing } from "../../support/under-test/conversing.ts";

const MINUTE = 60_000;
const NOBODY = "Nobody is there at the moment. You keep your place until somebody comes.";
const HINT = 'I will tell you when it is your turn. "cancel" leaves the line.';
const CALLED = "Somebody is ready for you: please follow the invitation that I am sending you.";

const joinByWeb = (chat: Conversing, name: string) =>
  answerOf<string>(chat.database, "join_line", { client: name });

describe("joining the line", () => {
  test("whoever starts chat stands in line as long as they are there, and is told the place", async () => {
    await using line = await startLine();
    const { chat } = line;
    await joinByWeb(chat, "Web");
    expect(await chat.ask("/new chat")).toBe(`You are number 2 in line.\n${NOBODY}\n${HINT}`);
    const about = "queue, client, jid, state, until, domain, chat = conversations.id as own";
    const [ticket] = await chat.database.query(
      `select ${about} from ticket cross join conversations where chat is not null`,
    );
    expect(ticket).toEqual({
      queue: "default",
      client: "ann@example.org",
      jid: "ann@example.org",
      state: "waiting",
      until: null,
      domain: "help.example.org",
      own: true,
    });
  });

  test.each([
    ["is as long as it may be", `${"a".repeat(1023)}@example.org`],
    ["has letters that some servers spell otherwise", "weiß@example.org"],
  ])("a person whose address %s stands in line, and gets the seat under it", async (_, jid) => {
    await using line = await startLine();
    const { chat } = line;
    expect(await chat.ask("/new chat", { from: `${jid}/phone` })).toContain("You are next in line.");
    const { id } = await makeRoom(chat.database, { status: "staff_waiting" });
    await answerOf(chat.database, "call_line", { for_room: id });
    expect(await chat.database.query("select jid from seat where role = 'client'")).toEqual([{ jid }]);
  });

  test("several at once are told their own places", async () => {
    await using line = await startLine();
    const { chat } = line;
    const people = ["ada", "ben", "cem", "dia"].map((name) => `${name}@example.org`);
    for (const person of people) chat.say("chat", { from: `${person}/phone` });
    const places = await Promise.all(people.map((person) => chat.reply(person)));
    expect(places.map((text) => text.split("\n")[0]).sort()).toEqual([
      "You are next in line.",
      "You are number 2 in line.",
      "You are number 3 in line.",
      "You are number 4 in line.",
    ]);
  });

  test("where staff waits and nobody else, the seat is given at once, and is to be invited to", async () => {
    await using line = await startLine();
    const { chat } = line;
    const { id } = await makeRoom(chat.database, { status: "staff_waiting" });
    expect(await chat.ask("/new chat")).toBe(CALLED);
    expect(
      await chat.database.query(
        "select status, unseen, invite, jid_ from (select room.*, invite, seat.jid as jid_ from room join seat on seat.id = client_seat) as given where id = $1",
        [id],
      ),
    ).toEqual([{ status: "client_coming", unseen: true, invite: true, jid_: "ann@example.org" }]);
  });

  test("a queue that is not there is named, with those that are", async () => {
    await using line = await startLine();
    const { chat } = line;
    expect(await chat.ask("/new chat legla affairs")).toBe(
      '"legla affairs" is none of those that I know here.\nWhom would you like to talk to?\n1. default\n2. legal',
    );
    expect(await chat.ask("legal")).toContain("You are next in line.");
    expect(await tickets(chat)).toEqual([{ queue: "legal", state: "waiting", head: false }]);
  });

  test("where there is no queue called default, and several, the person is asked which", async () => {
    const queues = new Map(["legal", "housing"].map((name) => [name, { ready: 1, max: 5 }]));
    await using line = await startLine([], { rooms: { queues } });
    const { chat } = line;
    expect(await chat.ask("/new chat")).toBe("Whom would you like to talk to?\n1. legal\n2. housing");
  });

  test("nobody is put into a queue that has no rooms", async () => {
    const queues = new Map(["default", "legal"].map((name, max) => [name, { ready: 0, max }]));
    await using line = await startLine([], { rooms: { queues } });
    const { chat } = line;
    expect(await chat.ask("/new chat default")).toContain("\nWhom would you like to talk to?\n1. legal");
    await chat.ask("/abort");
    expect(await chat.ask("/new chat")).toContain("You are next in line.");
    expect(await tickets(chat)).toMatchObject([{ queue: "legal" }]);
  });

  test("the estimate is told where there is one, and nothing about staff that is there", async () => {
    await using line = await startLine();
    const { chat } = line;
    await makeRoom(chat.database, { status: "chatting" });
    for (let n = 0; n < 6; n++) {
      await chat.database.query(
        `insert into ticket (id, queue, client, state, lasts, seat, joined_at, called_at)
         values (gen_random_uuid(), 'default', 'Gone', 'called', '1 minute', gen_random_uuid(),
                 clock_timestamp() - interval '10 minutes', clock_timestamp() - interval '150 seconds')`,
      );
    }
    expect(await chat.ask("/new chat")).toBe(
      `You are next in line. It should take about 8 minutes.\n${HINT}`,
    );
  });

  test("where no rooms are configured, nobody hears of it", async () => {
    await using line = await startLine([shake]);
    await using off = await startConversing({ responders: [shake] });
    expect(await line.chat.ask("/help")).toContain("chat – Talk to somebody");
    expect(await off.ask("/help")).not.toContain("chat – ");
    expect(await off.ask("/new chat")).toBe('I do not know "chat". You can start shake.');
  });
});

describe("waiting in line", () => {
  test("whatever is written is answered with the place, and commands work as ever", async () => {
    await using line = await startLine();
    const { chat } = line;
    await chat.ask("/new chat");
    const place = `You are next in line.\n${NOBODY}`;
    for (const text of [
      "hello?",
      "chat",
      "1",
      "yes",
      "is anybody there",
      "-",
      "skip",
      "how long does it take",
    ]) {
      expect(await chat.ask(text), text).toBe(place);
    }
    expect(await chat.ask("/back")).toBe(`This is the first question.\n\n${place}`);
    expect(await chat.ask("/help chat")).toContain("You wait in line here");
    expect(await chat.ask("/replay 2")).toMatch(/You: how long does it take[\s\S]*You are next in line/);
    expect(await states(chat)).toEqual(["chat ongoing"]);
  });

  test.each(["/abort", "cancel", "stop", "Stop please"])("%s leaves the line", async (word) => {
    await using line = await startLine();
    const { chat } = line;
    await chat.ask("/new chat");
    expect(await chat.ask(word)).toBe('Stopped "chat".');
    expect(await tickets(chat)).toMatchObject([{ state: "over" }]);
    expect(await chat.database.query("select in_line from desk where queue = 'default'")).toEqual([
      { in_line: 0 },
    ]);
  });

  test("starting something else leaves the line, once it is confirmed", async () => {
    await using line = await startLine([shake]);
    const { chat } = line;
    await chat.ask("/new chat");
    expect(await chat.ask("/new shake")).toContain('You are in the middle of "chat"');
    expect(await tickets(chat)).toMatchObject([{ state: "waiting" }]);
    await chat.ask("/new shake");
    expect(await tickets(chat)).toMatchObject([{ state: "over" }]);
  });

  test("a new place is told, but within a minute only once", async () => {
    await using line = await startLine();
    const { chat } = line;
    const [web, other] = [await joinByWeb(chat, "Web"), await joinByWeb(chat, "Other")];
    await chat.ask("/new chat");
    await answerOf(chat.database, "leave_line", { ticket: web });
    await line.look();
    expect(said(chat)).toHaveLength(1);
    await chat.database.query("update ticket set told_at = told_at - interval '61 seconds'");
    await line.look();
    expect(await chat.reply()).toBe(`You are number 2 in line.\n${NOBODY}`);
    await answerOf(chat.database, "leave_line", { ticket: other });
    await line.look();
    await line.look();
    expect(said(chat)).toHaveLength(2);
    await chat.database.query("update ticket set told_at = told_at - interval '61 seconds'");
    await line.look();
    await line.look();
    expect(said(chat).slice(2)).toEqual([`You are next in line.\n${NOBODY}`]);
  });

  test("nobody is idle in line, but whoever is signed out for long leaves it", async () => {
    await using line = await startLine();
    const { chat } = line;
    chat.befriend();
    await chat.ask("/new chat");
    await chat.passed(300 * MINUTE);
    expect(await states(chat)).toEqual(["chat ongoing"]);
    chat.presence("unavailable");
    await chat.passed(10 * MINUTE);
    expect(await states(chat)).toEqual(["chat aborted signout"]);
    expect(await tickets(chat)).toMatchObject([{ state: "over" }]);
  });

  test("a conversation that is deleted stands in line no more", async () => {
    await using line = await startLine();
    const { chat } = line;
    await chat.ask("/new chat");
    await chat.ask("/forget");
    expect(await chat.ask("/forget")).toBe("I have deleted all our conversations.");
    await line.look();
    expect(await tickets(chat)).toMatchObject([{ state: "over" }]);
  });

  test("a restart loses no place, and tells nothing twice", async () => {
    await using line = await startLine();
    const { chat } = line;
    await chat.ask("/new chat");
    await chat.restart();
    await line.look();
    expect(await chat.ask("still there?")).toBe(`You are next in line.\n${NOBODY}`);
    expect(said(chat)).toHaveLength(2);
  });
});

test("a place that the process did not live to tell is told by the next one", async () => {
  await using line = await startLine();
  const { chat } = line;
  await chat.ask("hello");
  chat.disconnect();
  chat.say("/new chat");
  await chat.quiet();
  expect(await tickets(chat)).toMatchObject([{ state: "waiting" }]);
  await chat.restart();
  expect(await chat.reply()).toContain("You are next in line.");
  expect(await chat.database.query("select from timer where kind = 'conversation-look'")).toEqual([]);
});

test("a conversation that is ended at a component without rooms stands in line no more", async () => {
  await using line = await startLine();
  const { chat } = line;
  await chat.ask("/new chat");
  await using beside = await startConversing({
    responders: [],
    beside: { chat, domain: "other.example.org" },
  });
  expect(await beside.ask("/abort")).toBe('Stopped "chat".');
  await line.look();
  expect(await tickets(chat)).toMatchObject([{ state: "over" }]);
});

test("anteroom check knows those who wait", async () => {
  await using line = await startLine();
  const { chat } = line;
  await chat.ask("/new chat");
  await chat.ask("/new chat elsewhere", { from: "bob@example.org/phone" });
  const { conversations, rooms } = loadConfig({ env: {}, cwd: "/" }, ["conversations", "rooms"]);
  let out = "";
  const config = {
    conversations,
    rooms: { ...rooms, service: "rooms.example.org" },
    database: { ...chat.database, migrate: false },
  };
  const status = await check(
    config,
    { json: false },
    (text) => {
      out += text;
    },
    "/",
  );
  expect(status).toBe(0);
  expect(out).toMatch(/^(resumes: \S+ of \S+, chat at "\w+"\n){2}chat: 2 resume\nall 2 ongoing: 2 resume\n$/);
});

describe("as an ad-hoc command", () => {
  test("the stage shows the place, without a message beside it, and a box leaves the line", async () => {
    await using line = await startLine();
    const { chat } = line;
    const execute = client(chat);
    const first = await execute({ node: "chat" });
    expect(first).toMatchObject({
      status: "executing",
      instructions: `You are next in line.\n${NOBODY}\n${HINT}`,
      fields: [{ name: "line", type: "boolean", label: "Leave the line" }],
    });
    await line.look();
    expect(said(chat)).toEqual([]);
    const { session } = first;
    const same = await execute({ node: "chat", session, fields: { line: "0" } });
    expect(same).toMatchObject({ status: "executing", instructions: `You are next in line.\n${NOBODY}` });
    const again = await execute({ node: "chat" });
    expect(again).toMatchObject({ session, status: "executing" });
    const end = await execute({ node: "chat", session, fields: { [again.fields[0]?.name ?? ""]: "1" } });
    expect(end).toMatchObject({ status: "completed", notes: ["info: All right, you are not in line."] });
    expect(await tickets(chat)).toMatchObject([{ state: "over" }]);
  });

  test("cancel leaves the line", async () => {
    await using line = await startLine();
    const execute = client(line.chat);
    const { session } = await execute({ node: "chat" });
    expect(await execute({ node: "chat", session, action: "cancel" })).toMatchObject({ status: "canceled" });
    expect(await tickets(line.chat)).toMatchObject([{ state: "over" }]);
  });
});
