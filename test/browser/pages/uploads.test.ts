/** Files by the store of the XMPP server (XEP-0363), on whichever server the tests run. */
import { afterAll, beforeAll, expect, test } from "vitest";
import { MOST_BYTES } from "../../support/servers/file-stores.ts";
import { type Helpline, startHelpline, twoInRoom } from "./helpline.ts";
import type { Person, Staff, Visitor } from "./people.ts";

let helpline: Helpline;
let mia: Visitor;
let ann: Staff;
beforeAll(async () => {
  helpline = await startHelpline({ files: true, env: { ANTEROOM_HTTP_UPLOAD: "all" } });
  ({ mia, ann } = await twoInRoom(helpline));
});
afterAll(() => helpline?.[Symbol.asyncDispose]());

const sends = (person: Person, name: string, mimeType: string, buffer: Buffer) =>
  person.page.locator("input[type=file]").last().setInputFiles({ name, mimeType, buffer });
const linkOf = async (person: Person, name: string) => {
  const link = person.log.getByRole("link", { name });
  await link.waitFor();
  return (await link.getAttribute("href")) ?? "";
};

test.each([
  ["letter.pdf", "application/pdf"],
  ["Grüße 你好.txt", "text/plain"],
])(
  "a file that the visitor chooses, %s, is a link with its name at staff, and can be fetched",
  async (name, type) => {
    const content = Buffer.from(`%PDF-1.4 ${name} `.repeat(500));
    await sends(mia, name, type, content);
    const file = await fetch(await linkOf(ann, name));
    expect([file.status, Buffer.from(await file.arrayBuffer()).equals(content)]).toEqual([200, true]);
    expect(await linkOf(mia, name)).toBe(await linkOf(ann, name));
  },
);

test("staff sends a file, too", async () => {
  await sends(ann, "form.odt", "application/vnd.oasis.opendocument.text", Buffer.from("a form"));
  expect(await (await fetch(await linkOf(mia, "form.odt"))).text()).toBe("a form");
});

test("a file that is too large is refused with one clear line, and nothing is sent", async () => {
  await sends(mia, "film.mp4", "video/mp4", Buffer.alloc(MOST_BYTES + 1));
  await mia.isTold("film.mp4 is too large to be sent.");
  await mia.say("it was too large");
  await ann.hears("it was too large");
  expect(await ann.log.getByText("film.mp4").count()).toBe(0);
});
