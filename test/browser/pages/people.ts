/** The people of a helpline, as they use its pages: by what is written on buttons, and by what is to be seen. */
import type { BrowserContext, Locator, Page } from "playwright-core";

export interface Person {
  readonly context: BrowserContext;
  readonly page: Page;
  /** What is shown of the present chat. */
  readonly log: Locator;
  /** Where the person writes, once it is possible. */
  readonly field: Locator;
  say(text: string): Promise<void>;
  /** Resolves when these texts are shown. */
  hears(...texts: readonly string[]): Promise<void>;
  /** Resolves when all messages have the place that the room gives them. */
  everythingIsPlaced(): Promise<void>;
  /** All texts of people in the room, in the order in which they are shown. */
  texts(): Promise<readonly string[]>;
  /** Resolves when a note with this text is shown, which is about what happens. */
  isTold(text: string): Promise<void>;
  notes(): Promise<readonly string[]>;
  isInRoom(): Promise<void>;
  /** Errors that the page logged or threw. */
  readonly errors: readonly string[];
  /** Answers that say no: status and path. */
  readonly refused: readonly string[];
}

export interface Visitor extends Person {
  open(): Promise<void>;
  standInLine(name: string): Promise<void>;
  /** Resolves when the page shows the place in line. */
  isInLine(): Promise<void>;
  /** Another tab of the same browser, in which the chat is open. */
  secondTab(): Promise<Visitor>;
}

export interface Staff extends Person {
  takesNext(): Promise<void>;
}

export async function visitorOf(context: BrowserContext, site: string): Promise<Visitor> {
  const page = await context.newPage();
  const chat = page.getByRole("dialog");
  const person = personOf(context, page, {
    log: chat.getByRole("log"),
    // The talk with the bot stands above it.
    room: chat.locator(".transcript > section:last-of-type"),
    field: chat.locator("textarea:enabled"),
  });
  const isInLine = () =>
    chat
      .getByRole("status")
      .filter({ hasText: /^You are (next|number)/ })
      .waitFor();
  await page.goto(`${site}/`);
  return {
    ...person,
    isInLine,
    open: async () => {
      await page.getByRole("button", { name: "Chat with us" }).click();
      await person.field.waitFor();
    },
    standInLine: async (name) => {
      await chat.getByRole("button", { name: "Talk to a person" }).click();
      await chat.getByLabel("What may we call you?").fill(name);
      await chat.getByRole("button", { name: "Join the line" }).click();
      await isInLine();
    },
    secondTab: async () => {
      const other = await visitorOf(context, site);
      await other.page.getByRole("button", { name: "Chat with us" }).click();
      return other;
    },
    isInRoom: async () => {
      await page.locator(".window[data-stage=room] textarea:enabled").waitFor();
    },
  };
}

export async function staffOf(context: BrowserContext, site: string, name: string): Promise<Staff> {
  const page = await context.newPage();
  const chat = page.locator("article.chat:visible");
  const person = personOf(context, page, {
    log: chat.getByRole("log"),
    room: chat.locator(".transcript"),
    field: chat.locator("textarea:enabled"),
  });
  await page.goto(`${site}/staff`);
  await page.getByRole("button", { name, exact: true }).click();
  const next = page.getByRole("button", { name: /^(Take|Be ready for) the next person/ });
  await next.waitFor();
  return {
    ...person,
    takesNext: async () => {
      await next.click();
      await chat.waitFor();
    },
    isInRoom: () => person.field.waitFor(),
  };
}

interface Parts {
  readonly log: Locator;
  readonly room: Locator;
  readonly field: Locator;
}

function personOf(context: BrowserContext, page: Page, { log, room, field }: Parts) {
  const errors: string[] = [];
  page.on("pageerror", ({ message }) => errors.push(message));
  const refused: string[] = [];
  page.on("response", (answer) => {
    if (answer.status() >= 400) refused.push(`${answer.status()} ${new URL(answer.url()).pathname}`);
  });
  return {
    context,
    page,
    log,
    field,
    errors,
    refused,
    say: async (text: string) => {
      await field.fill(text);
      await field.press("Enter");
    },
    hears: async (...texts: readonly string[]) => {
      for (const text of texts) await log.getByText(text, { exact: true }).waitFor();
    },
    everythingIsPlaced: () => room.locator(".message:not([data-at])").first().waitFor({ state: "detached" }),
    texts: () => room.locator(".message:not(.bot) .text").allInnerTexts(),
    isTold: (text: string) => log.locator(".note", { hasText: text }).last().waitFor(),
    notes: () => log.locator(".note").allInnerTexts(),
  };
}
