/** The line, as the component looks after it. */
import { columnsOf } from "../../ledger/columns.ts";
import type { NamedQuery } from "../../ledger/database/database.ts";
import type { Statement } from "../../ledger/statement.ts";
import type { TicketEnd } from "../life/index.ts";

/**
 * Ends the tickets that nobody looked at in time, and calls the head of a line beside which staff waits: the transaction
 * that should have done so may have found it held by somebody.
 */
export function tidyLine(): NamedQuery {
  return {
    name: "rooms_tidy_line",
    text: `with ended as (
             update ticket set state = 'over'
             where id in (select id from ticket where state = 'waiting' and until <= clock_timestamp()
                          for no key update skip locked))
           select call_line(id) from room
           where status = 'staff_waiting' and exists (select from standing where queue = room.queue)
           order by waiting_since`,
  };
}

/** A client who has to be seen for the ticket to go on. */
export interface PersonInLine {
  readonly ticket: string;
  /** `person.id` */
  readonly person: string;
}

// A look is stored as seldom as that (line_position).
const LOOK_STORED = "least(interval '15 seconds', lasts / 2)";

/** The people with a named JID whose tickets nobody has looked at just now. */
export function peopleInLine(): NamedQuery {
  return {
    name: "rooms_people_in_line",
    text: `select ticket.id as ticket, person.id as person
           from standing as ticket join person on person.kind = 'xmpp' and person.address = ticket.jid
           where until < clock_timestamp() + lasts - ${LOOK_STORED}`,
  };
}

/** Puts off the end of tickets: their people were seen. */
export function keepTickets(tickets: readonly string[]): NamedQuery {
  return {
    name: "rooms_keep_tickets",
    text: `update ticket set until = clock_timestamp() + lasts
           where id in (select id from standing where id = any ($1::uuid[]) for no key update skip locked)`,
    values: [tickets],
  };
}

export interface EndedTicket {
  readonly ticket: string;
  readonly how: TicketEnd;
}

const ended = columnsOf<EndedTicket>({
  id: ["uuid", ({ ticket }) => ticket],
  how: ["text", ({ how }) => how],
});

/** What `ticketAfter` says: back to the head of the line, or over. */
export const endTickets: Statement<EndedTicket> = {
  name: "rooms_end_tickets",
  text: `update ticket
         set state = case when how = 'recalled' or how = 'no_show' and calls = 0 then 'waiting' else 'over' end,
             head = true, calls = calls + (how = 'no_show')::integer, seat = null,
             until = case when until is not null then clock_timestamp() + lasts end
         from ${ended.rows} where ticket.id = new.id and ticket.state = 'called'`,
  values: ended.values,
};

const called = columnsOf<{ readonly room: string }>({ id: ["bigint", ({ room }) => room] });

/** Gives the second seat to the head of the line, in the transaction in which the staff of the room begins to wait. */
export const callLine: Statement<{ readonly room: string }> = {
  name: "rooms_call_line",
  text: `select call_line(id) from ${called.rows}`,
  values: called.values,
};

/** The lines of these queues, for the metrics. */
export function linesOf(queues: readonly string[]): NamedQuery {
  return {
    name: "rooms_lines",
    text: `select queue, in_line as waiting, coalesce(extract(epoch from longest_wait), 0)::float8 as longest, open
           from desk where queue = any ($1::text[])`,
    values: [queues],
  };
}
