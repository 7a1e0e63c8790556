/**
 * Cuts the text of a stream into its header and whole stanzas, however it is divided into chunks.
 *
 * The parser then gets one whole stanza at a time. This is where limits can be applied before anything is kept,
 * it keeps white space between stanzas from piling up at the root (the parser would keep it), and it avoids the
 * parser's search over the rest of a chunk for each character of a text that the chunk does not end.
 * The framer looks only at the marks that cutting needs; the parser checks characters and entities. The names of tags
 * are compared here: a stanza whose end tag has the wrong name would otherwise take in all that follows, and the parser would
 * never see any of it. Text between stanzas ends the stream, and so does everything that RFC 6120 §11.1 forbids (comments,
 * DTDs, processing instructions).
 */
import { NotXml } from "../../errors.ts";
import type { Limits, Refusal } from "./limits.ts";

export interface FrameSink {
  /** The start tag of the stream, with the declaration before it. */
  header(text: string): void;
  /** One whole stanza. */
  stanza(text: string): void;
  /** A stanza over a limit has passed: its start tag made to an empty element, if that was not over the limit itself. */
  refused(head: string | undefined, why: Refusal): void;
  /** The end tag of the stream. */
  end(): void;
}

export interface Framer {
  /** @throws {NotXml} on text that cannot be XML of a stream; the framer is of no use after that. */
  push(chunk: string): void;
  /** Nothing is given to the sink any more, not even of the chunk under way. */
  stop(): void;
}

type Place =
  | "text"
  | "markup"
  | "name"
  | "tag"
  | "value"
  | "end tag"
  | "declaration"
  | "cdata"
  | "instruction";

const SPACE = 0x20;
const EQUALS = 0x3d;
const GT = 0x3e;
const LT = 0x3c;
const SLASH = 0x2f;
const QUOT = 0x22;
const APOS = 0x27;
const BRACKET = 0x5d;
const QUESTION = 0x3f;
const CDATA = "[CDATA[";
const NOT_SPACE = /[^ \t\r\n]/;
const NOT_NAME_START = /[\s<>="'&;/]/;
// In UTF-16 units. What comes after this in a name is not compared: names of a stanza that is passed over must not fill the memory.
const LONGEST_NAME = 1024;

/** What may follow the name of a tag, and what `tag` looks at. Letters come after all of them. */
function endsName(c: number): boolean {
  if (c > GT) return false;
  return c <= SPACE || c === GT || c === SLASH || c === EQUALS || c === QUOT || c === APOS || c === LT;
}

export function createFramer(limits: Limits, sink: FrameSink): Framer {
  let stopped = false;
  let place: Place = "text";
  /** Open elements, the stream included. */
  let depth = 0;
  /** Their names, as far down as stanzas may go. */
  const names: string[] = [];
  /** The name of the tag under way, as far as it was read. */
  let name = "";
  /** The part of the present frame that came in earlier chunks. */
  let kept = "";
  /** The place in this chunk at which the frame goes on. */
  let from = 0;
  /** Start tag of the stanza under way, once complete. */
  let head = "";
  let refused: Refusal | undefined;
  /** Inside a tag: the last character read that is no space, and the mark that ends the value. */
  let last = 0;
  let quote = "";
  /** How much of an opening or closing mark of more than one character was read. */
  let matched = 0;

  function take(chunk: string, end: number): string {
    const text = refused === undefined ? kept + chunk.slice(from, end) : "";
    if (text.length > limits.size) refuse("too large");
    kept = "";
    from = end;
    return text;
  }

  function refuse(why: Refusal): void {
    // The header cannot be passed over.
    if (depth === 0) throw new NotXml("the header of the stream is too large");
    refused ??= why;
  }

  function finish(chunk: string, end: number): void {
    const text = take(chunk, end);
    if (refused === undefined) sink.stanza(text);
    else sink.refused(head === "" ? undefined : `${head.slice(0, -1)}/>`, refused);
    head = "";
    refused = undefined;
  }

  /** A start tag ends before `end`. */
  function opened(chunk: string, end: number): void {
    const empty = last === SLASH;
    if (depth === 0) {
      const text = take(chunk, end);
      if (empty) throw new NotXml("the stream ends with its header");
      names[0] = name;
      depth = 1;
      sink.header(text);
    } else if (empty) {
      if (depth === 1) finish(chunk, end);
    } else {
      // Deeper down, a wrong name is noticed by the first end tag above that does not fit.
      if (depth <= limits.depth) names[depth] = name;
      depth++;
      if (depth === 2) {
        const tag = kept + chunk.slice(from, end);
        head = refused !== undefined || tag.length > limits.size ? "" : tag;
      } else if (depth > limits.depth + 1) refuse("too deep");
    }
  }

  function closed(chunk: string, end: number): void {
    if (depth === 0) throw new NotXml("an end tag before the stream");
    depth--;
    if (depth <= limits.depth && name !== names[depth]) throw new NotXml("an end tag of another element");
    if (depth === 1) finish(chunk, end);
    else if (depth === 0) {
      stopped = true;
      sink.end();
    }
  }

  function text(chunk: string, pos: number): number {
    const lt = chunk.indexOf("<", pos);
    const end = lt === -1 ? chunk.length : lt;
    if (depth < 2) {
      // White space between stanzas keeps the connection alive (RFC 6120 §4.6.1) and is no part of any.
      if (end > pos && NOT_SPACE.test(chunk.slice(pos, end))) throw new NotXml("text between stanzas");
      kept = "";
      from = end;
    }
    if (lt === -1) return end;
    place = "markup";
    return lt + 1;
  }

  function markup(chunk: string, pos: number): number {
    const c = chunk.charAt(pos);
    matched = 0;
    last = 0;
    name = "";
    if (c === "/") place = "end tag";
    else if (c === "!" && depth > 1) place = "declaration";
    else if (c === "?" && depth === 0) place = "instruction";
    else if (NOT_NAME_START.test(c) || c === "!" || c === "?") throw new NotXml(`unexpected <${c}`);
    else {
      place = "name";
      return pos;
    }
    return pos + 1;
  }

  function named(chunk: string, pos: number, end: number): void {
    const part = chunk.slice(pos, end);
    name = name === "" ? part : name + part;
    if (name.length > LONGEST_NAME) name = name.slice(0, LONGEST_NAME);
  }

  function nameOfTag(chunk: string, start: number): number {
    let pos = start;
    while (pos < chunk.length && !endsName(chunk.charCodeAt(pos))) pos++;
    named(chunk, start, pos);
    if (pos < chunk.length) place = "tag";
    return pos;
  }

  function tag(chunk: string, start: number): number {
    for (let pos = start; pos < chunk.length; pos++) {
      const c = chunk.charCodeAt(pos);
      if (c <= SPACE) continue;
      // The parser overlooks such faults, and sees the end of the tag elsewhere.
      if ((last === EQUALS) !== (c === QUOT || c === APOS))
        throw new NotXml("quotation marks misplaced in a tag");
      if (last === SLASH && c !== GT) throw new NotXml("a slash inside a tag");
      if (c === LT) throw new NotXml("< inside a tag");
      if (last === EQUALS) {
        quote = c === QUOT ? '"' : "'";
        place = "value";
        return pos + 1;
      }
      if (c === GT) {
        place = "text";
        opened(chunk, pos + 1);
        return pos + 1;
      }
      last = c;
    }
    return chunk.length;
  }

  function value(chunk: string, pos: number): number {
    const end = chunk.indexOf(quote, pos);
    if (end === -1) return chunk.length;
    place = "tag";
    last = 0;
    return end + 1;
  }

  function endTag(chunk: string, pos: number): number {
    const end = chunk.indexOf(">", pos);
    named(chunk, pos, end === -1 ? chunk.length : end);
    if (end === -1) return chunk.length;
    place = "text";
    // XML 1.0 §3.1: white space may follow the name.
    name = name.trimEnd();
    closed(chunk, end + 1);
    return end + 1;
  }

  function declaration(chunk: string, pos: number): number {
    if (chunk.charAt(pos) !== CDATA.charAt(matched)) throw new NotXml("a comment or a declaration");
    matched++;
    if (matched === CDATA.length) {
      place = "cdata";
      matched = 0;
    }
    return pos + 1;
  }

  /** Reads up to a mark that is `mark`, `times` times or more, and ">". */
  function until(chunk: string, start: number, mark: number, times: number): number {
    for (let pos = start; pos < chunk.length; pos++) {
      const c = chunk.charCodeAt(pos);
      if (c === GT && matched >= times) {
        place = "text";
        return pos + 1;
      }
      matched = c === mark ? matched + 1 : 0;
    }
    return chunk.length;
  }

  function step(chunk: string, pos: number): number {
    switch (place) {
      case "text":
        return text(chunk, pos);
      case "markup":
        return markup(chunk, pos);
      case "name":
        return nameOfTag(chunk, pos);
      case "tag":
        return tag(chunk, pos);
      case "value":
        return value(chunk, pos);
      case "end tag":
        return endTag(chunk, pos);
      case "declaration":
        return declaration(chunk, pos);
      case "cdata":
        return until(chunk, pos, BRACKET, 2);
      case "instruction":
        return until(chunk, pos, QUESTION, 1);
    }
  }

  return {
    push(chunk) {
      from = 0;
      for (let pos = 0; pos < chunk.length && !stopped; ) pos = step(chunk, pos);
      if (stopped) return;
      if (refused === undefined) kept += chunk.slice(from);
      if (kept.length > limits.size) {
        refuse("too large");
        kept = "";
      }
    },
    stop() {
      stopped = true;
    },
  };
}
