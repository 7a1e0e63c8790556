/**
 * XEP-0203 Delayed Delivery (§2) with the date profile of XEP-0082 §3.2.
 *
 * Read: the time at which a message was really sent decides which prompt it answers. The stamp is not authenticated;
 * a liar spoils only their own conversation.
 * Written: a stanza that is sent again on a new stream says since when it has been waiting.
 */

import { escapeAttribute } from "../../out/text.ts";
import type { MessagePlugin } from "../../plugin.ts";
import type { Element } from "../../stanza.ts";

export const DELAY = "urn:xmpp:delay";

const DATE_TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)$/;

/** Milliseconds since the epoch; `undefined` where the stamp is no DateTime of XEP-0082. */
export function readStamp(delay: Element): number | undefined {
  const { stamp } = delay.attrs;
  if (stamp === undefined || !DATE_TIME.test(stamp)) return undefined;
  const at = Date.parse(stamp);
  return Number.isNaN(at) ? undefined : at;
}

/** When the message was sent, in ms since the epoch, if `by` says that it held the message back. */
export function readDelay(message: Element, by: string): number | undefined {
  const delay = message.getChildren("delay", DELAY).find(({ attrs }) => attrs.from === by);
  return delay && readStamp(delay);
}

/** `delayedSince`: the earliest of the stamps, in ms since the epoch. */
export const delays: MessagePlugin<{ delayedSince?: number }> = {
  name: "XEP-0203",
  reads: {
    // Each holder of a message may stamp it; the earliest stamp is the nearest to when it was written.
    [DELAY]: (parts, child) => {
      const since = readStamp(child);
      if (since !== undefined) parts.delayedSince = Math.min(since, parts.delayedSince ?? since);
    },
  },
};

/**
 * Adds a delay to a stanza that was serialised by us, without parsing it again.
 *
 * @param text one whole element, nothing before or after it
 * @param from the address that held it back
 * @param since the time at which it was first to be sent, in ms since the epoch
 */
export function withDelay(text: string, from: string, since: number): string {
  const stamp = new Date(since).toISOString();
  const child = `<delay xmlns="${DELAY}" from="${escapeAttribute(from)}" stamp="${stamp}"/>`;
  if (text.endsWith("/>")) {
    const name = /^<([^\s/>]+)/.exec(text)?.[1] ?? "";
    return `${text.slice(0, -2)}>${child}</${name}>`;
  }
  const end = text.lastIndexOf("</");
  return text.slice(0, end) + child + text.slice(end);
}
