/** Stands between a component and the server, sees when the server tells the component of its entries, and can cut. */
import { connect, createServer, type Socket } from "node:net";
import { StanzaSplitter } from "../wire/splitter.ts";

export class Tap {
  readonly #sockets = new Set<Socket>();
  readonly #server = createServer({ noDelay: true });
  #online = 0;
  #entries = 0;
  #wanted = 0;
  #reached: (milliseconds: number) => void = () => {};

  static async start(serverPort: number): Promise<Tap> {
    const tap = new Tap();
    tap.#server.on("connection", (near) => {
      const far = connect({ port: serverPort, host: "127.0.0.1", noDelay: true });
      const splitter = new StanzaSplitter(() => {}, tap.#see);
      for (const [from, to] of [
        [near, far],
        [far, near],
      ] as const) {
        tap.#sockets.add(from);
        from.on("error", () => {});
        from.on("close", () => {
          tap.#sockets.delete(from);
          to.destroy();
        });
        from.pipe(to);
      }
      far.setEncoding("latin1");
      far.on("data", (chunk: string) => splitter.push(chunk));
    });
    await new Promise<void>((resolve) => tap.#server.listen(0, "127.0.0.1", resolve));
    return tap;
  }

  get port(): number {
    const address = this.#server.address();
    return typeof address === "object" ? (address?.port ?? 0) : 0;
  }

  /** Resolves when the component has entered so many rooms since a new handshake: the milliseconds since then. */
  untilInside(rooms: number): Promise<number> {
    this.#wanted = rooms;
    return new Promise((resolve) => {
      this.#reached = resolve;
    });
  }

  /** Breaks the stream. */
  cut(): void {
    for (const socket of this.#sockets) socket.destroy();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.cut();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  readonly #see = (xml: string): void => {
    if (xml.startsWith("<handshake")) {
      this.#online = performance.now();
      this.#entries = 0;
    } else if (xml.startsWith("<presence") && xml.includes("code='110'")) {
      this.#entries += 1;
      if (this.#entries === this.#wanted) this.#reached(performance.now() - this.#online);
    }
  };
}
