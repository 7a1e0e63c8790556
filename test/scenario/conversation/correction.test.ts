/** XEP-0308: an answer that is corrected corrects what the bot had said to it. */
import { describe, expect, it } from "vitest";
import shake from "../../../examples/responders/shake.ts";
import task from "../../../examples/responders/task.ts";
import { type Element, xml } from "../../../src/xmpp/stanza.ts";
import { bodyOf, type Conversing, startConversing } from "../../support/under-test/conversing.ts";

const CORRECTION = "urn:xmpp:message-correct:0";

/** Says it in the place of the message `of`; gives the stanza that answers. */
function correct(chat: Conversing, body: string, of: string, id?: string): Promise<Element> {
  const children = [xml("replace", { xmlns: CORRECTION, id: of })];
  chat.say(body, { children, ...(id === undefined ? {} : { id }) });
  return chat.stanza();
}

const replaced = (stanza: Element) => stanza.getChild("replace", CORRECTION)?.attrs.id;

async function answering(chat: Conversing, body: string, id: string): Promise<Element> {
  chat.say(body, { id });
  return chat.stanza();
}

describe("the answer to a correction", () => {
  it("takes the place of the question that the answer had led to, by the id of its first version, under an id of its own", async () => {
    await using chat = await startConversing({ responders: [task] });
    await chat.ask("/new task");
    const question = await answering(chat, "Pain", "a");
    expect(replaced(question)).toBeUndefined();
    const { id } = question.attrs;

    const first = await correct(chat, "Paint", "a", "b");
    expect(bodyOf(first)).toBe('When is "Paint" due?');
    expect(replaced(first)).toBe(id);
    expect(first.attrs).toMatchObject({ from: question.attrs.from, to: question.attrs.to, type: "chat" });
    expect(first.getChildText("thread")).toBe(question.getChildText("thread"));

    await chat.restart();
    const second = await correct(chat, "Paint the door", "a", "c");
    expect(bodyOf(second)).toBe('When is "Paint the door" due?');
    expect(replaced(second)).toBe(id);
    expect(new Set([id, first.attrs.id, second.attrs.id]).size).toBe(3);

    // Each answer for itself: the next question is a new message, and is corrected by itself.
    const confirm = await answering(chat, "2031-05-04", "d");
    expect(replaced(confirm)).toBeUndefined();
    expect(replaced(await correct(chat, "2031-05-05", "d"))).toBe(confirm.attrs.id);
    expect(await chat.database.query("select steps_so_far, props from conversations")).toEqual([
      { steps_so_far: ["title", "due"], props: { title: "Paint the door", due: "2031-05-05" } },
    ]);
    // What was corrected is shown as it is now.
    expect(await chat.ask("/replay")).toBe(
      [
        '"task", started 2026-01-01 00:00 (times are UTC)',
        "2026-01-01",
        "00:00 You: /new task",
        "00:00 Anteroom: What is the title?",
        "00:00 You: Paint the door",
        '00:00 Anteroom: When is "Paint the door" due?',
        "00:00 You: 2031-05-05",
        "",
        'Create "Paint the door"? (yes/no)',
      ].join("\n"),
    );
  });

  it("takes the place of a refusal, and a refusal that of a question", async () => {
    await using chat = await startConversing({ responders: [task] });
    await chat.ask("/new task Paint");
    const refusal = await answering(chat, "some day", "a");
    const confirm = await correct(chat, "2031-05-04", "a");
    expect(bodyOf(confirm)).toContain("Create");
    expect(replaced(confirm)).toBe(refusal.attrs.id);
    const again = await correct(chat, "never", "a");
    expect(bodyOf(again)).toContain("I do not recognise a date");
    expect(replaced(again)).toBe(refusal.attrs.id);
    expect(await chat.ask("2031-05-06")).toContain("Create");
  });

  it("is a message of its own if something was said since", async () => {
    await using chat = await startConversing({ responders: [task, shake] });
    await chat.ask("/new task");
    await answering(chat, "Pain", "a");
    // More was answered.
    await answering(chat, "2031-05-04", "b");
    const due = await correct(chat, "Paint", "a");
    expect([bodyOf(due), replaced(due)]).toEqual(['When is "Paint" due?', undefined]);
    // A command shows the open question below its answer: that is what the person sees last.
    await answering(chat, "some day", "c");
    chat.pass(1);
    await chat.ask("/help");
    const later = await correct(chat, "2031-05-04", "c");
    expect(bodyOf(later)).toContain("Create");
    expect(replaced(later)).toBeUndefined();
    const late = await correct(chat, "2031-05-04", "unknown");
    expect(bodyOf(late)).toContain("I cannot change an answer");
    expect(replaced(late)).toBeUndefined();
  });

  it("says that it came too late if its conversation has ended", async () => {
    await using chat = await startConversing({ responders: [task] });
    await chat.ask("/new task");
    await answering(chat, "Paint", "p");
    await chat.ask("/abort");
    chat.pass(1);
    const late = await correct(chat, "Paint the door", "p");
    expect(bodyOf(late)).toBe("That conversation is over: editing the message no longer changes anything.");
    // What was no part of any conversation is answered as if it were new.
    const anew = await correct(chat, "/abort", "unknown");
    expect(bodyOf(anew)).toBe("Nothing is going on at the moment.");
  });
});
