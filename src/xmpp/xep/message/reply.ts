/** XEP-0461 Message Replies: the quotation in a reply is no part of the answer (fallback.ts). */
import type { Plugin } from "../../plugin.ts";

export const REPLY = "urn:xmpp:reply:0";

export const replies: Plugin = {
  name: "XEP-0461",
  features: { [REPLY]: "chat" },
};
