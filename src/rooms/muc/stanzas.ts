/** What the bot sends to a room: XEP-0045 §7.2 entering, §7.4 messages; §9 and §10 as the room's owner. */
import { type Element, xml } from "../../xmpp/stanza.ts";
import { originId } from "../../xmpp/xep/message/stanza-ids.ts";
import { entering } from "../../xmpp/xep/muc.ts";

const ADMIN = "http://jabber.org/protocol/muc#admin";
export const OWNER = "http://jabber.org/protocol/muc#owner";

interface Entry {
  /** Our full address. */
  readonly from: string;
  readonly room: string;
  readonly nick: string;
  readonly password: string;
}

/** Enters, and creates the room where there is none: with that password from the first moment. */
export function joining({ from, room, nick, password }: Entry): Element {
  // What was said before is nothing to the bot.
  const x = entering(password, { backlog: false });
  return xml("presence", { from, to: `${room}/${nick}` }, x);
}

export interface RoomMessage {
  /** Our full address. */
  readonly from: string;
  readonly room: string;
  readonly id: string;
  readonly text: string;
  readonly lang: string;
}

/** A message to everybody in the room. It has an `<origin-id/>`, since some rooms give messages an id of their own. */
export function saying({ from, room, id, text, lang }: RoomMessage): Element {
  return xml(
    "message",
    { from, to: room, type: "groupchat", id, "xml:lang": lang },
    xml("body", {}, text),
    originId(id),
  );
}

/** §8.2: removes an occupant. */
export function removing(nick: string, reason: string): Element {
  return xml("query", { xmlns: ADMIN }, xml("item", { nick, role: "none" }, xml("reason", {}, reason)));
}

/** §9.1: removes all occupants of a bare JID, and lets it in no more. */
export function banning(jid: string, reason: string): Element {
  const item = xml("item", { jid, affiliation: "outcast" }, xml("reason", {}, reason));
  return xml("query", { xmlns: ADMIN }, item);
}

/** §10.9. */
export function destroying(reason: string): Element {
  return xml("query", { xmlns: OWNER }, xml("destroy", {}, xml("reason", {}, reason)));
}
