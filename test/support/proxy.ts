/**
 * A network that misbehaves at a byte: a TCP proxy before a server, which cuts, holds back, splits and delays.
 * What it shall do is set before or during connections; counts begin anew with each connection.
 */
import { type AddressInfo, connect, createServer, type Server, type Socket } from "node:net";
import { Arrivals } from "./process/arrivals.ts";
import { disposeWithTest } from "./process/lifetime.ts";

/** "up": from the component to the server. */
export type Direction = "up" | "down";

/** @param target port on this machine */
export async function startProxy(target: number): Promise<TcpProxy> {
  const listener = createServer();
  await new Promise<void>((resolve) => listener.listen(0, "127.0.0.1", resolve));
  return disposeWithTest(new TcpProxy(listener, target));
}

interface Way {
  readonly from: Socket;
  readonly to: Socket;
  passed: number;
  /** Resolves when what was stranded is delivered. */
  stranded?: Promise<void>;
}

export class TcpProxy implements AsyncDisposable {
  readonly port: number;
  /** A connection is cut when so many bytes have passed that way. */
  readonly cutAfter: Record<Direction, number> = {
    up: Number.POSITIVE_INFINITY,
    down: Number.POSITIVE_INFINITY,
  };
  /** When so many bytes have passed that way on a connection, the rest goes nowhere until `release`. */
  readonly stallAfter: Record<Direction, number> = {
    up: Number.POSITIVE_INFINITY,
    down: Number.POSITIVE_INFINITY,
  };
  /** The server is not told when a client is gone: for it the connection stays. */
  abandons = false;
  /** Each chunk is sent on as pieces of so many bytes at most, each in a turn of its own. */
  readonly pieces: Record<Direction, number> = {
    up: Number.POSITIVE_INFINITY,
    down: Number.POSITIVE_INFINITY,
  };
  /** Emits the number of the connection that was cut or ended. */
  readonly ends = new Arrivals<number>("the proxy");
  /** Bytes that passed on the last connection. */
  readonly passed: Record<Direction, number> = { up: 0, down: 0 };
  connections = 0;
  readonly #listener: Server;
  #target: number;
  readonly #sockets = new Set<Socket>();
  #held = new Set<Direction>();
  #strandNext: Promise<void> | undefined;
  #deliver: (() => void) | undefined;
  readonly #waiting: { readonly direction: Direction; readonly go: () => void }[] = [];

  constructor(listener: Server, target: number) {
    this.#listener = listener;
    this.#target = target;
    this.port = (listener.address() as AddressInfo).port;
    listener.on("connection", (client) => this.#connected(client));
  }

  get url(): string {
    return `xmpp://127.0.0.1:${this.port}`;
  }

  /** New connections lead to another port. */
  lead(target: number): void {
    this.#target = target;
  }

  /** Resets all connections. */
  cut(): void {
    for (const socket of this.#sockets) socket.destroy();
  }

  /** A black hole: bytes are taken, and go nowhere until `release`. The connection stays. */
  hold(...directions: readonly Direction[]): void {
    this.#held = new Set([...this.#held, ...directions]);
  }

  release(): void {
    this.#held = new Set();
    this.stallAfter.up = Number.POSITIVE_INFINITY;
    this.stallAfter.down = Number.POSITIVE_INFINITY;
    for (const { go } of this.#waiting.splice(0)) go();
  }

  /**
   * What is sent up next, and whatever follows it on its connection, is under way until `deliver`, also when the client
   * has given the connection up and made others.
   */
  strand(): void {
    this.#strandNext = new Promise((resolve) => {
      this.#deliver = resolve;
    });
  }

  deliver(): void {
    this.#deliver?.();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.release();
    this.deliver();
    this.cut();
    await new Promise((resolve) => this.#listener.close(resolve));
    this.ends.end("the proxy stopped");
  }

  #connected(client: Socket): void {
    const number = this.connections++;
    const server = connect(this.#target, "127.0.0.1");
    this.passed.up = 0;
    this.passed.down = 0;
    const up: Way = { from: client, to: server, passed: 0 };
    for (const socket of [client, server]) {
      this.#sockets.add(socket);
      socket.setNoDelay(true);
      socket.on("error", () => undefined);
      socket.once("close", () => {
        this.#sockets.delete(socket);
        if (this.abandons && socket === client) return;
        client.destroy();
        if (up.stranded === undefined) server.destroy();
      });
    }
    client.once("close", () => this.ends.take(number));
    void this.#pass(up, "up");
    void this.#pass({ from: server, to: client, passed: 0 }, "down");
  }

  async #pass(way: Way, direction: Direction): Promise<void> {
    try {
      for await (const chunk of way.from as AsyncIterable<Buffer>) {
        if (!(await this.#forward(way, direction, chunk))) break;
      }
      if (!this.abandons) way.to.end();
    } catch {
      // The connection was cut; its end is told by the socket.
    }
  }

  /** `false`: the connection was cut on the way. */
  async #forward(way: Way, direction: Direction, chunk: Buffer): Promise<boolean> {
    for (let at = 0; at < chunk.length; ) {
      if (this.#held.has(direction) || way.passed >= this.stallAfter[direction]) {
        await new Promise<void>((go) => this.#waiting.push({ direction, go }));
      }
      if (direction === "up" && this.#strandNext !== undefined) {
        way.stranded = this.#strandNext;
        this.#strandNext = undefined;
      }
      if (way.stranded !== undefined) await way.stranded;
      const left = Math.min(this.cutAfter[direction], this.stallAfter[direction]) - way.passed;
      const size = Math.min(this.pieces[direction], left, chunk.length - at);
      if (size > 0) {
        const piece = chunk.subarray(at, at + size);
        await new Promise<void>((resolve) => way.to.write(piece, () => resolve()));
        // Let the other end read before the next piece comes.
        await new Promise<void>((resolve) => setImmediate(resolve));
      }
      way.passed += size;
      this.passed[direction] = way.passed;
      at += size;
      if (way.passed >= this.cutAfter[direction]) {
        way.from.destroy();
        way.to.destroy();
        return false;
      }
    }
    return true;
  }
}
