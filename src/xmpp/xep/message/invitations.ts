/**
 * Invitations to rooms: mediated (XEP-0045 §7.8.2) and direct (XEP-0249 §2). Some servers write a body beside
 * them, ejabberd with the room's password in it: nothing that should become anybody's answer.
 */
import type { MessagePlugin } from "../../plugin.ts";
import { type Element, xml } from "../../stanza.ts";
import { fallbackFor } from "./fallback.ts";

const DIRECT = "jabber:x:conference";

export interface DirectInvitation {
  readonly from: string;
  readonly to: string;
  readonly id: string;
  /** Bare address of the room. */
  readonly room: string;
  readonly password: string;
  /** For people: why they are invited. */
  readonly reason: string;
  /** The thread of the one-to-one chat that goes on in the room. */
  readonly thread?: string;
  /** For people whose client knows no invitations: where to go. */
  readonly body: string;
  readonly lang: string;
}

/** XEP-0249 §2: a message that servers keep for people who are offline. */
export function directInvitation(invitation: DirectInvitation): Element {
  const { from, to, id, room, password, reason, thread, body, lang } = invitation;
  return xml(
    "message",
    { from, to, id, "xml:lang": lang },
    xml("x", { xmlns: DIRECT, jid: room, password, reason, ...(thread && { continue: "true", thread }) }),
    xml("body", {}, body),
    fallbackFor(DIRECT),
  );
}

export const invitations: MessagePlugin<{ invitation?: boolean }> = {
  name: "XEP-0249",
  reads: {
    // The same `<x/>` also stands in private messages of a room, which are no invitations.
    "http://jabber.org/protocol/muc#user": (parts, x) => {
      if (x.getChild("invite") !== undefined || x.getChild("decline") !== undefined) parts.invitation = true;
    },
    [DIRECT]: (parts) => {
      parts.invitation = true;
    },
  },
};
