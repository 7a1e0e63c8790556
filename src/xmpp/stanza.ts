/**
 * Stanzas (RFC 6120 §8) as handlers see them: the element, and the attributes that every handler needs, read once.
 */
import xmlOfLibrary from "@xmpp/xml";
import { type Jid, parseJid } from "./jid.ts";

export type Attributes = { readonly [name: string]: string | number | boolean | null | undefined };
export type Child = Element | string | number | boolean | null | undefined | readonly Child[];

/**
 * An XML element of `@xmpp/xml` (ltx), with the part of its interface that we use. Children are elements and
 * text. There must be one such class in the process, since ltx tells elements from text by it.
 */
export interface Element {
  name: string;
  parent: Element | null;
  attrs: { [name: string]: string | undefined };
  children: (Element | string)[];
  is(name: string, xmlns?: string): boolean;
  /** Name without prefix. */
  getName(): string;
  getNS(): string | undefined;
  getChild(name: string, xmlns?: string): Element | undefined;
  getChildren(name: string, xmlns?: string): Element[];
  getChildElements(): Element[];
  /** `null` where there is no such child. */
  getChildText(name: string, xmlns?: string): string | null;
  getText(): string;
  remove(element: Element): this;
  toString(): string;
}

/** Makes an element: `xml("query", { xmlns: "…" }, child, "text")`. Attributes that are `undefined` are left out. */
export const xml: (name: string, attrs?: Attributes | null, ...children: readonly Child[]) => Element =
  xmlOfLibrary;

/** The namespace of the conditions in errors of stanzas (RFC 6120 §8.3). */
export const STANZAS = "urn:ietf:params:xml:ns:xmpp-stanzas";

export type StanzaKind = "message" | "presence" | "iq";

export interface Stanza {
  readonly name: StanzaKind;
  /** With the defaults filled in: "normal" for messages, "available" for presence; "" for an IQ without one. */
  readonly type: string;
  readonly id: string | undefined;
  readonly from: Jid;
  readonly to: Jid;
  /** `xml:lang` of the stanza itself. */
  readonly lang: string | undefined;
  readonly element: Element;
}

// RFC 6121 §5.2.2: any other type is taken as "normal".
const MESSAGE_TYPES: ReadonlySet<string> = new Set(["chat", "error", "groupchat", "headline", "normal"]);

/** Reads a stanza; `undefined` where the element is none, or lacks one of two well-formed addresses. */
export function readStanza(element: Element): Stanza | undefined {
  const { name, attrs } = element;
  if (name !== "message" && name !== "presence" && name !== "iq") return undefined;
  const from = parseJid(attrs.from);
  const to = parseJid(attrs.to);
  if (from === undefined || to === undefined) return undefined;
  const id = attrs.id === "" ? undefined : attrs.id;
  return { name, type: typeOf(name, attrs.type), id, from, to, lang: attrs["xml:lang"], element };
}

function typeOf(name: StanzaKind, type: string | undefined): string {
  switch (name) {
    case "message":
      return type !== undefined && MESSAGE_TYPES.has(type) ? type : "normal";
    case "presence":
      return type === undefined || type === "" ? "available" : type;
    case "iq":
      return type ?? "";
  }
}

/** The child elements, without text. */
export function childElements(element: Element): readonly Element[] {
  return element.children.filter((child): child is Element => typeof child === "object");
}
