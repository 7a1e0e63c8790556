/**
 * XEP-0045 as an occupant has to do with it: §7.2 entering; the presence that a room sends: §7.1 entering, §7.14 leaving,
 * §7.6 renaming, §15.6.2 status codes.
 */
import type { StanzaError } from "../../errors.ts";
import { readError } from "../iq.ts";
import { type Jid, parseJid } from "../jid.ts";
import { type Element, type Stanza, xml } from "../stanza.ts";

const MUC = "http://jabber.org/protocol/muc";
const MUC_USER = "http://jabber.org/protocol/muc#user";

const OWN = 110;
const CREATED = 201;
const RENAMED = 303;

/** What a presence to `room/nick` carries to enter the room. `backlog`: the room gives what was said before. */
export function entering(password: string, { backlog }: { readonly backlog: boolean }): Element {
  return xml(
    "x",
    { xmlns: MUC },
    xml("password", {}, password),
    backlog ? undefined : xml("history", { maxstanzas: "0" }),
  );
}

/** What the presence says of the occupant from whose address, `room/nick`, it comes. */
export type RoomPresence =
  | {
      readonly kind: "inside";
      readonly nick: string;
      /** Full addresses of all sessions that the server names; none where it hides them. */
      readonly jids: readonly Jid[];
      /** Our own. */
      readonly own: boolean;
      /** The room did not exist before, and is ours. */
      readonly created: boolean;
      readonly owner: boolean;
    }
  | {
      readonly kind: "gone";
      readonly nick: string;
      /** Our own, as far as the server says so: ejabberd does not where it removes us or destroys the room. */
      readonly own: boolean;
      readonly codes: readonly number[];
      /** The text of the presence's status. */
      readonly text: string | undefined;
      /** The new nickname of an occupant who stays under that. */
      readonly renamed: string | undefined;
      readonly destroyed: boolean;
    }
  | { readonly kind: "refused"; readonly error: StanzaError };

/**
 * Reads a presence of a room. Gives `undefined` for one of the room itself, which is no occupant (ejabberd sends them),
 * and for one that says nothing about an occupant. Never throws.
 */
export function readRoomPresence({ type, from, element }: Stanza): RoomPresence | undefined {
  if (type === "error") return { kind: "refused", error: readError(element) };
  const nick = from.resource;
  if (nick === "") return undefined;
  // Servers let none through that an occupant has made up.
  const x = element.getChild("x", MUC_USER);
  const codes = x === undefined ? [] : codesOf(x);
  const own = codes.includes(OWN);
  if (type === "unavailable") {
    const text = element.getChildText("status") ?? undefined;
    const renamed = codes.includes(RENAMED) ? x?.getChild("item")?.attrs.nick : undefined;
    const destroyed = x?.getChild("destroy") !== undefined;
    return { kind: "gone", nick, own, codes, text, renamed, destroyed };
  }
  if (type !== "available" || x === undefined) return undefined;
  const items = x.getChildren("item");
  return {
    kind: "inside",
    nick,
    jids: items.map(({ attrs }) => parseJid(attrs.jid)).filter((jid) => jid !== undefined),
    own,
    created: codes.includes(CREATED),
    owner: items.some(({ attrs }) => attrs.affiliation === "owner"),
  };
}

function codesOf(x: Element): readonly number[] {
  return x.getChildren("status").map(({ attrs }) => Number(attrs.code));
}
