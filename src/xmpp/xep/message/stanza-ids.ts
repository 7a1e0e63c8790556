/**
 * XEP-0359 Unique and Stable Stanza IDs. Our messages in one-to-one chats carry no `<origin-id/>`: it would only repeat
 * the id, and costs the server as much as the text.
 */
import type { Plugin } from "../../plugin.ts";

export const stanzaIds: Plugin = {
  name: "XEP-0359",
  features: { "urn:xmpp:sid:0": "both" },
};
