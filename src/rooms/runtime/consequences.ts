/** What follows from a decision on the server, once it is committed. */
import type { Logger } from "pino";
import { StanzaError } from "../../errors.ts";
import { isOpen, type Seat } from "../life/index.ts";
import type { Muc } from "../muc/index.ts";
import type { Driver } from "./driver.ts";
import type { Folded } from "./fold.ts";
import type { Hints } from "./hints.ts";
import type { Written } from "./job.ts";
import type { Offered, OpenRoom } from "./open-room.ts";

export interface ConsequencesOptions {
  readonly driver: Driver;
  readonly hints: Hints;
  readonly muc: Muc;
  readonly look: (room: OpenRoom) => void;
  /** Asks a client who is left alone whether to wait for somebody else. */
  readonly offer: (room: OpenRoom, offered: Offered) => void;
  /** Nothing more happens in it. */
  readonly over: (room: OpenRoom) => void;
  /** Somebody else has to look soon: a queue may lack a room, a ticket was called. */
  readonly more: () => void;
  readonly log: Logger;
}

const ANSWER_MS = 5_000;
// A living client may be late once.
const PINGS = 2;

export function consequences(options: ConsequencesOptions): (room: OpenRoom, outcome: Written) => void {
  const { driver, hints, offer, over, more, log } = options;
  return (room, { before, after, happenings }) => {
    const { status } = after.room;
    // The story of a room: each line has its JID, and none has a person.
    if (before.unseen)
      log.debug({ room: room.jid, status: before.room.status }, "an SQL function has written a room");
    for (const { from, to, cause } of after.changes) {
      log.debug({ room: room.jid, queue: room.queue, from, to, cause }, "a room has changed");
    }
    // Calls of SQL functions show in the first look at them.
    if (before.unseen || after.changes.length > 0) hints.changed({ id: room.id, status, queue: room.queue });
    if (!isOpen(after.room)) {
      over(room);
      more();
      return;
    }
    // The password first: whoever is removed comes back at once.
    const changed = after.actions.some((action) => action.do === "change_password");
    const listed = happenings.some(({ kind }) => kind === "list_read");
    if (after.nextPassword !== null && (changed || listed)) driver.changePassword(room, after.nextPassword);
    for (const action of after.actions) {
      if (action.do === "remove") {
        if (!isAnother(room, after, action.nick)) driver.remove(room, action.nick, action.why);
      } else if (action.do === "ban") driver.ban(room, action.jid);
      else if (action.do === "destroy") driver.destroy(room);
      else if (action.do === "call_line") more();
      else if (action.do === "offer_another") {
        const { id, takenBy } = after.seats.find(({ id }) => id === action.seat) ?? {};
        if (id === undefined || takenBy === undefined) continue;
        room.offered = { seat: id, address: takenBy };
        offer(room, room.offered);
      }
    }
    if (after.room.destroying && listed) driver.destroy(room);
    if (listed) for (const seat of before.seats) if (seat.answers) probe(options, room, seat);
    if (before.unseen && before.room.status !== "lost") more();
  };
}

/** Whether the occupant who is to be removed has gone, and perhaps somebody else has come in under the nickname. */
function isAnother(room: OpenRoom, { seats }: Folded, nick: string): boolean {
  if (room.sighting !== "inside") return false;
  return (
    room.occupant(nick) === undefined ||
    seats.some(({ nicks }) => nicks.includes(nick)) ||
    room.happenings.some((happening) => happening.kind === "entered" && happening.nick === nick)
  );
}

/**
 * Asks people who were inside before the loss, through the room. Of an address that answered a ping when they came in, an
 * error is that of a ghost: its connection is gone, and the server has not noticed. Silence is that of a session which the
 * server keeps for its client to resume (XEP-0198), or of a telephone that sleeps: the second ping wakes it up.
 */
function probe(options: ConsequencesOptions, room: OpenRoom, { nicks }: Seat): void {
  for (const nick of nicks) {
    isGhost(options, room, nick).then(
      (ghost) => {
        if (!ghost) return;
        options.driver.remove(room, nick, "old_connection");
        room.forget(nick);
        room.happened({ kind: "gone", nick, how: "dropped" });
        options.look(room);
      },
      // The stream is lost; on the next one they are asked again.
      () => {},
    );
  }
}

async function isGhost({ muc }: ConsequencesOptions, room: OpenRoom, nick: string): Promise<boolean> {
  const jid = room.occupant(nick)?.jid;
  for (let pings = 0; pings < PINGS; pings++) {
    const answer = await muc.ping(`${room.jid}/${nick}`, ANSWER_MS);
    // Somebody may have come in under the nickname since, or another device of theirs.
    if (answer === "answered" || jid === undefined || room.occupant(nick)?.jid !== jid) return false;
    if (answer instanceof StanzaError) return true;
  }
  return true;
}
