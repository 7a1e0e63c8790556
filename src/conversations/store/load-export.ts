/** Reads all that is stored of a person's conversations, a part at a time, since a message holds only so much. */
import type { Queryable } from "../../ledger/statement.ts";
import type { Exported, ExportedPiece, Message } from "../state.ts";

// In characters, each of which is up to five bytes once it is escaped for XML. A part has 60,000 at most, and servers
// take stanzas of 512 KiB (src/xmpp/out/serialise.ts). A telephone still shows that much, too.
const PIECE = 20_000;
const PART = 40_000;
// The length of the text around a message, and of the head of a conversation.
const AROUND = 40;
const HEAD = 200;

interface PieceRow
  extends Pick<ExportedPiece, "id" | "responder" | "status" | "endedWhy" | "startedAt" | "updatedAt"> {
  readonly parts: number;
  readonly seq: number;
  readonly at: number | null;
  readonly direction: Message["direction"] | null;
  readonly text: string;
  readonly continued: boolean;
}

/** Part `part`, counted from 1. A text that is longer than a piece is cut, so no part is much longer than another. */
export async function loadExport(db: Queryable, personId: string, part: number): Promise<Exported> {
  const rows = await db.query<PieceRow>({
    name: "conversation_load_export",
    text: `with own as (
             select conversation.*, row_number() over (order by started_at, id) as n,
                    (select coalesce(string_agg(key || ': ' || coalesce(value #>> '{}', 'null'), E'\\n' order by key collate "C"), '')
                     from jsonb_each(props || recent)
                     -- Not what only the component reads: keys of effects, and the ids that the responder chat goes by.
                     where key !~ '#(key|undone)$' and not (responder = 'chat' and key in ('about', 'room'))) as props_text
             from conversation where person_id = $1),
           -- 0: the properties; then the messages.
           whole as (
             select id, n, 0 as turn_seq, 0 as seq, length(props_text) as length, ${HEAD} as around from own
             union all
             select id, n, turn_seq, message.seq, length(body), ${AROUND}
             from own join conversation_message as message on message.conversation_id = own.id),
           piece as (
             select id, n, turn_seq, seq, cut, least(length - cut, ${PIECE}) + around as length
             from whole, generate_series(0, greatest(length - 1, 0), ${PIECE}) as cut),
           placed as (
             select id, n, turn_seq, seq, cut, 1 + (sum(length) over (order by n, seq, cut) - length) / ${PART} as part from piece),
           total as (select max(part)::int as parts from placed)
           select parts, own.id, responder, status, ended_why as "endedWhy", placed.seq, direction,
                  round(extract(epoch from started_at) * 1000)::float8 as "startedAt",
                  round(extract(epoch from updated_at) * 1000)::float8 as "updatedAt",
                  round(extract(epoch from at) * 1000)::float8 as at, cut > 0 as continued,
                  substr(case when placed.seq = 0 then props_text else body end, cut + 1, ${PIECE}) as text
           from total
           left join placed on part = $2
           left join own on own.id = placed.id
           left join conversation_message as message
             on message.conversation_id = placed.id and message.turn_seq = placed.turn_seq
               and message.seq = placed.seq
           order by placed.n, placed.seq, cut`,
    values: [personId, part],
  });
  const pieces = rows.filter(({ id }) => id !== null);
  return { parts: rows[0]?.parts ?? 0, pieces: pieces.map(readPiece) };
}

function readPiece({ parts: _, seq, at, direction, ...piece }: PieceRow): ExportedPiece {
  const message = at === null || direction === null ? undefined : { seq, at, direction };
  return { ...piece, message };
}
