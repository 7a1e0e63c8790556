/** A visitor on a telephone whose network is slow, or fails for a moment: nothing is doubled, lost or cut. */
import type { Route } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { rowsOf } from "../../support/rooms/help-desk.ts";
import { type Helpline, startHelpline, twoInRoom } from "./helpline.ts";
import type { Person } from "./people.ts";

let helpline: Helpline;
beforeAll(async () => {
  helpline = await startHelpline();
});
afterAll(() => helpline?.[Symbol.asyncDispose]());

const press = (who: Person, name: string) => who.page.getByRole("button", { name, exact: true }).click();
const own = ({ log }: Person) => log.locator(".message.own");

/** Holds requests until they may go on. */
function gate() {
  let open = () => {};
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return {
    open: () => open(),
    hold: async (route: Route) => {
      await opened;
      await route.continue();
    },
  };
}

test("a window that is closed and opened again before the chat has begun shows each message once", async () => {
  const mia = await helpline.visitor();
  const { open, hold } = gate();
  await mia.page.route("**/api/chat", hold);
  await press(mia, "Chat with us");
  await press(mia, "Close the window");
  await press(mia, "Chat with us");
  open();
  await mia.field.waitFor();
  await press(mia, "Begin with a few questions");
  await mia.log.locator(".message.bot").first().waitFor();
  expect(await own(mia).count()).toBe(1);
  await mia.context.close();
});

test("whoever leaves the line while the network fails has left it", async () => {
  const mia = await helpline.visitor();
  await mia.page.route("**/api/line/leave", (route) => route.abort("connectionreset"), { times: 1 });
  await mia.open();
  await mia.standInLine("Mia");
  await press(mia, "Leave the line");
  await rowsOf(helpline.desk.database, "select 1 as one from desk where in_line = 0");
  await mia.context.close();
});

test("what is too long to be sent is not cut, and the field says so", async () => {
  const mia = await helpline.visitor();
  await mia.open();
  await mia.field.focus();
  await mia.page.keyboard.insertText("word ".repeat(2_100));
  await mia.field.press("Enter");
  expect(await mia.field.inputValue()).toHaveLength(10_500);
  expect(await mia.field.evaluate((field: HTMLTextAreaElement) => field.validationMessage)).toContain(
    "too long to send at once, by 500 letters",
  );
  await mia.say("hello");
  await own(mia).getByText("hello").waitFor();
  expect(await own(mia).count()).toBe(1);
  await mia.context.close();
});

test("a page that is loaded again while the network fails for a moment comes back into the room; the next chat waits for nothing", async () => {
  const { mia, ann } = await twoInRoom(helpline);
  await mia.page.route("**/api/chat", (route) => route.abort("connectionreset"), { times: 1 });
  await mia.page.reload();
  await mia.isInRoom();
  await ann.say("are you still there?");
  await mia.hears("are you still there?");

  await press(mia, "End chat");
  await press(mia, "End it");
  const { open, hold } = gate();
  await mia.page.route("**/nereid-chat/token", (route) =>
    route.request().method() === "DELETE" ? hold(route) : route.continue(),
  );
  const left = mia.page.waitForResponse((answer) => answer.request().method() === "DELETE");
  await press(mia, "Start anew");
  await mia.field.waitFor();
  await press(mia, "Begin with a few questions");
  await mia.log.locator(".message.bot").first().waitFor();
  expect(await own(mia).count()).toBe(1);
  open();
  expect((await left).status()).toBe(204);
  await Promise.all([mia, ann].map(({ context }) => context.close()));
});
