/** The chat with the bot. Reads stanzas, and passes them on as messages of people or as bounces. */
import { inboxKey } from "../../ledger/batch/inbox.ts";
import { ofPerson } from "../../ledger/job.ts";
import type { PersonKey } from "../../ledger/person.ts";
import { type EncryptedMessage, readMessage, type TextMessage } from "../../xmpp/message.ts";
import type { Element, Stanza } from "../../xmpp/stanza.ts";
import { displayedMarker } from "../../xmpp/xep/message/signs/chat-markers.ts";
import { receipt } from "../../xmpp/xep/message/signs/receipts.ts";
import type { Bot } from "./bot.ts";
import { type BounceEvent, bounces } from "./bounces.ts";
import type { Written } from "./text.ts";

const UNREADABLE = { body: "", encrypted: true, delayedSince: undefined, correctionOf: undefined } as const;

/** Makes the handler for messages to the bot. It throws a `StanzaError` if nothing more can be taken. */
export function chat(
  bot: Bot,
  take: (person: PersonKey, written: Written) => boolean,
): (stanza: Stanza) => void {
  const bounced = bounces(bot);
  return (stanza) => {
    const message = readMessage(stanza);
    const { from, to, id } = stanza;
    const person: PersonKey = { kind: "xmpp", address: from.bare };
    switch (message.kind) {
      case "text": {
        const { body, thread, lang, delayedSince, correctionOf, chatStates } = message;
        take(person, {
          heard: { body, stanzaId: id, thread, delayedSince, correctionOf },
          once: inboxKey({ from, to: to.bare, id, body }),
          lang,
          replyTo: { chatStates, client: from.full },
          acknowledgements: acknowledgements(stanza, message),
        });
        return;
      }
      case "encrypted": {
        const { thread, lang, chatStates } = message;
        take(person, {
          heard: { ...UNREADABLE, stanzaId: id, thread },
          once: inboxKey({ from, to: to.bare, id, body: "" }),
          lang,
          replyTo: { chatStates, client: from.full },
          acknowledgements: acknowledgements(stanza, message),
        });
        return;
      }
      case "error":
        // Best effort: a sender who floods us with errors fills only their own queue.
        if (message.of !== undefined) {
          const event: BounceEvent = { of: message.of, condition: message.condition };
          bot.post({ ...ofPerson(person), event, handler: bounced });
        }
        return;
      case "ignored":
        bot.log.trace({ from: from.full, why: message.why }, "message ignored");
    }
  };
}

/**
 * The acknowledgements that the sender's client asked for: a receipt (XEP-0184), a marker (XEP-0333). They leave after
 * the commit, so that the sender's tick means "kept". What is encrypted is kept, but nobody has seen it.
 */
function acknowledgements(stanza: Stanza, message: TextMessage | EncryptedMessage): readonly Element[] {
  const { id } = stanza;
  if (id === undefined) return [];
  return [
    ...(message.receiptRequested ? [receipt(stanza, id)] : []),
    ...(message.kind === "text" && message.markable ? [displayedMarker(stanza, id, message.thread)] : []),
  ];
}
