/** Reaches people who write from XMPP: the bot's side of a chat as stanzas. */
import type { Roster } from "../../roster/roster.ts";
import { type Element, xml } from "../../xmpp/stanza.ts";
import { replacing } from "../../xmpp/xep/message/correction.ts";
import { DELAY } from "../../xmpp/xep/message/delay.ts";
import { quickResponses } from "../../xmpp/xep/message/quick-responses.ts";
import { type ChatState, chatState, chatStateMessage } from "../../xmpp/xep/message/signs/chat-states.ts";
import { thread } from "../../xmpp/xep/message/thread.ts";
import type { Delivery, ReplyTo, Said } from "./delivery.ts";

export interface ByStanzaOptions {
  /** The component's domain. */
  readonly domain: string;
  /** Full JID of the bot. People get the presence of this JID, so their clients know what it can do (XEP-0115). */
  readonly bot: string;
  readonly roster: Pick<Roster, "presence">;
  /** Sends at once an element that need not be kept. */
  readonly sendNow: (element: Element) => void;
}

export function byStanza({ domain, bot, roster, sendNow }: ByStanzaOptions): Delivery {
  const show = (state: ChatState, { chatStates, client, thread: theirs }: ReplyTo): void => {
    if (chatStates && client !== undefined) sendNow(chatStateMessage(bot, client, state, theirs));
  };
  return {
    deliver: ({ address }, said, replyTo) => ({ send: [messageOf(said, replyTo, { domain, bot, address })] }),
    composing: (_, replyTo) => show("composing", replyTo),
    composed: (_, replyTo) => show("active", replyTo),
    presence: (db, personIds) => roster.presence(db, personIds),
  };
}

/** `address`: the person's bare JID, so that each of their devices gets the message (RFC 6121 §8.5.2, XEP-0280). */
function messageOf(
  said: Said,
  { thread: theirs, say, chatStates }: ReplyTo,
  { domain, bot, address }: Pick<ByStanzaOptions, "domain" | "bot"> & { readonly address: string },
): Element {
  const threadId = theirs ?? said.thread;
  return xml(
    "message",
    { from: bot, to: address, id: said.id, type: "chat", "xml:lang": say.lang },
    xml("body", {}, said.text),
    said.replaces === undefined ? undefined : replacing(said.replaces),
    ...(said.responses === undefined ? [] : quickResponses(said.responses)),
    threadId === undefined ? undefined : thread(threadId),
    chatStates ? chatState("active") : undefined,
    // XEP-0393 §5: text that somebody typed is shown as it was typed.
    said.verbatim ? xml("unstyled", { xmlns: "urn:xmpp:styling:0" }) : undefined,
    // XEP-0203: a text such as "for half an hour" was true when it was held back.
    said.at === undefined
      ? undefined
      : xml("delay", { xmlns: DELAY, from: domain, stamp: new Date(said.at).toISOString() }),
  );
}
