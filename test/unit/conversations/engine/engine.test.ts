import { describe, expect, it } from "vitest";
import shake from "../../../../examples/responders/shake.ts";
import task from "../../../../examples/responders/task.ts";
import { choice, responder, text, yesNo } from "../../../../src/index.ts";
import { playTranscript, Rehearsal } from "../../../../src/testing.ts";

/** What `receive` gets, as an author without a compiler sees it. */
interface Loose {
  go(step: string): unknown;
  complete(text?: string, options?: object): unknown;
  set(prop: string, value: unknown): void;
}

const many = responder("many", { version: 1, help: "", props: { pick: text() } }).steps("pick", {
  pick: { prompt: "Pick.", accept: text(), into: "pick", next: "again" },
  again: { prompt: (c) => `You picked ${c.pick}. Again?`, accept: text(), into: "pick", next: "again" },
});

const RESPONDERS = "task – Create a task: /new task [title]\nshake – Shake hands with me: /new shake";
const TOPICS = `${RESPONDERS}\nhelp – what else I understand; /help does the same`;
const HELP = [
  "You can start any of these by writing its name:",
  RESPONDERS,
  'While we talk, "cancel" stops, "back" returns to the question before, "start over" begins again.',
  "Commands: /new NAME, /abort, /back, /replay, /list, /forget, /export, /help. /help NAME tells you more about one, or about what you can start.",
  "If your chat program keeps / for itself, write \\ instead.",
].join("\n");

describe("commands", () => {
  it.each([
    [
      "/new",
      "What would you like to start?\ntask – Create a task: /new task [title]\nshake – Shake hands with me: /new shake",
    ],
    ["/n TA", "What is the title?"],
    ["\\NEW task", "What is the title?"],
    ["/new tsak", 'I do not know "tsak". Did you mean task?'],
    ["/new zzz", 'I do not know "zzz". You can start task or shake.'],
    ["/abort", "Nothing is going on at the moment."],
    ["/back", "Nothing is going on at the moment."],
    ["/replay", "Nothing is going on at the moment."],
    ["/abrot", "I do not know /abrot. Did you mean /abort?"],
    ["/", HELP],
    ["/ foo", 'I do not know /foo. Write "help" to see what I understand.'],
    ["/foo\nbar", 'I do not know /foo. Write "help" to see what I understand.'],
    [`/${"a".repeat(5_000)}`, `I do not know /${"a".repeat(59)}…. Write "help" to see what I understand.`],
    ["/task", 'Did you mean /new task? You can also write "new task", without the slash.'],
    ["/sha Bob", 'Did you mean /new shake? You can also write "new shake", without the slash.'],
    ["/shkae", "I do not know /shkae. Did you mean /new shake?"],
    ["/help\nabort", "/abort ends our current conversation. Nothing more comes of it."],
    ["!help", HELP],
    ["Help, please", HELP],
    ["What can you do?", HELP],
    ["/quit", "I do not know /quit. Did you mean /abort?"],
    ["/start", "I do not know /start. Did you mean /new?"],
    ["/restart", "I do not know /restart. Did you mean /new?"],
    ["/menu", "I do not know /menu. Did you mean /help?"],
    ["/newtask", "I do not know /newtask. Did you mean /new task?"],
    ["/list", "Which list? /list NAME shows one. The lists here: people, customs"],
    [
      "/list cu",
      "customs:\n- Japan: a bow\n- France: a kiss on each cheek\n- Tibet: the tongue out\n- New Zealand: noses",
    ],
    ["/list lists", "The lists here: people, customs"],
    ["/list poeple", 'I do not know the list "poeple". Did you mean people?'],
    ["/help abort", "/abort ends our current conversation. Nothing more comes of it."],
    ["/help task", "Create a task: /new task [title]\nSteps: title, due, confirm\nLists: people"],
    ["/help hsake", 'I have no help on "hsake". Did you mean shake?'],
    ["hello", `Hello! I am Anteroom. You can write:\n${TOPICS}`],
    ["Guten Abend!", `Hello! I am Anteroom. You can write:\n${TOPICS}`],
    ["/me waves", `I did not understand that. You can write:\n${TOPICS}`],
    ["more", `I did not understand that. You can write:\n${TOPICS}`],
    ["I would like to know the time", `I did not understand that. You can write:\n${TOPICS}`],
    ["i wanna create a task pls", "What is the title?"],
    ["stop", `Nothing is going on at the moment. You can write:\n${TOPICS}`],
    ["task", "What is the title?"],
    ["Task!", "What is the title?"],
    ["new task", "What is the title?"],
    ["New task Buy milk", 'When is "Buy milk" due?'],
    ["I need a task", "What is the title?"],
    ["create a task", "What is the title?"],
    ["I'd like to create a task, please", "What is the title?"],
    ["neu task", "What is the title?"],
    ["new", `What would you like to start?\n${RESPONDERS}`],
    ["new tsak", 'I do not know "tsak". Did you mean task?'],
    ["/new “task”", "What is the title?"],
    ["/new <task>", "What is the title?"],
    ["/new: task.", "What is the title?"],
    ["/new “task Buy milk”", 'When is "Buy milk" due?'],
  ])("are answered while no conversation is ongoing: %s", async (said, answered) => {
    expect(await new Rehearsal([task, shake]).say(said)).toEqual([answered]);
  });

  it("are listed by /help, and by the bare word", async () => {
    const rehearsal = new Rehearsal([task, shake]);
    const [help = ""] = await rehearsal.say("/help");
    for (const name of ["/new", "/abort", "/back", "/replay", "/list", "/help", "task", "shake"])
      expect(help).toContain(name);
    expect(await rehearsal.say("help")).toEqual([help]);
    await rehearsal.say("/new task");
  });

  it("leave a conversation where it was, and the open question stands below their answers", async () => {
    const rehearsal = new Rehearsal([task, shake]);
    await rehearsal.say("/new task Buy milk");
    const before = rehearsal.conversation;
    for (const said of [
      "/help",
      "/help task",
      "/list",
      "/list lists",
      "/replay",
      "/replay 1",
      "/replay x",
      "/export",
      "/export 2",
      "/export x",
      "/list zzz",
      "/help zzz",
      "/new",
      "/new zzz",
      "/zzz",
      "/",
      "/ foo",
      "\\",
    ]) {
      const [answered = ""] = await rehearsal.say(said);
      expect(answered).toMatch(/\n\nWhen is "Buy milk" due\?$/);
      expect(rehearsal.conversation).toEqual(before);
    }
  });

  it("/new warns, names responder and step, and ends the old conversation only when repeated in time", async () => {
    await playTranscript(
      [task, shake],
      `
      > /new task
      < What is the title?
      > /new sh
      < You are in the middle of "task" (step "title"). Send /new shake again within 1 minute to drop it and start "shake".
      <
      < What is the title?
      * 61s
      > /new shake
      < You are in the middle of "task" (step "title"). …
      <
      < What is the title?
      > /new task
      < You are in the middle of "task" (step "title"). Send /new task again within 1 minute to drop it and start over.
      <
      < What is the title?
      > Buy milk
      < When is "Buy milk" due?
      > /new task
      < You are in the middle of "task" (step "due"). …
      <
      < When is "Buy milk" due?
      > /help back
      < /back takes back your last answer and asks that question again.
      <
      < When is "Buy milk" due?
      > /new task Buy bread
      < When is "Buy bread" due?
      `,
    ).then(({ conversations }) => {
      expect(conversations).toMatchObject([
        { responder: "task", status: "aborted", endedWhy: "new", props: { title: "Buy milk" } },
        { responder: "task", status: "ongoing", props: { title: "Buy bread" } },
      ]);
    });
  });

  it("/new ends the old conversation at once where no warning is configured", async () => {
    const rehearsal = new Rehearsal([task, shake], { warn: "0" });
    await rehearsal.say("/new task");
    expect(await rehearsal.say("/new shake")).toEqual(["Who is shaking my hand?"]);
  });

  it("/abort ends a conversation, also where its prompt throws", async () => {
    const broken = responder("broken", { version: 1, help: "Broken", props: {} }).steps("a", {
      a: {
        prompt: () => {
          throw new Error("broken");
        },
        accept: text(),
        receive: (c) => c.complete(),
      },
    });
    const rehearsal = new Rehearsal([task, broken]);
    await expect(rehearsal.say("/new broken")).rejects.toThrow("broken");
    expect(rehearsal.conversation).toBeUndefined();
    await rehearsal.say("/new task");
    expect(await rehearsal.say("/abort")).toEqual(['Stopped "task".']);
    expect(rehearsal.conversations).toMatchObject([{ status: "aborted", endedWhy: "abort" }]);
  });

  it("/back returns through the steps, with the properties that they began with", async () => {
    await playTranscript(
      many,
      `
      > /new many
      < Pick.
      > /back
      < This is the first question.
      <
      < Pick.
      > one
      < You picked one. Again?
      > two
      < You picked two. Again?
      > /back
      < Pick.
      > three
      < You picked three. Again?
      `,
    ).then(({ conversation }) =>
      expect(conversation).toMatchObject({ step: "again", props: { pick: "three" } }),
    );
  });

  it("/replay shows what was said with its times, and ends with the open question", async () => {
    const rehearsal = new Rehearsal([shake]);
    await rehearsal.say("/new shake");
    await rehearsal.pass("5m");
    await rehearsal.say("Ann\nLee");
    await rehearsal.say("/help");
    await rehearsal.pass("20m");
    await rehearsal.say("4");
    const all = [
      '"shake", started 2026-01-05 09:00 (times are UTC)',
      "2026-01-05",
      "09:00 You: /new shake",
      "09:00 Anteroom: Who is shaking my hand?",
      "09:05 You: Ann\nLee",
      "09:05 Anteroom: Pleased to meet you, Ann\nLee. What shall it be?\n1. a firm one\n2. a gentle one\n3. a fist bump",
      "09:25 You: 4",
      "09:25 Anteroom: That is none of the choices. A number from 1 to 3 will do.",
      "",
      "Pleased to meet you, Ann\nLee. What shall it be?\n1. a firm one\n2. a gentle one\n3. a fist bump",
    ].join("\n");
    expect(await rehearsal.say("/replay")).toEqual([all]);
    expect(await rehearsal.say("/rep")).toEqual([all]);
    expect((await rehearsal.say("/replay 1"))[0]).toContain(
      "(5 earlier messages left out)\n2026-01-05\n09:25 Anteroom: That",
    );
    expect((await rehearsal.say("/replay x"))[0]).toContain("only understand a number");
  });
});

describe("an answer", () => {
  it("written before the question is shown back instead of taken", async () => {
    const rehearsal = new Rehearsal([task]);
    await rehearsal.say("/new task");
    await rehearsal.pass("1m");
    await rehearsal.say("Buy milk", { delayedSince: rehearsal.now - 30_000 });
    expect(rehearsal.conversation).toMatchObject({ step: "due" });
    expect(await rehearsal.say("Buy bread", { delayedSince: rehearsal.now - 30_000 })).toEqual([
      'This reached me late, after my last question, so I did not take it as the answer:\nBuy bread\nWhen is "Buy milk" due?',
    ]);
    expect(rehearsal.conversation).toMatchObject({ step: "due", props: { title: "Buy milk" } });
  });

  it("takes the conversation back to its step when it is corrected", async () => {
    const rehearsal = new Rehearsal([task]);
    await rehearsal.say("/new task");
    await rehearsal.say("Buy mlik", { stanzaId: "m1" });
    await rehearsal.say("tomorrow", { stanzaId: "m2" });
    expect(await rehearsal.say("Buy milk", { stanzaId: "m3", correctionOf: "m1" })).toEqual([
      'When is "Buy milk" due?',
    ]);
    expect(rehearsal.conversation).toMatchObject({ step: "due", props: { title: "Buy milk" } });
    expect(await rehearsal.say("Buy bread", { stanzaId: "m4", correctionOf: "m1" })).toEqual([
      'When is "Buy bread" due?',
    ]);
    await rehearsal.say("whenever", { stanzaId: "m5" });
    expect(await rehearsal.say("today", { stanzaId: "m6", correctionOf: "m5" })).toEqual([
      'Monday, 5 January 2026\nCreate "Buy bread"? (yes/no)',
    ]);
    expect((await rehearsal.say("yes", { correctionOf: "unknown" }))[0]).toContain("cannot change an answer");
    expect(rehearsal.conversation).toMatchObject({ step: "confirm" });
  });

  it("is held to the limits of the property that takes it", async () => {
    const strict = responder("strict", { version: 1, help: "", props: { name: text().max(5) } }).steps(
      "name",
      {
        name: { prompt: "Name?", accept: text(), into: "name", next: "name" },
      },
    );
    const rehearsal = new Rehearsal([strict]);
    expect(await rehearsal.say("/new strict Annabelle")).toEqual([
      "That is too long: 9 characters, 5 at most.\nName?",
    ]);
    expect(rehearsal.conversation).toMatchObject({ step: "name", props: {} });
  });
});

describe("receive", () => {
  const order = responder("order", {
    version: 1,
    help: "",
    props: { size: choice(["s", "l"]), gift: yesNo() },
  }).steps("size", {
    size: {
      prompt: "Size?",
      accept: choice(["s", "l"]),
      receive: async (c, size) => {
        c.set("size", size);
        c.say(`Size ${c.size} it is.`);
        await Promise.resolve();
        if (c.props.size === "l") return c.go("gift");
        return c.abort();
      },
    },
    gift: { prompt: "A gift?", accept: yesNo(), receive: (c) => c.complete() },
  });

  it("may look things up first; what it sets and says counts once it has decided", async () => {
    const rehearsal = new Rehearsal([order]);
    await rehearsal.say("/new order");
    expect(await rehearsal.say("l")).toEqual(["Size l it is.\nA gift? (yes/no)"]);
    expect(await rehearsal.say("y")).toEqual(["Done."]);
    await rehearsal.say("/new order");
    expect(await rehearsal.say("s")).toEqual(["Size s it is."]);
    expect(rehearsal.conversations).toMatchObject([
      { status: "complete" },
      { status: "aborted", endedWhy: "responder" },
    ]);
  });

  it.each([
    [
      "throws",
      () => {
        throw new Error("no");
      },
    ],
    ["rejects", async () => Promise.reject(new Error("no"))],
    ["decides nothing", () => undefined],
    ["goes nowhere", (c: Loose) => c.go("nowhere")],
    ["names no effect", (c: Loose) => c.complete("", { effect: "none" })],
    ["sets what is no property", (c: Loose) => [c.set("nothing", 1), c.complete()][1]],
    ["sets what does not fit", (c: Loose) => [c.set("name", "too long"), c.complete()][1]],
  ])("changes nothing at all where it %s", async (_, receive) => {
    const bad = responder("bad", { version: 1, help: "", props: { name: text().max(3) } }).steps("a", {
      a: { prompt: "A?", accept: text(), receive: receive as never },
    });
    const rehearsal = new Rehearsal([bad]);
    await rehearsal.say("/new bad");
    const before = [rehearsal.conversation, rehearsal.messages];
    await expect(rehearsal.say("x")).rejects.toThrow();
    expect([rehearsal.conversation, rehearsal.messages]).toEqual(before);
    expect(await rehearsal.say("/abort")).toEqual(['Stopped "bad".']);
  });
});

describe("an idle conversation", () => {
  it("is ended in time, which every message begins anew, and a command too", async () => {
    await playTranscript(
      task,
      `
      > /new task
      < What is the title?
      * 29m
      > Buy milk
      < When is "Buy milk" due?
      * 29m
      > /list
      < people:
      < - Ann
      < - Bob
      <
      < When is "Buy milk" due?
      * 29m
      * 1m
      < I have not heard from you for 30 minutes, so I stopped "task". /new task starts it again.
      * 24h
      `,
    );
  });

  it("follows its responder where that sets its own time, and never ends where it is off", async () => {
    const slow = responder("slow", { version: 1, help: "", props: {} }).steps(
      "a",
      { a: { prompt: "A?", accept: text(), receive: (c) => c.complete() } },
      { timeout: { idle: "2h" } },
    );
    const rehearsal = new Rehearsal([slow]);
    await rehearsal.say("/new slow");
    expect(await rehearsal.pass("119m")).toEqual([]);
    expect(await rehearsal.pass("1m")).toHaveLength(1);
    const never = new Rehearsal([task], { idle: "0" });
    await never.say("/new task");
    expect(await never.pass("1000d")).toEqual([]);
  });
});
