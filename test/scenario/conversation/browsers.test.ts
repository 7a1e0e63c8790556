/** The conversations of people who are reached in another way than by stanzas, beside those of people who are. */
import { describe, expect, it } from "vitest";
import task, { tasks } from "../../../examples/responders/task.ts";
import { responder, text } from "../../../src/index.ts";
import { Browsers, prepareBrowsers, shown } from "../../support/gateway/browsers.ts";
import { type Conversing, startConversing } from "../../support/under-test/conversing.ts";

const MINUTE = 60_000;
const EVE = "eve@help.example.org";

const broken = responder("broken", { version: 1, help: "Breaks", props: {} }).steps(
  "one",
  {
    one: {
      prompt: "Go on?",
      accept: text(),
      receive: (c, answer) => {
        if (answer === "now") throw new Error("of the author's");
        return c.complete("Sent.", { effect: "send" });
      },
    },
  },
  {
    effects: {
      send: {
        run: async () => {
          throw new Error("no line");
        },
        retry: { for: "0s" },
      },
    },
  },
);

async function start(): Promise<{ readonly chat: Conversing; readonly browsers: Browsers }> {
  const browsers = new Browsers();
  const chat = await startConversing({ responders: [task, broken], features: browsers.features });
  await prepareBrowsers(chat.database);
  return { chat, browsers };
}

const bodies = async ({ database }: Conversing): Promise<readonly string[]> =>
  (await shown(database)).map(({ body }) => body);

const ended = async ({ database }: Conversing): Promise<readonly unknown[]> =>
  (await database.query("select concat_ws(' ', person, status, ended_why) as is from conversations")).map(
    (row) => row.is,
  );

/** Nothing left as a stanza. */
const messages = ({ sent }: Conversing) => sent.all.filter(({ name }) => name === "message");

describe("a conversation with somebody from a browser", () => {
  it("is held from the first question to the effect without a stanza", async () => {
    const { chat, browsers } = await start();
    for (const [n, line] of ["/new task", "Mow the lawn", "2031-05-04", "yes"].entries()) {
      expect(await browsers.write(EVE, line, `m${n}`, "fr")).toBe(true);
    }
    for (let n = 0; n < 4; n++) expect(await browsers.told.next()).toBe(EVE);
    expect(await bodies(chat)).toEqual([
      "What is the title?",
      'When is "Mow the lawn" due?',
      'Create "Mow the lawn"? (yes/no)',
      "Created.",
    ]);
    expect([...tasks.values()]).toContainEqual({ title: "Mow the lawn", due: new Date("2031-05-04") });
    const [question, , , result] = await shown(chat.database);
    expect(question).toMatchObject({ address: EVE, kind: "browser", lang: "en", thread: "t1" });
    // What comes by itself is in the thread that was used last, and says the language that was chosen.
    expect(result).toMatchObject({ lang: "en", thread: "t1", at: null });
    expect(await ended(chat)).toEqual([`${EVE} complete`]);
    expect(browsers.composing).toEqual([EVE]);
    expect(messages(chat)).toEqual([]);
  });

  it("hears a message once, however often it comes", async () => {
    const { chat, browsers } = await start();
    for (let n = 0; n < 3; n++) expect(await browsers.write(EVE, "/new task", "m1")).toBe(true);
    expect(await bodies(chat)).toEqual(["What is the title?"]);
  });

  it("apologises by the same way, for a step and for an effect", async () => {
    const { chat, browsers } = await start();
    await browsers.write(EVE, "/new broken", "m1");
    expect(await browsers.write(EVE, "now", "m2")).toBe(false);
    await browsers.write(EVE, "later", "m3");
    for (let n = 0; n < 4; n++) await browsers.told.next();
    const [, apology, , failed] = await bodies(chat);
    expect(apology).toMatch(/reference/i);
    expect(failed).toMatch(/Go on\?$/);
    expect(messages(chat)).toEqual([]);
  });

  it("is ended when it is idle, and told at once where they are there", async () => {
    const { chat, browsers } = await start();
    await browsers.write(EVE, "/new task", "m1");
    await browsers.sign(EVE, "in");
    await chat.passed(30 * MINUTE);
    expect(await ended(chat)).toEqual([`${EVE} aborted idle`]);
    expect((await shown(chat.database)).at(-1)).toMatchObject({ at: null, thread: "t1" });
    expect((await bodies(chat)).at(-1)).toContain('30 minutes, so I stopped "task"');
    expect(messages(chat)).toEqual([]);
  });

  it("is ended some time after they have gone, and told when they are back, with the time at which it was said", async () => {
    const { chat, browsers } = await start();
    await browsers.write(EVE, "/new task", "m1");
    await browsers.sign(EVE, "out");
    await chat.passed(10 * MINUTE);
    expect(await ended(chat)).toEqual([`${EVE} aborted signout`]);
    expect(await bodies(chat)).toHaveLength(1);
    const stopped = chat.time.now;
    await chat.restart();
    await browsers.sign(EVE, "in");
    expect((await shown(chat.database)).at(-1)).toMatchObject({ at: stopped });
    expect((await bodies(chat)).at(-1)).toContain('signed out for 10 minutes, so I stopped "task"');
    expect(messages(chat)).toEqual([]);
  });

  it("tells what was held back before it answers", async () => {
    const { chat, browsers } = await start();
    await browsers.write(EVE, "/new task", "m1");
    await browsers.sign(EVE, "out");
    await chat.passed(10 * MINUTE);
    await browsers.write(EVE, "/new task", "m2");
    expect((await bodies(chat)).slice(1)).toEqual([
      expect.stringContaining("signed out for 10 minutes"),
      "What is the title?",
    ]);
  });

  it("is another's than that of somebody of the same address who writes from XMPP", async () => {
    const { chat, browsers } = await start();
    const ann = "ann@example.org";
    expect(await chat.ask("/new task")).toBe("What is the title?");
    await browsers.write(ann, "hello", "m1");
    expect(await bodies(chat)).toEqual([expect.stringContaining("Hello! I am Anteroom.")]);
    await browsers.write(ann, "/new task", "m2");
    await browsers.write(ann, "Hers", "m3");
    expect(await chat.ask("Mine")).toBe('When is "Mine" due?');
    expect((await bodies(chat)).at(-1)).toBe('When is "Hers" due?');
    await chat.ask("/abort");
    expect(
      await chat.database.query(
        `select kind, address, status, props || recent as props from conversation join person on person.id = person_id order by kind`,
      ),
    ).toEqual([
      { kind: "browser", address: ann, status: "ongoing", props: { title: "Hers" } },
      { kind: "xmpp", address: ann, status: "aborted", props: { title: "Mine" } },
    ]);
  });
});

it("a message of people whom nothing reaches fails with a line that says so, and others are served", async () => {
  const browsers = new Browsers();
  const chat = await startConversing({ responders: [task], features: browsers.unreached });
  expect(await browsers.write(EVE, "/new task", "m1")).toBe(false);
  const line = await chat.recorded.lines.next(({ msg }) => msg === "a handler failed");
  expect(JSON.stringify(line.err)).toContain("nothing reaches people of kind browser");
  expect(await chat.ask("/new task")).toBe("What is the title?");
});
