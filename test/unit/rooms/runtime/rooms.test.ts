import pino from "pino";
import { expect, test } from "vitest";
import type { AnyJob } from "../../../../src/ledger/job.ts";
import type { Muc } from "../../../../src/rooms/muc/index.ts";
import { Driver } from "../../../../src/rooms/runtime/driver.ts";
import { Rooms } from "../../../../src/rooms/runtime/rooms.ts";
import { readStanza, xml } from "../../../../src/xmpp/stanza.ts";
import { FakeScheduler } from "../../../support/process/fake-scheduler.ts";

const jid = "abc@conference.example.org";
const USER = "http://jabber.org/protocol/muc#user";

/** An open room with the bot inside, and what the server says of Sam in it. */
function startRooms(driver: Driver, post: (job: AnyJob) => boolean = () => true) {
  const rooms = new Rooms({
    driver,
    job: () => ({}) as never,
    post,
    answered: () => {},
    said: () => {},
    unknown: () => {},
  });
  const room = rooms.add({ id: "1", jid, botNick: "Host", queue: "default", status: "reserved" });
  room.sighting = "inside";
  const hear = (type: string | undefined, ...children: Parameters<typeof xml>[2][]) => {
    const attrs = { from: `${jid}/Sam`, to: "rooms@help.example.org/anteroom", type };
    const stanza = readStanza(xml("presence", attrs, xml("x", { xmlns: USER }, ...children)));
    if (stanza !== undefined) rooms.hear(stanza);
  };
  return { rooms, room, hear };
}

test("a removal that hits somebody who came in under the nickname just then does not count as leaving", () => {
  const driver = { calibrate: () => {}, departed: () => new Promise(() => {}) } as unknown as Driver;
  const { room, hear } = startRooms(driver);
  room.removing.set("Sam", "eve@example.org");
  hear(undefined, xml("item", { jid: "sam@example.org/phone" }));
  hear("unavailable", xml("status", { code: "307" }));
  expect(room.happenings).toEqual([
    { kind: "entered", nick: "Sam", jid: "sam@example.org" },
    { kind: "gone", nick: "Sam", how: "dropped" },
  ]);
});

test("an address that answers while the entry is being written is looked at once more", async () => {
  const driver = new Driver({
    muc: { ping: async () => "answered" } as unknown as Muc,
    domain: "help.example.org",
    scheduler: new FakeScheduler(),
    log: pino({ enabled: false }),
    say: Object.assign(() => "", { lang: "en" }) as never,
    look: (one) => rooms.look(one),
  });
  const posted: AnyJob[] = [];
  const { rooms, room, hear } = startRooms(driver, (job) => posted.push(job) > 0);
  hear(undefined, xml("item", { jid: "sam@example.org/phone" }));
  const decided = room.happenings;
  await new Promise(setImmediate);
  expect(posted).toHaveLength(1);
  room.told(decided);
  posted[0]?.settled?.(true);
  expect(posted).toHaveLength(2);
});
