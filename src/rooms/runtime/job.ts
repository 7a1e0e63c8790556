/** The job of a room: reads its rows, tells its state machine what has happened, writes what has become of it. */
import type { Decision, PersonlessJob } from "../../ledger/job.ts";
import { type Write, write } from "../../ledger/statement.ts";
import type { Element } from "../../xmpp/stanza.ts";
import { type Action, isLive, isOpen, reasonForPeople, type Seat, type Terms } from "../life/index.ts";
import {
  addChanges,
  callLine,
  endOffers,
  endTickets,
  loadRooms,
  type Stored,
  type StoredSeat,
  saveRoom,
  saveSeats,
} from "../store/index.ts";
import type { Browsers } from "./browsers.ts";
import { dueAt, type Folded, fold, type Happening, hasChanged } from "./fold.ts";
import type { OpenRoom } from "./open-room.ts";
import type { Words } from "./words.ts";

export interface RoomJobOptions {
  readonly terms: Terms;
  /** `xmpp.instance` */
  readonly instance: string;
  readonly newPassword: () => string;
  /** What people are told. */
  readonly words: Words;
  readonly browsers: Browsers;
  /** Joins a room anew, and forgets what has happened in it. */
  readonly rejoin: (room: OpenRoom) => void;
  /** After the commit: what follows on the server. */
  readonly act: (room: OpenRoom, outcome: Written) => void;
}

/** What was written. */
export interface Written {
  readonly before: Stored;
  readonly after: Folded;
  /** What was told to the state machine. */
  readonly happenings: readonly Happening[];
}

interface State {
  readonly stored: Stored | undefined;
  /** People from browsers. */
  readonly people: unknown;
}

/** The order of the statements in a transaction. */
export const STATEMENTS = [saveRoom, saveSeats, addChanges, endOffers, endTickets, callLine] as const;

/** Makes the job for a room. */
export function roomJobs(options: RoomJobOptions): (room: OpenRoom) => PersonlessJob<OpenRoom, State> {
  const handler: PersonlessJob<OpenRoom, State>["handler"] = {
    name: "room",
    load: async (db, jobs) => {
      const ids = jobs.map(({ event }) => event.id);
      const rooms = await loadRooms(db, ids);
      const people = await options.browsers.load(db, ids);
      return jobs.map(({ event: { id } }) => ({ stored: rooms.get(id), people: people.get(id) }));
    },
    decide: (room, { stored, people }, _, now) => {
      room.held = stored === undefined;
      return stored === undefined ? {} : decide(room, { stored, people }, now, options);
    },
    about: (room) => ({ room: room.jid }),
    // What has happened is lost with the decision: the bot joins anew, and reads the truth back.
    failed: (room) => ({ afterCommit: () => options.rejoin(room) }),
  };
  return (room) => ({ queue: `room:${room.id}`, event: room, handler });
}

function decide(
  room: OpenRoom,
  { stored: before, people }: State & { readonly stored: Stored },
  now: number,
  options: RoomJobOptions,
): Decision {
  const { terms, newPassword, words, act, browsers } = options;
  const { happenings } = room;
  const after = fold(before, happenings, { terms, now, newPassword, inSight: room.sighting === "inside" });
  const outcome: Written = { before, after, happenings };
  const written =
    hasChanged(before, after) ||
    after.seats.some((seat, index) => answersNow(room, seat, before.seats[index]));
  const told = browsers.decided({ room, before, after, reason: reasonForPeople(after.room) }, people);
  return {
    writes: [...(written ? writesOf(room, outcome, now, options) : []), ...(told.writes ?? [])],
    send: written ? sayings(room, outcome, words) : [],
    afterCommit: () => {
      room.told(happenings);
      room.status = after.room.status;
      room.toldClosing ||= after.actions.some((action) => action.do === "tell_closing");
      room.dueAt = dueAt(after.room, after.seats, terms);
      room.missing = after.seats.flatMap(missingOf);
      room.answering = new Set(
        after.seats.flatMap((seat, index) => answeringOf(room, seat, before.seats[index])),
      );
      act(room, outcome);
      told.afterCommit?.();
    },
  };
}

/** The JID of the seat's person, where their own address is known to answer pings. */
function answeringOf(room: OpenRoom, seat: Seat, stored: StoredSeat | undefined): readonly string[] {
  const { takenBy } = seat;
  return takenBy !== undefined && (stored?.answers || answersNow(room, seat, stored)) ? [takenBy] : [];
}

/** Whether it is known by now, and not stored yet, that the address of the seat's person answers pings. */
function answersNow(room: OpenRoom, { nicks }: Seat, stored: StoredSeat | undefined): boolean {
  return stored?.answers === false && nicks.some((nick) => room.occupant(nick)?.answers === true);
}

function missingOf({ id, state, takenBy, jid }: Seat): OpenRoom["missing"] {
  const known = takenBy ?? jid;
  return state === "missing" && known !== undefined ? [{ seat: id, jid: known }] : [];
}

function writesOf(
  room: OpenRoom,
  { before, after }: Written,
  now: number,
  { instance, terms }: RoomJobOptions,
): readonly Write[] {
  const { id, rev } = before;
  const over = !isOpen(after.room);
  const offers = after.actions.flatMap((action) => (action.do === "offer_another" ? [action.seat] : []));
  const client = after.seats.find(({ role }) => role === "client");
  const joinedAt = (role: Seat["role"]): number | null =>
    after.seats.find((seat) => seat.role === role)?.joinedAt ?? null;
  const writes: Write[] = [
    write(saveRoom, {
      id,
      rev,
      nextRev: rev + Math.max(1, after.changes.length),
      room: after.room,
      password: over ? null : after.password,
      nextPassword: over ? null : after.nextPassword,
      clientGone: client !== undefined && !isLive(client) && client.joinedAt === undefined,
      staffJoinedAt: joinedAt("staff"),
      clientJoinedAt: joinedAt("client"),
      closedAt: over ? now : null,
    }),
  ];
  for (const [index, seat] of after.seats.entries()) {
    const stored = before.seats[index];
    const answers = answersNow(room, seat, stored);
    const news = answers || (stored?.invite ?? false);
    if (seat === stored && !news && !after.handedOut.has(seat.id)) continue;
    // The offer ends some time after the room: until then it is at most the grace of the closing room longer.
    const offerUntil = offers.includes(seat.id) ? now + terms.grace + terms.clientGrace : null;
    const password = after.handedOut.has(seat.id) ? after.nextPassword : null;
    writes.push(write(saveSeats, { seat, password, offerUntil, answers }));
  }
  for (const [index, change] of after.changes.entries()) {
    // A microsecond apart, so that their times show their order.
    const at = now + index / 1_000;
    writes.push(write(addChanges, { ...change, room: id, rev: rev + 1 + index, at, instance }));
  }
  if (after.room.status === "closed" && after.room.closedWhy === "grace_ended") {
    writes.push(write(endOffers, { room: id, until: now + terms.clientGrace }));
  }
  for (const action of after.actions) {
    if (action.do === "end_ticket") writes.push(write(endTickets, action));
    // Only where staff still waits after everything that has happened.
    else if (action.do === "call_line" && after.room.status === "staff_waiting") {
      writes.push(write(callLine, { room: id }));
    }
  }
  return writes;
}

/** What people are told. It is kept until the server has it. */
function sayings(room: OpenRoom, { before, after, happenings }: Written, words: Words): readonly Element[] {
  const said: Element[] = [];
  const password = after.nextPassword ?? after.password;
  const seatOf = (id: string): Seat | undefined => after.seats.find((seat) => seat.id === id);
  const invited = new Set<string>();
  const invite = (seat: Seat | undefined): void => {
    if (seat === undefined || !isLive(seat) || invited.has(seat.id)) return;
    invited.add(seat.id);
    said.push(...words.invitation(room, seat, password));
  };
  for (const seat of before.seats) if (seat.invite) invite(seatOf(seat.id));
  const client = after.seats.find(({ role, state }) => role === "client" && state === "inside");
  const staffDropped = after.changes.some(({ cause }) => cause === "staff_dropped_out");
  if (staffDropped && client !== undefined && after.room.status === "lost")
    said.push(words.staffIsAway(room));
  for (const action of after.actions) said.push(...sayingsOf(action));
  if (happenings.some((happening) => happening.kind === "lost_by_server" && happening.toSomebody)) {
    said.push(...words.leaveIt(room, after.seats));
  }
  return said;

  function sayingsOf(action: Action): readonly Element[] {
    switch (action.do) {
      case "invite":
        invite(seatOf(action.seat));
        return [];
      case "tell_staff_is_away":
        return [words.staffIsAway(room)];
      case "tell_closing":
        return room.toldClosing ? [] : [words.closing(room, after)];
      case "offer_another":
        return [words.offer(room)];
      case "destroy":
        // An open room is destroyed until that is confirmed. One that is over is not looked at any more, and may be there
        // all the same: the bot's own join makes a room anew that the server has lost.
        return isOpen(after.room) ? [] : [words.destroying(room)];
      default:
        return [];
    }
  }
}
