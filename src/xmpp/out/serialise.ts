/**
 * Elements as text, in one pass that also guards the stream: the server closes it, for everybody, for one
 * forbidden character, one foreign or missing `from` (Prosody), one missing `to` (ejabberd) or one stanza over
 * its limit of size (Prosody).
 */
import { UnsendableStanza } from "../../errors.ts";
import type { Element } from "../stanza.ts";
import { escapeAttribute, escapeText } from "./text.ts";

/** 1 KiB below Prosody's `component_stanza_size_limit`, which counts a little differently. ejabberd has no limit. */
export const LARGEST_SENT = 511 * 1024;

/**
 * The stanza as text for the writer.
 *
 * @param domain of the component: `from` has to be inside
 * @throws {UnsendableStanza} where sending it would cost us the stream
 */
export function serialise(element: Element, domain: string): string {
  const { name, attrs } = element;
  if (name !== "message" && name !== "presence" && name !== "iq") {
    throw new UnsendableStanza(`<${name}/> is not a stanza`);
  }
  if (!isInside(attrs.from, domain)) {
    throw new UnsendableStanza(`a <${name}/> from ${attrs.from ?? "nobody"} does not come from ${domain}`);
  }
  if (attrs.to === undefined || attrs.to === "") throw new UnsendableStanza(`a <${name}/> to nobody`);
  const text = write(element, true);
  if (isTooLarge(text)) throw new UnsendableStanza(`a <${name}/> to ${attrs.to} is larger than servers take`);
  return text;
}

/** Whether `text` is larger than servers read in one stanza. */
export function isTooLarge(text: string): boolean {
  // A UTF-16 unit is at most three bytes of UTF-8.
  return text.length * 3 > LARGEST_SENT && Buffer.byteLength(text) > LARGEST_SENT;
}

/** Whether the address is the domain, or one below it: not a subdomain, which servers refuse. */
export function isInside(from: string | undefined, domain: string): boolean {
  if (from === undefined) return false;
  const slash = from.indexOf("/");
  const end = slash === -1 ? from.length : slash;
  const at = from.lastIndexOf("@", end - 1);
  const start = at + 1;
  return (
    end - start === domain.length && from.startsWith(domain, start) && at !== 0 && from.indexOf("@") === at
  );
}

function write(element: Element, top: boolean): string {
  const name = checkedName(element.name);
  let text = `<${name}`;
  for (const key in element.attrs) {
    const value: unknown = element.attrs[key];
    // A stanza is in the stream's namespace; with another one Prosody would not route it.
    if (value === undefined || value === null || (top && key === "xmlns")) continue;
    text += ` ${checkedName(key)}="${escapeAttribute(String(value))}"`;
  }
  if (element.children.length === 0) return `${text}/>`;
  text += ">";
  for (const child of element.children) {
    text += typeof child === "object" ? write(child, false) : escapeText(String(child));
  }
  return `${text}</${name}>`;
}

// Names come from our code, so there are few. Should data ever become one, it must not become markup.
const NAME = /^[\p{L}_][\p{L}\p{N}_.-]*(:[\p{L}_][\p{L}\p{N}_.-]*)?$/u;
const NAMES_KEPT = 500;
const names = new Set<string>();

function checkedName(name: string): string {
  if (names.has(name)) return name;
  if (!NAME.test(name)) throw new UnsendableStanza(`${JSON.stringify(name)} cannot be a name in XML`);
  if (names.size < NAMES_KEPT) names.add(name);
  return name;
}
