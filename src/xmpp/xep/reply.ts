/** XEP-0461 Message Replies, §3: which message of ours somebody answers. */
import type { Plugin } from "../plugin.ts";
import type { Element } from "../stanza.ts";

export const REPLY = "urn:xmpp:reply:0";

/** The id of the message that is answered. */
export function readReplyId(reply: Element): string | undefined {
  return reply.attrs.id || undefined;
}

export const replies: Plugin = {
  name: "XEP-0461",
  install: (host) => host.features.add(REPLY, "address"),
};
