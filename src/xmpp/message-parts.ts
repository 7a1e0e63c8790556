/**
 * The children of a message, gathered in one pass: this is done for every message there is, and looking for
 * each of a dozen extensions in turn would walk over them a dozen times.
 */
import type { Element, Stanza } from "./stanza.ts";
import { CARBONS, isCarbon } from "./xep/message/carbons.ts";
import { CHAT_MARKERS } from "./xep/message/chat-markers.ts";
import { CHAT_STATES } from "./xep/message/chat-states.ts";
import { CORRECTION, readReplacedId } from "./xep/message/correction.ts";
import { DELAY, readStamp } from "./xep/message/delay.ts";
import { type Encryption, readEncryption } from "./xep/message/encryption.ts";
import { FALLBACK, FALLBACK_BEFORE } from "./xep/message/fallback.ts";
import { CONFERENCE, isMediatedInvitation, MUC_USER } from "./xep/message/invitations.ts";
import { REACTIONS } from "./xep/message/reactions.ts";
import { RECEIPTS } from "./xep/message/receipts.ts";
import { FASTENING, isFastenedRetraction, RETRACTION } from "./xep/message/retraction.ts";
import { readThread } from "./xep/message/thread.ts";

/** What the children of a message say, each for itself. */
export type MessageParts = Readonly<Parts>;

interface Parts {
  body: Element | undefined;
  thread: string | undefined;
  /** The earliest of the stamps, in ms since the epoch. */
  delayedSince: number | undefined;
  correctionOf: string | undefined;
  encryption: Encryption | undefined;
  fallbacks: Element[] | undefined;
  chatStates: boolean;
  /** A receipt is asked for; a receipt is given. */
  request: boolean;
  receipt: boolean;
  /** A marker is asked for; a marker is given. */
  markable: boolean;
  marker: boolean;
  carbon: boolean;
  invitation: boolean;
  reaction: boolean;
  retraction: boolean;
}

export function readParts(stanza: Stanza): MessageParts {
  const parts: Parts = {
    body: undefined,
    thread: undefined,
    delayedSince: undefined,
    correctionOf: undefined,
    encryption: undefined,
    fallbacks: undefined,
    chatStates: false,
    request: false,
    receipt: false,
    markable: false,
    marker: false,
    carbon: false,
    invitation: false,
    reaction: false,
    retraction: false,
  };
  for (const child of stanza.element.children) {
    if (typeof child !== "string") take(parts, child, stanza.lang);
  }
  return parts;
}

function take(parts: Parts, child: Element, messageLang: string | undefined): void {
  const prefixed = child.name.includes(":");
  const name = prefixed ? child.getName() : child.name;
  // Without a declaration of its own a child is of the namespace of the message itself.
  const namespace = prefixed ? (child.getNS() ?? "") : child.attrs.xmlns;
  switch (namespace) {
    case undefined:
    case "jabber:client":
    case "jabber:component:accept":
      if (name === "body") parts.body = original(parts.body, child, messageLang);
      else if (name === "thread") parts.thread ??= readThread(child);
      return;
    case RECEIPTS:
      if (name === "request") parts.request = true;
      else if (name === "received") parts.receipt = true;
      return;
    case CHAT_MARKERS:
      if (name === "markable") parts.markable = true;
      else parts.marker = true;
      return;
    case CHAT_STATES:
      parts.chatStates = true;
      return;
    case DELAY:
      parts.delayedSince = earlier(parts.delayedSince, readStamp(child));
      return;
    case FALLBACK:
    case FALLBACK_BEFORE:
      parts.fallbacks ??= [];
      parts.fallbacks.push(child);
      return;
    case CORRECTION:
      if (name === "replace") parts.correctionOf ??= readReplacedId(child);
      return;
    case CARBONS:
      parts.carbon ||= isCarbon(name);
      return;
    case REACTIONS:
      parts.reaction ||= name === "reactions";
      return;
    case RETRACTION:
      parts.retraction ||= name === "retract";
      return;
    case FASTENING:
      parts.retraction ||= isFastenedRetraction(child);
      return;
    case MUC_USER:
      parts.invitation ||= isMediatedInvitation(child);
      return;
    case CONFERENCE:
      parts.invitation = true;
      return;
    default:
      if (parts.encryption !== "content") {
        parts.encryption = readEncryption(child, name, namespace) ?? parts.encryption;
      }
  }
}

/** RFC 6121 §5.2.3: several bodies are translations; the one in the message's own language is the original. */
function original(known: Element | undefined, body: Element, messageLang: string | undefined): Element {
  if (known === undefined) return body;
  return !isOriginal(known, messageLang) && isOriginal(body, messageLang) ? body : known;
}

function isOriginal(body: Element, messageLang: string | undefined): boolean {
  const own = body.attrs["xml:lang"];
  return own === undefined || own === messageLang;
}

/** Each holder of a message may stamp it; the earliest stamp is the nearest to when it was written. */
function earlier(known: number | undefined, since: number | undefined): number | undefined {
  if (known === undefined || since === undefined) return known ?? since;
  return Math.min(known, since);
}
