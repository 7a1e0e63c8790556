/**
 * XEP-0359 Unique and Stable Stanza IDs: `<origin-id/>`.
 *
 * Some clients take the origin-id, others the id for "the" id of a message, so ours are always equal and a
 * receipt, marker or correction finds the same message either way.
 */
import type { Plugin } from "../plugin.ts";
import { type Element, xml } from "../stanza.ts";

export const STANZA_IDS = "urn:xmpp:sid:0";

export function originId(id: string): Element {
  return xml("origin-id", { xmlns: STANZA_IDS, id });
}

export const stanzaIds: Plugin = {
  name: "XEP-0359",
  install: (host) => host.features.add(STANZA_IDS, "both"),
};
