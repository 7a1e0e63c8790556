/**
 * Whether a message is encrypted: OMEMO (XEP-0384, and its forerunner), OpenPGP (XEP-0373, and the legacy
 * XEP-0027), any method that Explicit Message Encryption (XEP-0380)
 * names, or one that stands in the body itself.
 *
 * The bot has no keys. The body beside the encrypted part is a sentence made by the client ("I sent you an
 * encrypted message…"), and must not become anybody's answer.
 */
import type { MessagePlugin, PartReader } from "../../plugin.ts";
import type { Element } from "../../stanza.ts";

/** `content`: somebody wrote something. `marked`: content only if a body stands beside it. */
type Encryption = "content" | "marked";

type Parts = { encryption?: Encryption };

/** An element of that name tells of encryption; one that is content outweighs one that only marks. */
function element(wanted: string, means: (child: Element) => Encryption): PartReader<Parts> {
  return (parts, child, name) => {
    if (name === wanted && parts.encryption !== "content") parts.encryption = means(child);
  };
}

// Without a payload it only carries keys, which clients exchange by themselves.
const omemo = element("encrypted", (child) => (child.getChild("payload") ? "content" : "marked"));

export const encryption: MessagePlugin<Parts> = {
  name: "XEP-0380",
  reads: {
    "eu.siacs.conversations.axolotl": omemo,
    "urn:xmpp:omemo:1": omemo,
    "urn:xmpp:omemo:2": omemo,
    "urn:xmpp:openpgp:0": element("openpgp", () => "content"),
    "jabber:x:encrypted": element("x", () => "content"),
    "urn:xmpp:eme:0": element("encryption", () => "marked"),
  },
};

/** OTR (XEP-0364 §2) asks for a session, reports and writes all in the body, and OpenPGP may be pasted there. */
const IN_BODY = /^\s*(?:\?OTR(?:[?:,|]|v[\dx]*\?| Error)|-----BEGIN PGP MESSAGE-----)/;

export function isEncrypted(body: string): boolean {
  return IN_BODY.test(body);
}
