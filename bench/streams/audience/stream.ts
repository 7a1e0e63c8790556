/** One stream of a browser, on a raw socket: no more is read of it than what tells that it stands, and what came. */
import { connect, type Socket } from "node:net";
import type { Way } from "./protocol.ts";
import { frame, type Login, nextOfLogin } from "./websocket.ts";

// Half of what one address may have: where all are cut, the old ones still count for a moment while the new ones come.
const PER_ADDRESS = 10;
const STANDING_MS = 60_000;
const MARK = /~(\d+)~/g;

/** The address of a stream: those of loopback are as many as it takes, each with few. */
export function sourceAddress(index: number): string {
  const block = Math.floor(index / PER_ADDRESS) + 1;
  return `127.${16 + (block >> 16)}.${(block >> 8) & 255}.${block & 255}`;
}

export interface StreamEvents {
  readonly onMark: (stream: Stream, mark: number, now: number) => void;
  /** It stood and has ended, but not by `close`. */
  readonly onEnd: (stream: Stream) => void;
}

export class Stream {
  readonly index: number;
  /** The address that a server of XMPP gave. */
  address = "";
  readonly #way: Way;
  readonly #head: string;
  readonly #events: StreamEvents;
  #socket: Socket | undefined;
  #standing = false;
  #login: Login = "upgrade";
  #rest = "";
  #lastId: string | undefined;

  constructor(index: number, way: Way, head: string, events: StreamEvents) {
    this.index = index;
    this.#way = way;
    this.#head = head;
    this.#events = events;
  }

  /** Resolves when the stream stands. Opened again, it names the last event that it saw. */
  open(): Promise<void> {
    return new Promise((resolve, reject) => {
      const socket = connect({
        port: this.#way.port,
        host: "127.0.0.1",
        localAddress: sourceAddress(this.index),
        noDelay: true,
      });
      this.#socket = socket;
      this.#standing = false;
      this.#login = "upgrade";
      this.#rest = "";
      const position = this.#lastId === undefined ? "" : `\r\nLast-Event-ID: ${this.#lastId}`;
      socket.setEncoding("latin1");
      socket.on("connect", () => socket.write(`${this.#head}${position}\r\n\r\n`));
      socket.on("data", (chunk: string) => {
        if (this.#standing) this.#hear(chunk);
        else if (this.#stands(chunk)) {
          this.#standing = true;
          resolve();
        }
      });
      // A server that takes no more has seven tries of TCP by then.
      socket.setTimeout(STANDING_MS, () => {
        if (!this.#standing) socket.destroy(new Error("nothing more came"));
      });
      let reason = "closed";
      socket.on("error", (error) => {
        reason = error.message;
      });
      socket.on("close", () => {
        if (this.#socket !== socket) return;
        reject(new Error(`a stream did not come about: ${reason}; it said: ${this.#rest.slice(0, 800)}`));
        if (this.#standing) this.#events.onEnd(this);
      });
    });
  }

  close(): void {
    const socket = this.#socket;
    this.#socket = undefined;
    socket?.destroy();
  }

  /** Writes a stanza into a WebSocket. */
  write(text: string): void {
    this.#socket?.write(frame(text), "latin1");
  }

  #stands(chunk: string): boolean {
    this.#rest += chunk;
    if (this.#way.kind === "events") {
      if (!this.#rest.includes(this.#way.hello) || !this.#rest.endsWith("\n")) return false;
      const text = this.#rest;
      this.#rest = "";
      this.#hear(text);
      return true;
    }
    const next = nextOfLogin(this.#login, this.#rest);
    if (next === undefined) return false;
    this.#rest = "";
    this.#login = next.login;
    if (next.write !== undefined) this.write(next.write);
    this.address = next.address ?? "";
    return next.login === "bound";
  }

  /** A mark or an id is never cut in two: what follows the last end of a line or of a tag waits for the rest. */
  #hear(chunk: string): void {
    const text = this.#rest + chunk;
    const end = Math.max(text.lastIndexOf("\n"), text.lastIndexOf(">")) + 1;
    this.#rest = text.slice(end);
    const whole = text.slice(0, end);
    if (this.#way.kind === "events") this.#lastId = lastIdOf(whole) ?? this.#lastId;
    if (!whole.includes("~")) return;
    const now = performance.now();
    for (const [, mark] of whole.matchAll(MARK)) this.#events.onMark(this, Number(mark), now);
  }
}

function lastIdOf(events: string): string | undefined {
  const text = `\n${events}`;
  const at = text.lastIndexOf("\nid:");
  return at < 0 ? undefined : text.slice(at + 4, text.indexOf("\n", at + 1)).trim();
}
