/** Reads rooms with their seats, as the state machine needs them. */
import type { Queryable } from "../../ledger/statement.ts";
import type { Role, Room, Seat, Status } from "../life/index.ts";

/** A seat with the members that the state machine does not need. */
export interface StoredSeat extends Seat {
  /** An invitation to it is to be sent. */
  readonly invite: boolean;
  /** The person's own address answered a ping when they came in. */
  readonly answers: boolean;
}

/** A room with its seats that are not over. */
export interface Stored {
  readonly id: string;
  /** A write expects that the row still has it. */
  readonly rev: number;
  readonly queue: string;
  readonly jid: string;
  /** An SQL function wrote it, and nobody has looked yet. */
  readonly unseen: boolean;
  readonly password: string;
  /** Stored before the server is told. */
  readonly nextPassword: string | null;
  readonly room: Room;
  readonly seats: readonly StoredSeat[];
}

interface RoomRow {
  readonly id: string;
  readonly rev: number;
  readonly queue: string;
  readonly jid: string;
  readonly bot_nick: string;
  readonly staff: string | null;
  readonly status: Status;
  readonly unseen: boolean;
  readonly password: string | null;
  readonly next_password: string | null;
  readonly change_owed: boolean;
  readonly destroying: boolean;
  readonly closed_why: string | null;
  readonly created_at: number;
  readonly status_changed_at: number;
  readonly waiting_since: number | null;
}

interface SeatRow {
  readonly room_id: string;
  readonly id: string;
  readonly role: Role;
  readonly person: string | null;
  readonly jid: string | null;
  readonly taken_by: string | null;
  readonly nick: string;
  readonly nicks: readonly string[];
  readonly state: Seat["state"];
  readonly awaited: boolean;
  readonly ending: boolean;
  readonly released: boolean;
  readonly invite: boolean;
  readonly answers: boolean;
  readonly lease_until: number;
  readonly missing_since: number | null;
  readonly joined_at: number | null;
  readonly ticket: string | null;
}

const ms = (column: string): string => `(extract(epoch from ${column}) * 1000)::float8 as ${column}`;

/**
 * Reads open rooms, by id. A room is missing where it is over, and where a transaction of somebody else holds it: whoever
 * waited for that would hold up everybody in the batch.
 */
export async function loadRooms(db: Queryable, ids: readonly string[]): Promise<ReadonlyMap<string, Stored>> {
  // In this order: whatever SQL functions write between the two shows in `rev`, and makes the write fail.
  const rooms = await db.query<RoomRow>({
    name: "rooms_load",
    text: `select id, rev, queue, jid, bot_nick, staff, status, unseen, password, next_password, change_owed, destroying, closed_why,
                  ${["created_at", "status_changed_at", "waiting_since"].map(ms).join(", ")}
           from room where id = any ($1::bigint[]) and closed_at is null
           for no key update skip locked`,
    values: [ids],
  });
  const seats = await db.query<SeatRow>({
    name: "rooms_load_seats",
    text: `select room.id as room_id, seat.id, role, person, seat.jid, taken_by, nick, nicks, state, awaited, ending, released,
                  invite, answers, ticket, ${["lease_until", "missing_since", "joined_at"].map(ms).join(", ")}
           from room join seat on seat.id in (staff_seat, client_seat)
           where room.id = any ($1::bigint[]) and seat.room_id = room.id and state <> 'over'`,
    values: [rooms.map(({ id }) => id)],
  });
  const byRoom = new Map<string, StoredSeat[]>(rooms.map(({ id }) => [id, []]));
  for (const row of seats) byRoom.get(row.room_id)?.push(seatOf(row));
  return new Map(rooms.map((row) => [row.id, storedOf(row, byRoom.get(row.id) ?? [])]));
}

function storedOf(row: RoomRow, seats: readonly StoredSeat[]): Stored {
  return {
    id: row.id,
    rev: row.rev,
    queue: row.queue,
    jid: row.jid,
    unseen: row.unseen,
    password: row.password ?? "",
    nextPassword: row.next_password,
    room: {
      status: row.status,
      createdAt: row.created_at,
      statusChangedAt: row.status_changed_at,
      botNick: row.bot_nick,
      changing: row.next_password !== null,
      changeOwed: row.change_owed,
      destroying: row.destroying,
      ...(row.staff !== null && { staff: row.staff }),
      ...(row.waiting_since !== null && { waitingSince: row.waiting_since }),
      ...(row.closed_why !== null && { closedWhy: row.closed_why }),
    },
    seats,
  };
}

function seatOf(row: SeatRow): StoredSeat {
  return {
    id: row.id,
    role: row.role,
    person: row.person ?? "",
    ...(row.jid !== null && { jid: row.jid }),
    ...(row.taken_by !== null && { takenBy: row.taken_by }),
    nick: row.nick,
    nicks: row.nicks,
    state: row.state,
    awaited: row.awaited,
    leaseUntil: row.lease_until,
    ending: row.ending,
    released: row.released,
    ...(row.missing_since !== null && { missingSince: row.missing_since }),
    ...(row.joined_at !== null && { joinedAt: row.joined_at }),
    ...(row.ticket !== null && { ticket: row.ticket }),
    invite: row.invite,
    answers: row.answers,
  };
}
