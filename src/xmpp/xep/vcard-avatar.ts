/** XEP-0153 vCard-Based Avatars, §4.1: an empty `<photo/>` in presence says that there is no picture. */
import { type Element, xml } from "../stanza.ts";

export function noAvatar(): Element {
  return xml("x", { xmlns: "vcard-temp:x:update" }, xml("photo"));
}
