/**
 * XEP-0424 Message Retraction: somebody takes a message back. The body beside it says so to clients that do
 * not know retractions, and is nothing that the person wrote.
 */
import type { MessagePlugin } from "../../plugin.ts";

export const retractions: MessagePlugin<{ retraction?: boolean }> = {
  name: "XEP-0424",
  reads: {
    "urn:xmpp:message-retract:1": (parts, _, name) => {
      if (name === "retract") parts.retraction = true;
    },
    // Until version 0.4 a retraction was fastened to the message (XEP-0422) that it takes back.
    "urn:xmpp:fasten:0": (parts, fastening) => {
      if (fastening.getChild("retract", "urn:xmpp:message-retract:0")) parts.retraction = true;
    },
  },
};
