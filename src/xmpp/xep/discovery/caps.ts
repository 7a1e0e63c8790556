/**
 * XEP-0115 Entity Capabilities: §4 the element in presence, §5 the hash, §6.2 the query that it leads to.
 *
 * One presence tells a client everything it would have to ask for: a client that has seen the hash once needs no
 * query, and a changed feature changes the hash by itself.
 */
import { createHash } from "node:crypto";
import type { Address } from "../../addresses.ts";
import type { Host, Plugin } from "../../plugin.ts";
import { type Element, xml } from "../../stanza.ts";
import { type DiscoInfo, discoInfo } from "./info.ts";

const CAPS = "http://jabber.org/protocol/caps";

/** Names the software by a URI (§4): a random one, since the project has no address. The hash tells its versions apart. */
export const NODE = "urn:uuid:20d67a8e-24c9-4d72-a319-9bf9d2275ad9";

/** The `<c/>` of an available presence of that address. */
export function caps(host: Host, address: Address): Element {
  return xml("c", { xmlns: CAPS, hash: "sha-1", node: NODE, ver: verification(discoInfo(host, address)) });
}

/** The node of service discovery under which the capabilities in our presence are asked for. */
export function capsNode(info: DiscoInfo): string {
  return `${NODE}#${verification(info)}`;
}

/** §5.1: SHA-1 in base64 of the identities and features in their order, each followed by "<". */
export function verification({ identities, features }: DiscoInfo): string {
  const lines = identities.map(({ category, type, name }) => `${category}/${type}//${name ?? ""}`);
  const text = [...lines.sort(byOctets), ...[...features].sort(byOctets), ""].join("<");
  return createHash("sha1").update(text).digest("base64");
}

/** The collation of RFC 4790 §9.3 that §5.1 asks for. */
function byOctets(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}

export const entityCaps: Plugin = {
  name: "XEP-0115",
  features: { [CAPS]: "all" },
};
