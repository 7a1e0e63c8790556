/** Tells people from browsers how their tickets stand, and keeps the tickets of those who are there. */
import { columnsOf } from "../../ledger/columns.ts";
import type { NamedQuery } from "../../ledger/database/database.ts";
import type { PersonlessJob } from "../../ledger/job.ts";
import { type Queryable, type Statement, write } from "../../ledger/statement.ts";
import type { Line } from "../mapping/index.ts";
import { tell } from "../stream/index.ts";

/** What a person is to be told of a ticket. */
export interface TicketNews {
  readonly ticket: string;
  readonly personId: string;
  readonly queue: string;
  readonly state: Line["state"];
  /** Null unless it waits. */
  readonly place: number | null;
  /** In seconds. */
  readonly estimate: number | null;
  /** Of a call. */
  readonly seat: string | null;
  /** It went back to the head, and was called once more, since it was told to be called. */
  readonly again: boolean;
  /** The person has come in. */
  readonly entered: boolean;
}

// Places change with everybody who is called.
const PLACES_EVERY = "3 seconds";

/** Finds tickets whose person comes from a browser: by the JID that was named, or by the name that the web application gave. */
function noteTickets(domain: string): NamedQuery {
  return {
    name: "gateway_note_tickets",
    text: `insert into ticket_told (ticket, person_id, domain, state)
           select ticket.id, found.id, $1, ''
           from (select id, jid, client from standing
                 union all select id, jid, client from ticket
                 where state = 'called' and called_at > clock_timestamp() - interval '10 seconds') as ticket
           cross join lateral (
             select person.id from person join entity on person_id = person.id
             where kind = 'browser' and entity.domain = $1 and address = coalesce(ticket.jid, lower(ticket.client))
             union all
             select person_id from entity
             where ticket.jid is null and domain = $1 and sub = sha256(convert_to(ticket.client, 'UTF8'))
             limit 1) as found
           where not exists (select from ticket_told where ticket = ticket.id)
           on conflict do nothing`,
    values: [domain],
  };
}

/** Whoever is there need not look at their ticket. */
function keepTickets(domain: string): NamedQuery {
  return {
    name: "gateway_keep_tickets",
    text: `update ticket set until = clock_timestamp() + lasts
           where id in (select id from standing join ticket_told on ticket = standing.id
                          join browser_presence using (person_id)
                        where ticket_told.domain = $1 and here
                          and until < clock_timestamp() + lasts - least(interval '15 seconds', lasts / 2)
                        for no key update of standing skip locked)`,
    values: [domain],
  };
}

/** Notes whose presence is known: whoever was there while the ticket waited. */
function seeTickets(domain: string): NamedQuery {
  return {
    name: "gateway_see_tickets",
    text: `update ticket_told set seen = true from browser_presence as its
           where ticket_told.domain = $1 and its.person_id = ticket_told.person_id and here and not seen`,
    values: [domain],
  };
}

/** Whoever has gone waits no more. A ticket of the bot's chat ends with the conversation. */
function endTickets(domain: string): NamedQuery {
  return {
    name: "gateway_end_tickets",
    text: `update ticket set state = 'over'
           where id in (select id from standing join ticket_told on ticket = standing.id
                          join browser_presence using (person_id)
                        where ticket_told.domain = $1 and seen and not here and until is not null
                        for no key update of standing skip locked)`,
    values: [domain],
  };
}

/** What runs in each look, under the lease. */
export function lineQueries(domain: string): readonly NamedQuery[] {
  return [noteTickets(domain), seeTickets(domain), keepTickets(domain), endTickets(domain)];
}

/** The tickets of which something is to be told. Those that are over for long are forgotten with it. */
export function ticketNews(db: Queryable, domain: string): Promise<readonly TicketNews[]> {
  return db.query<TicketNews>({
    name: "gateway_ticket_news",
    text: `select told.ticket, person_id::text as "personId", coalesce(queue, '') as queue, its.state, its.place,
             case when its.place is not null
               then extract(epoch from estimated_wait(queue, its.place))::float8 end as estimate,
             case when its.state = 'called' then own.seat end as seat,
             coalesce(told.state = 'called' and its.state = 'called' and own.seat <> told.seat, false) as again,
             coalesce(seat.joined_at is not null, false) as entered
           from ticket_told as told
           left join ticket as own on own.id = told.ticket
           left join seat on seat.id = own.seat
           left join (select id, row_number() over (partition by queue order by head desc, joined_at, id)::integer as place
                      from standing) as places on places.id = told.ticket
           cross join lateral (
             select case when places.place is not null then 'waiting'
                         when own.state = 'called' and is_open(own) then 'called' else 'out' end as state,
                    places.place) as its
           where told.domain = $1
             and (its.state <> told.state or its.state = 'called' and own.seat <> told.seat
                  or its.place <> told.place and told.told_at < clock_timestamp() - interval '${PLACES_EVERY}')`,
    values: [domain],
  });
}

const saved = columnsOf<TicketNews>({
  ticket: ["uuid", ({ ticket }) => ticket],
  state: ["text", ({ state }) => state],
  place: ["int", ({ place }) => place],
  seat: ["uuid", ({ seat }) => seat],
});

/** Notes what was told. Of a ticket that is over nothing more will be. */
export const saveTold: Statement<TicketNews> = {
  name: "gateway_save_told",
  text: `with new as (select * from ${saved.rows}),
              over as (delete from ticket_told as told using new where told.ticket = new.ticket and new.state = 'out')
         update ticket_told as told set state = new.state, place = new.place, seat = new.seat, told_at = clock_timestamp()
         from new where told.ticket = new.ticket and new.state <> 'out'`,
  values: saved.values,
};

export function lineJobs(): (news: TicketNews) => PersonlessJob<TicketNews, undefined> {
  const handler: PersonlessJob<TicketNews, undefined>["handler"] = {
    name: "line",
    load: async (_, jobs) => jobs.map(() => undefined),
    decide: (news) => {
      const { personId, queue, ticket, state, place, estimate, again } = news;
      const line: Line = {
        queue,
        ticket,
        ...(place !== null && { place }),
        ...(estimate !== null && { estimate: Math.round(estimate) }),
        state,
      };
      const back: readonly Line[] = again ? [{ queue, ticket, place: 1, state: "waiting" }] : [];
      // Whoever came in, and whose room is over by now, did not fall out of the line.
      const told = !(state === "out" && news.entered);
      return {
        writes: [
          ...(told
            ? [...back, line].flatMap((one) =>
                tell([personId], JSON.stringify([{ type: "line", line: one }])),
              )
            : []),
          write(saveTold, news),
        ],
      };
    },
    failed: () => ({}),
  };
  return (news) => ({ queue: `line:${news.ticket}`, event: news, handler });
}
