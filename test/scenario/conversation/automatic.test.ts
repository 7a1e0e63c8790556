/** An account that answers every message by itself: two automatic answerers do not go on for ever. */
import { describe, expect, it } from "vitest";
import task from "../../../examples/responders/task.ts";
import { responder, text } from "../../../src/index.ts";
import { type Element, xml } from "../../../src/xmpp/stanza.ts";
import { bodyOf, type Conversing, startConversing } from "../../support/under-test/conversing.ts";

const AWAY = "away@example.net";
const SILENT = "Your messages come faster than anybody can write";

const isReply = (element: Element): boolean =>
  element.attrs.to === AWAY && element.getChild("body") !== undefined;
const request = xml("request", { xmlns: "urn:xmpp:receipts" });

/**
 * Answers each message as soon as it comes, until the bot says that it is silent; time passes only where the bot
 * waits. Gives the bodies.
 */
async function storm(chat: Conversing, answer: (round: number) => string): Promise<readonly string[]> {
  const before = chat.sent.all.filter(isReply).length;
  const heard: string[] = [];
  while (!heard.some((body) => body.startsWith(SILENT))) {
    chat.say(answer(heard.length), { from: `${AWAY}/bot`, children: [request] });
    await slowly(chat);
    const left = chat.sent.all.filter(isReply).length - before;
    while (heard.length < left) heard.push(bodyOf(await chat.sent.next(isReply)));
  }
  return heard;
}

/** Handles what is there, letting time pass where a reply is held back. */
async function slowly(chat: Conversing): Promise<void> {
  let quiet = false;
  const done = chat.quiet().then(() => {
    quiet = true;
  });
  while (!quiet) {
    await Promise.race([done, chat.database.query("select 1")]);
    if (!quiet && chat.time.waiting > 0) chat.time.advance(chat.time.nextIn ?? 0);
  }
  // What was written meanwhile is seen by then.
  await chat.database.query("select 1");
}

const chatty = responder("chatty", { version: 1, help: "", props: { said: text() } }).steps("say", {
  say: {
    prompt: "Go on.",
    accept: text(),
    receive: (c) => {
      throw new Error(`not ready for ${c.person.address}`);
    },
  },
});

describe("an automatic answerer", () => {
  it.each<[string, (round: number) => string]>([
    ["with one text", () => "I am away."],
    ["with changing texts", (round) => `I shall be back in ${100 - round} minutes.`],
    ["with a text that looks like a command", (round) => `/away for ${round} minutes`],
  ])(
    "%s is told once that the bot is silent, gets no receipt from then on, and leaves nothing more",
    async (_, answer) => {
      await using chat = await startConversing({ responders: [task] });
      const began = chat.time.now;
      const heard = await storm(chat, answer);
      expect(heard.length).toBeLessThan(60);
      expect(heard.at(-1)).toContain(SILENT);
      expect(chat.time.now - began).toBeGreaterThan(3_000);
      const rows =
        "select (select count(*) from inbox)::int as inbox, (select count(*) from conversation_turn)::int as turns";
      const before = await chat.database.query(rows);
      const sent = chat.sent.all.length;
      for (let more = 0; more < 200; more++)
        chat.say(answer(more), { from: `${AWAY}/bot`, children: [request] });
      // Somebody else is answered all the same.
      expect(await chat.ask("/abort")).toBe("Nothing is going on at the moment.");
      expect(chat.sent.all).toHaveLength(sent + 1);
      expect(await chat.database.query(rows)).toEqual(
        before.map((row) => ({ ...row, inbox: Number(row.inbox) + 1 })),
      );
    },
  );

  it("is answered again when it has been quiet for a minute", async () => {
    await using chat = await startConversing({ responders: [task] });
    await storm(chat, () => "I am away.");
    chat.say("I am away.", { from: `${AWAY}/bot` });
    chat.pass(60_000);
    expect(await chat.ask("/new task", { from: `${AWAY}/phone` })).toBe("What is the title?");
  });

  it("keeps its step in the middle of a conversation", async () => {
    await using chat = await startConversing({ responders: [task] });
    await chat.ask("/new task Paint", { from: `${AWAY}/phone` });
    await storm(chat, () => "I am away.");
    chat.pass(60_000);
    expect(await chat.ask("24 December 2031", { from: `${AWAY}/phone` })).toContain('Create "Paint"?');
  });

  it("is silenced also where the bot has nothing but apologies", async () => {
    await using chat = await startConversing({ responders: [chatty] });
    await chat.ask("/new chatty", { from: `${AWAY}/phone` });
    const heard = await storm(chat, (round) => `Away ${round}`);
    expect(heard.length).toBeLessThan(60);
  });
});

describe("a person", () => {
  it("gets ten answers at once to ten pasted lines", async () => {
    await using chat = await startConversing({ responders: [task] });
    for (let line = 0; line < 10; line++) chat.say(`Line ${line}`);
    for (let line = 0; line < 10; line++) expect(await chat.reply()).toContain("I did not understand that");
    expect(chat.time.waiting).toBe(0);
  });
});
