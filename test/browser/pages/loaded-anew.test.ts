/** A page that is loaded again, or another page of the site: who waits still waits, and what was said meanwhile shows. */
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Helpline, startHelpline, twoInRoom } from "./helpline.ts";

let helpline: Helpline;
beforeAll(async () => {
  helpline = await startHelpline();
});
afterAll(() => helpline?.[Symbol.asyncDispose]());

test("whoever closes the window and goes to another page stays in line and in the room, and sees what has come", async () => {
  const { mia, ann } = await twoInRoom(helpline);
  await mia.page.getByRole("button", { name: "Close the window" }).click();
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
});
