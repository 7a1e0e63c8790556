/** The same objects as the client of 2014 knows them (`?compat=nereid`). */
import type { Actor, Envelope, Message, Presence, StanzaObject } from "./objects.ts";

export interface People {
  /** The person whom `entity` names. */
  actor(entity: string): Actor;
  /** The people in a thread. */
  members(thread: string): readonly Actor[];
}

/** An event of then: one stanza, the field that `type` names beside it. */
export type CompatEvent = { readonly timestamp: string; readonly type: StanzaObject["type"] } & {
  readonly [field: string]: unknown;
};

/** The events that stand for one envelope: one for each stanza, and for each person in a presence. */
export function compatEvents({ timestamp, stanzas }: Envelope, people: People): readonly CompatEvent[] {
  const at = naive(timestamp);
  return stanzas.flatMap((stanza): readonly CompatEvent[] => {
    if (stanza.type === "presence") {
      return stanza.presence.map((one) => ({
        timestamp: at,
        type: "presence",
        presence: compatPresence(one, people),
      }));
    }
    if (stanza.type === "message")
      return [{ timestamp: at, type: "message", message: compatMessage(stanza.message, people) }];
    return [{ timestamp: at, ...stanza }];
  });
}

/** Nothing was left out then. */
export function compatMessage(message: Message, people: People) {
  const { subject, text, language, thread, timestamp } = message;
  return {
    ...message,
    subject: subject ?? null,
    text: text ?? "",
    language: language ?? null,
    members: people.members(thread),
    ...(typeof timestamp === "string" && { timestamp: naive(timestamp) }),
  };
}

/** The answer to `send-message`. */
export function compatSent({ id }: { readonly id: string }) {
  return { UUID: id };
}

/** The answer to `start-session`. */
export function compatSession(thread: string, members: readonly string[], people: People) {
  return { thread_id: thread, members: members.map((entity) => people.actor(entity)) };
}

/** The answer to `get-friends`. */
export function compatFriends(presence: readonly Presence[], people: People) {
  return { friends: presence.map((one) => compatPresence(one, people)) };
}

/** `show` was always "chat", and could not be missing. */
function compatPresence({ entity, available, show = "chat", status }: Presence, people: People) {
  return { entity: people.actor(entity), show, status: status ?? null, available };
}

/** An answer that tells when something ends. */
export function compatExpiring<T extends { readonly expires: string }>(answer: T): T {
  return { ...answer, expires: naive(answer.expires) };
}

/** UTC without saying so, as Python wrote it. */
function naive(timestamp: string): string {
  return new Date(timestamp).toISOString().slice(0, -1);
}

/** A message to be sent, as JSON gives it: then its id was called UUID. */
export function withModernId(json: unknown): unknown {
  if (typeof json !== "object" || json === null || Array.isArray(json) || !("UUID" in json)) return json;
  const { UUID, ...message } = json as Readonly<Record<string, unknown>>;
  return { id: UUID, ...message };
}
