/** A connection that is kept alive, with one POST at a time. */
import { connect, type Socket } from "node:net";
import { sourceAddress } from "./stream.ts";

// Behind those of the streams.
const FIRST_ADDRESS = 1_000_000;

export class Poster {
  readonly #socket: Socket;
  #text = "";
  #answer: { readonly resolve: (ok: boolean) => void; readonly reject: (error: Error) => void } | undefined;

  constructor(port: number, index: number) {
    this.#socket = connect({
      port,
      host: "127.0.0.1",
      localAddress: sourceAddress(FIRST_ADDRESS + index * 10),
      noDelay: true,
    });
    this.#socket.setEncoding("latin1");
    this.#socket.on("data", (chunk: string) => {
      this.#text += chunk;
      if (!isWhole(this.#text)) return;
      const ok = /^HTTP\/1\.[01] 2/.test(this.#text);
      this.#text = "";
      this.#answer?.resolve(ok);
      this.#answer = undefined;
    });
    this.#socket.on("error", () => {});
    this.#socket.on("close", () => this.#answer?.reject(new Error("a POST got no answer")));
  }

  /** Writes at once. Resolves with whether the answer was one of the 200s. */
  post(head: string, body: string): Promise<boolean> {
    return new Promise((resolve, reject) => {
      this.#answer = { resolve, reject };
      this.#socket.write(`${head}\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
    });
  }

  end(): void {
    this.#socket.destroy();
  }
}

function isWhole(text: string): boolean {
  const end = text.indexOf("\r\n\r\n");
  if (end < 0) return false;
  const head = text.slice(0, end).toLowerCase();
  if (head.includes("\r\ntransfer-encoding: chunked")) return text.endsWith("0\r\n\r\n");
  const length = Number(/\r\ncontent-length: (\d+)/.exec(head)?.[1] ?? 0);
  return text.length >= end + 4 + length;
}
