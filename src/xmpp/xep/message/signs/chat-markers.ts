/**
 * XEP-0333 Displayed Markers: `<markable/>` asks for a marker, and `<displayed/>` is one.
 *
 * The bot has "displayed" a message when it took it. It marks only messages that ask for it and were written to it,
 * and never a marker: two bots would mark each other's markers for ever.
 */
import { randomUUID } from "node:crypto";
import type { MessagePlugin } from "../../../plugin.ts";
import { type Element, type Stanza, xml } from "../../../stanza.ts";
import { thread } from "../thread.ts";

const CHAT_MARKERS = "urn:xmpp:chat-markers:0";

/**
 * The message that marks everything up to `of`, whose id is `id`, as displayed: with nothing in it but the
 * thread, to which the mark is then limited.
 */
export function displayedMarker(
  of: Pick<Stanza, "from" | "to" | "type">,
  id: string,
  threadId: string | undefined,
): Element {
  const attrs = { from: of.to.full, to: of.from.full, type: of.type, id: randomUUID() };
  const children = threadId === undefined ? [] : [thread(threadId)];
  return xml("message", attrs, xml("displayed", { xmlns: CHAT_MARKERS, id }), ...children);
}

/** Asks for a marker. */
export function markable(): Element {
  return xml("markable", { xmlns: CHAT_MARKERS });
}

/** The id up to which this message marks messages as displayed. In a room it is the id that the room gave (§4.2). */
export function readDisplayed(message: Element): string | undefined {
  return message.getChild("displayed", CHAT_MARKERS)?.attrs.id;
}

/** `markable`: a marker is asked for. `marker`: one is given. */
export const chatMarkers: MessagePlugin<{ markable?: boolean; marker?: boolean }> = {
  name: "XEP-0333",
  features: { [CHAT_MARKERS]: "chat" },
  reads: {
    [CHAT_MARKERS]: (parts, _, name) => {
      if (name === "markable") parts.markable = true;
      else parts.marker = true;
    },
  },
};
