/**
 * Whether a message is encrypted: OMEMO (XEP-0384, and its forerunner), OpenPGP (XEP-0373, and the legacy
 * XEP-0027), or whatever Explicit Message Encryption (XEP-0380) names.
 *
 * The bot has no keys. The body beside the encrypted part is a sentence made by the client ("I sent you an
 * encrypted message…"), and must not become anybody's answer.
 */
import type { Element } from "../../stanza.ts";

/** `content`: somebody wrote something. `marked`: content only if a body stands beside it. */
export type Encryption = "content" | "marked";

/** What a child of a message, of that name and namespace, says of encryption. */
export function readEncryption(child: Element, name: string, namespace: string): Encryption | undefined {
  switch (namespace) {
    case "eu.siacs.conversations.axolotl":
    case "urn:xmpp:omemo:1":
    case "urn:xmpp:omemo:2":
      if (name !== "encrypted") return undefined;
      // Without a payload it only carries keys, which clients exchange by themselves.
      return child.getChild("payload") === undefined ? "marked" : "content";
    case "urn:xmpp:openpgp:0":
      return name === "openpgp" ? "content" : undefined;
    case "jabber:x:encrypted":
      return name === "x" ? "content" : undefined;
    case "urn:xmpp:eme:0":
      return name === "encryption" ? "marked" : undefined;
    default:
      return undefined;
  }
}
