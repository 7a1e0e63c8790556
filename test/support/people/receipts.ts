/** Receipts (XEP-0184), as a client asks for them and gets them. */
import { type Element, xml } from "../../../src/xmpp/stanza.ts";
import type { Person, SayOptions } from "./people.ts";
import type { Predicate } from "./predicates.ts";

const RECEIPTS = "urn:xmpp:receipts";

/** Says it, and asks for a receipt. Gives the id. */
export function sayAndAsk(
  person: Person,
  to: string,
  text: string,
  options: SayOptions = {},
): Promise<string> {
  const children = [...(options.children ?? []), xml("request", { xmlns: RECEIPTS })];
  return person.say(to, text, { ...options, children });
}

/** A receipt for the message of this id. */
export function isReceipt(id: string): Predicate {
  return (element) => element.getChild("received", RECEIPTS)?.attrs.id === id;
}

/** The ids of all messages for which a receipt came. */
export function acknowledged(received: readonly Element[]): ReadonlySet<string> {
  const ids = received.flatMap((element) => element.getChild("received", RECEIPTS)?.attrs.id ?? []);
  return new Set(ids);
}
