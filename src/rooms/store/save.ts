/** Writes rooms, seats and history after a decision. */
import { type ColumnTable, columnsOf, insertRows } from "../../ledger/columns.ts";
import type { Statement } from "../../ledger/statement.ts";
import type { Change, Room, Seat } from "../life/index.ts";

export interface SavedRoom {
  readonly id: string;
  /** As it was read. */
  readonly rev: number;
  /** As it is from now on. */
  readonly nextRev: number;
  readonly room: Room;
  readonly password: string | null;
  readonly nextPassword: string | null;
  /** Its client did not come: the name is cleared, and what they brought with them. */
  readonly clientGone: boolean;
  readonly staffJoinedAt: number | null;
  readonly clientJoinedAt: number | null;
  /** When it was closed or failed. */
  readonly closedAt: number | null;
}

const room = columnsOf<SavedRoom>({
  id: ["bigint", ({ id }) => id],
  rev: ["int", ({ rev }) => rev],
  next_rev: ["int", ({ nextRev }) => nextRev],
  status: ["text", ({ room }) => room.status],
  status_changed_at: ["float8", ({ room }) => room.statusChangedAt],
  change_owed: ["boolean", ({ room }) => room.changeOwed],
  destroying: ["boolean", ({ room }) => room.destroying],
  waiting_since: ["float8", ({ room }) => room.waitingSince ?? null],
  closed_why: ["text", ({ room }) => room.closedWhy ?? null],
  password: ["text", ({ password }) => password],
  next_password: ["text", ({ nextPassword }) => nextPassword],
  client_gone: ["boolean", ({ clientGone }) => clientGone],
  staff_joined_at: ["float8", ({ staffJoinedAt }) => staffJoinedAt],
  client_joined_at: ["float8", ({ clientJoinedAt }) => clientJoinedAt],
  closed_at: ["float8", ({ closedAt }) => closedAt],
});

const moment = (column: string): string => `to_timestamp(new.${column} / 1000)`;

/**
 * Writes a room that was looked at. It fails where the row is a later one, and where a transaction of somebody else holds
 * it: the batch, with the messages of other people in it, does not wait.
 */
export const saveRoom: Statement<SavedRoom> = {
  name: "rooms_save",
  compares: true,
  text: `with new as (select * from ${room.rows}),
              free as (select room.id from room join new using (id) where room.rev = new.rev
                       for no key update of room skip locked),
              changed as (
                update room
                set rev = new.next_rev, unseen = false, status = new.status,
                    status_changed_at = ${moment("status_changed_at")}, change_owed = new.change_owed,
                    destroying = new.destroying, waiting_since = ${moment("waiting_since")}, closed_why = new.closed_why,
                    password = new.password, next_password = new.next_password,
                    client = case when not new.client_gone then room.client end,
                    conversation_id = case when not new.client_gone then room.conversation_id end,
                    note = case when not new.client_gone then room.note end,
                    staff_joined_at = coalesce(room.staff_joined_at, ${moment("staff_joined_at")}),
                    client_joined_at = coalesce(room.client_joined_at, ${moment("client_joined_at")}),
                    closed_at = ${moment("closed_at")}
                from new join free using (id) where room.id = new.id returning 1)
         select must_be_equal(count(*), cardinality($1), 'room') from changed`,
  values: room.values,
};

export interface SavedSeat {
  readonly seat: Seat;
  /** The new one, where it gets one. */
  readonly password: string | null;
  /** Whether their own address is known to answer pings. */
  readonly answers: boolean;
  /** Until when its client may ask for somebody else, in ms since the epoch. */
  readonly offerUntil: number | null;
}

const seat = columnsOf<SavedSeat>({
  id: ["uuid", ({ seat }) => seat.id],
  taken_by: ["text", ({ seat }) => seat.takenBy ?? null],
  // An array of arrays would have to be rectangular.
  nicks: ["jsonb", ({ seat }) => JSON.stringify(seat.nicks)],
  state: ["text", ({ seat }) => seat.state],
  awaited: ["boolean", ({ seat }) => seat.awaited],
  ending: ["boolean", ({ seat }) => seat.ending],
  lease_until: ["float8", ({ seat }) => seat.leaseUntil],
  missing_since: ["float8", ({ seat }) => seat.missingSince ?? null],
  joined_at: ["float8", ({ seat }) => seat.joinedAt ?? null],
  password: ["text", ({ password }) => password],
  answers: ["boolean", ({ answers }) => answers],
  offer_until: ["float8", ({ offerUntil }) => offerUntil],
});

/** Writes seats, after their rooms: whoever holds a seat's room holds the seat. */
export const saveSeats: Statement<SavedSeat> = {
  name: "rooms_save_seats",
  text: `update seat
         set taken_by = new.taken_by, nicks = array(select jsonb_array_elements_text(new.nicks)), state = new.state,
             awaited = new.awaited, ending = new.ending, lease_until = ${moment("lease_until")},
             missing_since = ${moment("missing_since")}, joined_at = ${moment("joined_at")},
             password = coalesce(new.password, seat.password), answers = new.answers or seat.answers,
             offer_until = coalesce(${moment("offer_until")}, seat.offer_until), invite = false
         from ${seat.rows} where seat.id = new.id`,
  values: seat.values,
};

export interface EndedOffer {
  readonly room: string;
  /** ms since the epoch */
  readonly until: number;
}

const offer = columnsOf<EndedOffer>({
  id: ["bigint", ({ room }) => room],
  until: ["float8", ({ until }) => until],
});

/** A room is closed whose client was asked whether to wait for somebody else: the end of that offer is known now. */
export const endOffers: Statement<EndedOffer> = {
  name: "rooms_end_offers",
  text: `update seat set offer_until = ${moment("until")}
         from ${offer.rows} join room using (id)
         where seat.id = room.client_seat and seat.offer_until is not null`,
  values: offer.values,
};

export interface SavedChange extends Change {
  readonly room: string;
  readonly rev: number;
  readonly at: number;
  readonly instance: string;
}

const change = {
  room_id: ["bigint", ({ room }) => room],
  rev: ["int", ({ rev }) => rev],
  at: ["ms", ({ at }) => at],
  from_status: ["text", ({ from }) => from],
  to_status: ["text", ({ to }) => to],
  cause: ["text", ({ cause }) => cause],
  actor: ["text", ({ actor }) => actor],
  instance: ["text", ({ instance }) => instance],
} as const satisfies ColumnTable<SavedChange>;

/** Writes history. */
export const addChanges: Statement<SavedChange> = {
  name: "rooms_add_changes",
  ...insertRows<SavedChange>("room_change", change),
};
