import { createHash } from "node:crypto";
import { connect } from "node:net";
import { attribute, StanzaSplitter } from "./splitter.ts";

export interface RawComponentOptions {
  readonly port: number;
  readonly domain: string;
  readonly secret: string;
  /** Takes each whole stanza. Its bytes are read as latin1, so they are unchanged when written back. */
  readonly onStanza: (xml: string) => void;
  readonly onClosed: (reason: string) => void;
}

export interface RawComponent {
  /** Queues text; what one chunk from the server gives rise to leaves in one write. */
  readonly write: (xml: string) => void;
  readonly end: () => void;
}

/** Attaches a component (XEP-0114) to a server on this machine. Rejects where the handshake fails. */
export function openRawComponent(options: RawComponentOptions): Promise<RawComponent> {
  return new Promise((resolve, reject) => {
    const socket = connect({ port: options.port, host: "127.0.0.1", noDelay: true });
    let queued = "";
    const write = (xml: string): void => {
      if (queued === "") queueMicrotask(flush);
      queued += xml;
    };
    const flush = (): void => {
      const text = queued;
      queued = "";
      socket.write(text, "latin1");
    };
    const end = (): void => {
      socket.end("</stream:stream>");
    };
    let online = false;
    const splitter = new StanzaSplitter(
      (tag) => {
        const id = attribute(tag, "id") ?? "";
        // XEP-0114 §3: the lower-case hexadecimal SHA-1 of stream id and secret.
        const digest = createHash("sha1").update(`${id}${options.secret}`).digest("hex");
        write(`<handshake>${digest}</handshake>`);
      },
      (xml) => {
        if (online) options.onStanza(xml);
        else if (xml.startsWith("<handshake")) {
          online = true;
          resolve({ write, end });
        } else {
          reject(new Error(`${options.domain}: ${xml}`));
          socket.destroy();
        }
      },
    );
    socket.setEncoding("latin1");
    socket.on("data", (chunk: string) => splitter.push(chunk));
    socket.on("connect", () => {
      write(
        `<stream:stream xmlns="jabber:component:accept" xmlns:stream="http://etherx.jabber.org/streams" to="${options.domain}">`,
      );
    });
    let reason = "the server closed the stream";
    socket.on("error", (error) => {
      reason = error.message;
    });
    socket.on("close", () => {
      reject(new Error(`${options.domain}: ${reason}`));
      options.onClosed(reason);
    });
  });
}
