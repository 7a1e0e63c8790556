/** The statements that write conversations, each for the rows of everybody in a batch. */
import { columnsOf, insertRows, json } from "../../ledger/columns.ts";
import type { Statement } from "../../ledger/statement.ts";
import type { Paging, RecordedTurn } from "../state.ts";
import type { Layered } from "./props-layers.ts";

const updated = columnsOf<Layered>({
  id: ["uuid", ({ conversation }) => conversation.id],
  rev: ["int", ({ conversation }) => conversation.rev],
  version: ["int", ({ conversation }) => conversation.version],
  status: ["text", ({ conversation }) => conversation.status],
  updated_at: ["ms", ({ conversation }) => conversation.updatedAt],
  asked_at: ["ms", ({ conversation }) => conversation.askedAt],
  next_step: ["text", ({ conversation }) => conversation.step],
  list_shortcut: ["text", ({ conversation }) => conversation.list],
  props: ["jsonb", ({ whole }) => whole],
  recent: ["jsonb", ({ recent }) => recent],
  thread: ["text", ({ conversation }) => conversation.thread],
  pending: ["jsonb", ({ conversation }) => json(conversation.pending)],
  warning: ["jsonb", ({ conversation }) => json(conversation.warning)],
  messages: ["int", ({ conversation }) => conversation.messages],
  ended_why: ["text", ({ conversation }) => conversation.endedWhy],
});

export const updateConversation: Statement<Layered> = {
  name: "conversation_update",
  compares: true,
  text: `with changed as (
           update conversation
           set rev = new.rev, version = new.version, status = new.status, updated_at = to_timestamp(new.updated_at / 1000),
               asked_at = to_timestamp(new.asked_at / 1000), next_step = new.next_step,
               list_shortcut = new.list_shortcut, props = coalesce(new.props, conversation.props), recent = new.recent,
               thread = new.thread, pending = new.pending, warning = new.warning, messages = new.messages,
               ended_why = new.ended_why
           from ${updated.rows}
           -- The status is not asked for: the planner might then read the whole index of ongoing conversations.
           -- An ended conversation has no later rev.
           where conversation.id = new.id and conversation.rev = new.rev - 1
           returning 1)
         select must_be_equal(count(*), cardinality($1::uuid[]), 'conversation') from changed`,
  values: updated.values,
};

export interface NewConversation {
  readonly personId: string;
  readonly written: Layered;
}

export const insertConversation: Statement<NewConversation> = {
  name: "conversation_insert",
  ...insertRows("conversation", {
    id: ["uuid", ({ written }) => written.conversation.id],
    person_id: ["bigint", ({ personId }) => personId],
    rev: ["int", ({ written }) => written.conversation.rev],
    responder: ["text", ({ written }) => written.conversation.responder],
    version: ["int", ({ written }) => written.conversation.version],
    status: ["text", ({ written }) => written.conversation.status],
    started_at: ["ms", ({ written }) => written.conversation.startedAt],
    updated_at: ["ms", ({ written }) => written.conversation.updatedAt],
    asked_at: ["ms", ({ written }) => written.conversation.askedAt],
    next_step: ["text", ({ written }) => written.conversation.step],
    list_shortcut: ["text", ({ written }) => written.conversation.list],
    props: ["jsonb", ({ written }) => written.whole],
    thread: ["text", ({ written }) => written.conversation.thread],
    pending: ["jsonb", ({ written }) => json(written.conversation.pending)],
    warning: ["jsonb", ({ written }) => json(written.conversation.warning)],
    messages: ["int", ({ written }) => written.conversation.messages],
    ended_why: ["text", ({ written }) => written.conversation.endedWhy],
  }),
};

export interface Untaken {
  readonly conversation: string;
  readonly from: number;
}

const untaken = columnsOf<Untaken>({
  conversation_id: ["uuid", ({ conversation }) => conversation],
  seq: ["int", ({ from }) => from],
});

/** Answers that are taken back. */
export const untakeMessages: Statement<Untaken> = {
  name: "conversation_untake_messages",
  text: `update conversation_turn as turn set step = null, undo = null
         from ${untaken.rows}
         where turn.conversation_id = new.conversation_id and turn.seq >= new.seq and turn.step is not null`,
  values: untaken.values,
};

export const insertTurn: Statement<RecordedTurn> = {
  name: "conversation_insert_turns",
  ...insertRows("conversation_turn", {
    conversation_id: ["uuid", ({ conversation }) => conversation],
    seq: ["int", ({ seq }) => seq],
    at: ["ms", ({ at }) => at],
    heard: ["text", ({ heard }) => heard?.body],
    heard_id: ["text", ({ heard }) => heard?.stanzaId],
    said: ["text", ({ said }) => said?.body],
    said_id: ["text", ({ said }) => said?.stanzaId],
    step: ["text", ({ heard }) => heard?.step],
    undo: ["jsonb", ({ heard }) => json(heard?.undo)],
  }),
};

export interface PersonPaging {
  readonly personId: string;
  readonly paging: Paging | null;
}

const paged = columnsOf<PersonPaging>({
  person_id: ["bigint", ({ personId }) => personId],
  paging: ["jsonb", ({ paging }) => json(paging)],
});

export const setPaging: Statement<PersonPaging> = {
  name: "conversation_set_paging",
  text: `update person set paging = new.paging from ${paged.rows} where person.id = new.person_id`,
  values: paged.values,
};

export interface BouncedMessage {
  readonly conversation: string;
  readonly seq: number;
  readonly condition: string;
}

const bounced = columnsOf<BouncedMessage>({
  conversation_id: ["uuid", ({ conversation }) => conversation],
  seq: ["int", ({ seq }) => seq],
  condition: ["text", ({ condition }) => condition],
});

export const markBounced: Statement<BouncedMessage> = {
  name: "conversation_mark_bounced",
  text: `update conversation_turn as turn set bounced = new.condition
         from ${bounced.rows}
         where turn.conversation_id = new.conversation_id and turn.seq between new.seq - 1 and new.seq
           and turn.said is not null and turn.seq + (turn.heard is not null)::int = new.seq`,
  values: bounced.values,
};
