/** One chat of the console: its place in the list, and its panel with the messages. */
import type { Chat, Room } from "anteroom/client";
import { createCompose } from "../shared/compose.ts";
import { type Conversation, converse } from "../shared/conversation.ts";
import { button, h, say } from "../shared/elements.ts";
import { patiently } from "../shared/patience.ts";
import { ask } from "../shared/requests.ts";
import { createTranscript } from "../shared/transcript.ts";
import type { Attention } from "./attention.ts";
import { nameOf, type OwnRoom, statusText, withName } from "./status.ts";

export interface OpenChat {
  readonly roomId: string;
  readonly item: HTMLLIElement;
  readonly panel: HTMLElement;
  readonly unread: number;
  /** Takes what the database says of the room; `undefined`: it is over. */
  update(room: OwnRoom | undefined, elapsed: number): void;
  /** The gateway has brought the person in. */
  joined(thread: string): void;
  show(visible: boolean): void;
  end(): void;
}

export interface OpenChatOptions {
  readonly chat: Chat;
  readonly roomId: string;
  /** Missing where the room was taken on another device. */
  readonly seat: string | undefined;
  /** The client's nickname, where this device has seen it before. */
  readonly nick: string | undefined;
  /** Takes the nickname, to be remembered: after a reload nobody comes in any more. */
  readonly met: (nick: string) => void;
  /** Whether files may be sent. */
  readonly uploads: boolean;
  readonly attention: Attention;
  readonly select: () => void;
  readonly back: () => void;
  readonly remove: () => void;
  /** Something has changed: to look at the database now is of use, and to count what is unread. */
  readonly changed: () => void;
}

interface Said {
  readonly direction: "in" | "out";
  readonly body: string;
}

export function createOpenChat(options: OpenChatOptions): OpenChat {
  const { chat, roomId, seat, uploads, attention, select, back, remove, changed } = options;
  let conversation: Conversation | undefined;
  let visible = false;
  let unread = 0;
  let client: string | undefined;
  let nick = options.nick;
  let over = false;
  let asked = false;
  let listening: (() => void) | undefined;

  const name = h("bdi", { class: "name" });
  const state = h("span", { class: "status" });
  const badge = h("span", { class: "badge", hidden: true });
  const item = h("li", {}, h("button", { type: "button", onclick: select }, name, badge, state));

  const heading = h("bdi");
  const title = h("h2", { tabindex: -1 }, heading);
  const about = h("p", { class: "status" });
  const before = h("details", { hidden: true }, h("summary", {}, "Said to the assistant before"));
  const transcript = createTranscript(
    "Messages",
    (value) => conversation?.send(value),
    () => read(),
  );
  const section = transcript.section();
  const compose = createCompose("Write a message", {
    send: (text) => conversation?.send(text),
    sendFile: (file) => conversation?.sendFile(file),
    typing: (typing) => conversation?.typing(typing),
  });
  const handBack = button("Hand back", () => attempt(ask("/api/staff/hand-back", { seat })), {
    class: "quiet",
  });
  const end = async () => {
    await ask("/api/staff/close", { room: roomId, reason: "The chat has ended. Take care." });
    // The room closes when both have gone, so that the client can read the last words in peace.
    if (seat === undefined) return;
    const wanted = () => !over;
    await patiently(() => chat.leaveSeat(seat), wanted).catch(() => {});
  };
  const close = button("Close", () => attempt(end()));
  const dismiss = button("Remove from the list", remove, { hidden: true });
  handBack.hidden = seat === undefined;
  const panel = h(
    "article",
    { class: "chat", hidden: true },
    h(
      "header",
      {},
      button("All chats", back, { class: "quiet back" }),
      h("div", { class: "title" }, title, about),
      handBack,
      close,
      dismiss,
    ),
    before,
    transcript.element,
    compose.element,
  );

  const attempt = (acting: Promise<unknown>) => {
    acting.then(changed, (error: unknown) =>
      section.note(`That did not work: ${error instanceof Error ? error.message : "try again"}.`),
    );
  };
  const isLookedAt = () => visible && document.visibilityState === "visible";
  const inView = () => isLookedAt() && transcript.atEnd();
  const read = () => {
    if (inView()) conversation?.read();
  };
  const heard = () => {
    if (isLookedAt()) return;
    unread += 1;
    attention.call(`${client ?? "The client"} has written.`);
    render();
    changed();
  };
  const missed = (count: number) => {
    if (isLookedAt()) return;
    unread = count;
    render();
    changed();
  };
  const render = () => {
    badge.hidden = unread === 0;
    say(badge, `${unread} new`);
  };
  const onRoom = (event: Room) => {
    if (event.thread !== conversation?.thread) return;
    const who = event.nick ?? client ?? "The client";
    if (event.role === "client") {
      if (event.nick !== undefined) met(event.nick);
      section.writing(undefined);
      const note = noteOf(event.event, who);
      if (note !== undefined) section.note(note);
      if (event.event === "joined") attention.call(`${who} has come in.`);
    }
    if (event.event === "closed") section.note(event.reason || "The chat has ended.");
    changed();
  };
  const met = (who: string) => {
    if (who === nick) return;
    nick = who;
    options.met(who);
  };
  const readBefore = async () => {
    if (asked) return;
    asked = true;
    const { said } = await ask<{ said: Said[] }>(`/api/staff/rooms/${roomId}/before`);
    before.hidden = said.length === 0;
    before.append(
      h(
        "ol",
        {},
        ...said.map(({ direction, body }) =>
          h(
            "li",
            { class: direction, dir: "auto" },
            `${direction === "in" ? "Client" : "Assistant"}: ${body}`,
          ),
        ),
      ),
    );
  };

  compose.disable(true);
  return {
    roomId,
    item,
    panel,
    get unread() {
      return unread;
    },
    update: (given, elapsed) => {
      const room = withName(given, nick);
      client = room?.client ?? client;
      over = room === undefined;
      // Whoever was writing has nobody to write to.
      if (over) section.writing(undefined);
      say(name, nameOf(room, client));
      say(heading, nameOf(room, client));
      say(state, statusText(room, elapsed));
      say(about, [statusText(room, elapsed), room?.note].filter(Boolean).join(" · "));
      // Before the client comes, and after the end, nobody would read it.
      compose.disable(
        conversation === undefined || !(room?.status === "chatting" || room?.status === "lost"),
      );
      handBack.hidden = over || seat === undefined;
      close.hidden = over;
      dismiss.hidden = !over;
      // What was not read now is read at the next look.
      if (room?.talked && room.client !== null) readBefore().catch(() => (asked = false));
    },
    joined: (thread) => {
      if (conversation?.thread === thread) return;
      conversation?.end();
      listening ??= chat.on("room", onRoom);
      conversation = converse({
        chat,
        thread,
        section,
        inView,
        heard,
        missed,
        met,
        fileRefused: section.note,
      });
      compose.allowFiles(uploads);
    },
    show: (shown) => {
      visible = shown;
      panel.hidden = !shown;
      item.firstElementChild?.toggleAttribute("aria-current", shown);
      if (!shown) return;
      if (unread > 0) transcript.toEnd();
      unread = 0;
      read();
      render();
      title.focus();
      compose.focus();
    },
    end: () => {
      listening?.();
      conversation?.end();
      item.remove();
      panel.remove();
    },
  };
}

function noteOf(event: Room["event"], who: string): string | undefined {
  switch (event) {
    case "joined":
      return `${who} has come in.`;
    case "dropped":
      return `${who} has lost the connection. The seat is kept for a while.`;
    case "back":
      return `${who} is back.`;
    case "left":
      return `${who} has left.`;
    case "invited":
    case "moved":
    case "subject":
    case "closed":
      return undefined;
  }
}
