import { expect, test } from "vitest";
import { choose, differences, isOurs, type Wishes } from "../../../../src/rooms/muc/form.ts";
import type { OfferedField, OfferedForm } from "../../../../src/xmpp/xep/data-forms.ts";

const wishes: Wishes = { password: "open sesame", history: 0, maxUsers: 6, options: {} };

const bool = (value?: string): OfferedField => ({
  type: "boolean",
  values: value === undefined ? [] : [value],
  options: [],
});
const text = (value = ""): OfferedField => ({ type: "text-single", values: [value], options: [] });
const list = (value: string, ...options: string[]): OfferedField => ({
  type: "list-single",
  values: [value],
  options,
});

/** As XEP-0045 has it, and no more. */
const plain: Readonly<Record<string, OfferedField>> = {
  FORM_TYPE: { type: "hidden", values: ["http://jabber.org/protocol/muc#roomconfig"], options: [] },
  "muc#roomconfig_persistentroom": bool(),
  "muc#roomconfig_publicroom": bool("1"),
  "muc#roomconfig_moderatedroom": bool("1"),
  "muc#roomconfig_roomsecret": { type: "text-private", values: [], options: [] },
  "muc#roomconfig_whois": list("anyone", "moderators", "anyone"),
  "muc#roomconfig_roomname": text(),
  "muc#roomconfig_historylength": text("20"),
};

const form = (more: Readonly<Record<string, OfferedField>> = {}): OfferedForm =>
  new Map(Object.entries({ ...plain, ...more }));
const chosen = (offered: OfferedForm, more: Partial<Wishes> = {}) => {
  const { submit, refused } = choose(offered, { ...wishes, ...more });
  return { submit: Object.fromEntries([...submit].map(([name, values]) => [name, values.join()])), refused };
};

test("only what is offered is submitted, and nothing that no wish names", () => {
  expect(chosen(form()).submit).toEqual({
    "muc#roomconfig_persistentroom": "0",
    "muc#roomconfig_publicroom": "0",
    "muc#roomconfig_moderatedroom": "0",
    "muc#roomconfig_roomsecret": "open sesame",
    "muc#roomconfig_whois": "moderators",
    "muc#roomconfig_historylength": "0",
  });
});

test("wishes that the server does not offer are told by their names in XEP-0045", () => {
  expect(chosen(form(), { options: { mood: "calm", "muc#roomconfig_roomname": "Quiet" } }).refused).toEqual([
    "muc#roomconfig_maxusers",
    "mood",
    "muc#roomconfig_allowpm",
  ]);
});

test.each([
  [{ "muc#roomconfig_allowpm": list("anyone", "anyone", "none") }, "muc#roomconfig_allowpm", "none"],
  [{ allow_private_messages: bool("1") }, "allow_private_messages", "0"],
])("private messages are off by whatever name: %o", (more, name, value) => {
  const { submit, refused } = chosen(form(more));
  expect(submit[name]).toBe(value);
  expect(refused).not.toContain("muc#roomconfig_allowpm");
});

test("a value that is not among the options is not offered", () => {
  const more = { "muc#roomconfig_allowpm": list("anyone", "anyone", "moderators") };
  const { submit, refused } = chosen(form(more));
  expect(submit["muc#roomconfig_allowpm"]).toBeUndefined();
  expect(refused).toContain("muc#roomconfig_allowpm");
});

test("the limit of people is the one that is wished, whatever numbers are offered, unless an option has another", () => {
  const offered = form({ "muc#roomconfig_maxusers": list("200", "5", "10", "200") });
  expect(chosen(offered).submit["muc#roomconfig_maxusers"]).toBe("6");
  const options = { "muc#roomconfig_maxusers": "8" };
  expect(chosen(offered, { options }).submit["muc#roomconfig_maxusers"]).toBe("8");
});

test("an option replaces what is usual, and not what makes the room one of the pool", () => {
  const more = { "muc#roomconfig_changesubject": bool("0") };
  const options = {
    "muc#roomconfig_changesubject": "true",
    "muc#roomconfig_whois": "anyone",
    "muc#roomconfig_publicroom": "1",
    "muc#roomconfig_roomsecret": "known",
  };
  const { submit } = chosen(form(more), { options });
  expect(submit).toMatchObject({
    "muc#roomconfig_changesubject": "1",
    "muc#roomconfig_whois": "moderators",
    "muc#roomconfig_publicroom": "0",
    "muc#roomconfig_roomsecret": "open sesame",
  });
});

test("the fields that make a room one of the pool are its own, and others are free", () => {
  const own = [
    ...["roomsecret", "passwordprotectedroom", "whois", "allowpm", "historylength", "maxusers"],
    ...["publicroom", "persistentroom", "membersonly", "moderatedroom", "enablelogging"],
  ].map((name) => `muc#roomconfig_${name}`);
  expect(own.filter((name) => !isOurs(name))).toEqual([]);
  const free = ["roomname", "roomdesc", "lang", "changesubject", "allowinvites"];
  expect(free.filter((name) => isOurs(`muc#roomconfig_${name}`))).toEqual([]);
});

test("what the server has kept is no difference, however it writes booleans", () => {
  const { submit } = choose(form({ mam: bool("1"), allow_query_users: bool() }), wishes);
  const kept = form({
    mam: bool(),
    allow_query_users: bool("true"),
    "muc#roomconfig_persistentroom": bool("false"),
    "muc#roomconfig_publicroom": bool("0"),
    "muc#roomconfig_moderatedroom": bool(),
    "muc#roomconfig_roomsecret": text("open sesame"),
    "muc#roomconfig_whois": list("moderators", "moderators", "anyone"),
    "muc#roomconfig_historylength": text("0"),
  });
  expect(differences(submit, kept)).toEqual([]);
});

test("what the server has not kept is named, and no password is", () => {
  const { submit } = choose(form(), wishes);
  const kept = form({ "muc#roomconfig_roomsecret": text("hunter2"), "muc#roomconfig_publicroom": bool("1") });
  const told = differences(submit, kept);
  expect(told).toContain('muc#roomconfig_whois is "anyone", not "moderators"');
  expect(told).toContain('muc#roomconfig_publicroom is "1", not "0"');
  expect(told).toContain("muc#roomconfig_roomsecret is another one");
  expect(told.join()).not.toMatch(/sesame|hunter2/);
});

test("a field that the server does not show any more is a difference", () => {
  const { submit } = choose(form(), wishes);
  const kept = new Map(form());
  kept.delete("muc#roomconfig_persistentroom");
  expect(differences(submit, kept).join()).toContain("muc#roomconfig_persistentroom");
});
