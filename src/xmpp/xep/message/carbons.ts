/**
 * XEP-0280 Message Carbons, §11 (security): only the own server of an account may send copies of its messages,
 * and a component has no such server. A message that looks like one was forged, to put words into somebody's mouth.
 */
import type { MessagePlugin } from "../../plugin.ts";

export const carbons: MessagePlugin<{ carbon?: boolean }> = {
  name: "XEP-0280",
  reads: {
    // `<private/>` is of the same namespace, and no copy: with it a client asks its server to make none.
    "urn:xmpp:carbons:2": (parts, _, name) => {
      if (name === "received" || name === "sent") parts.carbon = true;
    },
  },
};
