/** A gate at which the responders of `responders/gated.mjs` wait, in another process, until the test lets them pass. */
import { type AddressInfo, createServer, type Server, type Socket } from "node:net";
import { createInterface } from "node:readline";
import { Arrivals } from "./arrivals.ts";
import { disposeWithTest } from "./lifetime.ts";

/** Who waits: the word that it works on, and the key where it is an effect. */
export interface Knock {
  readonly word: string;
  readonly key?: string;
  /** Lets it pass. */
  open(): void;
}

export async function startGate(): Promise<Gate> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return disposeWithTest(new Gate(server));
}

export class Gate implements AsyncDisposable {
  readonly knocks = new Arrivals<Knock>("the gate", ({ word, key }) => JSON.stringify({ word, key }));
  /** What the process has to know. */
  readonly env: Readonly<Record<string, string>>;
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();

  constructor(server: Server) {
    this.#server = server;
    this.env = { TEST_GATE_PORT: String((server.address() as AddressInfo).port) };
    server.on("connection", (socket) => {
      this.#sockets.add(socket);
      socket.on("error", () => {});
      socket.on("close", () => this.#sockets.delete(socket));
      createInterface({ input: socket }).on("line", (line) => {
        const { word, key }: Pick<Knock, "word" | "key"> = JSON.parse(line);
        this.knocks.take({ word, ...(key === undefined ? {} : { key }), open: () => socket.end("open\n") });
      });
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.knocks.end("the gate is gone");
    for (const socket of this.#sockets) socket.destroy();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}
