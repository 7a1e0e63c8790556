/** Whatever somebody writes is shown and does nothing: neither in the visitor's page nor at staff. */
import { randomUUID } from "node:crypto";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Helpline, startHelpline, twoInRoom } from "./helpline.ts";

declare global {
  interface Window {
    canary?: unknown;
  }
}

let helpline: Helpline;
beforeAll(async () => {
  helpline = await startHelpline();
});
afterAll(() => helpline?.[Symbol.asyncDispose]());

const RUN = "window.canary=1;alert(1)";
const ADDRESSES = [`javascript:${RUN}`, `JaVaScRiPt&colon;${RUN}`, `data:text/html,<script>${RUN}</script>`];
const FRAGMENTS = [
  `<script>${RUN}</script>`,
  `<scr<script>ipt>${RUN}</scr</script>ipt>`,
  `<img src=x onerror="${RUN}">`,
  `<img src=\`x\` onerror=${RUN}>`,
  `<svg onload="${RUN}"><animate onbegin="${RUN}" attributeName=x dur=1s></svg>`,
  `<svg><style><img src=x onerror="${RUN}"></style></svg>`,
  `<math><mtext><table><mglyph><style><img src=x onerror="${RUN}"></style></mglyph></table></mtext></math>`,
  `<iframe srcdoc="<script>parent.${RUN}</script>"></iframe>`,
  `<details open ontoggle="${RUN}">x</details>`,
  `<input autofocus onfocus="${RUN}">`,
  `<video><source onerror="${RUN}"></video>`,
  `<style>@import 'javascript:${RUN}';*{background:url(javascript:${RUN})}</style>`,
  `<base href="javascript:${RUN}//"><a href="x">x</a>`,
  `<form action="javascript:${RUN}"><button autofocus>x</button></form>`,
  `<noscript><p title="</noscript><img src=x onerror=${RUN}>">`,
  `<template><img src=x onerror="${RUN}"></template>`,
  `"><img src=x onerror=${RUN}>`,
  `\u202e<b style="x:expression(${RUN})" onmouseover="${RUN}">x</b>`,
  ...ADDRESSES.map((address) => `<a href="${address}">click</a>`),
];
const NAME = `<img src=x onerror=${RUN}>`;

function guard(page: Page, dialogs: string[]): void {
  page.on("dialog", (dialog) => {
    dialogs.push(dialog.message());
    void dialog.dismiss();
  });
}

test("no text, name, or address that somebody sends runs as a script in either page", async () => {
  const [mia, ann] = await Promise.all([helpline.visitor(), helpline.staff("Ann")]);
  const dialogs: string[] = [];
  for (const { page } of [mia, ann]) guard(page, dialogs);
  await mia.open();
  await mia.standInLine(NAME);
  await ann.takesNext();
  await Promise.all([mia.isInRoom(), ann.isInRoom()]);
  const { thread } = await mia.page.evaluate(
    () => JSON.parse(sessionStorage.getItem("helpline-chat") ?? "{}").stage,
  );
  for (const person of [mia, ann]) {
    const token = await person.page.evaluate(() =>
      Object.entries(sessionStorage)
        .filter(([key, value]) => key.startsWith("anteroom ") && value.startsWith("{"))
        .map(([, value]) => JSON.parse(value).token)
        .at(0),
    );
    const send = (message: object) =>
      fetch(`${helpline.gateway}/send-message`, {
        method: "POST",
        headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
        body: JSON.stringify({ id: randomUUID(), thread, ...message }),
      });
    for (const type of ["html", "plain", "rst"]) {
      const text = FRAGMENTS.map((fragment) => `<p>${fragment}</p>`).join("\n");
      expect(
        (await send({ type, text, subject: NAME, choices: [{ label: NAME, value: NAME }] })).status,
      ).toBe(202);
    }
    // One by one, so that none hides in another's broken end.
    for (const text of FRAGMENTS.slice(0, 12))
      expect((await send({ type: "html", text: `${text} .` })).status).toBe(202);
    for (const url of [...ADDRESSES, 'https://example.org/"onclick=alert(1)']) {
      const { status } = await send({ attachments: [{ url, name: NAME }] });
      expect([202, 400]).toContain(status);
    }
    await person.say(`the end of ${person === mia ? "Mia" : "Ann"}`);
  }
  for (const { hears, log, page } of [mia, ann]) {
    await hears("the end of Mia", "the end of Ann");
    expect(await page.evaluate(() => window.canary)).toBe(undefined);
    expect(
      await log.locator("script, img, svg, iframe, style, form, input, video, details, base").count(),
    ).toBe(0);
    for (const link of await log.getByRole("link").all()) {
      expect(await link.getAttribute("href")).toMatch(/^(https?|mailto|xmpp):/);
    }
  }
  expect(dialogs).toEqual([]);
  expect([...mia.errors, ...ann.errors]).toEqual([]);
});

test("a name without a space is as wide as the console, and no wider", async () => {
  const { mia, ann } = await twoInRoom(helpline, "W".repeat(60));
  await ann.page.setViewportSize({ width: 320, height: 640 });
  for (const who of [mia, ann]) {
    const wider = () => who.page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    expect(await wider()).toBe(0);
    expect(await who.log.evaluate((log) => log.scrollWidth - log.clientWidth)).toBe(0);
  }
});

test("an address that somebody writes ends where the sentence goes on", async () => {
  const { mia, ann } = await twoInRoom(helpline);
  await mia.say("See https://example.org/a_(b), (or https://example.org/c). [https://example.org/d]!");
  const links = ann.log.getByRole("link");
  await links.last().waitFor();
  const addresses = await links.evaluateAll((all) => all.map((link) => link.getAttribute("href")));
  expect(addresses).toEqual(["a_(b)", "c", "d"].map((path) => `https://example.org/${path}`));
});
