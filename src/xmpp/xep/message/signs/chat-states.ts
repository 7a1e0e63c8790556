/**
 * XEP-0085 Chat State Notifications: §2 the states, §5.1 the people to whom they may be sent.
 *
 * §5.1: unless we know better, states go only to somebody whose last content message carried one. That is why
 * `readMessage` notes it for every message.
 */
import { randomUUID } from "node:crypto";
import type { MessagePlugin } from "../../../plugin.ts";
import { type Element, xml } from "../../../stanza.ts";
import { thread } from "../thread.ts";

const CHAT_STATES = "http://jabber.org/protocol/chatstates";

/** The states that the bot shows: it writes, it has written, it stopped writing without having said anything. */
export type ChatState = "composing" | "active" | "paused";

/** The child that says `state`; every message with a body that goes to somebody with chat states has an "active". */
export function chatState(state: ChatState): Element {
  return xml(state, { xmlns: CHAT_STATES });
}

/**
 * A message of nothing but a state and, where there is one, the thread. §5.6 forbids anything else, even hints not to
 * store it: servers recognise a message like that, and do not keep it.
 */
export function chatStateMessage(
  from: string,
  to: string,
  state: ChatState,
  threadId: string | undefined,
  type: "chat" | "groupchat" = "chat",
): Element {
  const children = threadId === undefined ? [] : [thread(threadId)];
  return xml("message", { from, to, type, id: randomUUID() }, chatState(state), ...children);
}

/** The state that a message shows: one of the five of §2. */
export function readChatState(message: Element): string | undefined {
  return message
    .getChildElements()
    .find((child) => child.getNS() === CHAT_STATES)
    ?.getName();
}

export const chatStates: MessagePlugin<{ chatStates?: boolean }> = {
  name: "XEP-0085",
  features: { [CHAT_STATES]: "chat" },
  reads: {
    [CHAT_STATES]: (parts) => {
      parts.chatStates = true;
    },
  },
};
