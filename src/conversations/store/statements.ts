/**
 * The statements that write conversations, each for the rows of everybody in a batch. Ranks: an ended conversation
 * before the one that takes its place (one ongoing for each person), answers taken back before new ones.
 */
import type { Statement } from "../../ledger/work.ts";
import type { Paging, RecordedTurn } from "../state.ts";
import type { Layered } from "./props-layers.ts";

const json = (value: unknown): string | null => (value === null ? null : JSON.stringify(value));

export const updateConversation: Statement<Layered> = {
  name: "conversation_update",
  rank: 20,
  compares: true,
  text: `with changed as (
           update conversation
           set rev = new.rev, version = new.version, status = new.status, updated_at = to_timestamp(new.updated_at / 1000),
               asked_at = to_timestamp(new.asked_at / 1000), next_step = new.next_step,
               list_shortcut = new.list_shortcut, props = coalesce(new.props, conversation.props), recent = new.recent,
               thread = new.thread, pending = new.pending, warning = new.warning, messages = new.messages,
               ended_why = new.ended_why
           from unnest($1::uuid[], $2::int[], $3::int[], $4::text[], $5::float8[], $6::float8[], $7::text[], $8::text[],
                       $9::jsonb[], $10::text[], $11::jsonb[], $12::jsonb[], $13::int[], $14::text[], $15::jsonb[])
             as new(id, rev, version, status, updated_at, asked_at, next_step, list_shortcut,
                    props, thread, pending, warning, messages, ended_why, recent)
           -- Nothing about the status: the planner might then find the row by the index of ongoing ones, all of them.
           -- An ended conversation has no later rev.
           where conversation.id = new.id and conversation.rev = new.rev - 1
           returning 1)
         select must_be_equal(count(*), cardinality($1::uuid[]), 'conversation') from changed`,
  values: (rows) => [
    rows.map(({ conversation }) => conversation.id),
    rows.map(({ conversation }) => conversation.rev),
    rows.map(({ conversation }) => conversation.version),
    rows.map(({ conversation }) => conversation.status),
    rows.map(({ conversation }) => conversation.updatedAt),
    rows.map(({ conversation }) => conversation.askedAt),
    rows.map(({ conversation }) => conversation.step),
    rows.map(({ conversation }) => conversation.list),
    rows.map(({ whole }) => whole),
    rows.map(({ conversation }) => conversation.thread),
    rows.map(({ conversation }) => json(conversation.pending)),
    rows.map(({ conversation }) => json(conversation.warning)),
    rows.map(({ conversation }) => conversation.messages),
    rows.map(({ conversation }) => conversation.endedWhy),
    rows.map(({ recent }) => recent),
  ],
};

export interface NewConversation {
  readonly personId: string;
  readonly written: Layered;
}

export const insertConversation: Statement<NewConversation> = {
  name: "conversation_insert",
  rank: 21,
  text: `insert into conversation (id, person_id, rev, responder, version, status, started_at, updated_at, asked_at,
           next_step, list_shortcut, props, thread, pending, warning, messages, ended_why)
         select id, person_id, rev, responder, version, status, to_timestamp(started_at / 1000),
           to_timestamp(updated_at / 1000), to_timestamp(asked_at / 1000), next_step, list_shortcut, props, thread,
           pending, warning, messages, ended_why
         from unnest($1::uuid[], $2::bigint[], $3::int[], $4::text[], $5::int[], $6::text[], $7::float8[],
                     $8::float8[], $9::float8[], $10::text[], $11::text[], $12::jsonb[], $13::text[], $14::jsonb[],
                     $15::jsonb[], $16::int[], $17::text[])
           as new(id, person_id, rev, responder, version, status, started_at, updated_at, asked_at, next_step,
                  list_shortcut, props, thread, pending, warning, messages, ended_why)`,
  values: (rows) => [
    rows.map(({ written }) => written.conversation.id),
    rows.map(({ personId }) => personId),
    rows.map(({ written }) => written.conversation.rev),
    rows.map(({ written }) => written.conversation.responder),
    rows.map(({ written }) => written.conversation.version),
    rows.map(({ written }) => written.conversation.status),
    rows.map(({ written }) => written.conversation.startedAt),
    rows.map(({ written }) => written.conversation.updatedAt),
    rows.map(({ written }) => written.conversation.askedAt),
    rows.map(({ written }) => written.conversation.step),
    rows.map(({ written }) => written.conversation.list),
    rows.map(({ written }) => written.whole),
    rows.map(({ written }) => written.conversation.thread),
    rows.map(({ written }) => json(written.conversation.pending)),
    rows.map(({ written }) => json(written.conversation.warning)),
    rows.map(({ written }) => written.conversation.messages),
    rows.map(({ written }) => written.conversation.endedWhy),
  ],
};

export interface Untaken {
  readonly conversation: string;
  readonly from: number;
}

/** Answers taken back. */
export const untakeMessages: Statement<Untaken> = {
  name: "conversation_untake_messages",
  rank: 22,
  text: `update conversation_turn as turn set step = null, undo = null
         from unnest($1::uuid[], $2::int[]) as old(conversation_id, seq)
         where turn.conversation_id = old.conversation_id and turn.seq >= old.seq and turn.step is not null`,
  values: (rows) => [rows.map(({ conversation }) => conversation), rows.map(({ from }) => from)],
};

export const insertTurn: Statement<RecordedTurn> = {
  name: "conversation_insert_turns",
  rank: 23,
  text: `insert into conversation_turn (conversation_id, seq, at, heard, heard_id, said, said_id, step, undo)
         select conversation_id, seq, to_timestamp(at / 1000), heard, heard_id, said, said_id, step, undo
         from unnest($1::uuid[], $2::int[], $3::float8[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[],
                     $9::jsonb[])
           as new(conversation_id, seq, at, heard, heard_id, said, said_id, step, undo)`,
  values: (rows) => [
    rows.map(({ conversation }) => conversation),
    rows.map(({ seq }) => seq),
    rows.map(({ at }) => at),
    rows.map(({ heard }) => heard?.body),
    rows.map(({ heard }) => heard?.stanzaId),
    rows.map(({ said }) => said?.body),
    rows.map(({ said }) => said?.stanzaId),
    rows.map(({ heard }) => heard?.step),
    rows.map(({ heard }) => json(heard?.undo ?? null)),
  ],
};

export interface PersonPaging {
  readonly personId: string;
  readonly paging: Paging | null;
}

export const setPaging: Statement<PersonPaging> = {
  name: "conversation_set_paging",
  rank: 24,
  text: `update person set paging = new.paging
         from unnest($1::bigint[], $2::jsonb[]) as new(person_id, paging) where person.id = new.person_id`,
  values: (rows) => [rows.map(({ personId }) => personId), rows.map(({ paging }) => json(paging))],
};

export interface BouncedMessage {
  readonly conversation: string;
  readonly seq: number;
  readonly condition: string;
}

export const markBounced: Statement<BouncedMessage> = {
  name: "conversation_mark_bounced",
  rank: 24,
  text: `update conversation_turn as turn set bounced = new.condition
         from unnest($1::uuid[], $2::int[], $3::text[]) as new(conversation_id, seq, condition)
         where turn.conversation_id = new.conversation_id and turn.seq between new.seq - 1 and new.seq
           and turn.said is not null and turn.seq + (turn.heard is not null)::int = new.seq`,
  values: (rows) => [
    rows.map(({ conversation }) => conversation),
    rows.map(({ seq }) => seq),
    rows.map(({ condition }) => condition),
  ],
};
