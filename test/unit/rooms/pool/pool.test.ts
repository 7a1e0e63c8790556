import { expect, test } from "vitest";
import { StanzaError } from "../../../../src/errors.ts";
import type { Muc } from "../../../../src/rooms/muc/index.ts";
import { Pool, type PoolOptions } from "../../../../src/rooms/pool/pool.ts";
import { OpenRoom } from "../../../../src/rooms/runtime/open-room.ts";
import { FakeScheduler } from "../../../support/process/fake-scheduler.ts";
import { recordedLog } from "../../../support/process/recorded-log.ts";

/** Makes one room, of which the server knows nothing any more when it is asked for the form. */
async function makeOne(meanwhile: (room: OpenRoom) => void) {
  const log = recordedLog();
  const refused: string[] = [];
  const made: OpenRoom[] = [];
  let over = () => {};
  const done = new Promise<void>((resolve) => {
    over = resolve;
  });
  const muc: Pick<Muc, "join" | "configure"> = {
    join: () => true,
    configure: async () => {
      for (const room of made) meanwhile(room);
      throw new StanzaError("item-not-found");
    },
  };
  const pool = new Pool({
    ledger: {
      db: { query: async () => (made.length === 0 ? [{ queue: "default", wanted: 1 }] : []) },
      underLease: async () => [[{ id: "1", jid: "abc@conference.example.org", password: "x" }]],
    } as unknown as PoolOptions["ledger"],
    muc: muc as Muc,
    domain: "help.example.org",
    owner: "rooms@help.example.org",
    service: "conference.example.org",
    levels: [{ queue: "default", ready: 1, max: 1 }],
    botNick: "Anteroom",
    lease: 60_000,
    instance: "one",
    wishes: { history: 0, maxUsers: 6, options: {} },
    scheduler: new FakeScheduler(),
    log: log.log,
    add: (row) => {
      const room = new OpenRoom({ ...row, nick: row.botNick });
      made.push(room);
      return room;
    },
    look: () => over(),
    absent: () => false,
    onRefused: (kind) => refused.push(kind),
    onFailed: () => {},
  });
  await pool.fill();
  await done;
  return { refused, told: log.lines.all.map(({ msg }) => msg), happenings: made[0]?.happenings };
}

test("a room that the server refuses to make is told", async () => {
  const { refused, told, happenings } = await makeOne(() => {});
  expect(refused).toEqual(["item-not-found"]);
  expect(told).toEqual(["the server makes no room for the pool; trying again"]);
  expect(happenings).toMatchObject([{ kind: "refused" }]);
});

test("a room that is closed while it is made is not taken for a refusal of the server", async () => {
  const { refused, told, happenings } = await makeOne((room) => {
    room.status = "closing";
  });
  expect([refused, told, happenings]).toEqual([[], [], []]);
});
