/**
 * XEP-0439 Quick Response, §4.1 and §5.1: answers that a client may offer as buttons. Choosing one sends its value as
 * an ordinary message. Neither two values nor two labels of one message may be the same.
 *
 * There is no feature to announce. The language is that of the body (§4.1): both take the message's.
 */
import { type Element, xml } from "../../stanza.ts";

const QUICK_RESPONSE = "urn:xmpp:tmp:quick-response";

export interface QuickResponse {
  /** The text that is sent. */
  readonly value: string;
  /** The text that is shown. */
  readonly label: string;
}

/** The elements of those that differ from the ones before; a label that was there already gives way to the value. */
export function quickResponses(responses: readonly QuickResponse[]): readonly Element[] {
  if (responses.length === 0) return responses as readonly [];
  const values = new Set<string>();
  const labels = new Set<string>();
  return responses.flatMap(({ value, label }) => {
    const shown = labels.has(label) ? value : label;
    if (values.has(value) || labels.has(shown)) return [];
    values.add(value);
    labels.add(shown);
    return [xml("response", { xmlns: QUICK_RESPONSE, value, label: shown })];
  });
}

/** The responses that a message offers. A response without a label is shown as its value. */
export function readQuickResponses(message: Element): readonly QuickResponse[] {
  return message.getChildren("response", QUICK_RESPONSE).flatMap(({ attrs: { value, label } }) => {
    return value === undefined ? [] : [{ value, label: label ?? value }];
  });
}
