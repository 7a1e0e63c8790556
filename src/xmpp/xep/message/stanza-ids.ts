/**
 * XEP-0359 Unique and Stable Stanza IDs. Our messages in one-to-one chats carry no `<origin-id/>`: it would only repeat
 * the id, and costs the server as much as the text.
 */
import type { Plugin } from "../../plugin.ts";
import { type Element, xml } from "../../stanza.ts";

const STANZA_IDS = "urn:xmpp:sid:0";

/** §3: for messages to rooms, which may replace the id. */
export function originId(id: string): Element {
  return xml("origin-id", { xmlns: STANZA_IDS, id });
}

/** The id that the sender gave the message. */
export function readOriginId(message: Element): string | undefined {
  return message.getChild("origin-id", STANZA_IDS)?.attrs.id;
}

/** The id that `by` gave the message. §6: whoever else claims to be `by`, `by` itself removes such a claim. */
export function readStanzaId(message: Element, by: string): string | undefined {
  return message.getChildren("stanza-id", STANZA_IDS).find(({ attrs }) => attrs.by === by)?.attrs.id;
}

export const stanzaIds: Plugin = {
  name: "XEP-0359",
  features: { [STANZA_IDS]: "all" },
};
