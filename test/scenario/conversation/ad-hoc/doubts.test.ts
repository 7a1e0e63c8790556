/** The question which was meant, asked in the chat and answered in a form. */
import { expect, it } from "vitest";
import { responder, text } from "../../../../src/index.ts";
import { client } from "../../../support/process/commands.ts";
import { startConversing } from "../../../support/under-test/conversing.ts";

const note = responder("note", { version: 1, help: "Keep a note", props: {} }).steps("title", {
  title: { prompt: "Title?", accept: text(), receive: (c, title) => c.complete(`Kept: ${title}`) },
});

it("a word that may be the answer is asked about in a form too, and meant as is chosen there", async () => {
  await using chat = await startConversing({ responders: [note] });
  const execute = client(chat);
  const { session } = await execute({ node: "note" });
  expect(await chat.ask("cancel")).toContain('Is "cancel" your answer?');
  const asked = await execute({ node: "note" });
  expect(asked).toMatchObject({ session, status: "executing", instructions: 'Is "cancel" your answer?' });
  expect(asked.fields).toMatchObject([
    { type: "list-single", options: ["wish=No, stop here", 'answer=Yes, "cancel" is my answer'] },
  ]);
  const [field] = asked.fields;
  // The form that was left open asks something else.
  expect(await execute({ node: "note", session, fields: { title: "answer" } })).toMatchObject({
    status: "executing",
    notes: [expect.stringMatching(/^warn: We have moved on/)],
    instructions: 'Is "cancel" your answer?',
  });
  expect(await execute({ node: "note", session, fields: { [field?.name ?? ""]: "answer" } })).toMatchObject({
    status: "completed",
    notes: ["info: Kept: cancel"],
  });
});
