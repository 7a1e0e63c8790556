import { beforeEach, expect, test } from "vitest";
import { StreamLost } from "../../../../src/errors.ts";
import { createMuc, type Muc, RoomUnfit, type Wishes } from "../../../../src/rooms/muc/index.ts";
import { IqTable } from "../../../../src/xmpp/iq.ts";
import { type Child, type Element, readStanza, xml } from "../../../../src/xmpp/stanza.ts";
import { FakeScheduler } from "../../../support/process/fake-scheduler.ts";

const OWNER = "http://jabber.org/protocol/muc#owner";
const room = "quiet@conference.example.org";
const from = "rooms@help.example.org/pool";
const wishes: Wishes = { password: "open sesame", history: 0, maxUsers: 6, options: {} };

let sent: Element[];
let online: boolean;
let time: FakeScheduler;
let iq: IqTable;
let muc: Muc;

beforeEach(() => {
  sent = [];
  online = true;
  time = new FakeScheduler();
  const send = (stanza: Element | string) => {
    if (online && typeof stanza !== "string") sent.push(stanza);
    return online;
  };
  iq = new IqTable({ domain: "help.example.org", scheduler: time, send });
  muc = createMuc({ from, iq, writer: { send } });
});

/** Answers the request that was sent as the nth; those before it from the end have negative numbers. */
async function answer(index: number, type: "result" | "error", ...children: readonly Child[]): Promise<void> {
  const { id, to } = sent.at(index)?.attrs ?? {};
  const stanza = readStanza(xml("iq", { id, from: to, to: from, type }, ...children));
  expect(stanza && iq.settle(stanza)).toBe(true);
  // What waits for the answer goes on in a later turn.
  await new Promise(setImmediate);
}

const error = (condition: string) =>
  xml("error", {}, xml(condition, { xmlns: "urn:ietf:params:xml:ns:xmpp-stanzas" }));
const form = (fields: Readonly<Record<string, string>>) =>
  xml(
    "query",
    { xmlns: OWNER },
    xml(
      "x",
      { xmlns: "jabber:x:data", type: "form" },
      ...Object.entries(fields).map(([name, value]) =>
        xml("field", { var: name, type: "text-single" }, xml("value", {}, value)),
      ),
    ),
  );

const secret = "muc#roomconfig_roomsecret";

test("a form is fetched, and what is submitted is read back in the same breath", async () => {
  const configured = muc.configure(room, wishes);
  await answer(0, "result", form({ [secret]: "", mood: "wild" }));
  expect(sent.map(({ attrs }) => [attrs.type, attrs.from, attrs.to])).toEqual([
    ["get", from, room],
    ["set", from, room],
    ["get", from, room],
  ]);
  const submitted = sent[1]?.getChild("query", OWNER)?.getChild("x", "jabber:x:data");
  expect(submitted?.attrs.type).toBe("submit");
  expect(
    submitted?.getChildren("field").map((field) => [field.attrs.var, field.getChildText("value")]),
  ).toEqual([
    ["FORM_TYPE", "http://jabber.org/protocol/muc#roomconfig"],
    [secret, "open sesame"],
  ]);
  await answer(1, "result");
  await answer(2, "result", form({ [secret]: "open sesame", mood: "wild" }));
  expect((await configured).refused).toContain("muc#roomconfig_whois");
});

test("what the server did not keep at first is submitted once more", async () => {
  const configured = muc.configure(room, { ...wishes, options: { mood: "calm" } });
  await answer(0, "result", form({ [secret]: "", mood: "wild" }));
  await answer(1, "result");
  await answer(2, "result", form({ [secret]: "open sesame", mood: "wild" }));
  await answer(3, "result");
  await answer(4, "result", form({ [secret]: "open sesame", mood: "calm" }));
  await configured;
});

test("a room is unfit if the server does not keep a wish, which is named", async () => {
  const configured = muc.configure(room, { ...wishes, options: { mood: "calm" } });
  const refused = expect(configured).rejects.toThrow(
    'did not keep the room\'s form: mood is "wild", not "calm"',
  );
  await answer(0, "result", form({ [secret]: "", mood: "wild" }));
  await answer(1, "result");
  await answer(2, "result", form({ [secret]: "open sesame", mood: "wild" }));
  await answer(3, "result");
  await answer(4, "result", form({ [secret]: "open sesame", mood: "wild" }));
  await refused;
  await expect(configured).rejects.toThrow(RoomUnfit);
});

test.each([
  ["no form", undefined],
  ["a form without a password", form({ mood: "wild" })],
])("a room is unfit if the server shows %s", async (_, shown) => {
  const configured = muc.configure(room, wishes);
  const refused = expect(configured).rejects.toThrow(RoomUnfit);
  await answer(0, "result", shown);
  await refused;
  expect(sent.length).toBe(1);
});

test("a form that the server refuses is told with its condition", async () => {
  const refused = expect(muc.configure(room, wishes)).rejects.toMatchObject({ condition: "bad-request" });
  await answer(0, "result", form({ [secret]: "" }));
  await answer(1, "error", error("bad-request"));
  await refused;
});

test("removing somebody who is gone and destroying a room that is gone are no errors, others are", async () => {
  const removed = muc.remove(room, "Ann", "The seat is taken.");
  await answer(-1, "error", error("item-not-found"));
  await removed;
  const destroyed = muc.destroy(room, "closing");
  await answer(-1, "error", error("item-not-found"));
  await destroyed;
  const forbidden = expect(muc.destroy(room, "closing")).rejects.toMatchObject({ condition: "forbidden" });
  await answer(-1, "error", error("forbidden"));
  await forbidden;
});

test("a ping is answered, refused, or met with silence", async () => {
  const answered = muc.ping(`${room}/Ann`, 5_000);
  await answer(-1, "result");
  expect(await answered).toBe("answered");
  const refused = muc.ping(`${room}/Ann`, 5_000);
  await answer(-1, "error", error("service-unavailable"));
  expect(await refused).toMatchObject({ condition: "service-unavailable" });
  const silent = muc.ping(`${room}/Ann`, 5_000);
  time.advance(5_000);
  expect(await silent).toBe("silent");
});

test("without a stream nothing is sent, and who asks is told", async () => {
  const ping = expect(muc.ping(`${room}/Ann`, 5_000)).rejects.toThrow(StreamLost);
  iq.failAll();
  await ping;
  online = false;
  expect(muc.join(room, "Host", "open sesame")).toBe(false);
  await expect(muc.setPassword(room, "new")).rejects.toThrow(StreamLost);
});
