/** XEP-0172 User Nickname, §4: the name that a client may show for an address in its roster. */
import { type Element, xml } from "../stanza.ts";

export function nick(name: string): Element {
  return xml("nick", { xmlns: "http://jabber.org/protocol/nick" }, name);
}
