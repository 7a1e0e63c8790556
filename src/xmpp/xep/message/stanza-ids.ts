/**
 * XEP-0359 Unique and Stable Stanza IDs. Our messages in one-to-one chats carry no `<origin-id/>`: it would only repeat
 * the id, and costs the server as much as the text.
 */
import type { Plugin } from "../../plugin.ts";

export const STANZA_IDS = "urn:xmpp:sid:0";

export const stanzaIds: Plugin = {
  name: "XEP-0359",
  install: (host) => host.features.add(STANZA_IDS, "both"),
};
