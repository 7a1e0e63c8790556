/** Reads and writes presence stanzas (RFC 6121 §3 and §4). */
import { randomUUID } from "node:crypto";
import type { Address } from "../xmpp/addresses.ts";
import { type Element, type Stanza, xml } from "../xmpp/stanza.ts";
import { nick } from "../xmpp/xep/nick.ts";
import type { PresenceEvent, Saying, Show } from "./roster-state.ts";

/** Reads what a presence stanza tells the roster; `undefined` for types that RFC 6121 §4.7.1 does not define. */
export function readPresence(stanza: Stanza): PresenceEvent | undefined {
  const { resource } = stanza.from;
  switch (stanza.type) {
    case "available":
      return {
        type: "available",
        resource,
        priority: readPriority(stanza.element.getChildText("priority")),
        show: readShow(stanza.element.getChildText("show")),
      };
    case "unavailable":
      return { type: "unavailable", resource };
    case "subscribe":
    case "subscribed":
    case "unsubscribe":
    case "unsubscribed":
    case "probe":
      return { type: stanza.type };
    case "error":
      return isUndelivered(stanza.element) ? undefined : { type: "error" };
    default:
      return undefined;
  }
}

/**
 * Whether our own presence came back because a device never received it. When a device disappears, Prosody first announces
 * it as unavailable and then returns the stanzas that the device had not acknowledged (XEP-0198). Such an error says
 * nothing about the person's presence.
 */
function isUndelivered(element: Element): boolean {
  return element.getChild("error")?.getChild("recipient-unavailable") !== undefined;
}

/** RFC 6121 §4.7.2.3: an integer from -128 to 127, zero where absent; anything else counts as absent. */
function readPriority(text: string | null): number {
  const trimmed = text?.trim() ?? "";
  const priority = /^[+-]?\d{1,3}$/.test(trimmed) ? Number(trimmed) : 0;
  return priority >= -128 && priority <= 127 ? priority : 0;
}

const SHOWS: readonly string[] = ["away", "chat", "dnd", "xa"] satisfies readonly Show[];

/** RFC 6121 §4.7.2.1; anything else counts as absent. */
function readShow(text: string | null): Show {
  const show = text?.trim() ?? "";
  return SHOWS.includes(show) ? (show as Show) : "";
}

/**
 * Makes a presence stanza of ours. Presence itself comes from the address's full JID, so that clients ask that JID for its
 * capabilities. Subscription stanzas come from the bare JID, as RFC 6121 §3 requires.
 *
 * @param to bare or full address of the person
 * @param extras children of an available presence
 */
export function presenceStanza(
  saying: Saying,
  address: Address,
  to: string,
  extras: readonly Element[],
): Element {
  const id = randomUUID();
  const bare = address.jid.bare;
  const full = address.resource === undefined ? bare : `${bare}/${address.resource}`;
  switch (saying) {
    case "available":
      return xml("presence", { id, from: full, to }, nick(address.name), ...extras);
    case "unavailable":
      return xml("presence", { id, from: full, to, type: saying });
    case "subscribe":
      return xml("presence", { id, from: bare, to, type: saying }, nick(address.name));
    case "subscribed":
    case "unsubscribed":
    case "probe":
      return xml("presence", { id, from: bare, to, type: saying });
  }
}
