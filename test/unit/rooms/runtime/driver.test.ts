import pino from "pino";
import { expect, test } from "vitest";
import { RequestTimeout, StanzaError } from "../../../../src/errors.ts";
import type { Muc } from "../../../../src/rooms/muc/index.ts";
import { Driver } from "../../../../src/rooms/runtime/driver.ts";
import { OpenRoom } from "../../../../src/rooms/runtime/open-room.ts";
import { parseJid } from "../../../../src/xmpp/jid.ts";
import { FakeScheduler } from "../../../support/process/fake-scheduler.ts";

const jid = "abc@conference.example.org";
const eve = parseJid("eve@example.org/phone");
if (eve === undefined) throw new Error("that is an address");

const entering = {
  kind: "inside",
  nick: "Eve",
  jids: [eve],
  own: false,
  created: false,
  owner: false,
} as const;
const leaving = {
  kind: "gone",
  nick: "Eve",
  own: false,
  codes: [],
  text: undefined,
  renamed: undefined,
  destroyed: false,
} as const;

/** A driver whose service answers removals like this, one after the other, and then does as it is told. */
function driverWith(...answers: readonly Error[]) {
  const asked: string[] = [];
  const ask = async (what: string): Promise<void> => {
    const answer = answers[asked.push(what) - 1];
    if (answer !== undefined) throw answer;
  };
  const muc = {
    remove: (_: string, nick: string) => ask(`remove ${nick}`),
    ban: (_: string, bare: string) => ask(`ban ${bare}`),
  } as unknown as Muc;
  const scheduler = new FakeScheduler();
  const say = Object.assign(() => "no seat", { lang: "en" }) as never;
  const driver = new Driver({
    muc,
    domain: "help.example.org",
    scheduler,
    say,
    log: pino({ enabled: false }),
    look: () => {},
  });
  const room = new OpenRoom({ id: "1", jid, nick: "Host", queue: "default", status: "chatting" });
  room.sighting = "inside";
  room.seen(entering);
  return { asked, driver, room, scheduler };
}

const settled = () => new Promise((resolve) => setImmediate(resolve));

test("a stranger whom a busy server did not remove is removed as soon as it does", async () => {
  const busy = new StanzaError("resource-constraint");
  const { asked, driver, room, scheduler } = driverWith(busy, new RequestTimeout(jid, 30_000));
  driver.remove(room, "Eve", "no_seat");
  for (let second = 0; second < 5; second++) {
    await settled();
    scheduler.advance(1_000);
  }
  expect(asked).toEqual(["remove Eve", "remove Eve", "remove Eve"]);
});

test("a stranger who has gone is not removed again, nor is whoever has the nickname then", async () => {
  const { asked, driver, room, scheduler } = driverWith(new StanzaError("resource-constraint"));
  driver.remove(room, "Eve", "no_seat");
  await settled();
  room.missed(leaving);
  const cleo = parseJid("cleo@example.org/tablet");
  room.seen({ ...entering, jids: cleo === undefined ? [] : [cleo] });
  scheduler.advance(1_000);
  await settled();
  expect(asked).toEqual(["remove Eve"]);
});
