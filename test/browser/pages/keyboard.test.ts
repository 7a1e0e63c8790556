/** Both pages by the keyboard alone, from the first Tab to the end of the chat. */
import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { startHelpline } from "./helpline.ts";

const MOST_TABS = 40;

/** The name of what has the focus, as far as these pages name things. */
function focused(page: Page): Promise<string> {
  return page.evaluate(() => {
    let element = document.activeElement;
    while (element?.shadowRoot?.activeElement) element = element.shadowRoot.activeElement;
    const labels = element instanceof HTMLInputElement ? [...(element.labels ?? [])] : [];
    const label = labels.map(({ textContent }) => textContent).join(" ");
    return (element?.getAttribute("aria-label") || label || element?.textContent || "").trim();
  });
}

/** Presses Tab until something has the focus; what has it can be seen. */
async function tabTo(page: Page, name: string, key = "Tab"): Promise<void> {
  for (let presses = 0; presses < MOST_TABS; presses++) {
    if ((await focused(page)).startsWith(name)) return;
    await page.keyboard.press(key);
  }
  throw new Error(`${name} was not reached; the focus is on ${await focused(page)}`);
}

test("a visitor and staff who use no mouse meet, talk, and end the chat", async () => {
  await using helpline = await startHelpline();
  const mia = await helpline.visitor();
  const { keyboard } = mia.page;
  const chat = mia.page.getByRole("dialog");
  const staff = await (await helpline.browser.newContext()).newPage();
  await staff.goto(`${helpline.site}/staff`);
  await tabTo(staff, "Ann");
  await staff.keyboard.press("Enter");
  await staff.getByRole("button", { name: "Be ready for the next person" }).waitFor();

  await tabTo(mia.page, "Chat with us");
  await keyboard.press("Enter");
  await chat.getByRole("button", { name: "Talk to a person", disabled: false }).waitFor();
  await tabTo(mia.page, "Talk to a person", "Shift+Tab");
  await keyboard.press("Enter");
  expect(await focused(mia.page)).toContain("What may we call you?");
  await keyboard.type("Mia");
  await keyboard.press("Enter");
  await mia.isInLine();

  await staff.getByRole("button", { name: "Take the next person" }).waitFor();
  await tabTo(staff, "Take the next person");
  await staff.keyboard.press("Enter");
  const field = staff.locator("article.chat:visible textarea:enabled");
  await field.waitFor();
  await tabTo(staff, "Write a message");
  await staff.keyboard.type("Hello Mia");
  await staff.keyboard.press("Enter");
  await mia.hears("Hello Mia");
  await tabTo(mia.page, "Write a message");
  await keyboard.type("Hello");
  await keyboard.press("Shift+Enter");
  await keyboard.type("Ann");
  await keyboard.press("Enter");
  await staff.getByText("Hello\nAnn").waitFor();

  // The window closes and opens, and the focus goes with it.
  await keyboard.press("Escape");
  expect(await focused(mia.page)).toMatch(/^Chat with us/);
  await keyboard.press("Enter");
  await chat.waitFor();
  expect(await focused(mia.page)).toBe("Write a message");

  await tabTo(mia.page, "End chat", "Shift+Tab");
  await keyboard.press("Enter");
  await tabTo(mia.page, "End it");
  await keyboard.press("Enter");
  await chat.getByRole("button", { name: "Start anew" }).waitFor();
  await staff.getByRole("button", { name: "Remove from the list" }).waitFor();
  await tabTo(staff, "Remove from the list");
  await staff.keyboard.press("Enter");
  await staff.getByText("Visitors find nobody at the desk until you are ready").waitFor();
  expect(mia.errors).toEqual([]);
});
