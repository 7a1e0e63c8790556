/**
 * The meaning that a message has for a bot, decided from the stanza alone: pure, one pass over its children.
 *
 * The order of the decisions matters more than any of them. An error is looked at first, since it carries
 * back the text that bounced. Then come messages that may not be answered at all, and those whose body no person
 * wrote (encryption, reactions, retractions, invitations). The rest are answers, freed from what was quoted in them.
 */
import type { Condition } from "../errors.ts";
import { readError } from "./iq.ts";
import { readLanguage } from "./language.ts";
import { type MessageParts, readParts } from "./message-parts.ts";
import type { Stanza } from "./stanza.ts";
import { isEncrypted } from "./xep/message/encryption.ts";
import { stripFallback } from "./xep/message/fallback.ts";
import { REPLY } from "./xep/message/reply.ts";
import { mayAcknowledge } from "./xep/message/signs/receipts.ts";

/** A message as we take it. Its id and addresses are those of the stanza. */
export type IncomingMessage = TextMessage | EncryptedMessage | Bounce | IgnoredMessage;

/** The common parts of all messages that people wrote. */
interface Written {
  /** To be copied into the answer (XEP-0201). */
  readonly thread: string | undefined;
  /** Language tag of the body, or of the message; `undefined` where none, or none that is well formed. */
  readonly lang: string | undefined;
  /** Whether the client shows chat states, and so may be sent some (XEP-0085 §5.1). */
  readonly chatStates: boolean;
  /** A receipt is asked for, and may be given (XEP-0184). */
  readonly receiptRequested: boolean;
}

/** A person said something. */
export interface TextMessage extends Written {
  readonly kind: "text";
  /** Never blank; quotations of the message replied to are cut out, the rest is as it came, line ends too. */
  readonly body: string;
  /** When it was really written, in ms since the epoch, if it was held back on its way (XEP-0203). */
  readonly delayedSince: number | undefined;
  /** A marker is asked for, and may be given (XEP-0333). */
  readonly markable: boolean;
  /** Id of the message that this one takes the place of (XEP-0308): never a new answer. "" if it does not say. */
  readonly correctionOf: string | undefined;
}

/** A person said something that we have no key for. */
export interface EncryptedMessage extends Written {
  readonly kind: "encrypted";
}

/** A message of ours came back. */
export interface Bounce {
  readonly kind: "error";
  /** Id of the message that came back. */
  readonly of: string | undefined;
  /** `undefined-condition` where the error names none, or one of its own making. */
  readonly condition: Condition;
}

/** Nothing to answer. */
export interface IgnoredMessage {
  readonly kind: "ignored";
  readonly why: IgnoredBecause;
}

export type IgnoredBecause =
  | "headline"
  | "groupchat"
  /** From our own domain: two of our addresses would answer each other for ever. */
  | "own domain"
  /** From an address without localpart: an announcement. */
  | "server"
  | "forged carbon"
  | "invitation"
  | "reaction"
  | "retraction"
  /** Nothing to read: a receipt, a marker, a chat state, a subject. */
  | "no body"
  /** All of the body was white space or a quotation. */
  | "empty";

/** Reads a message. Never throws. */
export function readMessage(stanza: Stanza): IncomingMessage {
  if (stanza.type === "error") return readBounce(stanza);
  if (stanza.type === "headline" || stanza.type === "groupchat") return ignored(stanza.type);
  if (stanza.from.domain === stanza.to.domain) return ignored("own domain");
  if (stanza.from.local === "") return ignored("server");

  const found = readParts(stanza);
  if (found.carbon) return ignored("forged carbon");
  if (found.encryption === "content" || (found.encryption === "marked" && found.body !== undefined))
    return encrypted(found, stanza);
  if (found.reaction) return ignored("reaction");
  if (found.retraction) return ignored("retraction");
  if (found.invitation) return ignored("invitation");
  if (found.body === undefined) return ignored("no body");
  const text = found.body.getText();
  const body = found.fallbacks === undefined ? text : stripFallback(text, found.fallbacks, REPLY);
  if (body.trim() === "") return ignored("empty");
  if (isEncrypted(body)) return encrypted(found, stanza);
  // Built field by field: spreading costs microseconds, and every message comes by here.
  return {
    kind: "text",
    body,
    thread: found.thread,
    lang: lang(found, stanza),
    chatStates: found.chatStates === true,
    receiptRequested: wantsReceipt(found, stanza),
    delayedSince: found.delayedSince,
    markable: found.markable === true && !found.marker && stanza.id !== undefined,
    correctionOf: found.correctionOf,
  };
}

function encrypted(found: MessageParts, stanza: Stanza): EncryptedMessage {
  return {
    kind: "encrypted",
    thread: found.thread,
    lang: lang(found, stanza),
    chatStates: found.chatStates === true,
    receiptRequested: wantsReceipt(found, stanza),
  };
}

function ignored(why: IgnoredBecause): IgnoredMessage {
  return { kind: "ignored", why };
}

/** RFC 6120 §8.3.2. The body, if there is one, is ours, and is not looked at. */
function readBounce(stanza: Stanza): Bounce {
  return { kind: "error", of: stanza.id, condition: readError(stanza.element).condition };
}

function wantsReceipt(found: MessageParts, stanza: Stanza): boolean {
  return found.request === true && !found.receipt && mayAcknowledge(stanza);
}

function lang(found: MessageParts, stanza: Stanza): string | undefined {
  return readLanguage(found.body?.attrs["xml:lang"], stanza.lang);
}
