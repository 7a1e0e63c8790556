/**
 * XEP-0280 Message Carbons, §11 (security): only the own server of an account may send copies of its messages,
 * and a component has no such server. Whatever looks like one was forged, to put words into somebody's mouth.
 */
export const CARBONS = "urn:xmpp:carbons:2";

/** `<private/>` is of the same namespace, and no copy: with it a client asks its server to make none. */
export function isCarbon(name: string): boolean {
  return name === "received" || name === "sent";
}
