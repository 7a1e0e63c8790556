/**
 * Finds the entity of ours that an IQ is for, and answers on its behalf. RFC 6121 §8.5 has the rules for the server
 * that hosts an address. A component is the server of its addresses.
 */
import { StanzaError } from "../../errors.ts";
import type { Address } from "../addresses.ts";
import type { Host } from "../plugin.ts";
import type { Element, Stanza } from "../stanza.ts";

/**
 * The address that a stanza is for.
 *
 * @throws {StanzaError} `item-not-found` where there is none, `service-unavailable` where it has no such
 *   resource (RFC 6121 §8.5.3.2.3)
 */
export function addressee(host: Host, stanza: Stanza): Address {
  const address = host.addresses.find(stanza.to);
  if (address === undefined) throw new StanzaError("item-not-found");
  const { resource } = stanza.to;
  if (resource !== "" && resource !== address.resource) throw new StanzaError("service-unavailable");
  return address;
}

/** Answers an IQ of type "get" with that payload for every entity of ours that exists. */
export function answerGet(
  host: Host,
  payload: { readonly name: string; readonly xmlns: string },
  reply: (address: Address, stanza: Stanza) => Element | undefined,
): void {
  host.router.on({ stanza: "iq", types: ["get"], payload }, (stanza) =>
    reply(addressee(host, stanza), stanza),
  );
}
