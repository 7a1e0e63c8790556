/** Whole conversations, and the commands, as a person has them with an IM client on a real server. */
import { afterAll, beforeAll, expect, test } from "vitest";
import { acknowledged, isReceipt, sayAndAsk } from "../../support/people/receipts.ts";
import { BOT, type HelpDesk, newcomer, saidBy, startHelpDesk } from "../../support/rooms/help-desk.ts";

let desk: HelpDesk;
beforeAll(async () => {
  desk = await startHelpDesk({ accounts: [] });
});
afterAll(() => desk[Symbol.asyncDispose]());

test("a task is created in three steps, and a refused answer gets a reason and leaves the question open", async () => {
  await using alice = await newcomer(desk, "alice");
  expect(await alice.asks(BOT, "hello")).toContain("/help");
  expect(await alice.asks(BOT, "/new task")).toBe("What is the title?");
  expect(await alice.asks(BOT, "Repair the door")).toBe('When is "Repair the door" due?');
  const refused = await alice.asks(BOT, "when pigs fly");
  expect(refused).toContain("I do not recognise a date");
  expect(refused).toContain('When is "Repair the door" due?');
  expect(await alice.asks(BOT, "2031-05-04")).toContain('Create "Repair the door"?');
  expect(await alice.asks(BOT, "maybe")).toContain("yes or no");
  expect(await alice.asks(BOT, "yes")).toBe("Created.");
  expect(await alice.asks(BOT, "yes")).toContain("/help");

  const stored = await desk.database.query(
    "select responder, version, status, steps_so_far, props from conversations where person = $1",
    [alice.bare],
  );
  expect(stored).toEqual([
    {
      responder: "task",
      version: 1,
      status: "complete",
      steps_so_far: ["title", "due", "confirm"],
      props: { title: "Repair the door", due: "2031-05-04" },
    },
  ]);
  expect(await saidBy(desk.database, alice.bare)).toEqual([
    "/new task",
    "Repair the door",
    "when pigs fly",
    "2031-05-04",
    "maybe",
    "yes",
  ]);
});

test("several answers in a row are taken in order, one step each", async () => {
  await using bob = await newcomer(desk, "bob");
  for (const text of ["/new task Paint", "2031-05-04", "yes"]) await bob.say(BOT, text);
  expect([await bob.hears(BOT), await bob.hears(BOT), await bob.hears(BOT)]).toEqual([
    'When is "Paint" due?',
    expect.stringContaining('Create "Paint"?'),
    "Created.",
  ]);
});

test("a number, a value or a prefix chooses, a list helps, and a command leaves the question open", async () => {
  await using carol = await newcomer(desk, "carol");
  expect(await carol.asks(BOT, "/new shake Carol")).toContain("Pleased to meet you, Carol");
  const customs = await carol.asks(BOT, "/list");
  expect(customs).toContain("Japan: a bow");
  expect(customs).toContain("What shall it be?");
  expect(await carol.asks(BOT, "7")).toContain("from 1 to 3");
  expect(await carol.asks(BOT, "fi")).toContain("firm");
  expect(await carol.asks(BOT, "2")).toContain("Gently");
  expect(await carol.asks(BOT, "-")).toBe("See you!");
});

test("/new in the middle of a conversation has to be repeated, and then ends that conversation", async () => {
  await using dora = await newcomer(desk, "dora");
  await dora.asks(BOT, "/new task Paint");
  const warning = await dora.asks(BOT, "/new shake");
  expect(warning).toContain('"task"');
  expect(warning).toContain('"due"');
  expect(warning).toContain("/new shake again within 1 minute");
  // anything else is an answer still
  expect(await dora.asks(BOT, "2031-05-04")).toContain('Create "Paint"?');
  await dora.asks(BOT, "/new shake");
  expect(await dora.asks(BOT, "/new shake")).toContain("Who is shaking my hand?");
  const rows = await desk.database.query(
    "select responder, status, ended_why from conversations where person = $1 order by started_at",
    [dora.bare],
  );
  expect(rows).toEqual([
    { responder: "task", status: "aborted", ended_why: "new" },
    { responder: "shake", status: "ongoing", ended_why: null },
  ]);
});

test("/replay shows the conversation with the open question, and changes nothing", async () => {
  await using erna = await newcomer(desk, "erna");
  await erna.asks(BOT, "/new task Paint");
  const everything = `select (select json_agg(c order by c.id) from conversation c) as conversations,
    (select json_agg(m order by m.conversation_id, m.seq) from conversation_message m) as messages`;
  const before = await desk.database.query(everything);
  const replay = await erna.asks(BOT, "/replay");
  expect(replay).toContain("/new task Paint");
  expect(replay.trimEnd().split("\n").at(-1)).toContain('When is "Paint" due?');
  expect(await desk.database.query(everything)).toEqual(before);
  expect(await erna.asks(BOT, "/abort")).toContain('Stopped "task"');
  expect(await erna.asks(BOT, "/abort")).toContain("Nothing is going on");
});

test("/help explains the commands, the responders, and how to do without a slash", async () => {
  await using fred = await newcomer(desk, "fred");
  const help = await fred.asks(BOT, "/help");
  for (const word of ["/new", "/abort", "/replay", "/list", "/back", "task", "shake"])
    expect(help).toContain(word);
  expect(await fred.asks(BOT, "\\help")).toBe(help);
  expect(await fred.asks(BOT, "help")).toBe(help);
  const task = await fred.asks(BOT, "/help task");
  expect(task).toContain("title, due, confirm");
  expect(task).toContain("people");
  expect(await fred.asks(BOT, "/help abort")).toContain("/abort");
  expect(await fred.asks(BOT, "\\NEW ta")).toBe("What is the title?");
  expect(await fred.asks(BOT, "/nwe")).toContain("/new");
  expect(await fred.asks(BOT, "/list lists")).toContain("people");
  expect(await fred.asks(BOT, "/back")).toContain("first question");
  expect(await fred.asks(BOT, "/me sighs")).toContain('"/me sighs" due');
  expect(await fred.asks(BOT, "/back")).toContain("What is the title?");
});

test("two devices of one person share the conversation, and each gets the receipts for its own messages", async () => {
  await using phone = await newcomer(desk, "gina", "phone");
  await using laptop = await newcomer(desk, "gina", "laptop");
  const first = await sayAndAsk(phone, BOT, "/new task");
  for (const device of [phone, laptop]) expect(await device.hears(BOT)).toBe("What is the title?");
  const second = await sayAndAsk(laptop, BOT, "Paint");
  for (const device of [phone, laptop]) expect(await device.hears(BOT)).toBe('When is "Paint" due?');
  await phone.next(isReceipt(first));
  await laptop.next(isReceipt(second));
  expect(acknowledged(phone.received)).toEqual(new Set([first]));
  expect(acknowledged(laptop.received)).toEqual(new Set([second]));
});
