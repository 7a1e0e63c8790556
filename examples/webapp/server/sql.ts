/** Everything that this application asks of Anteroom's database. Each statement can be pasted into psql. */
import type { Pool } from "pg";

export interface Queue {
  readonly queue: string;
  readonly staff_waiting: number;
  readonly chatting: number;
  readonly in_line: number;
  /** Seconds that the first in line has waited. */
  readonly longest_wait: number | null;
  /** Whether staff is there at all. */
  readonly open: boolean;
}

export interface OwnRoom {
  readonly room_id: string;
  readonly room_jid: string;
  readonly queue: string;
  readonly status: string;
  readonly client: string | null;
  readonly staff_in: boolean;
  readonly client_in: boolean;
  /** Seconds until the seat that is awaited ends. */
  readonly lease: number | null;
  readonly note: string | null;
  /** Whether the client has talked to the bot first. */
  readonly talked: boolean;
}

export interface Taken {
  readonly room_id: string;
  readonly seat: string;
}

export interface Place {
  /** `null`: it is this client's turn, and `seat` is set. */
  readonly place: number | null;
  /** Seconds. */
  readonly estimate: number | null;
  readonly seat: string | null;
}

export interface Said {
  readonly at: Date;
  readonly direction: "in" | "out";
  readonly body: string;
}

export type Desk = ReturnType<typeof createDesk>;

export function createDesk(pool: Pick<Pool, "query">) {
  const rows = async <Row>(text: string, values: readonly unknown[] = []): Promise<Row[]> =>
    (await pool.query(text, [...values])).rows;

  return {
    /** Throws an error with one line that says why not. */
    mayBeUsed: async () => {
      try {
        await pool.query("select from anteroom.desk limit 0");
      } catch (error) {
        throw new Error(`WEBAPP_DATABASE_URL: ${whyNot(error as NodeJS.ErrnoException)}`);
      }
    },

    queues: () =>
      rows<Queue>(
        `select queue, staff_waiting, chatting, in_line, open,
                extract(epoch from longest_wait)::float as longest_wait
         from anteroom.desk order by queue`,
      ),

    // For the client ---------------------------------------------------------------------------------------------------

    /** Gives a ticket. The entity is named, so nobody else can take the seat that the ticket leads to. */
    joinLine: async (name: string, entity: string, queue: string, request: string) =>
      (
        await rows<{ ticket: string }>(
          `select anteroom.join_line($1, client_jid => $2, queue => $3, wanted_nick => $1, request => $4) as ticket`,
          [name, entity, queue, request],
        )
      )[0]?.ticket,

    /** `undefined`: the ticket is over. */
    place: async (ticket: string) =>
      (
        await rows<Place>(
          `select place, extract(epoch from estimate)::float as estimate, seat
           from anteroom.line_position($1)`,
          [ticket],
        )
      )[0],

    leaveLine: (ticket: string) => rows(`select anteroom.leave_line($1)`, [ticket]),

    // For staff --------------------------------------------------------------------------------------------------------

    /** `undefined`: no room is available at this moment. */
    takeRoom: async (staff: string, nick: string, queue: string, request: string) =>
      (
        await rows<Taken>(
          `select room_id, seat from anteroom.take_room($1, queue => $2, wanted_nick => $3, request => $4)`,
          [staff, queue, nick, request],
        )
      )[0],

    roomsOf: (staff: string) =>
      rows<OwnRoom>(
        `select room_id, room_jid, queue, status, client, staff_in, client_in, note, conversation_id is not null as talked,
                extract(epoch from lease_until - clock_timestamp())::float as lease
         from anteroom.rooms
         where staff = $1 and closed_at is null and status not in ('closing', 'failed')
         order by room_id`,
        [staff],
      ),

    /** Staff may read what their own client told the bot. */
    saidBefore: (staff: string, room: string) =>
      rows<Said>(
        `select at, direction, body
         from anteroom.rooms join anteroom.conversation_messages using (conversation_id)
         where room_id = $1 and staff = $2 and closed_at is null`,
        [room, staff],
      ),

    handBack: (seat: string) => rows(`select anteroom.release_seat($1)`, [seat]),

    /** Staff may close their own room. */
    closeRoom: (staff: string, room: string, reason: string) =>
      rows(
        `select anteroom.close_room(room_id, $3) from anteroom.rooms
         where room_id = $1 and staff = $2 and closed_at is null`,
        [room, staff, reason],
      ),
  };
}

/** `code`: an SQLSTATE, or a code of Node's where there is no database. */
function whyNot({ code, message }: NodeJS.ErrnoException): string {
  switch (code) {
    case "3F000":
    case "42P01":
      return `${message}: Anteroom makes it when it starts`;
    case "42501":
      return `${message}: the role lacks \`grant anteroom_webapp to …\``;
    default:
      return `the database cannot be used: ${message || code}`;
  }
}
