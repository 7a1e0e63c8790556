/**
 * The children of a message, gathered in one pass: every message is read, and looking for each of a dozen extensions in
 * turn would walk over the children a dozen times.
 */
import type { PartReader } from "./plugin.ts";
import type { Element, Stanza } from "./stanza.ts";
import { messagePlugins, type PluginParts } from "./xep/message/index.ts";
import { readThread } from "./xep/message/thread.ts";

interface Parts extends PluginParts {
  body?: Element;
  thread?: string | undefined;
}

/** The children of a message, each read for itself. */
export type MessageParts = Readonly<Parts>;

/** By the namespace of the child. */
const readers: ReadonlyMap<string, PartReader<PluginParts>> = new Map(
  messagePlugins.flatMap(({ reads }) => Object.entries(reads)),
);

export function readParts(stanza: Stanza): MessageParts {
  const parts: Parts = {};
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
  if (namespace === undefined || namespace === "jabber:client" || namespace === "jabber:component:accept") {
    if (name === "body") parts.body = original(parts.body, child, messageLang);
    else if (name === "thread") parts.thread ??= readThread(child);
  } else readers.get(namespace)?.(parts, child, name);
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
