/** XEP-0066 Out of Band Data, §3: the address of a file. Clients show the file itself where the body is that address. */
import { type Element, xml } from "../../stanza.ts";

const OUT_OF_BAND = "jabber:x:oob";

export function outOfBand(url: string): Element {
  return xml("x", { xmlns: OUT_OF_BAND }, xml("url", {}, url));
}

/** The addresses in a message. They are as the sender wrote them. */
export function readOutOfBand(message: Element): readonly string[] {
  return message.getChildren("x", OUT_OF_BAND).flatMap((x) => x.getChildText("url")?.trim() || []);
}
