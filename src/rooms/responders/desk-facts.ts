/** What the responder `desk` knows of its queues, of who waits, and of the rooms. */
import type { Conversation } from "../../conversations/state.ts";
import type { Queryable } from "../../ledger/statement.ts";

export interface DeskFacts {
  /** Of the person's own queues. */
  readonly queues: readonly {
    readonly queue: string;
    readonly in_line: number;
    readonly available: number;
  }[];
  /** The queues for which they are on duty; null: they are off. */
  readonly duty: readonly string[] | null;
  /** Somebody waits, and they were not told yet. */
  readonly news: boolean;
  /** The first who wait. `waited` in ms. */
  readonly line: readonly {
    readonly queue: string;
    readonly client: string;
    readonly place: number;
    readonly waited: number;
  }[];
  /** Open rooms with staff, the person's own first. */
  readonly rooms: readonly {
    readonly id: string;
    readonly queue: string;
    readonly status: string;
    readonly staff: string;
    readonly client: string | null;
    readonly own: boolean;
  }[];
}

export const NOTHING: DeskFacts = { queues: [], duty: null, news: false, line: [], rooms: [] };

// As many lines as a telephone shows.
const SHOWN = 20;

/** `queues`: of each person, by their bare JID. */
export async function loadDeskFacts(
  db: Queryable,
  conversations: readonly Conversation[],
  queues: ReadonlyMap<string, readonly string[]>,
): Promise<readonly DeskFacts[]> {
  const rows = await db.query<{ facts: DeskFacts }>({
    name: "rooms_load_desk_facts",
    text: `with own as (
             select n, chat, address, array(select jsonb_array_elements_text($2::jsonb -> address)) as queues
             from unnest($1::uuid[]) with ordinality as asked(chat, n)
             left join conversation on conversation.id = chat left join person on person.id = person_id)
           select json_build_object(
             'queues', (select coalesce(json_agg(json_build_object(
                                 'queue', name, 'in_line', coalesce(in_line, 0), 'available', coalesce(available, 0))
                                 order by place), '[]')
                        from unnest(queues) with ordinality as named(name, place) left join desk on desk.queue = name),
             'duty', (select duty.queues from duty where duty.chat = own.chat and state <> 'off'),
             'news', exists (select from duty_news where duty_news.chat = own.chat),
             'line', (select coalesce(json_agg(waiting), '[]') from (
                        select standing.queue, client, row_number() over (partition by standing.queue
                                                                 order by head desc, joined_at, id) as place,
                               (extract(epoch from clock_timestamp() - joined_at) * 1000)::float8 as waited
                        from standing where standing.queue = any (own.queues)
                        order by standing.queue, place limit ${SHOWN}) as waiting),
             'rooms', (select coalesce(json_agg(used), '[]') from (
                         select room.id::text, room.queue, status, staff, client, id in (
                                  select id from rooms_of_staff(address)) as own
                         from room
                         where closed_at is null and status not in ('creating', 'available', 'closing')
                           and (room.queue = any (own.queues) or id in (select id from rooms_of_staff(address)))
                         order by own desc, room.id limit ${SHOWN}) as used)) as facts
           from own order by n`,
    values: [conversations.map(({ id }) => id), JSON.stringify(Object.fromEntries(queues))],
  });
  return rows.map(({ facts }) => facts);
}
