/** What comes between a visitor and staff for a moment: neither loses the other by it, nor is left with a wrong picture. */
import type { Route } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { rowsOf } from "../../support/rooms/help-desk.ts";
import { type Helpline, startHelpline, twoInRoom } from "./helpline.ts";
import type { Person, Staff, Visitor } from "./people.ts";

let helpline: Helpline;
// The web application lets five visitors of one address join in a minute.
let mia: Visitor;
let ann: Staff;
beforeAll(async () => {
  helpline = await startHelpline();
});
afterAll(() => helpline?.[Symbol.asyncDispose]());

const press = (who: Person, name: string) => who.page.getByRole("button", { name, exact: true }).click();
const endsChat = async (who: Visitor) => {
  await press(who, "End chat");
  await press(who, "End it");
};
const leave = (...people: readonly Person[]) => Promise.all(people.map(({ context }) => context.close()));

test("where the network fails at the moment of the call, visitor and staff still come into the room", async () => {
  [mia, ann] = await Promise.all([helpline.visitor(), helpline.staff("Ann")]);
  for (const { page } of [mia, ann])
    await page.route("**/nereid-chat/join", (route) => route.abort("connectionreset"), { times: 1 });
  await mia.open();
  await mia.standInLine("Mia");
  await ann.takesNext();
  await Promise.all([mia.isInRoom(), ann.isInRoom()]);
  await mia.say("here I am");
  await ann.hears("here I am");
});

test("what one says is in view, and so is what the button has announced", async () => {
  for (const n of Array(12).keys()) await ann.say(`line ${n}`);
  await mia.hears("line 11");
  const newest = mia.log.locator(".message").last();
  const readAbove = () => mia.log.evaluate((log) => log.scrollTo({ top: 0 }));
  await mia.page.setViewportSize({ width: 360, height: 500 });
  await readAbove();
  await mia.say("what I say");
  await newest.getByText("what I say").waitFor();
  await expect.poll(() => isInView(mia)).toBe(true);
  await readAbove();
  await press(mia, "Close the window");
  await ann.say("are you there?");
  await mia.page.getByRole("button", { name: "Chat with us, 1 new messages" }).click();
  await expect.poll(() => isInView(mia)).toBe(true);
});

test("whoever reads further up stays there, is told of what is new, and has read it once it is in view", async () => {
  const reads: string[] = [];
  mia.page.on("request", (request) => {
    if (request.url().endsWith("/read")) reads.push(request.url());
  });
  await mia.log.evaluate((log) => log.scrollTo({ top: 0 }));
  await ann.say("further below");
  await mia.page.getByRole("button", { name: "New messages" }).waitFor();
  expect(await isInView(mia)).toBe(false);
  expect(reads).toEqual([]);
  await press(mia, "New messages");
  await ann.log.getByText("Read", { exact: true }).filter({ visible: true }).waitFor();
  expect(await isInView(mia)).toBe(true);
  await mia.page.getByRole("button", { name: "New messages" }).waitFor({ state: "hidden" });
  await mia.page.setViewportSize({ width: 1280, height: 800 });
});

/** Whether the end of the talk is to be seen. */
function isInView({ log }: Visitor): Promise<boolean> {
  return log.evaluate((all) => all.scrollHeight - all.scrollTop - all.clientHeight < 80);
}

test("the end of a chat shows in the other tabs of the visitor", async () => {
  const other = await mia.secondTab();
  await other.isInRoom();
  await endsChat(mia);
  await other.page.getByText("You have ended the chat.").waitFor();
  await leave(mia, ann);
});

test("one place in line is taken, however often it is asked for, and also where the answer is lost", async () => {
  mia = await helpline.visitor();
  const asked: string[] = [];
  let goOn = () => {};
  const pressed = new Promise<void>((resolve) => {
    goOn = resolve;
  });
  await mia.page.route("**/api/line", async (route) => {
    asked.push(route.request().url());
    if (asked.length > 1) return route.continue();
    await pressed;
    await route.fetch();
    await route.abort("connectionreset");
  });
  await mia.open();
  await press(mia, "Talk to a person");
  await press(mia, "Join the line");
  await press(mia, "Join the line");
  goOn();
  await mia.isTold("That did not work");
  expect(asked.length).toBe(1);
  await press(mia, "Join the line");
  await mia.isInLine();
  const tickets = await rowsOf(helpline.desk.database, "select in_line::int from desk");
  expect(tickets).toEqual([{ in_line: 1 }]);
  await press(mia, "Leave the line");
  await leave(mia);
});

test("staff who take a person, and whose answer is lost, come into the same room at the next press", async () => {
  const staff = await helpline.staff("Ben");
  const take = "**/api/staff/take";
  const lose = async (route: Route) => {
    await route.fetch();
    await route.abort("connectionreset");
  };
  await staff.page.route(take, lose, { times: 1 });
  await press(staff, "Be ready for the next person");
  await staff.page.getByText("The desk cannot be reached.").waitFor();
  const chats = staff.page.locator(".chats li");
  await chats.first().waitFor();
  mia = await helpline.visitor();
  await mia.open();
  await press(mia, "Talk to a person");
  await press(mia, "Join the line");
  await staff.takesNext();
  await Promise.all([mia.isInRoom(), staff.isInRoom()]);
  expect(await chats.count()).toBe(1);
  await mia.say("hello Ben");
  await staff.hears("hello Ben");
  await endsChat(mia);
  await leave(mia, staff);
});

test("a chat that a visitor ends without a network is left as soon as there is one", async () => {
  ({ mia, ann } = await twoInRoom(helpline));
  await mia.context.setOffline(true);
  await endsChat(mia);
  await mia.page.getByText("You have ended the chat.").waitFor();
  await mia.context.setOffline(false);
  await ann.isTold("Mia has left.");
  await leave(mia, ann);
});
