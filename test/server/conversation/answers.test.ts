/** Kinds of answers, long lists, and a deploy in the middle, as a person has them with an IM client on a real server. */
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { xml } from "../../../src/xmpp/stanza.ts";
import { launchAnteroom } from "../../support/process/anteroom-process.ts";
import { BOT, newcomer, startHelpDesk } from "../../support/rooms/help-desk.ts";

const module = (name: string): string =>
  fileURLToPath(new URL(`../../support/responders/${name}.mjs`, import.meta.url));

test("an address, an uploaded file, a number and any text are taken as people send them, and refusals say why", async () => {
  await using desk = await startHelpDesk({ responders: [module("kinds")] });
  await using alice = await newcomer(desk, "alice");
  expect(await alice.asks(BOT, "/new")).toContain("kinds – Asks for all sorts of things");
  expect(await alice.asks(BOT, "/new kinds")).toBe("Who?");
  expect(await alice.asks(BOT, "my boss")).toMatch(/\nWho\?$/);
  expect(await alice.asks(BOT, "Bob <Bob@Example.org>")).toBe("A picture of bob@example.org?");
  expect(await alice.asks(BOT, "https://example.org/notes.pdf")).toMatch(
    /\nA picture of bob@example\.org\?$/,
  );
  const url = "https://upload.example.org/a1b2/at%20work.jpg";
  await alice.say(BOT, url, { children: [xml("x", { xmlns: "jabber:x:oob" }, xml("url", {}, url))] });
  expect(await alice.hears(BOT)).toBe("How large is at work.jpg?");
  expect(await alice.asks(BOT, "11")).toContain("10");
  expect(await alice.asks(BOT, "2.5")).toBe("2.5 it is. Anything to note?");
  expect(await alice.asks(BOT, "two\nlines")).toBe("Noted: two\nlines");
  const [row] = await desk.database.query("select status, props from conversations");
  expect(row).toEqual({
    status: "complete",
    props: {
      who: "bob@example.org",
      photo: expect.objectContaining({ url, name: "at work.jpg" }),
      size: 2.5,
      note: "two\nlines",
    },
  });
});

test("a long list comes in pages, by its name, a prefix, or from the step, and /abort ends the conversation", async () => {
  await using desk = await startHelpDesk({ responders: [module("kinds")] });
  await using alice = await newcomer(desk, "alice");
  expect(await alice.asks(BOT, "/list lists")).toContain("numbers");
  expect(await alice.asks(BOT, "/list num")).toMatch(/- number 20\n… and 25 more: send "more"\.$/);
  expect(await alice.asks(BOT, "more")).toContain("- number 40\n");
  expect(await alice.asks(BOT, "more")).toMatch(/- number 45$/);
  await alice.asks(BOT, "/new kinds bob@example.org");
  await alice.asks(BOT, "https://example.org/a.png");
  expect(await alice.asks(BOT, "/list")).toMatch(/- number 1\n.*\n\nHow large is a\.png\?$/s);
  expect(await alice.asks(BOT, "/abort")).toBe('Stopped "kinds".');
  expect(await desk.database.query("select status, ended_why from conversations")).toEqual([
    { status: "aborted", ended_why: "abort" },
  ]);
});

test("a conversation carries on with a later build that migrates it, and an unfit answer is asked for again", async () => {
  await using desk = await startHelpDesk({ responders: [module("kinds")] });
  await using alice = await newcomer(desk, "alice");
  await using bob = await newcomer(desk, "bob");
  await alice.asks(BOT, "/new kinds bob@example.org");
  await bob.asks(BOT, "/new kinds alice@example.org");
  await bob.asks(BOT, "https://example.org/a.png");
  await bob.asks(BOT, "3");
  expect(await desk.anteroom.stop()).toEqual({ code: 0, signal: null });
  await using later = await launchAnteroom({ ...desk.options, responders: [module("kinds-later")] });
  await later.ready();
  expect(await alice.asks(BOT, "small")).toBe("Anything to note?");
  expect(await alice.asks(BOT, "no")).toBe("small: no");
  expect(await bob.asks(BOT, "no")).toMatch(/one of your answers no longer fits\.\nSmall or large\?/);
  expect(await bob.asks(BOT, "2")).toBe("Anything to note?");
});
