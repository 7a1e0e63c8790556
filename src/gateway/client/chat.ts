/** The requests of a page, in the words of the interface. */
import type { Attachment, Chat, ChatEvents, ChatOptions, Presence, ThreadSummary } from "./interface.ts";
import { ChatError, historyPath } from "./requests.ts";
import { createSession } from "./session.ts";
import type { Surroundings } from "./surroundings.ts";

// The gateway passes on one a second, and the second one may have travelled faster.
const TYPING_EVERY = 1_200;
// Browsers refuse what outlives its page if the bodies of all such requests are above 64 KiB.
const OUTLIVES = 30_000;

export function createChatIn(surroundings: Surroundings, options: ChatOptions): Chat {
  const listeners = new Map<string, Set<unknown>>();

  function emit<T extends keyof ChatEvents>(type: T, event: ChatEvents[T]): void {
    for (const listener of [...(listeners.get(type) ?? [])] as ((event: ChatEvents[T]) => void)[]) {
      try {
        listener(event);
      } catch (error) {
        // An error of the page is the page's, and keeps nothing from the other listeners.
        queueMicrotask(() => {
          throw error;
        });
      }
    }
  }

  const session = createSession(surroundings, options, emit);
  const post = <T>(path: string, body: object) => session.call<T>("POST", path, { body });

  // One after another, so that messages arrive in the order in which they were sent.
  let sending: Promise<unknown> = Promise.resolve();

  /** By thread, while it rests: what is not sent yet. */
  const unsentTyping = new Map<string, object | undefined>();
  const sendTyping = (thread: string) => {
    const body = unsentTyping.get(thread);
    if (body === undefined) {
      unsentTyping.delete(thread);
      return;
    }
    session.call("POST", "/typing", { body, quiet: true }).catch(() => {});
    unsentTyping.set(thread, undefined);
    surroundings.after(TYPING_EVERY, () => sendTyping(thread));
  };

  return {
    get entity() {
      return session.entity;
    },
    get state() {
      return session.state;
    },
    on(type, listener) {
      const all = listeners.get(type) ?? new Set();
      listeners.set(type, all.add(listener));
      return () => {
        all.delete(listener);
      };
    },
    open: session.open,
    close: session.close,
    leave: session.leave,
    send(message) {
      const body = { ...message, id: message.id ?? surroundings.uuid() };
      const keepalive = JSON.stringify(body).length < OUTLIVES;
      const answer = sending.then(() =>
        session.call<{ id: string; thread: string }>("POST", "/send-message", {
          body,
          keepalive,
          patient: true,
        }),
      );
      sending = answer.catch(() => {});
      return answer;
    },
    startSession: (entity) => post("/start-session", { entity }),
    join: (seat) => post("/join", { seat }),
    leaveSeat: (seat) => post("/leave", { seat }),
    typing(thread, state) {
      const rests = unsentTyping.has(thread);
      unsentTyping.set(thread, { thread, state });
      if (!rests) sendTyping(thread);
    },
    read: (thread, id) => post("/read", { thread, id }),
    async upload(file) {
      const { name, size } = file;
      const mediaType = file.type || "application/octet-stream";
      const slot = await post<{ put: { url: string; headers: Record<string, string> }; url: string }>(
        "/upload",
        { name, size, mediaType },
      );
      const { url, headers } = slot.put;
      const stored = await surroundings
        .fetch(url, {
          method: "PUT",
          body: file,
          headers: { ...headers, "content-type": mediaType },
          credentials: "omit",
        })
        .catch(() => undefined);
      if (!stored?.ok) {
        const problem = { title: "The file could not be stored", ...(stored && { status: stored.status }) };
        emit("problem", problem);
        throw new ChatError(problem);
      }
      return { url: slot.url, name, mediaType, size } satisfies Attachment;
    },
    setPresence: (presence) => post("/presence", presence),
    threads: async () => (await session.call<{ threads: ThreadSummary[] }>("GET", "/threads")).threads,
    history: (thread, page) => session.call("GET", historyPath(thread, page)),
    deleteHistory: (thread) => session.call("DELETE", historyPath(thread)),
    friends: async () => (await session.call<{ presence: Presence[] }>("GET", "/get-friends")).presence,
  };
}
