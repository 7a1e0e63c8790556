/**
 * XEP-0333 Displayed Markers: what `<markable/>` asks for, and `<displayed/>` says.
 *
 * The bot has "displayed" a message when it took it; it marks only what asks for it and was written to it,
 * and never a marker, lest two bots mark each other's markers for ever.
 */
import type { Plugin } from "../plugin.ts";
import { type Element, xml } from "../stanza.ts";

export const CHAT_MARKERS = "urn:xmpp:chat-markers:0";

/** The child of a message that marks everything up to the message `id` as displayed. */
export function displayed(id: string): Element {
  return xml("displayed", { xmlns: CHAT_MARKERS, id });
}

export const chatMarkers: Plugin = {
  name: "XEP-0333",
  install: (host) => host.features.add(CHAT_MARKERS, "address"),
};
