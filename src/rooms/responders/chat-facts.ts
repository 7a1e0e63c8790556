/** What the responder `chat` knows of those who wait. */
import type { Conversation } from "../../conversations/state.ts";
import type { Queryable } from "../../ledger/statement.ts";

/** A ticket whose conversation goes on. Times in ms. */
export interface TicketFacts {
  readonly state: "waiting" | "called" | "over";
  /** Null unless it is waiting. */
  readonly place: number | null;
  /** The client has come in. */
  readonly entered: boolean;
  /** How often the client did not come. */
  readonly calls: number;
  /** What they were told: 0 for being called, null for nothing. */
  readonly toldPlace: number | null;
  readonly toldCalls: number;
  /** They are to be told how it stands. */
  readonly news: boolean;
  readonly estimate: number | null;
  /** Whether staff is there at all. */
  readonly open: boolean;
}

export interface ChatFacts {
  /** Null: there is none, or it has ended. */
  readonly ticket: TicketFacts | null;
  /** For how long a client who has lost their staff may still ask for somebody else, in ms; null if they have not, or no longer. */
  readonly offered: number | null;
}

export async function loadChatFacts(
  db: Queryable,
  conversations: readonly Conversation[],
): Promise<readonly ChatFacts[]> {
  return db.query<ChatFacts>({
    name: "rooms_load_chat_facts",
    text: `select case when ticket.chat is null then null else json_build_object(
               'state', ticket.state, 'place', place, 'entered', entered, 'calls', calls,
               'toldPlace', told_place, 'toldCalls', told_calls, 'news', news,
               'estimate', (extract(epoch from case when place is not null then estimated_wait(ticket.queue, place) end)
                            * 1000)::float8,
               'open', (select open from desk where desk.queue = ticket.queue)) end as ticket,
             (extract(epoch from offer_until - clock_timestamp()) * 1000)::float8 as offered
           from unnest($1::uuid[], $2::bigint[]) with ordinality as asked(chat, room, n)
           left join chat_ticket as ticket on ticket.chat = asked.chat
           left join room on room.id = asked.room
           left join seat on seat.id = room.client_seat and offer_until > clock_timestamp()
           order by n`,
    values: [
      conversations.map(({ id }) => id),
      conversations.map(({ props: { room } }) => (typeof room === "string" ? room : null)),
    ],
  });
}
