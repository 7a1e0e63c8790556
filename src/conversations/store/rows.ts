/** Turns rows into conversations and messages. Times travel as milliseconds, which are cheaper to read than dates. */
import type { Conversation, Message, StoredProps } from "../state.ts";

const ms = (column: string): string => `(extract(epoch from ${column}) * 1000)::float8 as ${column}`;

/** The columns of a conversation, for `readConversation`. */
export const CONVERSATION_COLUMNS = `id, rev, responder, version, status, ${ms("started_at")}, ${ms("updated_at")},
  ${ms("asked_at")}, next_step, list_shortcut, props, recent, thread, pending, warning, messages, ended_why`;

/** The columns of a message, for `readMessageRow`. */
export const MESSAGE_COLUMNS = `conversation_id, seq, ${ms("at")}, direction, body, stanza_id, step, undo`;

export interface ConversationRow
  extends Pick<
    Conversation,
    "id" | "rev" | "responder" | "version" | "status" | "thread" | "pending" | "warning" | "messages"
  > {
  readonly props: StoredProps;
  readonly recent: StoredProps;
  readonly started_at: number;
  readonly updated_at: number;
  readonly asked_at: number;
  readonly next_step: string;
  readonly list_shortcut: string | null;
  readonly ended_why: Conversation["endedWhy"];
}

export function readConversation(row: ConversationRow): Conversation {
  const { started_at, updated_at, asked_at, next_step, list_shortcut, ended_why } = row;
  return {
    id: row.id,
    rev: row.rev,
    responder: row.responder,
    version: row.version,
    status: row.status,
    startedAt: Math.round(started_at),
    updatedAt: Math.round(updated_at),
    askedAt: Math.round(asked_at),
    step: next_step,
    list: list_shortcut,
    props: { ...row.props, ...row.recent },
    base: row.props,
    thread: row.thread,
    pending: row.pending,
    warning: row.warning,
    messages: row.messages,
    endedWhy: ended_why,
  };
}

export interface MessageRow extends Pick<Message, "seq" | "at" | "direction" | "body" | "step" | "undo"> {
  readonly conversation_id: string;
  readonly stanza_id: string | null;
}

export function readMessageRow({ conversation_id, stanza_id, at, ...row }: MessageRow): Message {
  return { ...row, at: Math.round(at), conversation: conversation_id, stanzaId: stanza_id };
}
