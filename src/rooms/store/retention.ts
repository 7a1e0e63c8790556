/**
 * Takes the names off rooms that were over long ago, and deletes tickets that nobody needs any more. Whatever a
 * transaction of somebody else holds is left to the next sweep.
 */
import type { NamedQuery } from "../../ledger/database/database.ts";
import type { Queryable } from "../../ledger/statement.ts";
import type { Sweep } from "../../ledger/sweeper.ts";

// A page must take only some milliseconds, as each room has a few seats and a dozen changes.
const ROOMS = 50;
const TICKETS = 200;
// The estimate of a wait is made from the clients of two hours.
const LOOKED_BACK = "2 hours";

export interface RetentionOptions {
  readonly domain: string;
  /** The moment before which rooms must have ended to lose their names, in ms since the epoch. */
  readonly before: () => number;
}

export function roomSweeps({ domain, before }: RetentionOptions): readonly Sweep[] {
  const sweep = (name: string, limit: number, query: () => Required<NamedQuery>): Sweep => ({
    name,
    page: async (db: Queryable) => (await db.query(query())).length === limit,
  });
  return [
    sweep("names of closed rooms", ROOMS, () => forgetNames(domain, before())),
    sweep("old tickets", TICKETS, forgetTickets),
  ];
}

/**
 * The times stay, as do causes: `server` and `anteroom` are no names of people. Of a reason that a web application gave, the
 * cause is left.
 */
function forgetNames(domain: string, before: number): Required<NamedQuery> {
  return {
    name: "rooms_forget_names",
    text: `with due as (
             select id, staff_seat, client_seat from room
             where domain = $1 and names_kept and closed_at < to_timestamp($2::float8 / 1000)
             order by closed_at limit ${ROOMS} for no key update skip locked),
           seats as (
             update seat set person = null, jid = null, taken_by = null, nick = '', first_nick = null
             from due
             where seat.state = 'over'
               and (coalesce(given_in, room_id) = due.id or seat.id in (due.staff_seat, due.client_seat))
             returning seat.ticket),
           tickets as (
             update ticket set client = null, jid = null, wanted_nick = null, note = null, conversation_id = null
             where id in (select ticket from seats)),
           changes as (
             update room_change set actor = null
             from due where room_id = due.id and actor not in ('server', 'anteroom'))
           update room set staff = null, client = null, note = null, conversation_id = null, names_kept = false,
                           closed_why = nameless_reason(room)
           from due where room.id = due.id
           returning 1 as forgotten`,
    values: [domain, before],
  };
}

/** Of a client who came in, the ticket is `called` to the end. One whose conversation is still to be told of it is kept. */
function forgetTickets(): Required<NamedQuery> {
  return {
    name: "rooms_forget_tickets",
    text: `delete from ticket where id in (
             select id from ticket
             where coalesce(called_at, joined_at) < clock_timestamp() - interval '${LOOKED_BACK}'
               and state <> 'waiting' and not (chat is not null and followed)
               and not exists (select from seat where seat.id = ticket.seat and seat.state <> 'over')
             limit ${TICKETS} for update skip locked)
           returning 1 as forgotten`,
    values: [],
  };
}
