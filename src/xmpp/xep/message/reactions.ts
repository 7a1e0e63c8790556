/** XEP-0444 Message Reactions, §3: an emoji under a message; a body beside it is for clients without reactions. */
import type { MessagePlugin } from "../../plugin.ts";

export const reactions: MessagePlugin<{ reaction?: boolean }> = {
  name: "XEP-0444",
  reads: {
    "urn:xmpp:reactions:0": (parts, _, name) => {
      if (name === "reactions") parts.reaction = true;
    },
  },
};
