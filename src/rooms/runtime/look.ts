/** Looks once a second for what nobody tells: calls of SQL functions, deadlines, queues that lack rooms, the line. */
import type { Logger } from "pino";
import type { Clock } from "../../clock.ts";
import { type Condition, StanzaError } from "../../errors.ts";
import type { Ledger } from "../../ledger/ledger.ts";
import { Rounds } from "../../ledger/rounds.ts";
import { reason } from "../../ops/reason.ts";
import type { Roster } from "../../roster/roster.ts";
import { conditionOf, type Muc } from "../muc/index.ts";
import type { Pool } from "../pool/index.ts";
import { moveLost, tidyLine, undoneClaims, unseenRooms } from "../store/index.ts";
import { keepPresent } from "./present-in-line.ts";
import type { Rejoin } from "./rejoin.ts";
import type { Rooms } from "./rooms.ts";
import type { SignIns } from "./sign-ins.ts";

export interface LookOptions {
  readonly ledger: Pick<Ledger, "db" | "underLease">;
  readonly domain: string;
  readonly clock: Clock;
  readonly log: Logger;
  readonly rooms: Rooms;
  readonly pool: Pool;
  readonly rejoin: Rejoin;
  readonly signIns: SignIns;
  readonly roster: Pick<Roster, "presence">;
  readonly muc: Muc;
  /** There is a stream, and all rooms are known. */
  readonly may: () => boolean;
  /** Writes the queues as the settings say, where that is not done yet. */
  readonly prepare: () => Promise<void>;
  /** Looks after people who reach rooms from IM. */
  readonly others: () => Promise<void>;
}

const EVERY_MS = 1_000;
// A room that the server has lost without a word is found after this time (XEP-0410 §3).
const PING_EVERY_LOOKS = 120;
const ANSWER_MS = 10_000;
const OUTSIDE: ReadonlySet<Condition> = new Set([
  "item-not-found",
  "not-acceptable",
  // The whole service is away, of which a join tells more (muc-host.ts).
  "remote-server-not-found",
  "remote-server-timeout",
]);

export function createLook(options: LookOptions): Rounds {
  const { ledger, domain, clock, log, rooms, pool, signIns, may } = options;
  let looks = 0;
  let failing = false;
  return new Rounds(async () => {
    if (!may()) return EVERY_MS;
    try {
      await options.prepare();
      const unseen = await ledger.db.query<{ id: string }>(unseenRooms(domain));
      for (const { id } of unseen) {
        const room = rooms.byId(id);
        if (room !== undefined) rooms.look(room);
      }
      for (const { id } of await ledger.db.query<{ id: string }>(undoneClaims(domain))) {
        rooms.byId(id)?.happened({ kind: "claim_undone" });
      }
      const now = clock();
      for (const room of rooms.all) {
        if (room.happenings.length > 0 || room.dueAt <= now) rooms.look(room);
      }
      await keepPresent(ledger, options.roster);
      const free = [...rooms.all].filter(({ status, sure }) => status === "available" && sure);
      await ledger.underLease([
        tidyLine(),
        moveLost(
          domain,
          free.map(({ id }) => id),
        ),
      ]);
      await pool.fill();
      await signIns.notice(rooms.all);
      await options.others();
      ping(options, looks++ % PING_EVERY_LOOKS);
      failing = false;
    } catch (error) {
      if (!failing && may())
        log.warn({ reason: reason(error) }, "rooms could not be looked after; trying again");
      failing = true;
    }
    return EVERY_MS;
  });
}

/** Asks some of the rooms whether the bot is still inside: each in its turn. */
function ping({ rooms, muc, rejoin }: LookOptions, turn: number): void {
  for (const room of rooms.all) {
    if (room.sighting !== "inside" || Number(room.id) % PING_EVERY_LOOKS !== turn) continue;
    muc.ping(`${room.jid}/${room.nick}`, ANSWER_MS).then(
      (answer) => {
        if (room.sighting === "inside" && isOutside(answer)) void rejoin.again(room);
      },
      () => {},
    );
  }
}

/** XEP-0410 §3.3: other errors say nothing about the room. */
function isOutside(answer: Awaited<ReturnType<Muc["ping"]>>): boolean {
  return answer instanceof StanzaError && OUTSIDE.has(conditionOf(answer));
}
