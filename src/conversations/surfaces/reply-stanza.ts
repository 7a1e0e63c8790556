/** The bot's side of a chat as stanzas. */
import { type Element, xml } from "../../xmpp/stanza.ts";
import { chatState } from "../../xmpp/xep/chat-states.ts";
import { replacing } from "../../xmpp/xep/correction.ts";
import { quickResponses } from "../../xmpp/xep/quick-responses.ts";
import { thread } from "../../xmpp/xep/thread.ts";
import type { Reply, Spoken } from "../engine/outcome.ts";
import { responsesTo } from "./quick-responses.ts";

export interface ReplyTo {
  /** Full JID of the bot: the one whose presence people get, so that their clients know what it can do (XEP-0115). */
  readonly from: string;
  /** Bare JID, so that every device of the person's gets it (RFC 6121 §8.5.2, XEP-0280). */
  readonly to: string;
  /** Thread of the message that is answered: copied back (XEP-0201 §4). */
  readonly thread: string | undefined;
  readonly lang: string | null;
  /** Whether the person's client shows chat states (XEP-0085 §5.1). */
  readonly chatStates: boolean;
}

/** `question`: what it asks, whose choices a client may offer. They stand in the text as well. */
export function replyStanza(
  reply: Spoken & Partial<Pick<Reply, "question">>,
  { from, to, thread: theirs, lang, chatStates }: ReplyTo,
): Element {
  const threadId = theirs ?? reply.thread;
  return xml(
    "message",
    { from, to, id: reply.id, type: "chat", "xml:lang": lang ?? undefined },
    xml("body", {}, reply.text),
    reply.replaces === undefined ? undefined : replacing(reply.replaces),
    ...(reply.question === undefined ? [] : quickResponses(responsesTo(reply.question))),
    threadId === undefined ? undefined : thread(threadId),
    chatStates ? chatState("active") : undefined,
    // XEP-0393 §5: what somebody typed is shown as it was typed.
    reply.verbatim ? xml("unstyled", { xmlns: "urn:xmpp:styling:0" }) : undefined,
  );
}
