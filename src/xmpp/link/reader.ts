/**
 * Reads a stream: text in chunks becomes elements. The parser is that of `@xmpp/xml`, given one whole stanza at
 * a time (see framing.ts). Whatever the parser throws, callers see only `NotXml`.
 */

import xmlOfLibrary from "@xmpp/xml";
import { NotXml } from "../../errors.ts";
import type { Element } from "../stanza.ts";
import { createFramer, type Framer } from "./framing.ts";
import type { Limits, Refusal } from "./limits.ts";

export interface StreamSink {
  /** The stream is open; `text` is its header as it came. */
  open(header: Element, text: string): void;
  /** A top-level element; `text` as it came. */
  element(element: Element, text: string): void;
  /** The attributes of a stanza over a limit. */
  refused(head: Element, why: Refusal): void;
  end(): void;
}

/** @throws {NotXml} from `push`, on bytes after which nothing can be understood. An error of the sink passes through. */
export function createReader(limits: Limits, sink: StreamSink): Framer {
  const parser = new xmlOfLibrary.Parser();
  let parsed: Element | undefined;
  let failure: Error | undefined;
  parser.on("start", (element) => {
    parsed = element;
  });
  parser.on("element", (element) => {
    parsed = element;
  });
  parser.on("error", (error) => {
    failure ??= error;
  });

  function parse(text: string): Element {
    parsed = undefined;
    try {
      parser.write(text);
    } catch (error) {
      failure ??= error instanceof Error ? error : new Error(String(error));
    }
    // A stanza whose end the parser sees elsewhere than the framer is not well-formed.
    if (failure !== undefined || parsed === undefined) {
      throw new NotXml(failure?.message ?? "not well-formed", { cause: failure });
    }
    return parsed;
  }

  return createFramer(limits, {
    header(text) {
      sink.open(parse(text), text);
    },
    stanza(text) {
      sink.element(parse(text), text);
    },
    refused(head, why) {
      if (head !== undefined) sink.refused(parse(head), why);
    },
    end() {
      sink.end();
    },
  });
}
