/**
 * One connection to the server: the only file that knows xmpp.js.
 *
 * `@xmpp/component` opens the stream: socket, header, handshake. The rest of it is not used. Its reconnection waits for ever
 * on a server that stays silent, its middleware throws on malformed addresses, its IQ parts take answers from
 * anybody, and its reading breaks characters that are split between packets and ends the process on an unknown
 * entity. So we read the socket ourselves, and show xmpp.js the header and the handshake only.
 */

import { component } from "@xmpp/component";
import { NotXml } from "../../errors.ts";
import { reason } from "../../ops/reason.ts";
import type { Sink } from "../out/writer.ts";
import { childElements, type Element } from "../stanza.ts";

import type { Limits, Refusal } from "./limits.ts";
import type { Loss, Opening } from "./link-state.ts";
import { createReader } from "./reader.ts";

export interface ConnectionOptions {
  /** `xmpp://host:port` */
  readonly url: string;
  readonly domain: string;
  readonly secret: string;
  readonly limits: Limits;
}

/** Called in this order: connected, opened, accepted, then stanzas; `lost` at any time, once, and last. */
export interface ConnectionSink {
  connected(): void;
  opened(): void;
  /** The handshake is accepted: stanzas may follow in the same packet. */
  accepted(): void;
  stanza(element: Element): void;
  refused(head: Element, why: Refusal): void;
  lost(loss: Loss): void;
}

export interface Connection extends Sink {
  pause(): void;
  resume(): void;
  /** Ends it at once. Nothing is called afterwards. */
  destroy(): void;
}

const STREAMS = "http://etherx.jabber.org/streams";
// RFC 6120 §4.8.2 and §4.8.3: servers answer on these ports with the namespace that they speak there.
const OTHER_STREAMS: Readonly<Record<string, "clients" | "other servers">> = {
  "jabber:client": "clients",
  "jabber:server": "other servers",
};
const STREAM_ERRORS = "urn:ietf:params:xml:ns:xmpp-streams";

// In ms, until xmpp.js gives up on its own. Our deadlines are shorter, and destroy the socket.
const XMPPJS_TIMEOUT = 60_000;
// The kernel's own probing of an idle connection, in ms. Our pings are faster; this is for the server's side of NATs.
const KEEP_ALIVE = 30_000;

/** Begins to connect. The sink is called later, never from within. */
export function openConnection(options: ConnectionOptions, sink: ConnectionSink): Connection {
  const { url, domain, secret, limits } = options;
  let phase: Opening | "online" | "over" = "connecting";

  // xmpp.js hashes the lower bytes of characters; servers hash the UTF-8.
  const password = Buffer.from(secret, "utf8").toString("latin1");
  const entity = component({ service: url, domain, password });
  entity.reconnect.stop();
  entity.timeout = XMPPJS_TIMEOUT;
  entity.on("error", (error) => lose({ kind: "unreachable", detail: reason(error) }));
  entity.on("disconnect", () => {
    if (phase !== "over") lose({ kind: "closed", phase });
    // Something may have begun to wait while the socket was being destroyed.
    releaseWaiting();
  });

  const reader = createReader(limits, {
    open(header, text) {
      if (!header.is("stream", STREAMS)) throw new NotXml("not a stream of XMPP");
      if (phase !== "opening") return;
      const serves = OTHER_STREAMS[header.attrs.xmlns ?? ""];
      if (serves !== undefined) {
        lose({ kind: "wrong port", serves });
        return;
      }
      phase = "handshaking";
      sink.opened();
      entity.parser?.write(text);
    },
    element(element, text) {
      if (element.is("error", STREAMS)) lose(streamError(element));
      else if (phase === "online") sink.stanza(element);
      else if (phase === "handshaking") handshake(element, text);
    },
    refused(head, why) {
      if (phase === "online") sink.refused(head, why);
    },
    end() {
      if (phase !== "over") lose({ kind: "closed", phase });
    },
  });

  const connecting = entity.connect(url);
  const { socket } = entity;
  if (socket !== null) {
    socket.removeAllListeners("data");
    // A character may be split between two packets.
    socket.setEncoding("utf8");
    socket.setNoDelay(true);
    socket.setKeepAlive(true, KEEP_ALIVE);
    socket.on("data", read);
  }
  connecting
    .then(() => {
      if (phase !== "connecting") return;
      phase = "opening";
      sink.connected();
      return entity.open({ domain });
    })
    .catch((error: unknown) => lose({ kind: "unreachable", detail: reason(error) }));

  function read(chunk: string | Buffer): void {
    try {
      reader.push(chunk.toString());
    } catch (error) {
      if (!(error instanceof NotXml)) throw error;
      if (phase !== "over") lose({ kind: "not xml", detail: error.message, phase });
    }
  }

  function handshake(element: Element, text: string): void {
    if (element.name !== "handshake") throw new NotXml(`<${element.name}/> instead of a handshake`);
    phase = "online";
    entity.parser?.write(text);
    sink.accepted();
  }

  function lose(loss: Loss): void {
    if (phase === "over") return;
    close();
    sink.lost(loss);
  }

  function close(): void {
    if (phase === "over") return;
    phase = "over";
    reader.stop();
    socket?.destroy();
    releaseWaiting();
  }

  /** Inside xmpp.js every wait ends with an error of the component. */
  function releaseWaiting(): void {
    entity.emit("error", new Error("the connection is over"));
  }

  return {
    write(text, written) {
      if (phase === "over" || socket === null) written();
      else socket.write(text, () => written());
    },
    pause: () => socket?.pause(),
    resume: () => socket?.resume(),
    destroy: close,
  };
}

function streamError(element: Element): Loss {
  const children = childElements(element).filter((child) => child.getNS() === STREAM_ERRORS);
  const condition = children.find((child) => child.name !== "text")?.name ?? "undefined-condition";
  const text = children.find((child) => child.name === "text")?.getText() ?? "";
  return { kind: "stream error", condition, text };
}
