/**
 * A conversation as it is stored: one row that stays small however long the conversation gets, and messages in a
 * table of their own, which an ordinary step adds to and never reads.
 */

import type { Json } from "../ledger/statement.ts";
import type { Wish } from "./engine/plain-words/index.ts";

export type Status = "ongoing" | "complete" | "aborted";

/** Stored values of properties, each in the JSON form of its answer kind. */
export type StoredProps = Readonly<Record<string, Json>>;

/** One run of a responder with one person, as it is stored. */
export interface Conversation {
  /** A UUID. */
  readonly id: string;
  /** Grows with every change; a write that expects another one fails. */
  readonly rev: number;
  readonly responder: string;
  /** The version of the responder that the properties and the step fit. */
  readonly version: number;
  readonly status: Status;
  /** All times in ms since the epoch. */
  readonly startedAt: number;
  readonly updatedAt: number;
  /** When the open question was first asked: older answers answer something else. */
  readonly askedAt: number;
  /** The open step. */
  readonly step: string;
  /** The list that `/list` alone shows. */
  readonly list: string | null;
  readonly props: StoredProps;
  /** The content of the column `props` when they were read. Of no concern to the engine. */
  readonly base?: StoredProps | undefined;
  /** The `<thread/>` of the person's last message; `null` where it had none. */
  readonly thread: string | null;
  /** Set while the conversation only waits for an effect. */
  readonly pending: PendingEffect | null;
  /** Set while a `/new` or a `/forget` waits to be repeated. */
  readonly warning: Warning | null;
  /** How many messages are stored. */
  readonly messages: number;
  readonly endedWhy: EndedWhy | null;
}

/** A copy to be changed before it is given on. */
export type Draft = { -readonly [Key in keyof Conversation]: Conversation[Key] };

/**
 * Copies a conversation, which happens several times in a step. It copies field by field: with `{ ...conversation, … }`
 * V8 looks for the shape of each copy anew, at twenty times the cost.
 */
export function draftOf(conversation: Conversation): Draft {
  return {
    id: conversation.id,
    rev: conversation.rev,
    responder: conversation.responder,
    version: conversation.version,
    status: conversation.status,
    startedAt: conversation.startedAt,
    updatedAt: conversation.updatedAt,
    askedAt: conversation.askedAt,
    step: conversation.step,
    list: conversation.list,
    props: conversation.props,
    base: conversation.base,
    thread: conversation.thread,
    pending: conversation.pending,
    warning: conversation.warning,
    messages: conversation.messages,
    endedWhy: conversation.endedWhy,
  };
}

/** Why a conversation did not come to its own end. */
export type EndedWhy = "abort" | "new" | "idle" | "signout" | "responder";

export type PendingEffect = {
  readonly effect: string;
  /** The key that the effect gets at each try. */
  readonly key: string;
  /** The text that is said once it has run, if it gives none itself. */
  readonly text: string;
  /** The message that decided it. It is taken back if the effect fails for good. */
  readonly seq: number;
  /** Set while it is undone: where the conversation then goes back to. */
  readonly undo?: GoingBack;
};

export type GoingBack = {
  readonly step: string;
  /** The message that answered it: it is taken back, and all after it. */
  readonly seq: number;
  /** What is taken in its place, where it was corrected. `of`: id of its stanza. */
  readonly answer?: { readonly body: string; readonly of: string; readonly thread: string | null };
};

/** What was said at the open question and is not settled yet. */
export type Warning = {
  /** The responder to start when that is said again; `null`: all conversations are to be forgotten. */
  readonly responder?: string | null;
  /** What stood behind its name: the first answer. */
  readonly argument?: string;
  /** When that was said, in ms since the epoch. */
  readonly at?: number;
  /** "Yes" came below it, and the person was told that it may mean either. */
  readonly unsure?: true;
  /** How often in a row an answer was refused. */
  readonly refused?: number;
  readonly doubt?: Doubt;
  /** The question that was shown below the answer to a command, where a deploy has put it in place of the one that was asked. */
  readonly shown?: string;
};

/** The person was asked which was meant: the answer, or a word to the bot. */
export type Doubt = {
  readonly wish: DoubtfulWish;
  /** What they wrote. */
  readonly body: string;
  /** When they were asked, in ms since the epoch; absent if an earlier version stored it. */
  readonly at?: number;
};

/** `skip`: to leave an optional question open. `new`: to start another conversation. */
export type DoubtfulWish = Wish | "skip" | "new";

/** One message of a conversation, as it is stored. */
export interface Message {
  /** The conversation's id. */
  readonly conversation: string;
  /** 1, 2, 3, … within the conversation. */
  readonly seq: number;
  /** ms since the epoch */
  readonly at: number;
  /** `in` from the person, `out` from the bot. */
  readonly direction: "in" | "out";
  readonly body: string;
  readonly stanzaId: string | null;
  /** The step that took it as its answer, if one did. */
  readonly step: string | null;
  /** The properties that it changed as they were before; `null` for a property that was not set. */
  readonly undo: StoredProps | null;
}

/**
 * One row: a message of the person, a message of the bot, or both. A reply comes right after its message, with the next
 * `seq`.
 */
export interface RecordedTurn extends Pick<Message, "conversation" | "seq" | "at"> {
  readonly heard: Pick<Message, "body" | "stanzaId" | "step" | "undo"> | undefined;
  readonly said: Pick<Message, "body" | "stanzaId"> | undefined;
}

/** An answer that was taken and not taken back. */
export type TakenAnswer = Pick<Message, "seq" | "stanzaId"> & {
  readonly step: string;
  readonly undo: StoredProps;
};

/** A message that is held back until the person is seen again. */
export interface Notice {
  readonly conversation: string;
  /** When it would have been said, in ms since the epoch. */
  readonly at: number;
  /** Id of the stanza. */
  readonly id: string;
  readonly text: string;
  readonly thread: string | undefined;
}

/** A person's absence, as it is stored. */
export interface Absence {
  /** When they signed out, in ms since the epoch, if that is to end a conversation. */
  readonly since: number | undefined;
  /** The earliest first. */
  readonly notices: readonly Notice[];
}

/** An effect to be run after the commit. It is self-contained, so that a try need not read the conversation. */
export type EffectRun = Pick<PendingEffect, "effect" | "key"> & {
  readonly conversation: string;
  readonly responder: string;
  /** Of the responder that decided it, with the step that did: absent if an earlier version stored it. */
  readonly version?: number;
  readonly step?: string;
  readonly props: StoredProps;
  /** How often it was tried already. */
  readonly attempts: number;
  /** ms since the epoch */
  readonly dueAt: number;
  /** Until when it is tried, in ms since the epoch; absent if an earlier version stored it. */
  readonly until?: number;
  /** It is undone. */
  readonly undo?: true;
};

/** An effect whose timer belongs to a component that is gone, or does not exist. */
export interface Stranded {
  /** The payload of its timer, if there is one. */
  readonly run: EffectRun | undefined;
}

/** Where the output of a long list stopped, so that `more` can go on. */
export type Paging = {
  readonly responder: string;
  readonly list: string;
  readonly offset: number;
  /** Whether something was left of it; absent if an earlier version stored it, which kept it only then. */
  readonly left?: boolean;
  /** It goes on only while the conversation is where it was; `null`: while there is none. */
  readonly conversation: string | null;
  readonly messages: number;
};

/** A piece of a person's conversations: the properties of one, a message, or a part of these. */
export interface ExportedPiece
  extends Pick<Conversation, "id" | "responder" | "status" | "endedWhy" | "startedAt" | "updatedAt"> {
  /** Absent for the properties. */
  readonly message: Pick<Message, "seq" | "at" | "direction"> | undefined;
  readonly text: string;
  /** The beginning of the text is in an earlier piece. */
  readonly continued: boolean;
}

/** One part of a person's conversations, as much as one message holds. */
export interface Exported {
  /** How many parts there are. */
  readonly parts: number;
  /** In order: the oldest conversation first, each with its properties and then its messages. */
  readonly pieces: readonly ExportedPiece[];
}

/** The state that a turn reads from the database: the conversation, and beyond it only the parts that it asked for. */
export interface State {
  /** The person's ongoing conversation. */
  readonly conversation: Conversation | undefined;
  /** The absence of the person that ends now, if they were away. */
  readonly absence?: Absence | undefined;
  /** For `/replay`: the messages, oldest first. */
  readonly history?: readonly Message[];
  /** For turns that go back: the answers taken, the latest first. */
  readonly taken?: readonly TakenAnswer[];
  /** For a correction: the message that is corrected, even if its conversation has ended lately. */
  readonly corrected?: Message | undefined;
  /** For a correction: the conversation's latest message. */
  readonly latest?: Message | undefined;
  /** For a correction: when something was last said outside of the record, in ms since the epoch, as far as it is known. */
  readonly asideAt?: number | undefined;
  /** Set if the conversation waits for an effect that nobody runs any more. */
  readonly stranded?: Stranded | undefined;
  /** For `more`. */
  readonly paging?: Paging | undefined;
  /** For `/export`: the part that is asked for. */
  readonly exported?: Exported | undefined;
  /** What the built-in responder of the conversation has read. */
  readonly facts?: unknown;
}
