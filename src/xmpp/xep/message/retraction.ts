/**
 * XEP-0424 Message Retraction: somebody takes a message back. The body beside it says so to clients that do
 * not know retractions, and is nothing that the person wrote.
 */
import type { Element } from "../../stanza.ts";

export const RETRACTION = "urn:xmpp:message-retract:1";
/** Until version 0.4 a retraction was fastened to the message (XEP-0422) that it takes back. */
export const FASTENING = "urn:xmpp:fasten:0";

export function isFastenedRetraction(fastening: Element): boolean {
  return fastening.getChild("retract", "urn:xmpp:message-retract:0") !== undefined;
}
