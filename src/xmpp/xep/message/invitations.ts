/**
 * Invitations to rooms: mediated (XEP-0045 §7.8.2) and direct (XEP-0249 §2). Some servers write a body beside
 * them, ejabberd with the room's password in it: nothing that should become anybody's answer.
 */
import type { MessagePlugin } from "../../plugin.ts";

export const invitations: MessagePlugin<{ invitation?: boolean }> = {
  name: "XEP-0249",
  reads: {
    // The same `<x/>` also stands in private messages of a room, which are no invitations.
    "http://jabber.org/protocol/muc#user": (parts, x) => {
      if (x.getChild("invite") !== undefined || x.getChild("decline") !== undefined) parts.invitation = true;
    },
    "jabber:x:conference": (parts) => {
      parts.invitation = true;
    },
  },
};
