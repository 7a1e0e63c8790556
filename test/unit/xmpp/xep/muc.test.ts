import { expect, test } from "vitest";
import { type Child, readStanza, xml } from "../../../../src/xmpp/stanza.ts";
import { readRoomPresence } from "../../../../src/xmpp/xep/muc.ts";

const MUC_USER = "http://jabber.org/protocol/muc#user";
const room = "quiet@conference.example.org";

const user = (...children: readonly Child[]) => xml("x", { xmlns: MUC_USER }, ...children);
const item = (attrs: Record<string, string>) =>
  xml("item", { affiliation: "none", role: "participant", ...attrs });
const code = (code: string) => xml("status", { code });

function read(from: string, type: string | undefined, ...children: readonly Child[]) {
  const stanza = readStanza(xml("presence", { from, to: "rooms@help.example.org/pool", type }, ...children));
  return stanza && readRoomPresence(stanza);
}

test("an occupant is inside with all sessions that the server names", () => {
  const x = user(item({ jid: "ann@example.org/desk" }), item({ jid: "ann@example.org/phone" }));
  expect(read(`${room}/Ann`, undefined, xml("show", {}, "away"), x)).toMatchObject({
    kind: "inside",
    nick: "Ann",
    jids: [{ full: "ann@example.org/desk" }, { full: "ann@example.org/phone" }],
    own: false,
    created: false,
    owner: false,
  });
});

test("an occupant whose address is hidden has none", () => {
  expect(read(`${room}/Ann`, undefined, user(item({})))).toMatchObject({ jids: [] });
});

test("an address that is none is left out", () => {
  expect(read(`${room}/Ann`, undefined, user(item({ jid: "@@" })))).toMatchObject({ jids: [] });
});

test("our own presence tells that the room is new and ours", () => {
  const x = user(item({ affiliation: "owner", role: "moderator" }), code("201"), code("110"));
  expect(read(`${room}/Host`, undefined, x)).toMatchObject({ own: true, created: true, owner: true });
});

test.each([
  ["leaves without a word", [user(item({ role: "none" }))], { codes: [], text: undefined }],
  ["leaves with a word", [xml("status", {}, "bye"), user(item({ role: "none" }))], { text: "bye" }],
  ["is removed", [user(item({ role: "none" }), code("307"), code("110"))], { own: true, codes: [307, 110] }],
  ["is renamed", [user(item({ nick: "Anna" }), code("303"))], { renamed: "Anna" }],
  ["is lost", [user(item({ nick: "Ann", role: "none" }), code("333"))], { renamed: undefined, codes: [333] }],
  ["is out with the room", [user(item({ role: "none" }), xml("destroy"))], { destroyed: true }],
  ["is gone, of which the server says no more", [], { own: false, codes: [], destroyed: false }],
])("an occupant %s", (_, children, told) => {
  expect(read(`${room}/Ann`, "unavailable", ...children)).toMatchObject({
    kind: "gone",
    nick: "Ann",
    ...told,
  });
});

test("a refusal has its condition", () => {
  const condition = xml("not-authorized", { xmlns: "urn:ietf:params:xml:ns:xmpp-stanzas" });
  const told = read(`${room}/Host`, "error", xml("error", { type: "auth" }, condition));
  expect(told).toMatchObject({ kind: "refused", error: { condition: "not-authorized", type: "auth" } });
});

test("presence of the room itself, of other kinds, and without a word of occupants says nothing", () => {
  expect(read(room, undefined, user(code("104")))).toBeUndefined();
  expect(read(room, "unavailable")).toBeUndefined();
  expect(read(`${room}/Ann`, "subscribe")).toBeUndefined();
  expect(read(`${room}/Ann`, undefined, xml("x", { xmlns: "vcard-temp:x:update" }))).toBeUndefined();
});
