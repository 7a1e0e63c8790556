/** A page that is loaded again, or another page of the site: who waits still waits, and what was said meanwhile shows. */
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Helpline, startHelpline, twoInRoom } from "./helpline.ts";
import type { Person } from "./people.ts";

let helpline: Helpline;
beforeAll(async () => {
  helpline = await startHelpline();
});
afterAll(() => helpline?.[Symbol.asyncDispose]());

// The web application lets five visitors of one address join in a minute.
const press = (who: Person, name: string) => who.page.getByRole("button", { name, exact: true }).click();

test("whoever closes the window and goes to another page stays in line and in the room, and sees what has come", async () => {
  const { mia, ann } = await twoInRoom(helpline);
  await press(mia, "Close the window");
  await mia.page.goto("about:blank");
  await ann.say("are you still there?");
  await mia.page.goto(`${helpline.site}/`);
  await mia.page.getByRole("button", { name: "Chat with us, 1 new messages" }).waitFor();
  expect(await mia.page.getByRole("dialog").isVisible()).toBe(false);
  await ann.say("I wait here");
  await mia.page.getByRole("button", { name: "Chat with us, 2 new messages" }).click();
  await mia.hears("are you still there?", "I wait here");
  await Promise.all([mia.context.close(), ann.context.close()]);
});

test("staff who load their console again see in which of their chats somebody has written", async () => {
  const { mia: zoe, ann } = await twoInRoom(helpline, "Zoe");
  const leo = await helpline.visitor();
  await leo.open();
  await leo.standInLine("Leo");
  await ann.takesNext();
  await leo.isInRoom();
  const zoes = ann.page.locator(".chats li", { hasText: "Zoe" });
  await zoe.say("are you still there?");
  await zoes.getByText("1 new").waitFor();
  await ann.page.reload();
  await zoes.getByText("1 new").waitFor();
  await zoes.getByRole("button").click();
  await ann.hears("are you still there?");
  await expect.poll(() => zoes.getByText("1 new").isVisible()).toBe(false);
  await Promise.all([zoe.context.close(), leo.context.close(), ann.context.close()]);
});

test("whoever waits for somebody else keeps the name, and leaves nothing half said at the end", async () => {
  const { mia, ann } = await twoInRoom(helpline);
  await press(ann, "Hand back");
  await press(mia, "Wait for somebody else");
  await mia.isInLine();
  await mia.page.reload();
  await mia.isInLine();
  await ann.takesNext();
  await Promise.all([mia.isInRoom(), ann.isInRoom()]);
  await ann.page.getByRole("heading", { name: "Mia" }).waitFor();
  await mia.field.pressSequentially("for Ann alone");
  const writing = ann.page.locator("article.chat:visible .writing");
  await writing.getByText("Mia is writing").waitFor();
  await press(ann, "Close");
  await ann.page.getByRole("button", { name: "Remove from the list" }).waitFor();
  expect(await writing.innerText()).toBe("");
  await press(mia, "Start anew");
  await mia.field.waitFor();
  expect(await mia.field.inputValue()).toBe("");
});
