/** Pages to which the browser allows less: in a frame of another site they store nothing, by plain HTTP some interfaces are missing. */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, test } from "vitest";
import { startChromium } from "../../support/gateway/chromium.ts";
import { startHelpline } from "./helpline.ts";

/** A site of its own: for browsers, 127.0.0.1 is another one than localhost. */
async function startOuterSite(frame: string) {
  const server = createServer((_, response) => {
    response.setHeader("content-type", "text/html");
    response.end(
      `<!doctype html><title>outer</title><iframe src="${frame}" allow="local-network-access; loopback-network" width="900" height="700"></iframe>`,
    );
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    address: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

test("a chat in a frame whose storage is blocked works, and says that it is not kept", async () => {
  await using helpline = await startHelpline();
  await using outer = await startOuterSite(`${helpline.site}/`);
  await using browser = await startChromium({ storage: "blocked for others" });
  // Everything is on this machine, which pages of other sites may not ask otherwise.
  await browser.grantPermissions(["local-network-access"]);
  // As a site that lets others embed it.
  await browser.route(`${helpline.site}/`, async (route) => {
    const response = await route.fetch();
    const policy = response.headers()["content-security-policy"]?.replace("frame-ancestors 'none'", "");
    await route.fulfill({
      response,
      headers: { ...response.headers(), "content-security-policy": policy ?? "" },
    });
  });
  const page = await browser.newPage();
  const errors: string[] = [];
  page.on("pageerror", ({ message }) => errors.push(message));
  await page.goto(outer.address);
  const frame = page.frameLocator("iframe");
  const inner = page.frames().at(-1);
  expect(
    await inner?.evaluate(() => {
      try {
        return String(sessionStorage.length);
      } catch (error) {
        return (error as Error).name;
      }
    }),
  ).toBe("SecurityError");

  const ann = await helpline.staff("Ann");
  await frame.getByRole("button", { name: "Chat with us" }).click();
  const chat = frame.getByRole("dialog");
  await chat.getByText("Your browser lets this page store nothing.").waitFor();
  await chat.getByRole("button", { name: "Talk to a person" }).click();
  await chat.getByLabel("What may we call you?").fill("Mia");
  await chat.getByRole("button", { name: "Join the line" }).click();
  await ann.takesNext();
  await ann.isInRoom();
  await ann.say("Welcome");
  await chat.getByText("Welcome", { exact: true }).waitFor();
  await chat.locator("textarea:enabled").fill("Thank you");
  await chat.locator("textarea").press("Enter");
  await ann.hears("Thank you");
  // The network is gone for a moment: what the page knows is enough.
  helpline.network.cut();
  await ann.say("Are you still there?");
  await chat.getByText("Are you still there?", { exact: true }).waitFor();
  expect(errors).toEqual([]);
});

test("a page that came by plain HTTP, from another machine, has a chat as any other", async () => {
  await using helpline = await startHelpline();
  const [mia, ann] = await Promise.all([helpline.visitor(), helpline.staff("Ann")]);
  for (const { context, page } of [mia, ann]) {
    await context.addInitScript(() => Object.defineProperty(crypto, "randomUUID", { value: undefined }));
    await page.reload();
  }
  await mia.open();
  await mia.standInLine("Mia");
  await ann.takesNext();
  await Promise.all([mia.isInRoom(), ann.isInRoom()]);
  await mia.say("from a telephone");
  await ann.hears("from a telephone");
  expect([...mia.errors, ...ann.errors]).toEqual([]);
});
