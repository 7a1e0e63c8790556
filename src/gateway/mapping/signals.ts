/** Signs that a browser gives beside messages: typing (XEP-0085), and read up to a message (XEP-0333). */
import type { Jid } from "../../xmpp/jid.ts";
import type { Element } from "../../xmpp/stanza.ts";
import { displayedMarker } from "../../xmpp/xep/message/signs/chat-markers.ts";
import { chatStateMessage } from "../../xmpp/xep/message/signs/chat-states.ts";
import type { Typing } from "./objects.ts";

interface Signalling {
  /** The full address of the browser's person. */
  readonly from: Jid;
  /** The room, or a person. */
  readonly to: Jid;
  readonly type: "groupchat" | "chat";
  readonly thread: string;
}

export function typingStanza({ from, to, type, thread }: Signalling, state: Typing["state"]): Element {
  return chatStateMessage(from.full, to.full, state, thread, type);
}

/** @param id of the message; in a room the one that the room gave it, if it gave one (XEP-0333 §4.2) */
export function readUpToStanza({ from, to, type, thread }: Signalling, id: string): Element {
  return displayedMarker({ from: to, to: from, type }, id, thread);
}
