/**
 * An entity as service discovery describes it (XEP-0030 §3.1), as data: the answer to a query and the hash in
 * presence (XEP-0115) are made from the same.
 */
import type { Address } from "../../addresses.ts";
import type { Host } from "../../plugin.ts";

export interface DiscoInfo {
  readonly identities: Address["identities"];
  /** Each once, in a fixed order. */
  readonly features: readonly string[];
}

/** The identities of an address, and the features of the plugins and its own. One that nobody writes to has none of chats. */
export function discoInfo(host: Host, address: Address): DiscoInfo {
  return {
    identities: address.identities,
    features: [...new Set([...host.features.of(address.chats ? "chat" : "all"), ...address.features])].sort(),
  };
}
