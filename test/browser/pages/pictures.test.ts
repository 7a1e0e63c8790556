/** Makes the pictures of README: `npm run pictures`. */
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { type Helpline, startHelpline } from "./helpline.ts";
import type { Person, Staff, Visitor } from "./people.ts";

const FOLDER = process.env.ANTEROOM_PICTURES;
/** README is read over slow connections, too. */
const MOST_BYTES = 60_000;
const SIZE = { viewport: { width: 1100, height: 700 } };

async function picture(page: Page, name: string): Promise<void> {
  await mkdir(FOLDER ?? "", { recursive: true });
  const session = await page.context().newCDPSession(page);
  const { data } = await session.send("Page.captureScreenshot", { format: "webp", quality: 70 });
  const image = Buffer.from(data, "base64");
  expect(image.length).toBeLessThan(MOST_BYTES);
  await writeFile(join(FOLDER ?? "", `${name}.webp`), image);
}

async function talk(lines: readonly (readonly [Person, string])[], people: readonly Person[]): Promise<void> {
  for (const [person, text] of lines) {
    await person.say(text);
    for (const one of people) await one.hears(text);
  }
}

async function joined(helpline: Helpline, name: string, ann: Staff): Promise<Visitor> {
  const visitor = await helpline.visitor(SIZE);
  await visitor.open();
  await visitor.standInLine(name);
  await ann.takesNext();
  await visitor.isInRoom();
  await ann.isInRoom();
  return visitor;
}

test.runIf(FOLDER)("pictures of both pages for README", async () => {
  await using helpline = await startHelpline();
  const ann = await helpline.staff("Ann", SIZE);
  const jonas = await joined(helpline, "Jonas", ann);
  await talk([[jonas, "Is this really anonymous?"]], [ann]);
  const noor = await joined(helpline, "Noor", ann);
  await talk([[noor, "Hello, I hope this is the right place."]], [ann]);
  const mia = await helpline.visitor(SIZE);
  await mia.open();
  const chat = mia.page.getByRole("dialog");
  await chat.getByRole("button", { name: "Begin with a few questions" }).click();
  await mia.hears("What is it about? A few words are enough.");
  await picture(mia.page, "visitor-assistant");
  await mia.say("I have not slept for days");
  await chat.getByRole("button", { name: "within days" }).click();
  await chat.getByRole("button", { name: "English" }).click();
  await chat.getByRole("button", { name: "yes" }).click();
  await mia.isInLine();
  await ann.takesNext();
  await mia.isInRoom();
  await ann.isInRoom();
  await talk(
    [
      [
        ann,
        "Hello, I am Ann. I have read that you do not sleep. Do you want to tell me what keeps you awake?",
      ],
      [mia, "My exams, I think. And since Monday everything seems to be too much."],
      [ann, "That sounds exhausting. Take your time, I am here as long as you need."],
    ],
    [mia, ann],
  );
  await jonas.say("One more thing, if I may");
  await noor.say("Are you there?");
  await noor.say("No hurry.");
  await ann.page.getByText("2 new").waitFor();
  const last = await helpline.visitor(SIZE);
  await last.open();
  await last.standInLine("Sam");
  await ann.page.getByText(/^1, the first for/).waitFor();
  await mia.field.pressSequentially("It be");
  await ann.page
    .getByText(/is writing$/)
    .first()
    .waitFor();
  await picture(ann.page, "staff");
  await ann.field.pressSequentially("Yes");
  await chat.getByText("Ann is writing").waitFor();
  await picture(mia.page, "visitor");
});
