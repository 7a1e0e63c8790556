/** The sample's two pages in Chromium, from the first question to the end; at each step they are looked at. */
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Helpline, startHelpline } from "./helpline.ts";
import { expectNoShift, look, watchShifts } from "./looks.ts";

let helpline: Helpline;
beforeAll(async () => {
  helpline = await startHelpline();
});
afterAll(() => helpline?.[Symbol.asyncDispose]());

test("a visitor answers the bot by its buttons, waits in line, and talks with staff until staff closes", async () => {
  const [mia, ann] = await Promise.all([helpline.visitor(), helpline.staff("Ann")]);
  for (const { page } of [mia, ann]) {
    await watchShifts(page);
    await page.reload();
  }
  await ann.page.getByRole("button", { name: "Be ready for the next person" }).waitFor();
  await mia.open();
  const chat = mia.page.getByRole("dialog");
  await chat.getByRole("button", { name: "Begin with a few questions" }).click();
  await mia.hears("What is it about? A few words are enough.");
  await mia.say("My landlord");
  // A refusal speaks of numbers, so the buttons have them.
  await mia.say("purple");
  await chat.getByText("A number from 1 to 3 will do.").waitFor();
  await chat.getByRole("button", { name: /^\d\. it can wait$/ }).click();
  await chat.getByRole("button", { name: /^\d\. français$/ }).click();
  await chat.getByRole("button", { name: "yes", exact: true }).click();
  await mia.isInLine();
  // What was pressed stands there, also after a reload; the values of these choices are `later`, `fr` and `yes`.
  const pressed = ["Begin with a few questions", "My landlord", "purple", "it can wait", "français", "yes"];
  const own = mia.log.locator(".message.own .text");
  expect(await own.allInnerTexts()).toEqual(pressed);
  await mia.page.reload();
  await mia.isInLine();
  await own.nth(pressed.length - 1).waitFor();
  expect(await own.allInnerTexts()).toEqual(pressed);

  await ann.takesNext();
  await Promise.all([mia.isInRoom(), ann.isInRoom()]);
  await ann.page.getByText("it can wait (français)").waitFor();
  await ann.page.getByText("Said to the assistant before").click();
  await ann.page.getByText("Client: My landlord").waitFor();

  // The line has her by an address. The nickname with which she came in stays, although she has said nothing yet.
  const client = ann.page.locator(".chats .name").filter({ hasNotText: /Nobody yet|A visitor|^$/ });
  const name = await client.innerText();
  await ann.page.reload();
  await ann.isInRoom();
  expect(await ann.page.locator(".chats .name").innerText()).toBe(name);

  await mia.say("Good morning");
  await ann.hears("Good morning");
  await ann.field.pressSequentially("Good");
  await chat.getByText("Ann is writing").waitFor();
  await ann.say("Good morning! What has happened?");
  await mia.hears("Good morning! What has happened?");
  await mia.say("He wants me out");
  await mia.log.locator(".state:visible", { hasText: "Read" }).waitFor();
  expect(await mia.texts()).toEqual(["Good morning", "Good morning! What has happened?", "He wants me out"]);
  expect(await ann.texts()).toEqual(await mia.texts());
  for (const { page } of [mia, ann]) await expectNoShift(page);

  await ann.page.getByRole("button", { name: "Close", exact: true }).click();
  await chat.getByText("The chat has ended. Take care.").first().waitFor();
  await chat.getByRole("button", { name: "Start anew" }).waitFor();
  await ann.page.getByRole("button", { name: "Remove from the list" }).waitFor();
  expect([...mia.errors, ...ann.errors]).toEqual([]);
  // A browser shows each in its console, as if something were wrong. A sign of typing may come after the end of the room.
  expect([...mia.refused, ...ann.refused].filter((answer) => !answer.endsWith("/typing"))).toEqual([]);
});

test("in each state both pages can be used by everybody, and fit, at two widths, light and dark", async () => {
  const [mia, ann] = await Promise.all([helpline.visitor(), helpline.staff("Ben")]);
  const chat = mia.page.getByRole("dialog");
  const signIn = await helpline.browser.newPage();
  await signIn.goto(`${helpline.site}/staff`);
  await look(signIn, "staff-sign-in");
  await look(ann.page, "staff-nobody");
  await look(mia.page, "visitor-site");
  await mia.open();
  await look(mia.page, "visitor-opened");
  await chat.getByRole("button", { name: "Begin with a few questions" }).click();
  await mia.say("I cannot sleep");
  await chat.getByRole("button", { name: "it can wait" }).waitFor();
  await look(mia.page, "visitor-choices");
  await chat.getByRole("button", { name: "Talk to a person" }).click();
  await look(mia.page, "visitor-name");
  await chat.getByLabel("What may we call you?").fill("Mia");
  await chat.getByRole("button", { name: "Join the line" }).click();
  await mia.isInLine();
  await look(mia.page, "visitor-line");
  await ann.page.getByText(/^1, the first for/).waitFor();
  await look(ann.page, "staff-somebody-waits");
  await ann.takesNext();
  await Promise.all([mia.isInRoom(), ann.isInRoom()]);
  await mia.say("Hello, I have not slept for days.");
  await ann.hears("Hello, I have not slept for days.");
  await ann.say("Hello Mia, I am glad that you write. What keeps you awake?\nTake all the time you need.");
  await mia.hears("Hello Mia, I am glad that you write. What keeps you awake?\nTake all the time you need.");
  await mia.say(
    "https://example.org/a-very-long-address-that-does-not-fit-into-one-line-of-a-telephone is what I read",
  );
  await ann.log.getByText("is what I read").waitFor();
  await ann.field.pressSequentially("I");
  await chat.getByText("Ben is writing").waitFor();
  await look(mia.page, "visitor-room");
  await look(ann.page, "staff-room");
  for (const [person, page, name] of [
    [mia, "/?dir=rtl", "visitor"],
    [ann, "/staff?dir=rtl", "staff"],
  ] as const) {
    await person.page.goto(`${helpline.site}${page}`);
    await person.isInRoom();
    await person.log.getByText("is what I read").waitFor();
    await look(person.page, `${name}-room-rtl`);
  }
  await chat.getByRole("button", { name: "End chat" }).click();
  await look(mia.page, "visitor-end");
  await chat.getByRole("button", { name: "End it" }).click();
  await chat.getByRole("button", { name: "Start anew" }).waitFor();
  await look(mia.page, "visitor-over");
  await ann.page.getByRole("button", { name: "Remove from the list" }).waitFor();
  await look(ann.page, "staff-over");
  expect([...mia.errors, ...ann.errors]).toEqual([]);
});
