/** The lines of the chapter on chat that put it on a page, in real Chromium. */
import { expect, test } from "vitest";
import { startChromium } from "../support/gateway/chromium.ts";
import { section } from "../support/readme.ts";
import { startChatSite } from "./chat-site.ts";

test("the lines that put chat on a page say hello to the bot, and show what comes", async () => {
  const { blocks } = await section("docs/gateway.md", "Put it on a page");
  const [shown = ""] = blocks.filter(({ language }) => language === "js").map(({ text }) => text);
  // The test has its module and its gateway elsewhere.
  const content = shown
    .replace("/assets/anteroom-client.js", "/client.js")
    .replace(/base: ".*"/, 'base: "/chat"');
  await using browser = await startChromium();
  await using site = await startChatSite();
  const page = await site.tab(browser);
  const printed = page.waitForEvent("console", (line) => line.text().includes("hello"));
  await page.addScriptTag({ type: "module", content });
  await site.gateway.hasBeenAsked("POST /send-message", 1);
  expect(site.gateway.of("POST /start-session")).toMatchObject([
    { body: { entity: "bot@help.example.org" } },
  ]);
  expect(site.gateway.of("POST /send-message")).toMatchObject([
    { body: { thread: "thread", text: "hello" } },
  ]);
  expect((await printed).text()).toContain("hello");
});
