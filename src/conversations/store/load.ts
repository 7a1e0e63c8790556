/** The reads of a turn. An ordinary step reads one row per person, and nothing that grows with the conversation. */
import type { Queryable } from "../../ledger/statement.ts";
import type { Conversation, Message, Paging, TakenAnswer } from "../state.ts";
import {
  CONVERSATION_COLUMNS,
  type ConversationRow,
  MESSAGE_COLUMNS,
  type MessageRow,
  readConversation,
  readMessageRow,
} from "./rows.ts";

/** The ongoing conversations of people, by the people's ids. */
export async function loadConversations(
  db: Queryable,
  personIds: readonly string[],
): Promise<ReadonlyMap<string, Conversation>> {
  const rows = await db.query<ConversationRow & { person_id: string }>({
    name: "conversation_load",
    text: `select person_id, ${CONVERSATION_COLUMNS}
           from unnest($1::bigint[]) as asked(person)
           join conversation on person_id = person and status = 'ongoing'`,
    values: [personIds],
  });
  return new Map(rows.map((row) => [row.person_id, readConversation(row)]));
}

/** Those of these conversations, ended ones too, that are the person's, each as `PERSON ID`. */
export async function findConversations(
  db: Queryable,
  wanted: readonly { readonly personId: string; readonly id: string }[],
): Promise<ReadonlySet<string>> {
  const asked = wanted.filter(({ id }) => UUID.test(id));
  if (asked.length === 0) return new Set();
  const rows = await db.query<{ key: string }>({
    name: "conversation_find",
    text: `select person_id || ' ' || id as key from conversation
           join unnest($1::bigint[], $2::uuid[]) as wanted(person_id, id) using (person_id, id)`,
    values: [asked.map(({ personId }) => personId), asked.map(({ id }) => id)],
  });
  return new Set(rows.map(({ key }) => key));
}

// PostgreSQL accepts other spellings of a UUID, too, but elsewhere ids are compared as text.
const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** All messages of conversations, the oldest first, by conversation. */
export async function loadHistories(
  db: Queryable,
  ids: readonly string[],
): Promise<ReadonlyMap<string, readonly Message[]>> {
  const rows = await db.query<MessageRow>({
    name: "conversation_load_history",
    text: `select ${MESSAGE_COLUMNS} from conversation_message
           where conversation_id = any ($1::uuid[]) order by conversation_id, seq`,
    values: [ids],
  });
  return grouped(rows.map(readMessageRow), ({ conversation }) => conversation);
}

/** The answers taken, the latest first, by conversation. */
export async function loadTaken(
  db: Queryable,
  ids: readonly string[],
): Promise<ReadonlyMap<string, readonly TakenAnswer[]>> {
  const rows = await db.query<TakenAnswer & { conversation_id: string }>({
    name: "conversation_load_taken",
    text: `select conversation_id, seq, stanza_id as "stanzaId", step, coalesce(undo, '{}') as undo
           from conversation_message
           where conversation_id = any ($1::uuid[]) and step is not null order by conversation_id, seq desc`,
    values: [ids],
  });
  return grouped(rows, ({ conversation_id }) => conversation_id);
}

/** The places where lists stopped, by the people's ids. */
export async function loadPagings(
  db: Queryable,
  personIds: readonly string[],
): Promise<ReadonlyMap<string, Paging>> {
  const rows = await db.query<{ id: string; paging: Paging }>({
    name: "conversation_load_paging",
    text: "select id, paging from person where id = any ($1::bigint[]) and paging is not null",
    values: [personIds],
  });
  return new Map(rows.map(({ id, paging }) => [id, paging]));
}

export interface MessageKey {
  readonly personId: string;
  readonly stanzaId: string;
  readonly direction: Message["direction"];
}

// A message that is corrected or bounces was usually said a moment ago, perhaps as the last word of a conversation that
// has ended since.
const LATELY = 10;

/** Finds messages of the people's latest conversations by the ids of their stanzas: one for each person, by person. */
export async function findMessages(
  db: Queryable,
  keys: readonly MessageKey[],
): Promise<ReadonlyMap<string, Message>> {
  if (keys.length === 0) return new Map();
  const rows = await db.query<MessageRow & { person_id: string }>({
    name: "conversation_find_messages",
    text: `select person_id, ${MESSAGE_COLUMNS}
           from unnest($1::bigint[], $2::text[], $3::text[]) as wanted(person_id, stanza_id, direction)
           cross join lateral (
             select id as conversation_id, started_at from conversation where conversation.person_id = wanted.person_id
             order by started_at desc limit ${LATELY}) as lately
           join conversation_message using (conversation_id, stanza_id, direction)
           order by started_at, seq`,
    values: [
      keys.map(({ personId }) => personId),
      keys.map(({ stanzaId }) => stanzaId),
      keys.map(({ direction }) => direction),
    ],
  });
  return new Map(rows.map((row) => [row.person_id, readMessageRow(row)]));
}

/** The latest messages of conversations, by conversation. */
export async function loadLatest(
  db: Queryable,
  ids: readonly string[],
): Promise<ReadonlyMap<string, Message>> {
  const rows = await db.query<MessageRow>({
    name: "conversation_load_latest",
    text: `select distinct on (conversation_id) ${MESSAGE_COLUMNS} from conversation_message
           where conversation_id = any ($1::uuid[]) order by conversation_id, seq desc`,
    values: [ids],
  });
  return new Map(rows.map((row) => [row.conversation_id, readMessageRow(row)]));
}

/**
 * When people were last heard, by conversation, as the timers of the conversations say now: a command may have set a
 * timer anew after it was found due.
 */
export async function loadHeardAt(
  db: Queryable,
  domain: string,
  kind: string,
  ids: readonly string[],
): Promise<ReadonlyMap<string, number>> {
  const rows = await db.query<{ key: string; heardAt: number }>({
    name: "conversation_heard_at",
    text: `select key, (payload ->> 'heardAt')::float8 as "heardAt" from timer
           where domain = $1 and kind = $2 and key = any ($3::text[])`,
    values: [domain, kind, ids],
  });
  return new Map(rows.map(({ key, heardAt }) => [key, heardAt]));
}

/** For each `since`, in ms since the epoch: for how many ms from then until now the component was away. */
export async function loadDowntimes(
  db: Queryable,
  domain: string,
  since: readonly number[],
  now: number,
): Promise<readonly number[]> {
  const rows = await db.query<{ downtime: number }>({
    name: "conversation_downtime",
    text: `select (extract(epoch from downtime_between($1, to_timestamp(since / 1000), to_timestamp($3::float8 / 1000))) * 1000)::float8
             as downtime
           from unnest($2::float8[]) with ordinality as asked(since, n) order by n`,
    values: [domain, since, now],
  });
  return rows.map(({ downtime }) => downtime);
}

function grouped<T>(rows: readonly T[], key: (row: T) => string): ReadonlyMap<string, readonly T[]> {
  const groups = new Map<string, T[]>();
  for (const row of rows) {
    const group = groups.get(key(row));
    if (group === undefined) groups.set(key(row), [row]);
    else group.push(row);
  }
  return groups;
}
