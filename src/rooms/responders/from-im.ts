/** What the built-in responders and the pool have to tell one another. */
import type { Conversations } from "../../conversations/index.ts";
import type { Feature, Parts } from "../../feature.ts";
import type { PersonKind } from "../../ledger/person.ts";
import { STATEMENTS } from "./statements.ts";

export interface FromIm extends Feature {
  /** Has those conversations look for which something has changed: a place, a call, a client who is in. */
  look(): Promise<void>;
  /** Asks a client who is left alone whether to wait for somebody else, unless another conversation goes on. `seat`: theirs. */
  offer(address: string, seat: string, queue: string): Promise<void>;
  /** The same client has said yes in the room: they stand at the head of the line. */
  accept(address: string, seat: string, queue: string): Promise<void>;
}

interface Followed {
  readonly chat: string;
  /** Null: the conversation has ended. */
  readonly address: string | null;
  readonly kind: PersonKind;
}

export function createFromIm(
  { host: { domain }, ledger: { db } }: Pick<Parts, "host" | "ledger">,
  conversations: Pick<Conversations, "look" | "begin">,
): FromIm {
  async function look(): Promise<void> {
    const changed = await db.query<Followed>({
      name: "rooms_look_from_im",
      text: `select followed.chat, address, kind
             from (select chat, news from chat_ticket where domain = $1
                   union all
                   select duty.chat, duty_news.chat is not null
                   from duty left join duty_news using (chat) where duty.domain = $1) as followed
             left join conversation on conversation.id = followed.chat and status = 'ongoing'
             left join person on person.id = conversation.person_id
             where news or address is null`,
      values: [domain],
    });
    const ended: string[] = [];
    for (const { chat, address, kind } of changed) {
      if (address === null) ended.push(chat);
      else conversations.look({ kind, address }, chat);
    }
    if (ended.length > 0) await leave(ended);
  }

  /** These conversations ended without a word to rooms: deleted, at a component without rooms, or while somebody held the room. */
  async function leave(chats: readonly string[]): Promise<void> {
    await db.query({
      name: "rooms_end_from_im",
      text: `with off as (update duty set state = 'off', since = clock_timestamp(), chat = null, domain = null
                          where chat = any ($1::uuid[]))
             select leave_line_by_chat($1::uuid[])`,
      values: [chats],
    });
  }

  /** At this domain there are people from browsers alone. */
  function kindOf(address: string): PersonKind {
    return address.endsWith(`@${domain}`) ? "browser" : "xmpp";
  }

  async function start(address: string, seat: string, queue: string, answer?: string): Promise<void> {
    const [offer] = await db.query<{ room: string; left: number }>({
      name: "rooms_load_offer",
      text: `select room_id::text as room, (extract(epoch from offer_until - clock_timestamp()) * 1000)::float8 as left
             from seat where id = $1 and offer_until > clock_timestamp()
               -- Whoever stands in line by it already needs to hear nothing.
               and not exists (select from ticket where request = seat.id and state <> 'over')`,
      values: [seat],
    });
    if (offer === undefined) return;
    conversations.begin(
      { kind: kindOf(address), address },
      {
        responder: "chat",
        step: "again",
        props: { queue, room: offer.room },
        answer,
        lookIn: offer.left,
        busy: (say) => say("line-again-busy", { queue }),
      },
    );
  }

  return {
    name: "rooms from IM",
    statements: STATEMENTS,
    look,
    offer: (address, seat, queue) => start(address, seat, queue),
    accept: (address, seat, queue) => start(address, seat, queue, "yes"),
  };
}
