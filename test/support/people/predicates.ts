/** What tests wait for among stanzas. */
import { type Element, readStanza } from "../../../src/xmpp/stanza.ts";

export type Predicate = (element: Element) => boolean;

/** A message with a body from this address (bare or full; anybody without one). */
export function isMessage(from?: string): Predicate {
  return (element) =>
    element.name === "message" && element.getChild("body") !== undefined && isFrom(element, from);
}

/** A presence of this type ("available" for one without) from this address. */
export function isPresence(type?: string, from?: string): Predicate {
  return (element) =>
    element.name === "presence" &&
    (type === undefined || (element.attrs.type ?? "available") === type) &&
    isFrom(element, from);
}

function isFrom(element: Element, from: string | undefined): boolean {
  if (from === undefined) return true;
  const sender = readStanza(element)?.from;
  return sender?.full === from || sender?.bare === from;
}

/** The id of a stanza in its serialised form. */
export function stanzaId(text: string): string | undefined {
  return / id="(?<id>[^"]*)"/.exec(text)?.groups?.id;
}
