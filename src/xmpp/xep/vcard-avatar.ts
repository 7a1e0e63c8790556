/**
 * XEP-0153 vCard-Based Avatars, §3.1 and §4.1: the hash of the picture in presence, so that clients fetch the
 * vCard once and not at every sign-in.
 */
import { createHash } from "node:crypto";
import type { Address } from "../plugin.ts";
import { type Element, xml } from "../stanza.ts";

/** Addresses are few and never change; presence goes to every contact. */
const hashes = new WeakMap<Address, string>();

/** The `<x/>` of an available presence; an empty `<photo/>` says that there is no picture (§4.1). */
export function avatarUpdate(address: Address): Element {
  const hash = photoHash(address);
  return xml("x", { xmlns: "vcard-temp:x:update" }, xml("photo", {}, hash));
}

/** SHA-1 of the picture itself, in lower-case hexadecimal. */
function photoHash(address: Address): string | undefined {
  const photo = address.vcard?.photo;
  if (photo === undefined) return undefined;
  const known = hashes.get(address);
  if (known !== undefined) return known;
  const hash = createHash("sha1").update(Buffer.from(photo.base64, "base64")).digest("hex");
  hashes.set(address, hash);
  return hash;
}
