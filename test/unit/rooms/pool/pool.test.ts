import { expect, test } from "vitest";
import { StanzaError } from "../../../../src/errors.ts";
import type { Muc, RoomPresence } from "../../../../src/rooms/muc/index.ts";
import { Pool, type PoolOptions } from "../../../../src/rooms/pool/pool.ts";
import { OpenRoom } from "../../../../src/rooms/runtime/open-room.ts";
import { FakeScheduler } from "../../../support/process/fake-scheduler.ts";
import { recordedLog } from "../../../support/process/recorded-log.ts";

const CREATED: RoomPresence = {
  kind: "inside",
  nick: "Anteroom",
  jids: [],
  own: true,
  created: true,
  owner: true,
};

/** Makes rooms, and has the server answer the form of each so. */
async function make(
  count: number,
  configure: (room: OpenRoom) => Promise<{ readonly refused: readonly string[] }>,
) {
  const log = recordedLog();
  const refused: string[] = [];
  const made: OpenRoom[] = [];
  let ended = 0;
  let over = () => {};
  const done = new Promise<void>((resolve) => {
    over = resolve;
  });
  const muc: Pick<Muc, "join" | "configure"> = {
    join: () => true,
    configure: async (jid) => {
      const room = made.find((one) => one.jid === jid);
      if (room === undefined) throw new Error(`nobody makes ${jid}`);
      pool.answered(room, CREATED);
      return configure(room);
    },
  };
  const pool: Pool = new Pool({
    ledger: {
      db: { query: async () => (made.length === 0 ? [{ queue: "default", wanted: count }] : []) },
      underLease: async () => [
        Array.from({ length: count }, (_, id) => ({
          id,
          jid: `r${id}@conference.example.org`,
          password: "x",
        })),
      ],
    } as unknown as PoolOptions["ledger"],
    muc: muc as Muc,
    domain: "help.example.org",
    owner: "rooms@help.example.org",
    service: "conference.example.org",
    levels: [{ queue: "default", ready: count, max: count }],
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
    look: () => {
      if (++ended === count) over();
    },
    absent: () => false,
    onRefused: (kind) => refused.push(kind),
    onFailed: () => {},
  });
  await pool.fill();
  await done;
  return {
    refused,
    lines: log.lines.all,
    told: log.lines.all.map(({ msg }) => msg),
    happenings: made[0]?.happenings,
  };
}

/** The server knows nothing of the room any more. */
const gone = () => Promise.reject(new StanzaError("item-not-found"));

test("options that the server does not offer are told in one line, with the first room alone", async () => {
  const refused = ["muc#roomconfig_maxusers", "muc#roomconfig_allowpm"];
  const { lines, happenings } = await make(3, async () => ({ refused }));
  expect(lines).toMatchObject([{ level: "info", options: refused }]);
  expect(happenings).toMatchObject([{ kind: "created" }]);
});

test("a room that the server refuses to make is told", async () => {
  const { refused, told, happenings } = await make(1, gone);
  expect(refused).toEqual(["item-not-found"]);
  expect(told).toEqual(["the server makes no room for the pool; trying again"]);
  expect(happenings).toMatchObject([{ kind: "refused" }]);
});

test("a room that is closed while it is made is not taken for a refusal of the server", async () => {
  const { refused, told, happenings } = await make(1, (room) => {
    room.status = "closing";
    return gone();
  });
  expect([refused, told, happenings]).toEqual([[], [], []]);
});
