/** Quick responses (XEP-0439), as a client on a real server gets and sends them. */
import { expect, test } from "vitest";
import type { Element } from "../../../src/xmpp/stanza.ts";
import { BOT, newcomer, startHelpDesk } from "../../support/rooms/help-desk.ts";

const offered = (stanza: Element) =>
  stanza
    .getChildren("response", "urn:xmpp:tmp:quick-response")
    .map(({ attrs }) => ({ value: attrs.value ?? "", label: attrs.label }));

test("a question offers its choices beside its text, and takes the value of the chosen one", async () => {
  const desk = await startHelpDesk({ accounts: [] });
  await using alice = await newcomer(desk, "alice");
  await alice.asks(BOT, "/new shake");
  await alice.say(BOT, "Alice");
  const how = await alice.nextMessage(BOT);
  expect(how.getChildText("body")).toContain("2. a gentle one");
  expect(how.getChildren("body")).toHaveLength(1);
  const [, gentle] = offered(how);
  expect(gentle).toEqual({ value: "gentle", label: "a gentle one" });
  await alice.say(BOT, gentle?.value ?? "");
  const wish = await alice.nextMessage(BOT);
  expect(wish.getChildText("body")).toContain("Gently. A pleasure.");
  expect(offered(wish)).toEqual([]);

  await alice.asks(BOT, "-");
  await alice.asks(BOT, "/new task Paint");
  await alice.say(BOT, "2031-05-04");
  const confirm = await alice.nextMessage(BOT);
  expect(offered(confirm).map(({ value }) => value)).toEqual(["yes", "no"]);
  expect(await alice.asks(BOT, offered(confirm)[1]?.value ?? "")).toBe("Nothing created.");
});
