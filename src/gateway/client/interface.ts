/** The interface of `anteroom/client`, as pages see it. */
import type {
  Actor,
  Attachment,
  Choice,
  Line,
  Message,
  Presence,
  Receipt,
  Room,
  Show,
  TextType,
  Typing,
} from "../mapping/objects.ts";

export type { Actor, Attachment, Choice, Line, Message, Presence, Receipt, Room, Typing };

export interface ChatOptions {
  /** The address of the gateway, with `http.base`: `https://help.example.org/nereid-chat`, or `/nereid-chat`. */
  readonly base: string;
  /**
   * Gives a login (JWT) of the web application; without it the person is a visitor. It is asked at each `open()`, so that
   * the page never continues the chat of somebody who has signed out, and again when a new login is needed. If it
   * rejects, the chat is over.
   */
  readonly login?: () => Promise<string>;
  /** `tab` (default): sessionStorage. `browser`: localStorage. `nothing`: neither. It works where storage is blocked. */
  readonly remember?: "tab" | "browser" | "nothing";
  /** Says `{"available": false}` when the last tab goes. By default the server's grace decides, as a reload looks the same. */
  readonly leaveAtPageHide?: boolean;
}

/** `waiting`: no connection; it is tried again. `over`: a new login is needed, or the tokens were revoked. */
export type ChatState = "closed" | "connecting" | "open" | "waiting" | "over";

/** Every promise rejects with a `ChatError`, whose `problem` says why, where the gateway refuses a request. */
export interface Chat {
  /** The name of the person in this protocol; `undefined` before `open()`. */
  readonly entity: string | undefined;
  readonly state: ChatState;
  /** Listens to one type of event; gives a function that ends it. */
  on<T extends keyof ChatEvents>(type: T, listener: (event: ChatEvents[T]) => void): () => void;
  /** Connects. It resolves when events begin to come. */
  open(): Promise<void>;
  /** This page listens no more. What is stored stays. */
  close(): void;
  /** Ends the chat of all tabs: revokes its tokens and forgets everything that was stored. */
  leave(): Promise<void>;
  /** Sends in the order of the calls. It repeats with the same id until there is an answer, then resolves. */
  send(message: NewMessage): Promise<{ readonly id: string; readonly thread: string }>;
  startSession(entity: string): Promise<{ readonly thread_id: string; readonly members: string[] }>;
  join(seat: string): Promise<{ readonly thread: string }>;
  leaveSeat(seat: string): Promise<void>;
  /** May be called at each key: it sends at most once a second. */
  typing(thread: string, state: "composing" | "paused"): void;
  read(thread: string, id: string): Promise<void>;
  upload(file: File): Promise<Attachment>;
  setPresence(presence: NewPresence): Promise<void>;
  threads(): Promise<ThreadSummary[]>;
  /** Newest first. `before`: the `at` of a message. */
  history(
    thread: string,
    options?: { readonly before?: number; readonly limit?: number },
  ): Promise<HistoryPage>;
  deleteHistory(thread: string): Promise<void>;
  friends(): Promise<Presence[]>;
}

export interface ChatEvents {
  message: Message;
  presence: Presence[];
  room: Room;
  line: Line;
  typing: Typing;
  receipt: Receipt;
  state: ChatState;
  /**
   * Events were lost, and the page should read anew what it shows. Before it come the messages, by the histories, that were
   * missed in the threads of which this page has seen messages.
   */
  gap: { readonly position: string };
  /** Why a request was refused, or what passing trouble there is (RFC 9457). */
  problem: Problem;
}

/** A message to send, with either `thread` or `members`. Further fields are delivered to browsers. */
export interface NewMessage {
  /** A UUID; by default a new one. */
  readonly id?: string;
  readonly thread?: string;
  readonly members?: readonly string[];
  readonly subject?: string;
  readonly text?: string;
  readonly type?: TextType;
  readonly language?: string;
  readonly attachments?: readonly Attachment[];
  readonly [extension: string]: unknown;
}

export interface NewPresence {
  readonly available: boolean;
  readonly show?: Show;
  readonly status?: string;
}

export interface ThreadSummary {
  readonly thread: string;
  /** Entities; of a room's thread oneself, the bot, and those who sit in it. */
  readonly members: string[];
  /** It is a room's thread. */
  readonly room: boolean;
  /** The person is in it now, and not only was. */
  readonly inside: boolean;
  readonly last?: Message;
  /** How many messages of others the person has not read. */
  readonly unread: number;
}

export interface HistoryPage {
  readonly messages: Message[];
  readonly more: boolean;
}

/** A problem document (RFC 9457). */
export interface Problem {
  readonly title: string;
  readonly type?: string;
  /** The HTTP status; missing where there was no answer. */
  readonly status?: number;
  readonly detail?: string;
  readonly [extension: string]: unknown;
}
