/**
 * One visitor's chat from its first word to its end: the connection, the talk with the bot, the line, the room. It drives
 * the window and keeps in the tab what a reload needs.
 */
import type { Chat, Message } from "anteroom/client";
import { createCompose } from "../shared/compose.ts";
import { connectionLine } from "../shared/connection.ts";
import { type Conversation, converse } from "../shared/conversation.ts";
import { patiently } from "../shared/patience.ts";
import { ask } from "../shared/requests.ts";
import { keeps, remembered } from "../shared/storage.ts";
import { createTranscript } from "../shared/transcript.ts";
import { uuid } from "../shared/uuid.ts";
import { type Watch, watchTicket } from "./line.ts";
import { type Happening, next, START, type Stage } from "./stage.ts";
import { openTabs } from "./tabs.ts";
import { type ChatWindow, createWindow } from "./window.ts";

export interface Kept {
  readonly open: boolean;
  readonly stage: Stage;
  readonly botThread?: string | undefined;
  readonly fresh: boolean;
  /** What the visitor wants to be called. */
  readonly name?: string | undefined;
}

interface Settings {
  readonly gateway: string;
  readonly bot: string;
  /** Whether staff is there. */
  readonly open: boolean;
  /** Whether files may be sent. */
  readonly uploads: boolean;
}

export const kept = remembered<Kept>("sessionStorage", "helpline-chat");

/** The name of the responder that asks the first questions. */
const QUESTIONS = "intake";
const WORDING = { [QUESTIONS]: "Begin with a few questions" };
const TITLE = "Chat with Harbour Helpline";
const GREETING =
  "Hello. Our assistant can ask a few questions first, so that the right person answers you, or you can go straight to a person. You do not have to tell us your name.";

const FORGETFUL =
  "Your browser lets this page store nothing. If you load it again, this chat is gone and a new one begins.";

export interface VisitorSession {
  readonly window: ChatWindow;
  /** Connects, unless it is connected already. */
  start(): Promise<void>;
  shown(open: boolean): void;
  /** Puts the focus where the visitor goes on. */
  focus(): void;
}

/** @param unseen takes the number of messages that came while the window was closed */
export function createSession(close: () => void, unseen: (count: number) => void): VisitorSession {
  const loaded = kept.load();
  let stage = loaded?.stage ?? START;
  let fresh = loaded?.fresh ?? true;
  let botThread = loaded?.botThread;
  let called = loaded?.name ?? "";
  let isOpen = loaded?.open ?? false;
  /** Another tab may know of a chat. */
  let isNew = loaded === undefined;
  let missed = 0;
  let settings: Settings | undefined;
  let chat: Chat | undefined;
  let bot: Conversation | undefined;
  let room: Conversation | undefined;
  let watch: { readonly ticket: string; readonly watch: Watch } | undefined;
  let joining: string | undefined;
  let asksForPlace = false;
  let starting: Promise<void> | undefined;
  /** The same until it is answered, so that one place is taken, however often it is asked for. */
  let request: string | undefined;

  const transcript = createTranscript(
    "Messages",
    (value) => say(value),
    () => read(),
  );
  const connection = connectionLine("This chat has ended. You can start anew.");
  const compose = createCompose("Write a message", {
    send: (text) => say(text),
    sendFile: (file) => current()?.sendFile(file),
    typing: (state) => current()?.typing(state),
  });
  const tabs = openTabs(
    () => (chat === undefined ? undefined : keeping()),
    (happening) => {
      if (chat !== undefined) happen(happening);
    },
  );
  const notes = transcript.section();
  let lines = notes;
  const window = createWindow(TITLE, [connection.element, transcript.element], compose.element, {
    close,
    beginQuestions: () => say(QUESTIONS),
    joinLine: (name) => void joinLine(name),
    leaveLine: () => void leaveLine(),
    endChat: () => void endChat(),
    waitAgain: () => void joinLine(called, stage.at === "over" ? stage.seat : undefined),
    startAnew: () => void startAnew(),
  });
  notes.note(GREETING);
  if (!keeps("sessionStorage")) notes.note(FORGETFUL);

  const current = () => (stage.at === "room" ? room : bot);
  const say = (text: string) => {
    fresh = false;
    current()?.send(text);
    save();
    show();
  };
  const isLookedAt = () => isOpen && document.visibilityState === "visible";
  const inView = () => isLookedAt() && transcript.atEnd();
  const read = () => {
    if (inView()) current()?.read();
  };
  const keeping = (): Kept => ({ open: isOpen, stage, botThread, fresh, name: called });
  const save = () => kept.save(keeping());
  const show = () => {
    window.show(stage, { ready: bot !== undefined, fresh, open: settings?.open ?? true });
    compose.disable(current() === undefined);
    compose.allowFiles(stage.at === "room" && settings?.uploads === true);
  };
  const heard = ({ sender }: Message) => {
    if (stage.at === "room" && stage.staff === undefined && sender.objectType === "person")
      happen({ type: "staff", name: sender.displayName });
    if (!isLookedAt()) unseen(++missed);
  };

  const happen = (happening: Happening) => {
    const { stage: then, note } = next(stage, happening);
    stage = then;
    if (note !== undefined) lines.note(note);
    if (note !== undefined || stage.at === "over") lines.writing(undefined);
    save();
    follow();
    show();
  };

  /** Something of which the gateway tells nothing. */
  const here = (happening: Happening) => {
    happen(happening);
    tabs.tell(happening);
  };

  /** Brings about what the stage asks for. */
  const follow = () => {
    const ticket = stage.at === "line" ? stage.ticket : undefined;
    if (watch?.ticket !== ticket) {
      watch?.watch.stop();
      watch = ticket === undefined ? undefined : { ticket, watch: watchTicket(ticket, seen) };
    }
    // The last words of the room are still shown after its end.
    if (stage.at === "over") return;
    if (chat === undefined || stage.at !== "room") {
      room?.end();
      room = undefined;
      return;
    }
    if (stage.thread === undefined) void join(chat, stage.seat);
    else if (room?.thread !== stage.thread) {
      room?.end();
      lines = transcript.section();
      room = converse({
        chat,
        thread: stage.thread,
        section: lines,
        inView,
        heard,
        missed: (count) => {
          if (isLookedAt()) return;
          missed = count;
          unseen(missed);
        },
        fileRefused: lines.note,
      });
    }
  };
  const seen = ({ over, place, estimate, seat }: Parameters<Parameters<typeof watchTicket>[1]>[0]) => {
    if (over) happen({ type: "ticket over" });
    else if (seat) happen({ type: "seat", seat });
    else if (place) happen({ type: "place", place, estimate: estimate ?? undefined });
  };
  const join = async (by: Chat, seat: string) => {
    if (joining === seat) return;
    joining = seat;
    const wanted = () => by === chat && stage.at === "room" && stage.seat === seat;
    try {
      const { thread } = await patiently(() => by.join(seat), wanted);
      if (wanted()) happen({ type: "thread", thread });
    } catch {
      if (wanted()) happen({ type: "ticket over" });
    } finally {
      joining = undefined;
    }
  };

  /** @param seat of a room whose staff is lost: with it as the request, the client stands at the head of the line */
  const joinLine = async (name: string, seat?: string) => {
    const entity = chat?.entity;
    if (entity === undefined || asksForPlace) return;
    asksForPlace = true;
    called = name;
    request = seat ?? request ?? uuid();
    try {
      const { ticket } = await ask<{ ticket: string }>("/api/line", { entity, name, request });
      if (chat?.entity !== entity) return;
      request = undefined;
      fresh = false;
      here({ type: "ticket", ticket });
    } catch (error) {
      lines.note(error instanceof Error ? `That did not work: ${error.message}.` : "That did not work.");
    } finally {
      asksForPlace = false;
    }
  };
  const leaveLine = async () => {
    const ticket = stage.at === "line" ? stage.ticket : undefined;
    const by = chat;
    here({ type: "left line" });
    // As long as the gateway sees the visitor, the ticket does not end by itself.
    const wanted = () => by === chat;
    await patiently(() => ask("/api/line/leave", { ticket }), wanted).catch(() => {});
  };
  const endChat = async () => {
    const seat = stage.at === "room" ? stage.seat : undefined;
    const by = chat;
    here({ type: "ended", why: "You have ended the chat." });
    if (seat === undefined || by === undefined) return;
    const wanted = () => by === chat;
    await patiently(() => by.leaveSeat(seat), wanted).catch(() => {});
  };
  const startAnew = async () => {
    bot?.end();
    bot = undefined;
    room?.end();
    room = undefined;
    const before = chat;
    chat = undefined;
    // What this tab knew is gone at once; that the gateway forgets it, too, may take until it is reachable.
    before?.leave().catch(() => {});
    stage = START;
    fresh = true;
    botThread = undefined;
    called = "";
    request = undefined;
    compose.clear();
    transcript.clear();
    lines = transcript.section();
    lines.note(GREETING);
    save();
    show();
    await starting;
    await start();
    compose.focus();
  };

  const start = () => {
    starting ??= connect().finally(() => {
      starting = undefined;
    });
    return starting;
  };
  const connect = async () => {
    if (chat !== undefined) return;
    let opened: Chat | undefined;
    show();
    try {
      // Nothing is loaded before the visitor opens the window. Whoever waits, or talks with somebody, is not to be lost.
      const wanted = () => stage.at === "line" || stage.at === "room";
      const [told, others] = await Promise.all([
        patiently(() => ask<Settings>("/api/chat"), wanted),
        isNew ? tabs.ask() : undefined,
      ]);
      isNew = false;
      settings = told;
      if (others !== undefined) {
        ({ stage, botThread, fresh } = others);
        called = others.name ?? "";
      }
      const address = new URL("../anteroom-client.js", import.meta.url).href;
      const { createChat }: typeof import("anteroom/client") = await import(address);
      opened = createChat({ base: settings.gateway, remember: "tab" });
      listen(opened);
      connection.watch(opened);
      chat = opened;
      await opened.open();
      const thread = botThread ?? (await opened.startSession(settings.bot)).thread_id;
      if (chat !== opened) return;
      botThread = thread;
      lines = transcript.section();
      bot = converse({ chat, thread, section: lines, inView, heard, wording: WORDING });
      save();
      follow();
      show();
    } catch {
      // The visitor has started anew meanwhile.
      if (chat !== opened) return;
      chat = undefined;
      opened?.close();
      lines.note("The chat cannot be reached at the moment. Close this window and try again, or call us.");
    }
  };
  const listen = (by: Chat) => {
    by.on("line", (line) => {
      if (by !== chat) return;
      happen({ type: "line", line });
      watch?.watch.look();
    });
    by.on("room", (event) => {
      if (by === chat) happen({ type: "room", room: event, self: by.entity });
    });
    by.on("state", (state) => {
      // Closed: the visitor has started anew in another tab.
      if (by === chat && (state === "over" || state === "closed"))
        happen({ type: "ended", why: "This chat has ended." });
    });
    // What happened meanwhile to the room is not told; the ticket tells whether it is still there.
    by.on("gap", () => {
      if (by !== chat || stage.at !== "room" || stage.ticket === undefined) return;
      const once = watchTicket(stage.ticket, ({ over }) => {
        once.stop();
        if (over) happen({ type: "ticket over" });
      });
    });
  };

  document.addEventListener("visibilitychange", read);
  return {
    window,
    start,
    shown: (open) => {
      isOpen = open;
      save();
      if (!open) return;
      if (missed > 0) transcript.toEnd();
      missed = 0;
      unseen(0);
      read();
    },
    focus: () => {
      if (stage.at !== "over") compose.focus();
    },
  };
}
