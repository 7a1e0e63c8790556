/** What happens to the network, the machine and the servers while two people talk: they carry on, and nothing is missing. */
import type { Route } from "playwright-core";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { expireLease, rowsOf } from "../../support/rooms/help-desk.ts";
import { type Helpline, startHelpline, twoInRoom } from "./helpline.ts";
import type { Person, Staff, Visitor } from "./people.ts";

let helpline: Helpline;
let mia: Visitor;
let ann: Staff;
/** How many messages there are, over all tests. */
const said: string[] = [];
beforeAll(async () => {
  helpline = await startHelpline({
    // Somebody who sleeps for two hours keeps the seat.
    env: { ANTEROOM_ROOMS_CLIENT_GRACE: "3h", ANTEROOM_ROOMS_GRACE: "3h" },
  });
  ({ mia, ann } = await twoInRoom(helpline));
});
afterAll(() => helpline?.[Symbol.asyncDispose]());
beforeEach(async () => {
  await mia.hears(...said);
});

const say = async (who: Person, text: string) => {
  said.push(text);
  await who.say(text);
};
/** Both have everything, once, and in the order of the room. */
const bothHaveAll = async () => {
  for (const person of [mia, ann]) {
    await person.hears(...said);
    await person.everythingIsPlaced();
    expect([...(await person.texts())].sort()).toEqual([...said].sort());
  }
  expect(await ann.texts()).toEqual(await mia.texts());
  expect([...mia.errors, ...ann.errors]).toEqual([]);
};
const talk = async (about: string) => {
  await say(mia, `Mia, ${about}`);
  await ann.hears(`Mia, ${about}`);
  await say(ann, `Ann, ${about}`);
  await bothHaveAll();
};
const annWasToldOfNoLoss = async () =>
  expect((await ann.notes()).filter((note) => note.includes("lost the connection"))).toEqual([]);

test("either page is loaded again in the room: the seat stays, the talk is there, and nobody noticed", async () => {
  await talk("before");
  await mia.page.reload();
  await mia.isInRoom();
  await bothHaveAll();
  await talk("after Mia's reload");
  await ann.page.reload();
  await ann.isInRoom();
  await bothHaveAll();
  await talk("after Ann's reload");
  await annWasToldOfNoLoss();
});

test("a second tab of staff is the same person with one connection, and has every message, too", async () => {
  const streams: string[] = [];
  ann.context.on("request", (request) => {
    if (request.url().includes("/stream")) streams.push(request.url());
  });
  const other = await ann.context.newPage();
  await other.goto(ann.page.url());
  await other.locator("article.chat:visible textarea:enabled").waitFor();
  await talk("with a second tab");
  const text = said.at(-1) ?? "";
  await other.getByText(text, { exact: true }).waitFor();
  expect(await other.locator("article.chat:visible .text").allInnerTexts()).toEqual(await ann.texts());
  await other.locator("article.chat:visible textarea").fill("from the second tab");
  await other.keyboard.press("Enter");
  said.push("from the second tab");
  await bothHaveAll();
  expect(streams).toEqual([]);
  await other.close();
});

test("a second tab of the visitor takes part in the chat, with one connection for both", async () => {
  const visitors = () => helpline.desk.database.query("select person_id from entity where sub is null");
  const before = await visitors();
  const streams: string[] = [];
  mia.context.on("request", (request) => {
    if (request.url().includes("/stream")) streams.push(request.url());
  });
  const other = await mia.secondTab();
  await other.isInRoom();
  await other.hears(...said);
  await talk("with a second tab of Mia's");
  await say(other, "Mia, from the second tab");
  await bothHaveAll();
  await other.hears(...said);
  expect(await other.texts()).toEqual(await mia.texts());
  expect(streams).toEqual([]);
  expect(await visitors()).toEqual(before);
  await other.page.close();
});

test("the network of one is cut while both write: nothing is lost, doubled or out of order", async () => {
  await mia.context.setOffline(true);
  helpline.network.cut();
  for (const n of [1, 2, 3]) {
    await say(mia, `Mia, offline ${n}`);
    await say(ann, `Ann meanwhile ${n}`);
  }
  await mia.page.getByText("Connecting again…").waitFor();
  await mia.context.setOffline(false);
  await bothHaveAll();
  expect((await mia.texts()).filter((text) => text.startsWith("Mia, offline"))).toEqual(
    [1, 2, 3].map((n) => `Mia, offline ${n}`),
  );
  await annWasToldOfNoLoss();
});

test("a network that stalls for a while loses nothing either", async () => {
  helpline.network.hold("up", "down");
  for (const n of [1, 2, 3]) {
    await say(mia, `Mia, stalled ${n}`);
    await say(ann, `Ann, stalled ${n}`);
  }
  helpline.network.release();
  await bothHaveAll();
  await annWasToldOfNoLoss();
});

test("Anteroom is killed and started again: both pages connect by themselves, and the talk goes on", async () => {
  await helpline.desk.anteroom.kill();
  await say(mia, "Mia, while Anteroom is away");
  await say(ann, "Ann, while Anteroom is away");
  await expireLease(helpline.desk.database);
  await helpline.desk.anteroom.start();
  await bothHaveAll();
  await talk("after Anteroom was killed");
  await annWasToldOfNoLoss();
});

test("a token that has ended is renewed without a word", async () => {
  await helpline.desk.database.query(
    "update chat_token set expires_at = clock_timestamp() - interval '1 second'",
  );
  await talk("after the end of the tokens");
  await mia.page.reload();
  await mia.isInRoom();
  await bothHaveAll();
});

// Before it was ever stopped: then it saves its rooms.
test("Prosody is killed, and the rooms are lost with it: the talk goes on in another one", async () => {
  const { server } = helpline.desk;
  await server.kill();
  await server.start();
  await mia.isTold("The chat goes on in another room.");
  await talk("after Prosody was killed");
});

test("Prosody is stopped and started again, and the talk goes on in the same room", async () => {
  const { server } = helpline.desk;
  await server.stop();
  await say(mia, "Mia, while Prosody is away");
  await say(ann, "Ann, while Prosody is away");
  await server.start();
  await bothHaveAll();
  await talk("after Prosody was stopped");
});

test("a page that slept for two hours is the same visitor, and the talk goes on", async () => {
  const { database } = helpline.desk;
  await mia.page.clock.install();
  await mia.page.reload();
  await mia.isInRoom();
  const visitors = () => database.query("select person_id from entity where sub is null");
  const before = await visitors();
  await mia.context.setOffline(true);
  helpline.network.cut();
  // What two hours do to the rows of somebody whose stream is gone.
  await rowsOf(database, "select 1 as one from attendance where closed_at is not null");
  await database.query("update attendance set closed_at = closed_at - interval '2 hours'");
  await database.query("update chat_token set expires_at = expires_at - interval '2 hours'");
  await ann.isTold("Mia has lost the connection.");
  await say(ann, "Ann, while Mia sleeps");
  await mia.page.clock.fastForward("02:00:00");
  await mia.context.setOffline(false);
  await ann.isTold("Mia is back.");
  await bothHaveAll();
  await talk("after two hours");
  expect(await visitors()).toEqual(before);
});

test("a visitor whose tokens are revoked is told that the chat has ended, and may start anew", async () => {
  const { database } = helpline.desk;
  // Mia's page lives by a clock of its own since the last test.
  const leo = await helpline.visitor();
  await leo.open();
  await leo.page.getByRole("button", { name: "Talk to a person" }).waitFor();
  const [visitor] = await database.query<{ address: string }>(
    "select address from person join entity on person_id = person.id where sub is null order by person.id desc",
  );
  await database.query("select revoke_tokens($1)", [visitor?.address]);
  await leo.page.getByRole("button", { name: "Start anew" }).click();
  await leo.page.getByRole("button", { name: "Talk to a person" }).waitFor();
  await leo.say("hello again");
  expect([...leo.errors]).toEqual([]);
});

test.each<[string, (route: Route) => Promise<void> | undefined]>([
  ["cannot be fetched", (route) => route.abort("connectionreset")],
  ["do not come", () => undefined],
])("where the styles of the chat %s, a plain button is there, and the chat opens", async (_, answer) => {
  const context = await helpline.browser.newContext();
  const page = await context.newPage();
  // The page shows nothing at all before its own styles are there.
  await page.route("**/assets/visitor/widget.css", answer);
  await page.goto(`${helpline.site}/`, { waitUntil: "commit" });
  await page.getByRole("button", { name: "Chat with us" }).click();
  await page.getByRole("button", { name: "Talk to a person" }).waitFor();
  await context.close();
});
