/** What was said: older messages of a thread, the threads of a person, and how far they were read. */
import { columnsOf } from "../../ledger/columns.ts";
import { type Queryable, type Statement, type Write, write } from "../../ledger/statement.ts";
import { MESSAGE_BYTES, MESSAGE_COLUMNS, messageJson, type StoredMessage, THREAD_MEMBERS } from "./stored.ts";
import type { Membership } from "./threads.ts";

const MOST_MESSAGES = 100;
// As much as a page of the stream.
const MOST_BYTES = 1_000_000;
const MOST_THREADS = 200;

export interface HistoryPage {
  /** Message objects in JSON, newest first. */
  readonly messages: readonly string[];
  readonly more: boolean;
}

export interface HistoryOptions extends Membership {
  /** The position of a message; those before it are read. Without it, the newest ones. */
  readonly before?: number;
  readonly limit?: number;
}

/** `undefined`: the thread is not the person's, or does not exist. */
export async function readHistory(db: Queryable, options: HistoryOptions): Promise<HistoryPage | undefined> {
  const { personId, thread, before, limit = MOST_MESSAGES } = options;
  const wanted = Math.max(1, Math.min(limit, MOST_MESSAGES));
  const rows = await db.query<StoredMessage & { readonly at: number | null; readonly fits: boolean }>({
    name: "gateway_read_history",
    text: `select message.* from thread
           join thread_member as member on member.thread_id = thread.id and member.person_id = $1 and not isempty(readable)
           join person as reader on reader.id = $1
           left join lateral (
             select ${MESSAGE_COLUMNS},
               sum(${MESSAGE_BYTES}) over newest <= ${MOST_BYTES} or row_number() over newest = 1 as fits
             from (select * from chat_message as message
                   where thread_id = thread.id and at < coalesce($3, upper(readable), last_at + 1) and at <@ readable
                   order by at desc limit $4::integer + 1) as message
             window newest as (order by message.at desc)
           ) as message on true
           where thread.uuid = $2
           order by at desc`,
    values: [personId, thread, before ?? null, wanted],
  });
  if (rows.length === 0) return undefined;
  const found = rows.filter(({ at }) => at !== null);
  const shown = found.slice(0, wanted).filter(({ fits }) => fits);
  return { messages: shown.map(messageJson), more: shown.length < found.length };
}

export interface ThreadSummary {
  readonly thread: string;
  /** The entities: of a room's thread those who are in it now, and the bot. */
  readonly members: readonly string[];
  readonly roomId: string | null;
  /** Whether the person is in it now. */
  readonly inside: boolean;
  /** The message object in JSON. */
  readonly last: string | undefined;
  /** How many messages of others the person has not read. */
  readonly unread: number;
}

interface ThreadRow extends Omit<StoredMessage, "id"> {
  readonly id: string | null;
  readonly members: readonly string[];
  readonly room_id: string | null;
  readonly inside: boolean;
  readonly unread: number;
}

/** The threads of a person, the most recent first: those the person is in, or may still read something of. */
export async function readThreads(db: Queryable, personId: string): Promise<readonly ThreadSummary[]> {
  const rows = await db.query<ThreadRow>({
    name: "gateway_read_threads",
    text: `select message.*, thread.uuid as thread, ${THREAD_MEMBERS} as members, room_id::text, upper_inf(readable) as inside, unread
           from thread_member as member
           join thread on thread.id = member.thread_id
           join person as reader on reader.id = member.person_id
           left join lateral (
             select ${MESSAGE_COLUMNS.replace("thread.uuid as thread, ", "")}
             from chat_message as message
             where thread_id = thread.id and at < coalesce(upper(readable), last_at + 1) and at <@ readable
             order by at desc limit 1
           ) as message on true
           cross join lateral (
             select count(*)::integer as unread from chat_message as message
             where thread_id = thread.id and at > read_at and at <@ readable and sender_id is distinct from $1
           ) as its
           where member.person_id = $1
             -- Not one whose copy was deleted, until something new is said in it.
             and (message.id is not null or upper_inf(readable) and (room_id is not null or lower(readable) = 1))
           order by coalesce(message.said_at, extract(epoch from touched_at) * 1000) desc limit ${MOST_THREADS}`,
    values: [personId],
  });
  return rows.map(({ members, room_id, inside, unread, id, ...message }) => ({
    thread: message.thread,
    members,
    roomId: room_id,
    inside,
    last: id === null ? undefined : messageJson({ ...message, id }),
    unread,
  }));
}

interface Reading extends Membership {
  /** Of the message. */
  readonly id: string;
}

const read = columnsOf<Reading>({
  person_id: ["bigint", ({ personId }) => personId],
  uuid: ["uuid", ({ thread }) => thread],
  id: ["uuid", ({ id }) => id],
});

const markRead: Statement<Reading> = {
  name: "gateway_mark_read",
  text: `update thread_member as member set read_at = greatest(read_at, found.at)
         from (select person_id, thread.id as thread_id, max(message.at) as at
               from ${read.rows} join thread using (uuid)
               join chat_message as message on message.id = new.id and message.thread_id = thread.id
               group by 1, 2) as found
         where member.person_id = found.person_id and member.thread_id = found.thread_id
           and found.at <@ readable and read_at < found.at`,
  values: read.values,
};

/** Whether there is such a message, which the person may read, and has not read up to yet. */
export async function isUnread(db: Queryable, { personId, thread, id }: Reading): Promise<boolean> {
  const rows = await db.query({
    name: "gateway_is_unread",
    text: `select from thread join thread_member as member on member.thread_id = thread.id and member.person_id = $1
           join chat_message as message on message.id = $3 and message.thread_id = thread.id
           where uuid = $2 and message.at <@ readable and message.at > read_at`,
    values: [personId, thread, id],
  });
  return rows.length > 0;
}

/** The person has read up to that message. One that the person may not read changes nothing. */
export function markReadTo(reading: Reading): Write {
  return write(markRead, reading);
}

export const readingStatements: readonly Statement<never>[] = [markRead];
