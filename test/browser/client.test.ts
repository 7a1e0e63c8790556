/** The built browser module in real Chromium, beside a gateway of a few lines that speaks the protocol over HTTP. */
import type { Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { startChromium } from "../support/gateway/chromium.ts";
import { startChatSite } from "./chat-site.ts";

const open = (page: Page) => page.evaluate(() => window.chat.open());
const entity = (page: Page) => page.evaluate(() => window.chat.entity);
const told = (page: Page) => page.evaluate(() => window.told.map(({ type }) => type));
/** The texts of the first so many messages, when they have come. */
const hears = async (page: Page, count: number) => {
  const messages = await page.evaluate((n) => window.hears("message", n), count);
  return messages.map((message) => (message as { text: string }).text);
};
const reload = async (page: Page) => {
  await page.reload();
  return page;
};

let browser: Awaited<ReturnType<typeof startChromium>>;
beforeAll(async () => {
  browser = await startChromium();
});
afterEach(async () => {
  // The browser ends with its last tab.
  for (const page of browser.pages().slice(1)) await page.close();
});
afterAll(() => browser[Symbol.asyncDispose]());

async function twoTabs() {
  const site = await startChatSite();
  const leader = await site.tab(browser);
  await open(leader);
  const follower = await site.tab(browser);
  await open(follower);
  return {
    site,
    gateway: site.gateway,
    leader,
    follower,
    [Symbol.asyncDispose]: () => site[Symbol.asyncDispose](),
  };
}

describe("in Chromium", () => {
  test("two tabs share one connection, send both, and get everything once", async () => {
    await using tabs = await twoTabs();
    const { gateway, leader, follower } = tabs;
    expect(await entity(leader)).toBe(await entity(follower));
    gateway.say("t", "one");
    expect([await hears(leader, 1), await hears(follower, 1)]).toEqual([["one"], ["one"]]);
    await follower.evaluate(() => window.chat.send({ thread: "t", text: "two" }));
    await leader.evaluate(() => window.chat.send({ thread: "t", text: "three" }));
    gateway.say("t", "four");
    for (const page of [leader, follower]) {
      expect(await hears(page, 4)).toEqual(["one", "two", "three", "four"]);
      expect(await told(page)).toEqual(["state", "state", "message", "message", "message", "message"]);
    }
    expect(gateway.streams).toBe(1);
    expect(gateway.of("GET /stream")).toHaveLength(1);
    expect(gateway.visitors).toHaveLength(1);
  });

  test("a reload is the same visitor and misses nothing", async () => {
    await using site = await startChatSite();
    const page = await site.tab(browser);
    await open(page);
    const visitor = await entity(page);
    site.gateway.say("t", "before");
    await hears(page, 1);
    await reload(page);
    site.gateway.say("t", "meanwhile");
    await open(page);
    site.gateway.say("t", "after");
    expect(await hears(page, 2)).toEqual(["meanwhile", "after"]);
    expect(await entity(page)).toBe(visitor);
    expect(site.gateway.of("POST /token")).toHaveLength(1);
  });

  test.each<[string, (leader: Page) => Promise<unknown>]>([
    ["is closed", (leader) => leader.close()],
    ["is reloaded", reload],
    ["crashes", (leader) => leader.goto("chrome://crash").catch(() => {})],
    ["is frozen", (leader) => lifecycle(leader, "freeze")],
  ])("a leader that %s is replaced, and nothing is lost or doubled", async (_, end) => {
    await using tabs = await twoTabs();
    const { gateway, leader, follower } = tabs;
    gateway.say("t", "one");
    await hears(follower, 1);
    await end(leader);
    await gateway.hasBeenAsked("GET /stream", 2);
    gateway.say("t", "two");
    expect(await hears(follower, 2)).toEqual(["one", "two"]);
    gateway.say("t", "three");
    expect(await hears(follower, 3)).toEqual(["one", "two", "three"]);
    expect(gateway.of("GET /stream").at(-1)?.headers.get("last-event-id")).toBe("7f.1");
    expect(gateway.of("GET /stream")).toHaveLength(2);
  });

  test("a frozen tab that thaws goes on where it was", async () => {
    await using tabs = await twoTabs();
    const { gateway, leader, follower } = tabs;
    await lifecycle(leader, "freeze");
    await gateway.hasBeenAsked("GET /stream", 2);
    gateway.say("t", "meanwhile");
    await hears(follower, 1);
    await lifecycle(leader, "resume");
    gateway.say("t", "after");
    expect(await hears(leader, 2)).toEqual(["meanwhile", "after"]);
    expect(gateway.streams).toBe(1);
  });

  test("a page that the browser's button brings back goes on where it was", async () => {
    await using site = await startChatSite();
    const page = await site.tab(browser);
    await open(page);
    await page.evaluate(() => {
      document.title = "kept";
    });
    await page.goto(page.url().replace(/\/#.*/, "/elsewhere"));
    site.gateway.say("t", "meanwhile");
    // The page is there again, but is not loaded again.
    await page.goBack({ waitUntil: "commit" });
    expect(await page.title()).toBe("kept");
    site.gateway.say("t", "after");
    expect(await hears(page, 2)).toEqual(["meanwhile", "after"]);
  });

  test("a network that goes and comes back loses nothing", async () => {
    await using tabs = await twoTabs();
    const { gateway, leader, follower } = tabs;
    await browser.setOffline(true);
    gateway.cut();
    await leader.evaluate(() => window.reaches("waiting"));
    gateway.say("t", "meanwhile");
    const sent = follower.evaluate(() => window.chat.send({ thread: "t", text: "as soon as possible" }));
    await browser.setOffline(false);
    await sent;
    for (const page of [leader, follower]) {
      expect(await hears(page, 2)).toEqual(["meanwhile", "as soon as possible"]);
    }
  });

  test("all tabs leave at once, and nothing is kept", async () => {
    await using tabs = await twoTabs();
    const { gateway, leader, follower } = tabs;
    await follower.evaluate(() => window.chat.leave());
    await leader.evaluate(() => window.reaches("closed"));
    for (const page of [leader, follower]) {
      expect(await page.evaluate(() => sessionStorage.length + localStorage.length)).toBe(0);
    }
    expect(gateway.visitors).toEqual([]);
  });

  test("before it is opened it stores nothing and asks for nothing", async () => {
    await using site = await startChatSite();
    const page = await site.tab(browser, { remember: "browser" });
    await reload(page);
    expect(await page.evaluate(() => sessionStorage.length + localStorage.length)).toBe(0);
    expect(site.gateway.asked).toEqual([]);
  });
});

test("where the browser blocks storage, each tab is a visitor with a connection", async () => {
  await using blocked = await startChromium({ storage: "blocked" });
  await using site = await startChatSite();
  const page = await site.tab(blocked);
  const refusal = await page.evaluate(() => {
    try {
      return sessionStorage.length;
    } catch (error) {
      return (error as Error).name;
    }
  });
  expect(refusal).toBe("SecurityError");
  await open(page);
  site.gateway.say("t", "one");
  expect(await hears(page, 1)).toEqual(["one"]);
  const other = await site.tab(blocked);
  await open(other);
  site.gateway.say("t", "two");
  expect([await hears(page, 2), await hears(other, 1)]).toEqual([["one", "two"], ["two"]]);
});

/** Tells the page what the browser tells it before it freezes a tab that nobody sees. Under the driver all tabs are seen. */
const lifecycle = (page: Page, event: "freeze" | "resume") =>
  page.evaluate((type) => document.dispatchEvent(new Event(type)), event);
