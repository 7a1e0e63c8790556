/**
 * Adds to streams, for many people in one batch. Messages of a thread get their position in it, and reach all who are in
 * it at that moment. Jobs write with the statements of `streamStatements`. The statement gives the events as streams read
 * them (`AddedEvent`), so that those that are open here need no look at the database (wakes.ts).
 */
import { columnsOf } from "../../ledger/columns.ts";
import { type Statement, type Write, write } from "../../ledger/statement.ts";
import { domainOf, keyOf, type ThreadName, uuidOf } from "./among.ts";
import { MESSAGE_COLUMNS } from "./stored.ts";

/** A message that was said in a thread. */
export interface SaidMessage {
  readonly thread: ThreadName;
  /** A UUID by the sender. The same id of the same sender is the same message, and is not stored again. */
  readonly id: string;
  /** The entity, as others see it. */
  readonly sender: string;
  /** The sender's row of `person`, where the sender has a stream. */
  readonly senderId: string | undefined;
  /** When it was said, in ms since the epoch. */
  readonly saidAt: number;
  /** Text of a JSON object, without what the server says: id, thread, at, timestamp, sender. */
  readonly body: string;
  /** Text of a JSON object: the sender, without the id. */
  readonly profile: string;
}

/** Stanzas for one person. */
interface Told {
  readonly personId: string;
  /** Text of a JSON array. */
  readonly stanzas: string;
}

/** How somebody of the staff is shown, for all others of them who are there. */
export interface StaffNews {
  readonly domain: string;
  readonly personId: string;
  /** Text of a JSON object. */
  readonly presence: string;
}

type Addition = { readonly said: SaidMessage } | { readonly told: Told } | { readonly news: StaffNews };

/** A message or stanzas, with the place among the rows. */
interface Placed<T> {
  readonly place: number;
  readonly row: T;
}

const said = columnsOf<Placed<SaidMessage>>(
  {
    place: ["int", ({ place }) => place],
    uuid: ["uuid", ({ row }) => uuidOf(row.thread)],
    domain: ["text", ({ row }) => domainOf(row.thread)],
    key: ["uuid", ({ row }) => keyOf(row.thread)],
    id: ["uuid", ({ row }) => row.id],
    sender: ["text", ({ row }) => row.sender],
    sender_id: ["bigint", ({ row }) => row.senderId ?? null],
    said_at: ["ms", ({ row }) => row.saidAt],
    body: ["text", ({ row }) => row.body],
    profile: ["text", ({ row }) => row.profile],
  },
  { as: "said" },
);
const told = columnsOf<Placed<Told>>(
  {
    place: ["int", ({ place }) => place],
    person_id: ["bigint", ({ row }) => row.personId],
    stanzas: ["text", ({ row }) => row.stanzas],
  },
  { before: 10, as: "told" },
);

const news = columnsOf<Placed<StaffNews>>(
  {
    place: ["int", ({ place }) => place],
    domain: ["text", ({ row }) => row.domain],
    person_id: ["bigint", ({ row }) => row.personId],
    presence: ["text", ({ row }) => row.presence],
  },
  { before: 13, as: "news" },
);

/** The thread's UUID, of a row that names it. */
const UUID = `coalesce(said.uuid, (
    select its.uuid from thread as its where its.domain = said.domain and its.key = said.key))`;

/** Locks threads: the order in which they are locked is that of their messages, and of changes of their members. */
export const lockThreads: Statement<{ readonly thread: ThreadName }> = {
  name: "gateway_lock_threads",
  compares: true,
  text: `with wanted as (
           select distinct ${UUID} as uuid, case when uuid is null then key end as key
           from unnest($1::uuid[], $2::text[], $3::uuid[]) as said(uuid, domain, key)),
         locked as (
           select id from thread where uuid in (select uuid from wanted) order by id for no key update)
         select must_be_equal(count(*), (select count(distinct coalesce(uuid, key)) from wanted), 'thread') from locked`,
  values: (rows) => [
    rows.map(({ thread }) => uuidOf(thread)),
    rows.map(({ thread }) => domainOf(thread)),
    rows.map(({ thread }) => keyOf(thread)),
  ],
};

const append: Statement<Addition> = {
  name: "gateway_append",
  // `fresh`: not stored yet. The numbers of a person's events come with the lock on the head, whoever else writes.
  text: `with fresh as (
           select distinct on (said.id, said.sender) said.*, thread.id as thread_id, thread.uuid as thread_uuid, last_at
           from ${said.rows} join thread on thread.uuid = ${UUID}
           where not exists (select from chat_message as old where old.id = said.id and old.sender = said.sender)
           order by said.id, said.sender, place),
         numbered as (
           select place, thread_id, thread_uuid, id, sender, sender_id, to_timestamp(said_at / 1000) as said_at, body, profile,
             (last_at + row_number() over (partition by thread_id order by place))::integer as at
           from fresh),
         stored as (
           insert into chat_message (thread_id, at, id, sender, sender_id, said_at, body, profile)
           select thread_id, at, id, sender, sender_id, said_at, body, profile from numbered),
         raised as (
           update thread
           set last_at = newest.at,
               touched_at = case when touched_at < clock_timestamp() - interval '1 hour' then clock_timestamp() else touched_at end
           from (select thread_id, max(at) as at from numbered group by thread_id) as newest
           where thread.id = newest.thread_id),
         news as materialized (select * from ${news.rows}),
         all_news as (
           select domain, min(place) as place, string_agg(presence, ',' order by place) as listed from news group by domain),
         events as (
           select member.person_id, place, thread_id, at, null as stanzas, null as news_of
           from numbered join thread_member as member using (thread_id) where upper_inf(readable)
           union all
           select person_id, place, null, null, stanzas, null from ${told.rows}
           union all
           -- One event for all that comes in one batch: where all come together, that is far less than one for each pair.
           select reader, place, null, null, null, domain
           from all_news cross join lateral staff_here(domain) as reader
           where exists (select from news where news.domain = all_news.domain and news.person_id <> reader)),
         heads as (
           insert into mailbox_head as head (person_id, seq)
           select person_id, count(*) from events group by person_id order by person_id
           on conflict (person_id) do update set seq = head.seq + excluded.seq
           returning person_id, seq),
         added as (
           insert into mailbox (person_id, seq, kept_at, thread_id, at, stanzas)
           select person_id,
             seq - count(*) over (partition by person_id) + row_number() over (partition by person_id order by place),
             clock_timestamp(), thread_id, at,
             case when news_of is null then stanzas else '[{"type":"presence","presence":[' ||
               case when person_id in (select person_id from news)
                 then (select string_agg(presence, ',' order by news.place) from news
                       where domain = news_of and news.person_id <> events.person_id)
                 else (select listed from all_news where domain = news_of) end || ']}]' end
           from events join heads using (person_id)
           returning person_id, seq, kept_at, thread_id, at, stanzas),
         its as materialized (select history_of_database() as history)
         select added.person_id::text, history, added.seq::float8,
           extract(epoch from added.kept_at)::float8 * 1000 as kept_at, added.stanzas, ${MESSAGE_COLUMNS}
         from its cross join added
         left join numbered as message on message.thread_id = added.thread_id and message.at = added.at
         cross join lateral (select message.thread_uuid as uuid) as thread
         cross join lateral (select added.person_id as id) as reader`,
  values: (rows) => {
    const messages: Placed<SaidMessage>[] = [];
    const stanzas: Placed<Told>[] = [];
    const shown: Placed<StaffNews>[] = [];
    for (const [place, row] of rows.entries()) {
      if ("said" in row) messages.push({ place, row: row.said });
      else if ("news" in row) shown.push({ place, row: row.news });
      else stanzas.push({ place, row: row.told });
    }
    return [...said.values(messages), ...told.values(stanzas), ...news.values(shown)];
  },
};

/** Says a message in a thread. Where the thread is gone, its job is decided again. */
export function say(message: SaidMessage): readonly Write[] {
  return [write(lockThreads, { thread: message.thread }), write(append, { said: message })];
}

/** Tells people, each in an event of their own. `stanzas`: the text of a JSON array. */
export function tell(personIds: readonly string[], stanzas: string): readonly Write[] {
  return personIds.map((personId) => write(append, { told: { personId, stanzas } }));
}

/** Tells all other staff who are there, of whom those count that come in the same transaction. */
export function tellStaff(news: StaffNews): Write {
  return write(append, { news });
}

/** The last one: threads are locked before people. */
export const appendStatement: Statement<never> = append;
