/** Reads the streams of people from positions on. */
import type { Queryable } from "../../ledger/statement.ts";
import type { StreamPage } from "./life.ts";
import { epochOf, KEPT_FOR, type Opening, openStream, type Position, readPosition } from "./position.ts";
import {
  envelope,
  MESSAGE_BYTES,
  MESSAGE_COLUMNS,
  messageStanzas,
  type StoredMessage,
  type StreamEvent,
} from "./stored.ts";

const MOST_EVENTS = 300;
const MOST_BYTES = 1_000_000;
// Of each of many people who are read together, so that all of it stays small. The rest is read by and by.
const SHARE_BYTES = 25_000;
// Of an event in the answer of a poll, beside its envelope.
const AROUND_EVENT = 100;

/** Who opens a stream, at the position that the client names, as it came. */
export interface AskedOpening {
  readonly personId: string;
  readonly named: string | undefined;
}

/** Opens streams, in the order in which they are asked for. */
export async function readOpenings(
  db: Queryable,
  asked: readonly AskedOpening[],
): Promise<readonly Opening[]> {
  const rows = await db.query<{ history: string; seq: number; next_kept: boolean }>({
    name: "gateway_read_openings",
    text: `with its as materialized (select history_of_database() as history)
           select history,
             coalesce((select seq from mailbox_head where mailbox_head.person_id = asked.person_id), 0)::float8 as seq,
             coalesce((select kept_at > clock_timestamp() - interval '${KEPT_FOR}' from mailbox
                       where mailbox.person_id = asked.person_id and mailbox.seq = named + 1), false) as next_kept
           from its cross join unnest($1::bigint[], $2::bigint[]) with ordinality as asked(person_id, named, place)
           order by place`,
    values: [
      asked.map(({ personId }) => personId),
      asked.map(({ named = "" }) => readPosition(named)?.seq ?? 0),
    ],
  });
  return asked.map(({ personId, named }, index) => {
    const { history = "", seq = 0, next_kept: nextKept = false } = rows[index] ?? {};
    return openStream(named, { epoch: epochOf(history, personId), seq, nextKept });
  });
}

interface EventRow extends Omit<StoredMessage, "id"> {
  readonly history: string;
  readonly seq: number | null;
  /** Another event follows, of the first 300. */
  readonly followed?: boolean | null;
  readonly kept_at: number;
  readonly stanzas: string | null;
  readonly id: string | null;
}

/** An event as a transaction has added it. */
export interface AddedEvent extends EventRow {
  readonly person_id: string;
  readonly seq: number;
}

/** Whose events, and after which position. */
export interface AskedPage {
  readonly personId: string;
  readonly after: Position;
}

/** The events after positions, in the order in which they are asked for: each time at most 300, or 1 MB of them. */
export async function readPages(db: Queryable, asked: readonly AskedPage[]): Promise<readonly StreamPage[]> {
  const rows = await db.query<EventRow & { readonly place: number }>({
    name: "gateway_read_pages",
    // Each message is looked up by its key: a plan that was made while there were few would go on reading all of them.
    text: `with its as materialized (select history_of_database() as history)
           select history, place::float8, events.*
           from its cross join unnest($1::bigint[], $2::bigint[]) with ordinality as asked(person_id, after, place)
           left join lateral (
             select seq::float8, extract(epoch from kept_at)::float8 * 1000 as kept_at, stanzas, message.*,
               lead(true, 1, false) over whole as followed,
               sum(coalesce(octet_length(stanzas), bytes, 0)) over whole
                 - coalesce(octet_length(stanzas), bytes, 0) as bytes_before
             from (select seq, kept_at, thread_id, at as message_at, stanzas from mailbox
                   where person_id = asked.person_id and seq > after order by seq limit ${MOST_EVENTS}) as event
             cross join (select asked.person_id as id) as reader
             left join lateral (
               select ${MESSAGE_COLUMNS}, ${MESSAGE_BYTES} as bytes
               from chat_message as message join thread on thread.id = message.thread_id
               where message.thread_id = event.thread_id and message.at = event.message_at limit 1
             ) as message on true
             window whole as (order by event.seq rows unbounded preceding)
           ) as events on bytes_before < $3::bigint
           order by place, seq`,
    values: [
      asked.map(({ personId }) => personId),
      asked.map(({ after }) => after.seq),
      Math.max(Math.floor(MOST_BYTES / asked.length), SHARE_BYTES),
    ],
  });
  const byPlace: EventRow[][] = asked.map(() => []);
  for (const row of rows) byPlace[row.place - 1]?.push(row);
  return asked.map(({ personId, after }, index) => pageOf(byPlace[index] ?? [], after, personId));
}

/**
 * Events of one person, in their order. A page whose rows do not follow the position without a gap is lost. `known`: the
 * history that the epoch is known to be of, so that it need not be made anew.
 */
export function pageOf(
  rows: readonly EventRow[],
  after: Position,
  personId: string,
  known?: string,
): StreamPage {
  const history = rows[0]?.history ?? "";
  if (history !== known && epochOf(history, personId) !== after.epoch)
    return { events: [], more: false, lost: true };
  const events: StreamEvent[] = [];
  let bytes = 0;
  for (const row of rows) {
    if (row.seq === null) break;
    if (row.seq !== after.seq + events.length + 1) return { events: [], more: false, lost: true };
    const data = envelope(row.kept_at, stanzasOf(row));
    bytes += Buffer.byteLength(data) + AROUND_EVENT;
    if (bytes > MOST_BYTES && events.length > 0) return { events, more: true, lost: false };
    events.push({ seq: row.seq, data });
  }
  const more = events.length === MOST_EVENTS || rows.at(-1)?.followed === true;
  return { events, more, lost: false };
}

/** Of a message that was deleted meanwhile, only the place is left. */
function stanzasOf(row: EventRow): string {
  if (row.stanzas !== null) return row.stanzas;
  return isMessage(row) ? messageStanzas(row) : "[]";
}

function isMessage(row: EventRow): row is EventRow & StoredMessage {
  return row.id !== null;
}

/** The numbers of the last events of people, to see which of many streams have something new. */
export async function readHeads(
  db: Queryable,
  personIds: readonly string[],
): Promise<ReadonlyMap<string, number>> {
  const rows = await db.query<{ person_id: string; seq: number }>({
    name: "gateway_read_heads",
    text: `select person_id::text, seq::float8 from unnest($1::bigint[]) as wanted(person_id)
           join mailbox_head using (person_id)`,
    values: [personIds],
  });
  return new Map(rows.map(({ person_id, seq }) => [person_id, seq]));
}

/** What tells the database from every other one, and from its own past. */
export async function readHistory(db: Queryable): Promise<string | undefined> {
  const [row] = await db.query<{ history: string }>({
    name: "gateway_read_history_of_database",
    text: "select history_of_database() as history",
    values: [],
  });
  return row?.history;
}
