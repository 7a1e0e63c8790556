/** What somebody wrote, as nodes. The gateway has cleaned HTML already; here it is built anew from the few elements below. */
import type { Message } from "anteroom/client";
import { h } from "./elements.ts";

const KEPT = new Set("A B BLOCKQUOTE BR CODE DEL EM I LI OL P PRE S STRONG SUB SUP U UL".split(" "));
// A bracket at the end belongs to the address if it was opened there, and to the sentence otherwise.
const ADDRESS = /\bhttps?:\/\/(?:[^\s<>"'()]|\([^\s<>"'()]*\))*(?:[^\s<>"'()\].,;:!?]|\([^\s<>"'()]*\))/g;

export function textOf({ text = "", type }: Pick<Message, "text" | "type">): DocumentFragment {
  const fragment = document.createDocumentFragment();
  if (type === "html") {
    const parsed = new DOMParser().parseFromString(text, "text/html");
    fragment.append(...rebuilt(parsed.body));
  } else {
    fragment.append(...withLinks(text));
  }
  return fragment;
}

function rebuilt(parent: Node): Node[] {
  return [...parent.childNodes].flatMap((node): Node[] => {
    if (node instanceof Text) return [document.createTextNode(node.data)];
    if (!(node instanceof HTMLElement)) return [];
    const inner = rebuilt(node);
    if (!KEPT.has(node.tagName)) return inner;
    if (node instanceof HTMLAnchorElement) {
      return /^(https?|mailto|xmpp):$/.test(node.protocol) ? [link(node.href, inner)] : inner;
    }
    const copy = document.createElement(node.tagName);
    copy.append(...inner);
    return [copy];
  });
}

function withLinks(text: string): Node[] {
  const nodes: Node[] = [];
  let end = 0;
  for (const { 0: address, index } of text.matchAll(ADDRESS)) {
    nodes.push(
      document.createTextNode(text.slice(end, index)),
      link(address, [document.createTextNode(address)]),
    );
    end = index + address.length;
  }
  return [...nodes, document.createTextNode(text.slice(end))];
}

function link(href: string, inner: readonly Node[]): HTMLAnchorElement {
  // The other site learns neither where the person came from nor gets a hold of this page.
  return h("a", { href, target: "_blank", rel: "noopener noreferrer nofollow ugc" }, ...inner);
}
