/**
 * Finds the ends of stanzas and nothing more: the least work with which a component can take part at all.
 *
 * It relies on guarantees of Prosody's own serialiser: `<` and `>` occur only in tags (both are escaped in text and in
 * attribute values), and there are no comments or CDATA sections. It cannot parse other senders' XML.
 */
export class StanzaSplitter {
  readonly #onHeader: (tag: string) => void;
  readonly #onStanza: (xml: string) => void;
  #rest = "";
  /** The position in `#rest` where the next search begins. */
  #position = 0;
  #depth = 0;

  /** `onHeader` takes the stream's opening tag, `onStanza` each whole first-level element. */
  constructor(onHeader: (tag: string) => void, onStanza: (xml: string) => void) {
    this.#onHeader = onHeader;
    this.#onStanza = onStanza;
  }

  push(chunk: string): void {
    const text = this.#rest === "" ? chunk : this.#rest + chunk;
    let begin = 0;
    let position = this.#position;
    for (;;) {
      const open = text.indexOf("<", position);
      const close = open < 0 ? -1 : text.indexOf(">", open);
      if (close < 0) break;
      position = close + 1;
      const mark = text[open + 1];
      if (mark === "?") {
        begin = position;
      } else if (mark === "/") {
        this.#depth--;
        if (this.#depth === 1) this.#onStanza(text.slice(begin, position));
      } else if (text[close - 1] === "/") {
        if (this.#depth === 1) this.#onStanza(text.slice(open, position));
      } else {
        this.#depth++;
        if (this.#depth === 1) this.#onHeader(text.slice(open, position));
        else if (this.#depth === 2) begin = open;
      }
      if (this.#depth <= 1) begin = position;
    }
    this.#rest = text.slice(begin);
    this.#position = position - begin;
  }
}

/** The raw value of an attribute in an opening tag, `undefined` where it has none. */
export function attribute(tag: string, name: string): string | undefined {
  const key = ` ${name}=`;
  const at = tag.indexOf(key);
  if (at < 0) return undefined;
  const begin = at + key.length;
  const end = tag.indexOf(tag[begin] ?? "'", begin + 1);
  return end < 0 ? undefined : tag.slice(begin + 1, end);
}

/** The opening tag of an element. */
export function openingTag(xml: string): string {
  return xml.slice(0, xml.indexOf(">") + 1);
}

/** What stands, still escaped, in the first element of that name without attributes. */
export function textOf(xml: string, name: string): string | undefined {
  const open = `<${name}>`;
  const begin = xml.indexOf(open);
  if (begin < 0) return undefined;
  const end = xml.indexOf(`</${name}>`, begin);
  return end < 0 ? undefined : xml.slice(begin + open.length, end);
}
