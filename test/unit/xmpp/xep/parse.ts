/** Elements and stanzas from text, as the stream would give them. */
import xml from "@xmpp/xml";
import { type Element, readStanza, type Stanza } from "../../../../src/xmpp/stanza.ts";

/** The element that `text` writes, inside a component's stream. */
export function element(text: string): Element {
  const parser = new xml.Parser();
  let found: Element | undefined;
  let failed: Error | undefined;
  parser.on("element", (child) => {
    found = child;
  });
  parser.on("error", (error) => {
    failed = error;
  });
  parser.write(
    `<stream:stream xmlns="jabber:component:accept" xmlns:stream="http://etherx.jabber.org/streams">`,
  );
  parser.write(text);
  if (found === undefined) throw failed ?? new Error(`no element in ${text}`);
  return found;
}

export function stanza(text: string): Stanza {
  const read = readStanza(element(text));
  if (read === undefined) throw new Error(`no stanza: ${text}`);
  return read;
}

/** A message from Alice to the bot: its children, and attributes in place of the usual ones. */
export function message(children: string, attrs: Readonly<Record<string, string>> = {}): Stanza {
  const all = {
    from: "alice@example.org/phone",
    to: "bot@help.example.org",
    type: "chat",
    id: "m1",
    ...attrs,
  };
  const written = Object.entries(all).map(([name, value]) => ` ${name}="${value}"`);
  return stanza(`<message${written.join("")}>${children}</message>`);
}
