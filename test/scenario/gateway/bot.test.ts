/** The conversations of the bot with people in browsers, by HTTP alone: contract/conversations.md as browsers see it. */
import { randomUUID } from "node:crypto";
import { describe, expect, it } from "vitest";
import task, { tasks } from "../../../examples/responders/task.ts";
import { choice, file, responder, text } from "../../../src/index.ts";
import { type Browser, gatewaySettings, gatewayUrl, visit } from "../../support/gateway/gateway.ts";
import { rowsOf } from "../../support/rooms/help-desk.ts";
import {
  type Conversing,
  type ConversingOptions,
  startConversing,
} from "../../support/under-test/conversing.ts";

const MINUTE = 60_000;

const order = responder("order", {
  version: 1,
  help: "Orders something",
  props: { size: text(), photo: file().optional() },
  lists: { sizes: async () => ["small", "large"] },
}).steps("size", {
  size: {
    prompt: "Which size?",
    accept: choice(["small", "large"]),
    into: "size",
    next: "photo",
    list: "sizes",
  },
  photo: {
    prompt: "A photo?",
    accept: file(),
    receive: (c, photo) => c.complete(`A ${c.props.size} one, as in ${photo.name} (${c.person.lang}).`),
  },
});

interface Under {
  readonly chat: Conversing;
  readonly eve: Browser;
}

async function start(options: Partial<ConversingOptions> = {}): Promise<Under> {
  const http = await gatewaySettings();
  const chat = await startConversing({ responders: [task, order], http, ...options });
  const eve = await visit(gatewayUrl(http));
  await eve.open();
  return { chat, eve };
}

const ended = async ({ database }: Conversing): Promise<readonly unknown[]> =>
  (await database.query("select concat_ws(' ', responder, status, ended_why) as is from conversations")).map(
    (row) => row.is,
  );

const replacing = (id: string | undefined) => ({ replace: id }) as const;

describe("a conversation by the browser", () => {
  it("goes from the first question to the effect, in the thread of the two", async () => {
    const { eve } = await start();
    const title = `Mow ${randomUUID()}`;
    expect(await eve.ask("/new task")).toBe("What is the title?");
    expect(await eve.ask(title)).toBe(`When is "${title}" due?`);
    expect(await eve.ask("2031-05-04")).toBe(`Create "${title}"? (yes/no)`);
    const { id, thread } = await eve.send("yes");
    const { text: said, sender, language, thread: repliedIn } = await eve.message();
    expect([said, sender.id, sender.objectType, sender.displayName, language, repliedIn]).toEqual([
      "Created.",
      "bot@help.example.org",
      "bot",
      "Anteroom",
      "en",
      thread,
    ]);
    expect([...tasks.values()]).toContainEqual({ title, due: new Date("2031-05-04") });
    const receipt = { id, thread, state: "sent" };
    expect(eve.stanzas.all).toContainEqual({ type: "receipt", receipt });
    // While the effect runs.
    const typing = { thread, entity: "bot@help.example.org", state: "composing" };
    expect(eve.stanzas.all).toContainEqual({ type: "typing", typing });
    expect(await eve.history(thread)).toEqual([
      "I: /new task",
      "bot: What is the title?",
      `I: ${title}`,
      `bot: When is "${title}" due?`,
      "I: 2031-05-04",
      `bot: Create "${title}"? (yes/no)`,
      "I: yes",
      "bot: Created.",
    ]);
  });

  it("offers choices as buttons, whose values are the answers", async () => {
    const { eve } = await start();
    await eve.send("/new order");
    const { choices = [] } = await eve.message();
    expect(choices).toEqual([
      { value: "small", label: "small" },
      { value: "large", label: "large" },
    ]);
    expect(await eve.ask(choices[1]?.value ?? "")).toBe("A photo?");
  });

  it("takes the plain text of HTML, and a file that is attached", async () => {
    const { eve } = await start();
    await eve.ask("/new order");
    await eve.ask("<p><b>large</b></p>", { type: "html" });
    await eve.send("", { text: null, attachments: [{ url: "https://files.example.org/a/door.png" }] });
    expect((await eve.message()).text).toBe("A large one, as in door.png (null).");
  });

  it("is in the language that the person's message says", async () => {
    const { chat, eve } = await start();
    await eve.ask("/new order");
    await eve.ask("small", { language: "de-AT" });
    expect(await chat.database.query("select lang from person")).toEqual([{ lang: "de-AT" }]);
    // And stays so.
    expect(await eve.ask("https://files.example.org/a.png")).toBe("A small one, as in a.png (de-AT).");
  });

  it("has commands: a list, the replay, and an end", async () => {
    const { chat, eve } = await start();
    expect(await eve.ask("/new order")).toContain("Which size?");
    expect(await eve.ask("/list")).toMatch(/small.*large.*Which size\?/s);
    expect(await eve.ask("small")).toBe("A photo?");
    const replay = await eve.ask("/replay");
    expect(replay).toMatch(/You: \/new order.*Which size\?.*You: small.*A photo\?/s);
    expect(await eve.ask("/new task")).toMatch(/order.*again/is);
    expect(await eve.ask("/new task")).toContain("What is the title?");
    await eve.ask("/abort");
    expect(await ended(chat)).toEqual(expect.arrayContaining(["order aborted new", "task aborted abort"]));
  });

  it("takes a correction in the place of the answer, and corrects what it had led to", async () => {
    const { eve } = await start();
    await eve.ask("/new task");
    const { id } = await eve.send("Pain");
    const question = await eve.message();
    expect(question.text).toBe('When is "Pain" due?');
    expect(question).not.toHaveProperty("replace");
    await eve.send("Paint", replacing(id));
    const first = await eve.message();
    expect([first.text, first.replace]).toEqual(['When is "Paint" due?', question.id]);
    // The first version is the one that is named, in each correction.
    await eve.send("Paint the door", replacing(id));
    const second = await eve.message();
    expect([second.text, second.replace]).toEqual(['When is "Paint the door" due?', question.id]);
    const { thread } = await eve.send("2031-05-04");
    expect((await eve.message()).text).toBe('Create "Paint the door"? (yes/no)');
    const history = await eve.request("GET", `/history?thread=${thread}`);
    const { messages } = (await history.json()) as {
      messages: readonly { text: string; replace?: string }[];
    };
    expect(messages.filter(({ replace }) => replace !== undefined).map(({ text }) => text)).toEqual([
      'When is "Paint the door" due?',
      "Paint the door",
      'When is "Paint" due?',
      "Paint",
    ]);
  });

  it("hears a message that is sent again once, and answers it once", async () => {
    const { eve } = await start();
    const id = randomUUID();
    const first = await eve.send("/new task", { id });
    expect((await eve.message()).text).toBe("What is the title?");
    expect(await eve.send("/new task", { id })).toEqual(first);
    expect(await eve.ask("Once")).toBe('When is "Once" due?');
    expect(await eve.history(first.thread)).toHaveLength(4);
  });

  it("goes on after a restart of everything, from the position where the page was", async () => {
    const { chat, eve } = await start();
    await eve.ask("/new task");
    await chat.restart();
    expect(await eve.open()).toMatchObject({ recovered: true, limited: false });
    expect(await eve.ask("Slept")).toBe('When is "Slept" due?');
  });

  it("is ended when it is idle, and whoever is there is told at once", async () => {
    const { chat, eve } = await start();
    await eve.ask("/new task");
    await rowsOf(chat.database, "select 1 as one from browser_presence where here");
    await chat.passed(30 * MINUTE);
    // To the stream it is as if nothing had left for half an hour: it was cut.
    await eve.ended();
    await eve.open();
    expect((await eve.message()).text).toContain('30 minutes, so I stopped "task"');
    expect(await ended(chat)).toEqual(["task aborted idle"]);
  });

  it("is ended some time after the last page was closed, and told at the next one with the time at which it was said", async () => {
    const { chat, eve } = await start();
    const { thread } = await eve.send("/new task");
    await eve.message();
    await rowsOf(chat.database, "select 1 as one from browser_presence where here");
    await eve.close();
    await rowsOf(chat.database, "select 1 as one from attendance where closed_at is not null");
    await chat.database.query("update attendance set closed_at = closed_at - interval '20 seconds'");
    await rowsOf(chat.database, "select 1 as one from browser_presence where not here");
    await chat.passed(10 * MINUTE);
    expect(await ended(chat)).toEqual(["task aborted signout"]);
    expect(await eve.history(thread)).toHaveLength(2);
    const stopped = new Date(chat.time.now).toISOString();
    await chat.passed(5 * MINUTE);
    await eve.open();
    const notice = await eve.message();
    expect(notice.text).toContain('signed out for 10 minutes, so I stopped "task"');
    expect(notice.thread).toBe(thread);
    expect(notice).toMatchObject({ timestamp: stopped });
  });

  it("is ended where browsers are served no more, and told when they are again", async () => {
    const { chat, eve } = await start();
    await eve.ask("/new task");
    await chat.restart({ http: { listen: undefined } });
    await chat.passed(30 * MINUTE);
    expect(await ended(chat)).toEqual(["task aborted idle"]);
    await chat.restart({ http: await gatewaySettings({ listen: { host: "127.0.0.1", port: eve.port } }) });
    await eve.open();
    expect((await eve.message()).text).toContain('30 minutes, so I stopped "task"');
  });

  it("can be exported and forgotten by the person", async () => {
    const { chat, eve } = await start();
    await eve.ask("/new task");
    await eve.ask("A secret title");
    expect(await eve.ask("/export")).toContain("A secret title");
    await eve.ask("/forget");
    await eve.ask("/forget");
    expect(await chat.database.query("select * from conversations")).toEqual([]);
  });
});
