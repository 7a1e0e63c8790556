/** XEP-0461 Message Replies: what a reply quotes is no part of its answer (fallback.ts). */
import type { Plugin } from "../../plugin.ts";

export const REPLY = "urn:xmpp:reply:0";

export const replies: Plugin = {
  name: "XEP-0461",
  features: { [REPLY]: "address" },
};
