/** The built-in responders `chat` and `desk` by browsers, by HTTP alone, up to the room in which the two talk. */
import { expect, test } from "vitest";
import { freePort } from "../../src/demo/ports.ts";
import type { Room } from "../../src/gateway/mapping/index.ts";
import { type Browser, gatewayEnv, gatewayUrl, login, visit } from "../support/gateway/gateway.ts";
import type { HelpDesk } from "../support/rooms/help-desk.ts";
import { filled, startRoomDesk } from "../support/rooms/room-desk.ts";

const SAM = "sam@help.localhost";

async function startDesk(
  env: Readonly<Record<string, string>> = {},
): Promise<{ readonly desk: HelpDesk; readonly url: string }> {
  const port = await freePort();
  const staff = { ANTEROOM_ROOMS_STAFF: JSON.stringify({ [SAM]: ["default"] }) };
  const desk = await startRoomDesk({ accounts: [], env: { ...gatewayEnv(port), ...staff, ...env } });
  await filled(desk, 2);
  return { desk, url: gatewayUrl(port) };
}

async function roomEvent(browser: Browser, event: Room["event"]): Promise<Room> {
  const stanza = await browser.stanzas.next((one) => one.type === "room" && one.room.event === event);
  if (stanza.type !== "room") throw new Error(stanza.type);
  return stanza.room;
}

/** Goes where the invitation says; gives the thread of the room. */
async function follow(browser: Browser): Promise<string> {
  const { seat } = await roomEvent(browser, "invited");
  const answer = await browser.request("POST", "/join", { seat });
  expect(answer.status).toBe(200);
  const { thread } = (await answer.json()) as { readonly thread: string };
  return thread;
}

test("a visitor waits in line and a member of staff takes the next, each by the bot; the two meet in a room", async () => {
  const { url } = await startDesk();
  const sam = await login(url, "sam", { role: "staff", name: "Sam" });
  expect(sam.entity).toBe(SAM);
  const vic = await visit(url);
  await Promise.all([sam.open(), vic.open()]);
  const toBot = ({ sender }: { readonly sender: { readonly objectType: string } }) =>
    sender.objectType === "bot";

  expect(await vic.ask("/new chat")).toContain("You are next in line.");
  expect(await sam.ask("/new desk")).toContain("off");
  await sam.send("next");
  const invited = await sam.message(toBot);
  expect(invited.text).toContain("default");
  const forStaff = await follow(sam);
  expect((await vic.message(toBot)).text).toContain("Somebody is ready for you");
  const forClient = await follow(vic);
  expect(forClient).toBe(forStaff);

  const hello = await vic.send("Hello?", { thread: forClient });
  const heard = await sam.message(({ thread }) => thread === forStaff);
  expect([heard.id, heard.text, heard.sender.objectType]).toEqual([hello.id, "Hello?", "person"]);
  await sam.send("How can I help?", { thread: forStaff });
  expect(
    (await vic.message(({ thread, sender }) => thread === forClient && sender.objectType === "person")).text,
  ).toBe("How can I help?");
});

test("a client from a browser who has lost their staff is asked by the bot whether to wait for somebody else", async () => {
  const { url } = await startDesk({ ANTEROOM_ROOMS_GRACE: "1s" });
  const sam = await login(url, "sam", { role: "staff" });
  const vic = await visit(url);
  await Promise.all([sam.open(), vic.open()]);
  await vic.ask("/new chat");
  await sam.ask("/new desk");
  await sam.send("next");
  const thread = await follow(sam);
  await follow(vic);
  await roomEvent(vic, "joined");
  await vic.send("Hello?", { thread });
  await sam.message((message) => message.thread === thread);
  // The conversation about the line is over.
  await vic.message(({ text }) => text === "You are in the room now.");
  // Whoever is not available has dropped out.
  await sam.request("POST", "/presence", { available: false });
  const offer = await vic.message(
    (message) =>
      message.thread !== thread && message.sender.objectType === "bot" && /wait/i.test(message.text ?? ""),
  );
  expect(offer.choices?.map(({ value }) => value)).toEqual(["yes", "no"]);
  await vic.send("yes", { thread: offer.thread });
  expect((await vic.message(({ text = "" }) => /in line/.test(text))).thread).toBe(offer.thread);
});
