/**
 * Invitations to rooms: mediated (XEP-0045 §7.8.2) and direct (XEP-0249 §2). Some servers write a body beside
 * them, ejabberd with the room's password in it: nothing that should become anybody's answer.
 */
import type { Element } from "../../stanza.ts";

export const MUC_USER = "http://jabber.org/protocol/muc#user";
export const CONFERENCE = "jabber:x:conference";

/** The same `<x/>` also stands in private messages of a room, which are no invitations. */
export function isMediatedInvitation(x: Element): boolean {
  return x.getChild("invite") !== undefined || x.getChild("decline") !== undefined;
}
