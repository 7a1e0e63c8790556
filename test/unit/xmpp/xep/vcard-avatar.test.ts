import { expect, test } from "vitest";
import { noAvatar } from "../../../../src/xmpp/xep/vcard-avatar.ts";

test("presence says that an address has no picture", () => {
  expect(noAvatar().toString()).toBe(`<x xmlns="vcard-temp:x:update"><photo/></x>`);
});
