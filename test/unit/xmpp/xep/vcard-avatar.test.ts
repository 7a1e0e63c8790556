import { expect, test } from "vitest";
import { parseJid } from "../../../../src/xmpp/jid.ts";
import type { Address } from "../../../../src/xmpp/plugin.ts";
import { avatarUpdate } from "../../../../src/xmpp/xep/vcard-avatar.ts";

const jid = parseJid("bot@help.example.org");
if (jid === undefined) throw new Error("not an address");
const bot: Address = { jid, name: "Bot", identities: [], features: [], listed: true };

test("presence carries the hash of the picture's bytes, not of its base64", () => {
  const vcard = { photo: { type: "image/png", base64: "YWJj" } };
  // SHA-1 of "abc", as RFC 3174 gives it.
  const expected = "a9993e364706816aba3e25717850c26c9cd0d89d";
  const address = { ...bot, vcard };
  expect(avatarUpdate(address).getChildText("photo")).toBe(expected);
  expect(avatarUpdate(address).getChildText("photo")).toBe(expected);
});

test("an address without a picture says that it has none", () => {
  const update = avatarUpdate(bot);
  expect(update.toString()).toBe(`<x xmlns="vcard-temp:x:update"><photo/></x>`);
});
