/** People in rooms: real IM clients that enter, speak and leave as any client does. */

import { readError } from "../../../src/xmpp/iq.ts";
import { type Element, readStanza, xml } from "../../../src/xmpp/stanza.ts";
import { type RoomPresence, readRoomPresence } from "../../../src/xmpp/xep/muc.ts";
import type { Person } from "../people/people.ts";
import { isPresence, type Predicate } from "../people/predicates.ts";

const MUC = "http://jabber.org/protocol/muc";

export interface Entrance {
  /** Bare address. */
  readonly room: string;
  readonly nick: string;
  readonly password?: string;
}

type Gone = Extract<RoomPresence, { kind: "gone" }>;

export interface Occupant {
  readonly person: Person;
  readonly room: string;
  readonly nick: string;
  /** The nicknames inside, as the room has told them so far; the own one too. */
  readonly occupants: ReadonlySet<string>;
  /** Says it to everybody, and waits until the room has passed it on. Gives the id of the message, or rejects with its error. */
  say(text: string): Promise<string>;
  /** The next text of the room that this occupant did not say. Texts from before the entry are left out. */
  heard(): Promise<{ readonly nick: string; readonly text: string }>;
  /** Resolves when somebody of that nickname is inside. */
  sees(nick: string): Promise<void>;
  /** Resolves when nobody of that nickname is inside. */
  misses(nick: string): Promise<void>;
  /** Resolves when the occupant is out, and tells how. */
  gone(): Promise<Gone>;
  /** Leaves in good order, and waits until the room has said so. */
  leave(text?: string): Promise<void>;
  /** The connection breaks without a word. */
  cut(): Promise<void>;
}

/** Enters the room. Rejects with the `StanzaError` with which the room refuses. */
export async function enterRoom(person: Person, { room, nick, password }: Entrance): Promise<Occupant> {
  const address = `${room}/${nick}`;
  // What this person was told before this entry is none of it.
  const before = person.received.length;
  const next = (wanted: Predicate) =>
    person.next((element) => wanted(element) && person.received.lastIndexOf(element) >= before);
  await person.presence(
    { to: address },
    xml("x", { xmlns: MUC }, password === undefined ? undefined : xml("password", {}, password)),
  );
  const answer = said(
    await next((element) => {
      if (element.attrs.from !== address) return false;
      const presence = said(element);
      return presence?.kind === "refused" || (presence?.kind === "inside" && presence.own);
    }),
  );
  if (answer?.kind === "refused") throw answer.error;
  const isText = (element: Element) =>
    element.attrs.type === "groupchat" &&
    element.attrs.from?.startsWith(`${room}/`) === true &&
    element.attrs.from !== address &&
    element.getChild("body") !== undefined &&
    element.getChild("delay") === undefined;
  const occupants = () => occupantsIn(person.received.slice(before), room, nick);
  const occupant: Occupant = {
    person,
    room,
    nick,
    get occupants() {
      return occupants();
    },
    async say(text) {
      const id = await person.say(room, text, { type: "groupchat" });
      const told = await next(
        ({ attrs }) => attrs.id === id && (attrs.from === address || attrs.type === "error"),
      );
      if (told.attrs.type === "error") throw readError(told);
      return id;
    },
    async heard() {
      const message = await next(isText);
      return {
        nick: message.attrs.from?.slice(room.length + 1) ?? "",
        text: message.getChildText("body") ?? "",
      };
    },
    async sees(other) {
      while (!occupants().has(other)) await next(isPresence("available", `${room}/${other}`));
    },
    async misses(other) {
      while (occupants().has(other)) await next(isPresence("unavailable", `${room}/${other}`));
    },
    async gone() {
      const presence = said(await next(isPresence("unavailable", address)));
      if (presence?.kind !== "gone") throw new Error("an unavailable presence tells that somebody is gone");
      return presence;
    },
    async leave(text) {
      const status = text === undefined ? undefined : xml("status", {}, text);
      await person.presence({ to: address, type: "unavailable" }, status);
      await occupant.gone();
    },
    cut: () => person.cut(),
  };
  return occupant;
}

function said(element: Element): RoomPresence | undefined {
  const stanza = element.name === "presence" ? readStanza(element) : undefined;
  return stanza && readRoomPresence(stanza);
}

/** Who is inside after these stanzas, as somebody sees it who entered with the first of them. */
function occupantsIn(received: readonly Element[], room: string, own: string): ReadonlySet<string> {
  const inside = new Set<string>();
  for (const element of received) {
    if (element.name !== "presence" || element.attrs.from?.startsWith(`${room}/`) !== true) continue;
    const presence = said(element);
    if (presence?.kind === "inside") inside.add(presence.nick);
    if (presence?.kind !== "gone") continue;
    if (presence.nick === own) inside.clear();
    inside.delete(presence.nick);
  }
  return inside;
}
