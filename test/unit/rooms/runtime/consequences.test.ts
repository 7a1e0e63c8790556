/** Ghosts: people who were inside before a loss, and do not answer a ping through the room. */
import pino from "pino";
import { expect, test } from "vitest";
import { StanzaError } from "../../../../src/errors.ts";
import type { Muc } from "../../../../src/rooms/muc/index.ts";
import { consequences } from "../../../../src/rooms/runtime/consequences.ts";
import type { Driver } from "../../../../src/rooms/runtime/driver.ts";
import type { Hints } from "../../../../src/rooms/runtime/hints.ts";
import type { Written } from "../../../../src/rooms/runtime/job.ts";
import { OpenRoom } from "../../../../src/rooms/runtime/open-room.ts";
import { parseJid } from "../../../../src/xmpp/jid.ts";

const NICK = "Cleo";

type Answer = Awaited<ReturnType<Muc["ping"]>>;

function seen(room: OpenRoom, jid: string): void {
  const parsed = parseJid(jid);
  const jids = parsed === undefined ? [] : [parsed];
  room.seen({ kind: "inside", nick: NICK, jids, own: false, created: false, owner: false });
}

/** The list of occupants is read, with Cleo in it, whose client answers like this. */
async function afterLoss(answers: readonly Answer[], between = (_: OpenRoom): void => {}) {
  const done: string[] = [];
  const room = new OpenRoom({
    id: "1",
    jid: "abc@conference.example.org",
    nick: "Host",
    queue: "default",
    status: "chatting",
  });
  room.sighting = "inside";
  seen(room, "cleo@example.org/phone");
  room.told(room.happenings);
  const act = consequences({
    driver: {
      remove: (_: OpenRoom, nick: string, why: string) => done.push(`remove ${nick}: ${why}`),
    } as unknown as Driver,
    hints: { changed: () => {} } as unknown as Hints,
    muc: {
      ping: async (to: string) => {
        const answer = answers[done.push(`ping ${to}`) - 1];
        between(room);
        return answer;
      },
    } as unknown as Muc,
    look: () => {},
    offer: () => {},
    over: () => {},
    more: () => {},
    log: pino({ enabled: false }),
  });
  const folded = { room: { status: "chatting" }, changes: [], actions: [], nextPassword: null };
  act(room, {
    before: { ...folded, seats: [{ nicks: [NICK], answers: true }] },
    after: folded,
    happenings: [{ kind: "list_read", occupants: [] }],
  } as unknown as Written);
  await new Promise((resolve) => setImmediate(resolve));
  return { done: done.filter((one) => !one.startsWith("ping")), pings: done.length, room };
}

const removed = [`remove ${NICK}: old_connection`];

test.each<[string, readonly Answer[], readonly string[]]>([
  ["answers is left alone", ["answered"], []],
  ["is late once is left alone", ["silent", "answered"], []],
  ["is silent twice has dropped out", ["silent", "silent"], removed],
  ["is answered for with an error has dropped out", [new StanzaError("service-unavailable")], removed],
  ["is silent, and then answered for", ["silent", new StanzaError("service-unavailable")], removed],
])("a client that %s", async (_, answers, wanted) => {
  const { done, room } = await afterLoss(answers);
  expect(done).toEqual(wanted);
  expect(room.happenings).toEqual(wanted.length > 0 ? [{ kind: "gone", nick: NICK, how: "dropped" }] : []);
});

test("whoever has come in under the nickname meanwhile is no ghost", async () => {
  const { done } = await afterLoss(["silent", "silent"], (room) => seen(room, "cleo@example.org/desktop"));
  expect(done).toEqual([]);
});
