import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { Registry } from "prom-client";
import { explainCannotListen, type Listen } from "./cannot-listen.ts";
import type { Logger } from "./log.ts";
import { reason } from "./reason.ts";

/** For what this process is ready, and what it holds. A standby holds neither lease nor stream. */
export interface Readiness {
  readonly lease: boolean;
  readonly stream: boolean;
  /** What it still waits for before it talks with the XMPP server, in words; empty when it does. */
  readonly forStream: readonly string[];
  /** What it still waits for before it serves browsers; `undefined` where `http.listen` is not set. */
  readonly forBrowsers: readonly string[] | undefined;
}

export interface HealthOptions {
  /** `ops.listen`. Port 0 means any free port; `address` tells which. */
  readonly listen: Listen;
  readonly readiness: () => Promise<Readiness>;
  readonly registry: Pick<Registry, "contentType" | "metrics">;
  readonly log: Logger;
}

interface Answer {
  readonly status: number;
  readonly type: string;
  readonly text: string;
}

/**
 * Three pages for supervisors and Prometheus: `/healthz` (the process is alive; if not, restart it), `/readyz` (the
 * process works; send it traffic; with `?for=stream`, it is the one that has the stream) and `/metrics`. They have an address of their own, so that they need no login and are
 * never exposed together with the gateway.
 *
 * The pages are read-only. They read no request body, and no answer repeats anything from the request.
 */
export class Health {
  readonly #options: HealthOptions;
  readonly #server: Server;

  constructor(options: HealthOptions) {
    this.#options = options;
    // An honest request takes milliseconds, so slow ones are cut off early.
    const limits = { requestTimeout: 10_000, headersTimeout: 10_000, keepAliveTimeout: 5_000 };
    this.#server = createServer({ ...limits, maxHeaderSize: 8_192 }, (request, response) => {
      void this.#answer(request, response);
    });
    this.#server.maxConnections = 100;
  }

  /** The address on which it listens, once it has started. */
  get address(): Listen {
    const { address, port } = this.#server.address() as AddressInfo;
    return { host: address, port };
  }

  /** @throws ConfigError when the address cannot be listened on. */
  async start(): Promise<void> {
    const { listen } = this.#options;
    await new Promise<void>((resolve, reject) => {
      const failed = (error: Error) => void explainCannotListen("ops.listen", listen, error).then(reject);
      this.#server.once("error", failed);
      this.#server.listen(listen, () => {
        this.#server.off("error", failed);
        this.#server.on("error", (error) =>
          this.#options.log.error({ err: error }, "the server of the health pages failed"),
        );
        resolve();
      });
    });
  }

  async stop(): Promise<void> {
    const closed = new Promise<void>((resolve) => this.#server.close(() => resolve()));
    // Otherwise a client that sends half a request could delay the end for as long as it likes.
    this.#server.closeAllConnections();
    await closed;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    let answer: Answer;
    try {
      answer = await this.#page(request);
    } catch (error) {
      this.#options.log.error({ err: error }, `a health page failed: ${reason(error)}`);
      answer = plain(500, "failed; see the log");
    }
    // Request bodies are never read, so the connection ends with the answer instead of waiting for the rest.
    if (
      request.headers["transfer-encoding"] !== undefined ||
      request.headers["content-length"] !== undefined
    ) {
      response.setHeader("connection", "close");
    }
    if (answer.status === 405) response.setHeader("allow", "GET, HEAD");
    response.writeHead(answer.status, {
      "content-type": answer.type,
      "content-length": Buffer.byteLength(answer.text),
      "cache-control": "no-store",
      "x-content-type-options": "nosniff",
    });
    response.end(answer.text);
  }

  async #page(request: IncomingMessage): Promise<Answer> {
    const [path, query] = (request.url ?? "").split("?", 2);
    if (path !== "/healthz" && path !== "/readyz" && path !== "/metrics") return plain(404, "no such page");
    if (request.method !== "GET" && request.method !== "HEAD") return plain(405, "only GET and HEAD");
    if (path === "/healthz") return plain(200, "alive");
    const { readiness, registry } = this.#options;
    if (path === "/readyz")
      return ready(await readiness(), new URLSearchParams(query).get("for") === "stream");
    return { status: 200, type: registry.contentType, text: await registry.metrics() };
  }
}

const plain = (status: number, text: string): Answer => ({
  status,
  type: "text/plain; charset=utf-8",
  text: `${text}\n`,
});

/**
 * Where browsers are served, an instance without the lease is ready, too: it hands what they send to the one that has it.
 * `stream`: asked for the stream alone.
 */
const ready = ({ lease, stream, forStream, forBrowsers }: Readiness, ofStream: boolean): Answer => {
  const waitingFor = ofStream ? forStream : (forBrowsers ?? forStream);
  const gateway = forBrowsers === undefined ? {} : { gateway: forBrowsers.length === 0 };
  return {
    status: waitingFor.length === 0 ? 200 : 503,
    type: "application/json",
    text: `${JSON.stringify({ ready: waitingFor.length === 0, ...gateway, lease, stream, waitingFor })}\n`,
  };
};
