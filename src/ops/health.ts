import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { Registry } from "prom-client";
import type { Logger } from "./log.ts";
import { ConfigError } from "./problem.ts";
import { reason } from "./reason.ts";

/** What this process holds, independent of whether it is ready. A standby holds neither. */
export interface Holdings {
  readonly lease: boolean;
  readonly stream: boolean;
}

export interface HealthOptions {
  /** `ops.listen`. Port 0 means any free port; `address` tells which. */
  readonly listen: { readonly host: string; readonly port: number };
  /** What this process still waits for, in words: `["lease", "stream"]`. Empty when it is ready. */
  readonly waitingFor: () => readonly string[];
  readonly holds: () => Holdings;
  readonly registry: Registry;
  readonly log: Logger;
}

interface Answer {
  readonly status: number;
  readonly type: string;
  readonly text: string;
}

const cures: Readonly<Record<string, string>> = {
  EADDRINUSE:
    "another program has the port; give a second instance of Anteroom on this machine another ops.listen",
  EADDRNOTAVAIL: "this machine does not have that address; choose one of its own",
  EACCES: "this user may not listen on a port below 1024; choose a higher one",
};

/**
 * Three pages for supervisors and Prometheus: `/healthz` (the process is alive; if not, restart it), `/readyz` (the
 * process works; send it traffic) and `/metrics`. They have an address of their own, so that they need no login and are
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
  get address(): HealthOptions["listen"] {
    const { address, port } = this.#server.address() as AddressInfo;
    return { host: address, port };
  }

  /** @throws ConfigError when the address cannot be listened on. */
  async start(): Promise<void> {
    const { host, port } = this.#options.listen;
    await new Promise<void>((resolve, reject) => {
      const failed = (error: Error & { readonly code?: string }) => {
        const cure = cures[error.code ?? ""] ?? "choose another address";
        const text = `cannot listen on ${host}:${port} (${reason(error)}): ${cure}`;
        reject(new ConfigError([{ key: "ops.listen", text }]));
      };
      this.#server.once("error", failed);
      this.#server.listen({ host, port }, () => {
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
    const path = (request.url ?? "").split("?", 1)[0];
    if (path !== "/healthz" && path !== "/readyz" && path !== "/metrics") return plain(404, "no such page");
    if (request.method !== "GET" && request.method !== "HEAD") return plain(405, "only GET and HEAD");
    if (path === "/healthz") return plain(200, "alive");
    const { waitingFor, holds, registry } = this.#options;
    if (path === "/readyz") return readiness(waitingFor(), holds());
    return { status: 200, type: registry.contentType, text: await registry.metrics() };
  }
}

const plain = (status: number, text: string): Answer => ({
  status,
  type: "text/plain; charset=utf-8",
  text: `${text}\n`,
});

const readiness = (waitingFor: readonly string[], holds: Holdings): Answer => {
  const ready = waitingFor.length === 0;
  return {
    status: ready ? 200 : 503,
    type: "application/json",
    text: `${JSON.stringify({ ready, ...holds, waitingFor })}\n`,
  };
};
