/**
 * Addresses of the component that exist for one examination only. They enter rooms, and leave none behind: what they have
 * made is destroyed at the end, however the examination ends.
 */
import { randomBytes } from "node:crypto";
import { setMaxListeners } from "node:events";
import { RequestTimeout, StreamLost } from "../../errors.ts";
import { createMuc, type Muc, type RoomPresence, readRoomPresence } from "../../rooms/muc/index.ts";
import { newPassword, newRoomName } from "../../rooms/pool/index.ts";
import type { IqTable } from "../../xmpp/iq.ts";
import type { Host } from "../../xmpp/plugin.ts";
import { type Element, type Stanza, xml } from "../../xmpp/stanza.ts";
import { entering } from "../../xmpp/xep/muc.ts";

/** In ms. A server of the same machine answers in milliseconds. */
export const PATIENCE = 4_000;

// Prosody reads rooms from the disk again to destroy them, where it has put them away.
const DESTROY_MS = 10_000;

/** The parts of a stream on which the examination works. */
export interface Wire extends Pick<Host, "domain" | "iq" | "router"> {
  readonly writer: Pick<Host["writer"], "send">;
}

/** One address, with a resource that nobody else has. */
export interface Visitor {
  readonly bare: string;
  /** The full address. */
  readonly full: string;
  readonly muc: Muc;
  /**
   * Enters a room, which is made where there is none. Gives the answer of the room. `backlog`: as others do, who get what
   * was said before. Rejects with `RequestTimeout` or `StreamLost`.
   */
  enter(room: string, password: string, options?: { readonly backlog: boolean }): Promise<RoomPresence>;
  /** Calls `heard` for each message of a room, until the returned function is called. */
  listen(room: string, heard: (message: Element) => void): () => void;
}

export interface Visit extends AsyncDisposable {
  readonly wire: Wire;
  /** Requests with little patience. */
  readonly iq: Pick<IqTable, "request">;
  /** Another localpart than those of the bots. */
  newLocal(): string;
  visitor(local: string): Visitor;
  /** The address of a room that nobody knows, and its password. */
  newRoom(): { readonly room: string; readonly password: string };
}

export interface VisitOptions {
  readonly wire: Wire;
  /** `rooms.service` */
  readonly muc: string;
  /** No request is made any more, and none is waited for. */
  readonly signal: AbortSignal;
}

export function beginVisit({ wire, muc: service, signal }: VisitOptions): Visit {
  const { domain, router, writer } = wire;
  // Each request that waits is one.
  setMaxListeners(0, signal);
  const ends: (() => void)[] = [];
  /** What to call to destroy a room, by its address. */
  const made = new Map<string, () => Promise<void>>();
  const iq: Pick<IqTable, "request"> = {
    request: (to, payload, options = {}) =>
      unlessAborted(signal, wire.iq.request(to, payload, { timeoutMs: PATIENCE, ...options })),
  };
  const visitor = (local: string): Visitor => {
    const resource = `doctor-${random()}`;
    const bare = `${local}@${domain}`;
    const full = `${bare}/${resource}`;
    // At the end the examination may have been aborted.
    const lasting: Pick<IqTable, "request"> = {
      request: (to, payload, options = {}) =>
        wire.iq.request(to, payload, { timeoutMs: DESTROY_MS, ...options }),
    };
    const muc = createMuc({ from: full, iq, writer });
    const { destroy } = createMuc({ from: full, iq: lasting, writer });
    const heard = new Set<(stanza: Stanza) => void>();
    const mine = ({ to }: Stanza): boolean => to.local === local && to.resource === resource;
    // With its types this is more specific than what the bot's rooms listen to.
    for (const [stanza, types] of [
      ["presence", ["available", "unavailable", "error"]],
      ["message", ["normal", "chat", "groupchat", "headline", "error"]],
    ] as const) {
      const matcher = { stanza, types, from: { domain: service }, to: { local }, takes: mine };
      ends.push(
        router.on(matcher, (one) => {
          for (const hear of heard) hear(one);
        }),
      );
    }
    return {
      bare,
      full,
      muc,
      enter: (room, password, { backlog } = { backlog: false }) =>
        unlessAborted(
          signal,
          new Promise<RoomPresence>((resolve, reject) => {
            const late = setTimeout(() => end(() => reject(new RequestTimeout(room, PATIENCE))), PATIENCE);
            const end = (tell: () => void): void => {
              clearTimeout(late);
              heard.delete(hear);
              tell();
            };
            const hear = (stanza: Stanza): void => {
              const presence = answerOf(stanza, room);
              if (presence !== undefined) end(() => resolve(presence));
            };
            heard.add(hear);
            if (!made.has(room)) made.set(room, () => destroy(room, ""));
            const x = entering(password, { backlog });
            const sent = writer.send(xml("presence", { from: full, to: `${room}/${resource}` }, x));
            if (!sent) end(() => reject(new StreamLost()));
          }),
        ),
      listen(room, tell) {
        const hear = ({ name, from, element }: Stanza): void => {
          if (name === "message" && from.bare === room) tell(element);
        };
        heard.add(hear);
        return () => heard.delete(hear);
      },
    };
  };
  return {
    wire,
    iq,
    newLocal: () => `doctor-${random()}`,
    visitor,
    newRoom: () => ({ room: `${newRoomName()}@${service}`, password: newPassword() }),
    async [Symbol.asyncDispose]() {
      // One that does not exist, or is somebody else's, is refused.
      await Promise.allSettled([...made.values()].map((destroy) => destroy()));
      for (const end of ends) end();
    },
  };
}

/** The presence of our own nickname, which ends the entering (XEP-0045 §7.1), or the refusal. */
function answerOf(stanza: Stanza, room: string): RoomPresence | undefined {
  if (stanza.name !== "presence" || stanza.from.bare !== room) return undefined;
  const presence = readRoomPresence(stanza);
  if (presence?.kind === "refused") return presence;
  return presence?.kind === "inside" && presence.own ? presence : undefined;
}

export async function unlessAborted<T>(signal: AbortSignal, work: Promise<T>): Promise<T> {
  signal.throwIfAborted();
  let abort = (): void => {};
  const aborted = new Promise<never>((_, reject) => {
    abort = () => reject(signal.reason);
    signal.addEventListener("abort", abort, { once: true });
  });
  try {
    return await Promise.race([work, aborted]);
  } finally {
    signal.removeEventListener("abort", abort);
  }
}

function random(): string {
  return randomBytes(6).toString("hex");
}
