/**
 * XEP-0308 Last Message Correction, §4: `<replace/>` names the message that this one takes the place of.
 *
 * It is always the first version's id, also in the second correction of the same message.
 */
import type { Element } from "../stanza.ts";

export const CORRECTION = "urn:xmpp:message-correct:0";

/** The id of the message replaced; "" where the correction does not say which. */
export function readReplacedId(replace: Element): string {
  return replace.attrs.id ?? "";
}
