/** XEP-0334 Message Processing Hints, §4.2: what need not be kept for later, a chat state for instance. */
import { type Element, xml } from "../stanza.ts";

export function noStore(): Element {
  return xml("no-store", { xmlns: "urn:xmpp:hints" });
}
