/**
 * XEP-0085 Chat State Notifications: §2 the states, §5.1 to whom they may be sent.
 *
 * §5.1: without knowing better, states go only to somebody whose last content message carried one; hence
 * `readMessage` tells it of every message.
 */
import type { Plugin } from "../plugin.ts";
import { type Element, xml } from "../stanza.ts";

export const CHAT_STATES = "http://jabber.org/protocol/chatstates";

/** The states that the bot shows: it writes, it has written, it stopped writing without having said anything. */
export type ChatState = "composing" | "active" | "paused";

export function chatState(state: ChatState): Element {
  return xml(state, { xmlns: CHAT_STATES });
}

export const chatStates: Plugin = {
  name: "XEP-0085",
  install: (host) => host.features.add(CHAT_STATES, "address"),
};
