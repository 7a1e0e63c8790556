/** Joins a thread of the gateway and a section of the transcript: what comes in is shown, and what is sent goes out. */
import type { Chat, ChatError, Message } from "anteroom/client";
import type { Section } from "./transcript.ts";
import { uuid } from "./uuid.ts";

export interface Conversation {
  readonly thread: string;
  send(text: string): void;
  sendFile(file: File): void;
  typing(state: "composing" | "paused"): void;
  /** Tells the others that everything shown has been read. */
  read(): void;
  /** Shows nothing more of what comes in. */
  end(): void;
}

export interface ConversationOptions {
  readonly chat: Chat;
  readonly thread: string;
  readonly section: Section;
  /** Whether the person is looking at this conversation. */
  readonly inView: () => boolean;
  /** Takes each new message of others. */
  readonly heard?: (message: Message) => void;
  /** Takes the number of messages that came before the page was there to show them, and have not been read. */
  readonly missed?: (count: number) => void;
  /** Takes the name of another person who has written. */
  readonly met?: (name: string) => void;
  /** Takes the reason why a file was not sent. */
  readonly fileRefused?: (reason: string) => void;
  /** What is shown in place of a text that a button sends, beside the labels of the bot's choices. */
  readonly wording?: Readonly<Record<string, string>>;
}

/** Someone who has not told that they have stopped writing has stopped after this time (ms). */
const FORGET_WRITING = 15_000;
const HISTORY = 50;
/** When a history that could not be read is tried again (ms). */
const AGAIN = 2_000;

export function converse(options: ConversationOptions): Conversation {
  const { chat, thread, section, inView, heard, missed, met, fileRefused, wording = {} } = options;
  const names = new Map<string, string>();
  let unread: string | undefined;
  let writing: number | undefined;
  let again: number | undefined;
  let ended = false;

  /** The choices of the last question. */
  let choices: NonNullable<Message["choices"]> = [];

  const worded = <T extends Pick<Message, "text">>(said: T): T => {
    const { text = "" } = said;
    const shown = choices.find(({ value }) => value === text)?.label ?? wording[text];
    return shown === undefined ? said : { ...said, text: shown };
  };
  const show = (message: Message, loud: boolean) => {
    const { id, objectType, displayName } = message.sender;
    const own = id === chat.entity;
    const name = objectType === "bot" ? "Assistant" : displayName;
    names.set(id, name);
    section.add(own ? worded(message) : message, { name: own ? "You" : name, own, loud });
    if (own) return;
    choices = message.choices ?? [];
    if (objectType === "person") met?.(name);
    unread = message.id;
    if (!loud) return;
    showWriting(undefined);
    heard?.(message);
    if (inView()) read();
  };
  const showWriting = (name: string | undefined) => {
    clearTimeout(writing);
    section.writing(name);
    if (name !== undefined) writing = setTimeout(() => section.writing(undefined), FORGET_WRITING);
  };
  const readHistory = async () => {
    clearTimeout(again);
    again = undefined;
    try {
      // Whoever has just taken a seat is not inside yet, and to ask for the history would be an error.
      const threads = await chat.threads();
      const known = threads.find((one) => one.thread === thread);
      if (known === undefined) throw new Error("not inside yet");
      const { messages } = await chat.history(thread, { limit: HISTORY });
      for (const message of messages.toReversed()) show(message, false);
      if (inView()) read();
      else if (known.unread > 0) missed?.(known.unread);
    } catch {
      // The gateway is away, or has not brought the person into the room yet.
      if (!ended) again = setTimeout(readHistory, AGAIN);
    }
  };
  const read = () => {
    if (unread === undefined) return;
    const id = unread;
    unread = undefined;
    // It is told again with the next message.
    chat.read(thread, id).catch(() => {});
  };
  const post = (text: string) => {
    const id = uuid();
    section.sending(id, worded({ text }).text ?? "", () => post(text));
    chat.send({ id, thread, text }).then(
      () => section.receipt({ id, state: "sent" }),
      () => section.receipt({ id, state: "failed" }),
    );
  };
  const postFile = async (file: File) => {
    try {
      const attachment = await chat.upload(file);
      await chat.send({ thread, attachments: [attachment] });
    } catch (error) {
      fileRefused?.(`${file.name} ${whyNotSent(error)}`);
    }
  };

  const listeners = [
    chat.on("message", (message) => {
      if (message.thread === thread) show(message, true);
    }),
    chat.on("receipt", (receipt) => {
      if (receipt.thread === thread) section.receipt(receipt);
    }),
    chat.on("typing", ({ thread: where, entity, state }) => {
      if (where !== thread || entity === chat.entity) return;
      // An occupant's entity is the room's address, a slash, and the nickname.
      const name = names.get(entity) ?? entity.slice(entity.indexOf("/") + 1);
      showWriting(state === "composing" ? name : undefined);
    }),
    chat.on("gap", () => void readHistory()),
    chat.on("room", (event) => {
      if (event.thread === thread && again !== undefined) void readHistory();
    }),
  ];
  void readHistory();

  return {
    thread,
    send: post,
    sendFile: (file) => void postFile(file),
    typing: (state) => chat.typing(thread, state),
    read,
    end: () => {
      ended = true;
      clearTimeout(writing);
      clearTimeout(again);
      for (const stop of listeners) stop();
    },
  };
}

function whyNotSent(error: unknown): string {
  // The module is loaded later than this one, so its class cannot be asked for.
  switch ((error as Partial<ChatError>).problem?.status) {
    case 413:
      return "is too large to be sent.";
    case 403:
      return "was not sent: you cannot send files here.";
    default:
      return "could not be sent. Try again later.";
  }
}
