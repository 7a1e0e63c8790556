/**
 * Anteroom as a process of its own, to be killed: `node dist/cli.js serve`, configured by its environment. It runs what
 * `npm run build` made, as `npm test` does beforehand.
 */
import { fileURLToPath } from "node:url";
import type { Child, Exit } from "../../../src/demo/child.ts";
import { freePort } from "../../../src/demo/ports.ts";
import { Arrivals, type Wanted } from "./arrivals.ts";
import { startTestChild } from "./children.ts";
import { disposeWithTest } from "./lifetime.ts";

const CLI = fileURLToPath(new URL("../../../dist/cli.js", import.meta.url));
const EXAMPLES = fileURLToPath(new URL("../../../dist/examples/responders/", import.meta.url));

export interface AnteroomOptions {
  readonly server: { readonly componentUrl: string };
  readonly database: { readonly url: string; readonly schema: string };
  /** `help.localhost` by default. */
  readonly domain?: string;
  /** `secret` by default. */
  readonly secret?: string;
  /** Paths of modules; by default `task` and `shake` of the examples. */
  readonly responders?: readonly string[];
  /** Further settings, say `ANTEROOM_CONVERSATIONS_IDLE`; they win over the ones above. */
  readonly env?: Readonly<Record<string, string>>;
  /** Further arguments of `serve`. */
  readonly args?: readonly string[];
}

/** A line of the log: pino's JSON, or plain text as `msg`. */
export interface LogLine {
  readonly level?: number;
  readonly msg: string;
  readonly [key: string]: unknown;
}

export const isReady: Wanted<LogLine> = (line) => line.msg === "ready";

/** Starts it and waits until it logs `ready`. Rejects when it ends before. */
export async function startAnteroom(options: AnteroomOptions): Promise<AnteroomProcess> {
  const anteroom = await launchAnteroom(options);
  await anteroom.ready();
  return anteroom;
}

/** Starts it without waiting, say for one that is to wait for a lease or to fail. */
export async function launchAnteroom(options: AnteroomOptions): Promise<AnteroomProcess> {
  const anteroom = disposeWithTest(new AnteroomProcess(options, await freePort()));
  await anteroom.launch();
  return anteroom;
}

export class AnteroomProcess {
  /** Where `/healthz`, `/readyz` and `/metrics` are, without a slash at the end. */
  readonly opsUrl: string;
  readonly #options: AnteroomOptions;
  readonly #opsPort: number;
  readonly #lines = new Arrivals<LogLine>("Anteroom's log", (line) => JSON.stringify(line));
  #child: Child | undefined;

  constructor(options: AnteroomOptions, opsPort: number) {
    this.#options = options;
    this.#opsPort = opsPort;
    this.opsUrl = `http://127.0.0.1:${opsPort}`;
  }

  get pid(): number {
    return this.#running.pid;
  }

  /** Everything it logged, over all its starts. */
  get log(): readonly LogLine[] {
    return this.#lines.all;
  }

  /** How the present (or last) process ended. */
  get exited(): Promise<Exit> {
    return this.#running.exited;
  }

  /** The next line that is wanted, also one logged before the call. Each is given once. */
  async logs(wanted: Wanted<LogLine> | string): Promise<LogLine> {
    return this.#lines.next(typeof wanted === "string" ? (line) => line.msg.includes(wanted) : wanted);
  }

  /** Resolves at the next `ready`; rejects when the process ends before. */
  async ready(): Promise<void> {
    const child = this.#running;
    const end = child.exited.then(({ code, signal }) => {
      const tail = child.tail.slice(-5).join("\n");
      throw new Error(`Anteroom ended (${signal ?? `status ${code}`}) before it was ready:\n${tail}`);
    });
    await Promise.race([this.#lines.next(isReady), end]);
  }

  /** Starts the process without waiting for `ready`. */
  async launch(): Promise<void> {
    const { server, database, domain = "help.localhost", secret = "secret", args = [] } = this.#options;
    const responders = this.#options.responders ?? [`${EXAMPLES}task.js`, `${EXAMPLES}shake.js`];
    this.#child = await startTestChild({
      name: "anteroom serve",
      command: process.execPath,
      args: [CLI, "serve", ...args],
      env: {
        // nothing of the tests' own environment may configure it
        ...Object.fromEntries(Object.entries(process.env).filter(([key]) => !key.startsWith("ANTEROOM_"))),
        ANTEROOM_XMPP_URL: server.componentUrl,
        ANTEROOM_XMPP_DOMAIN: domain,
        ANTEROOM_XMPP_SECRET: secret,
        ANTEROOM_DATABASE_URL: database.url,
        ANTEROOM_DATABASE_SCHEMA: database.schema,
        ANTEROOM_CONVERSATIONS_RESPONDERS: JSON.stringify(responders),
        ANTEROOM_OPS_LISTEN: `127.0.0.1:${this.#opsPort}`,
        ...this.#options.env,
      },
      onLine: (line) => this.#lines.take(readLine(line)),
    });
  }

  /** SIGTERM: drains, and waits for the end. */
  stop(): Promise<Exit> {
    return this.#running.stop("SIGTERM", 30_000);
  }

  /** SIGKILL by default, and waits for the end. */
  kill(signal: NodeJS.Signals = "SIGKILL"): Promise<Exit> {
    return this.#running.stop(signal);
  }

  /** Sends a signal and does not wait: SIGSTOP and SIGCONT, say. */
  signal(signal: NodeJS.Signals): void {
    this.#running.kill(signal);
  }

  /** Starts it again, with the same settings, and waits until it is ready. */
  async start(): Promise<void> {
    await this.launch();
    await this.ready();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#child?.stop("SIGKILL");
    this.#lines.end("Anteroom was ended");
  }

  get #running(): Child {
    if (this.#child === undefined) throw new Error("Anteroom was never started");
    return this.#child;
  }
}

function readLine(line: string): LogLine {
  try {
    const parsed: unknown = JSON.parse(line);
    if (typeof parsed === "object" && parsed !== null) return { msg: "", ...parsed };
  } catch {
    // plain text: a message for a person
  }
  return { msg: line };
}
