import { expect, it } from "vitest";
import task from "../../../examples/responders/task.ts";
import { createTexts } from "../../../src/texts/index.ts";
import { xml } from "../../../src/xmpp/stanza.ts";
import { bodyOf, startConversing } from "../../support/under-test/conversing.ts";

const overrides = new Map([
  ["en", "greeting = Ask away!\naborted-by-person = We drop { $responder }."],
] as const);

it("a person of a language that is not shipped is answered in bot.language, and the reply says so", async () => {
  await using chat = await startConversing({ responders: [task] });
  for (const lang of ["tlh", "x-private", "en-GB-x-cockney", undefined]) {
    chat.say("hello", lang === undefined ? {} : { lang });
    const stanza = await chat.stanza();
    expect([lang, stanza.attrs["xml:lang"], bodyOf(stanza)]).toEqual([
      lang,
      "en",
      expect.stringContaining("Hello! I am Anteroom."),
    ]);
  }
});

it("a form says the language that was chosen", async () => {
  await using chat = await startConversing({ responders: [task] });
  const attrs = {
    xmlns: "http://jabber.org/protocol/commands",
    node: "task",
    action: "execute",
    "xml:lang": "tlh",
  };
  const answered = await chat.execute(xml("command", attrs));
  expect(answered.getChild("command")?.attrs["xml:lang"]).toBe("en");
});

it("texts of a deployer in place of the bot's own are said in chats and forms", async () => {
  const texts = createTexts({ language: "en", overrides });
  await using chat = await startConversing({ responders: [task], texts });
  expect(await chat.ask("hello")).toMatch(/^Ask away! You can write:\n/);
  await chat.ask("/new task");
  expect(await chat.ask("/abort")).toBe("We drop task.");
  expect(await chat.ask("/replay")).toBe("Nothing is going on at the moment.");
});
