/** HTML that strangers wrote, cleaned to a small safe set, and its plain text for people who cannot see HTML. */
import sanitizeHtml from "sanitize-html";
import { xmlSafe } from "../../../xmpp/out/text.ts";

const BLOCKS = [
  "blockquote",
  "div",
  "h1",
  "h2",
  "h3",
  "h4",
  "h5",
  "h6",
  "li",
  "ol",
  "p",
  "pre",
  "ul",
] as const;
const INLINE = ["a", "b", "code", "del", "em", "i", "ins", "s", "span", "strong", "sub", "sup", "u"] as const;
const VOID = ["br", "hr"] as const;

export const ALLOWED_TAGS: readonly string[] = [...BLOCKS, ...INLINE, ...VOID];

/** A link tells the other site nothing, cannot reach this page, and counts for no search engine. */
export const LINK_REL = "noopener noreferrer nofollow ugc";

const SCHEMES: ReadonlySet<string> = new Set(["http:", "https:", "mailto:", "xmpp:"]);

/** Cleaning takes some microseconds for each. What people write in a chat has some dozens. */
export const MOST_TAGS = 1_000;

// Deeper than any editor nests; browsers stop at 512.
const DEEPEST = 32;

const OPTIONS: sanitizeHtml.IOptions = {
  allowedTags: [...ALLOWED_TAGS],
  allowedAttributes: { a: ["href", "rel"] },
  allowedSchemes: ["http", "https", "mailto", "xmpp"],
  allowProtocolRelative: false,
  // Their content is no text that anybody wrote to be read.
  nonTextTags: ["script", "style", "textarea", "option", "noscript", "title", "template", "svg", "math"],
  nestingLimit: DEEPEST,
  transformTags: {
    a: (tagName, { href }) => {
      const url = readLink(href);
      return { tagName, attribs: url === undefined ? {} : { href: url, rel: LINK_REL } };
    },
  },
};

/** Whether there are so few tags, or what could be one, that cleaning takes no more than some milliseconds. */
export function isCheapHtml(html: string): boolean {
  let tags = 0;
  for (let at = html.indexOf("<"); at >= 0; at = html.indexOf("<", at + 1)) tags++;
  return tags <= MOST_TAGS;
}

/** The part of `html` that is safe to show. Cleaning it again changes nothing. */
export function cleanHtml(html: string): string {
  return xmlSafe(sanitizeHtml(xmlSafe(html), OPTIONS)).trim();
}

/** Only whole addresses: on a page of ours a relative one would lead into the web application. */
function readLink(href: string | undefined): string | undefined {
  const text = xmlSafe(href ?? "").trim();
  if (!URL.canParse(text)) return undefined;
  const url = new URL(text);
  return SCHEMES.has(url.protocol) ? url.href : undefined;
}

const BLOCK: ReadonlySet<string> = new Set(BLOCKS);
const ENTITIES: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: '"' };

/**
 * The plain text of `clean`, which has to come from `cleanHtml`: only there is every "<" the beginning of an allowed tag.
 *
 * Blocks are lines, items of lists begin with a dash, and a link is followed by its address where its text is another.
 */
export function textOfHtml(clean: string): string {
  const text = new Text();
  const links: { readonly href: string; readonly from: number }[] = [];
  for (const [, slash, tag = "", attributes = "", piece] of clean.matchAll(TOKENS)) {
    const opens = slash === "";
    if (piece !== undefined) text.write(unescaped(piece));
    else if (tag === "br") text.endLine();
    else if (tag === "hr") {
      text.block("---");
      text.block("");
    } else if (tag === "a" && opens) links.push({ href: hrefOf(attributes), from: text.length });
    else if (tag === "a") {
      const { href = "", from = 0 } = links.pop() ?? {};
      if (!isSame(text.since(from), href)) text.write(` (${href})`);
    } else if (BLOCK.has(tag)) {
      text.block(tag === "li" && opens ? "- " : "");
      if (tag === "pre") text.verbatim += opens ? 1 : -1;
    }
  }
  return text.toString();
}

/** Collects text as browsers lay it out. The time that it takes grows with the text alone, however many the tags. */
class Text {
  /** Within how many elements white space is kept as it is. */
  verbatim = 0;
  readonly #pieces: string[] = [];
  #atLineStart = true;
  /** White space that will be one space if more follows on this line. */
  #space = false;

  get length(): number {
    return this.#pieces.length;
  }

  since(length: number): string {
    return this.#pieces.slice(length).join("").trim();
  }

  write(text: string): void {
    if (this.verbatim > 0) {
      this.#add(text);
      this.#atLineStart = text.endsWith("\n");
      return;
    }
    const words = text.replace(/[ \t\r\n\f]+/g, " ");
    if (words.startsWith(" ")) this.#space = true;
    const trimmed = words.replace(/^ | $/g, "");
    if (trimmed === "") return;
    this.#add(this.#space && !this.#atLineStart ? ` ${trimmed}` : trimmed);
    this.#atLineStart = false;
    this.#space = words.endsWith(" ");
  }

  endLine(): void {
    this.#add("\n");
    this.#atLineStart = true;
  }

  /** Begins a line, with that text. */
  block(text: string): void {
    if (!this.#atLineStart) this.endLine();
    this.write(text);
  }

  #add(piece: string): void {
    this.#pieces.push(piece);
    this.#space = false;
  }

  toString(): string {
    return this.since(0).replace(/\n{3,}/g, "\n\n");
  }
}

const TOKENS = /<(\/?)([a-z0-9]+)([^>]*)>|([^<]+)/g;

function hrefOf(attributes: string): string {
  return unescaped(/ href="([^"]*)"/.exec(attributes)?.[1] ?? "");
}

/** Whether a link's text is its address already. */
function isSame(shown: string, href: string): boolean {
  return href === "" || withoutScheme(shown) === withoutScheme(href);
}

function withoutScheme(address: string): string {
  return address.replace(/^(?:https?:\/\/|mailto:|xmpp:)/, "").replace(/\/$/, "");
}

function unescaped(text: string): string {
  return text.replace(/&(amp|lt|gt|quot);/g, (_, name: string) => ENTITIES[name] ?? "");
}
