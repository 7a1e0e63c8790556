/** An ejabberd in a container. */
import { DEFAULT_DOMAIN } from "../../src/demo/prosody-config.ts";
import { type EjabberdPorts, ejabberdConfig } from "./ejabberd-config.ts";
import type { ServerOptions, ServerProgram } from "./server.ts";
import { type LogReader, ServerContainer, withFreePorts } from "./server-container.ts";

/** Where Debian's package looks for it. */
const CONFIG = "/etc/ejabberd/ejabberd.yml";

export class EjabberdContainer implements ServerProgram {
  readonly host: string;
  readonly domain: string;
  readonly c2sPort: number;
  readonly componentPort: number;
  readonly #apiPort: number;
  readonly #container: ServerContainer;
  readonly #lines: () => readonly string[];

  private constructor(
    container: ServerContainer,
    domain: string,
    ports: EjabberdPorts,
    lines: () => readonly string[],
  ) {
    this.host = container.host;
    this.domain = domain;
    this.c2sPort = ports.c2sPort;
    this.componentPort = ports.componentPort;
    this.#apiPort = ports.apiPort;
    this.#container = container;
    this.#lines = lines;
  }

  static start(image: string, run: string, options: ServerOptions): Promise<EjabberdContainer> {
    const listeners = Object.keys(options.components ?? {}).length > 0 ? 3 : 2;
    return withFreePorts(3, async (free) => {
      const [c2sPort = 0, componentPort = 0, apiPort = 0] = free;
      const ports = { c2sPort, componentPort, apiPort };
      const file = { target: CONFIG, content: ejabberdConfig(options, ports) };
      let lines: string[] = [];
      const container = await ServerContainer.start({ image, run, ports: free, file }, () => {
        lines = [];
        return listening(lines, listeners);
      });
      return new EjabberdContainer(container, options.domain ?? DEFAULT_DOMAIN, ports, () => lines);
    });
  }

  get version(): string {
    const told = this.log().map((line) => /ejabberd (\d+\.\d+)\S* is started/.exec(line)?.[1]);
    return told.find((version) => version !== undefined) ?? "unknown";
  }

  log(): readonly string[] {
    return this.#lines();
  }

  async addUser(user: string, password: string): Promise<void> {
    await this.#call("register", { user, host: this.domain, password });
  }

  /** The first process in the container is a shell script, which passes no SIGTERM on. */
  async stop(): Promise<void> {
    if (!(await this.#container.running())) return;
    await this.#call("stop", {});
    await this.#container.ended();
  }

  kill(): Promise<void> {
    return this.#container.kill();
  }

  start(): Promise<void> {
    return this.#container.start();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#container.remove();
  }

  async #call(command: string, body: Readonly<Record<string, string>>): Promise<void> {
    const url = `http://${this.host}:${this.#apiPort}/api/${command}`;
    const answer = await fetch(url, { method: "POST", body: JSON.stringify(body) });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`ejabberd answers ${command} with ${answer.status}: ${text}`);
  }
}

/** Fills `lines`. */
function listening(lines: string[], listeners: number): LogReader {
  let look = (): void => {};
  return {
    take: (line) => {
      lines.push(line);
      look();
    },
    started: (starts) =>
      new Promise<void>((resolve) => {
        look = () => {
          const open = lines.filter((line) => line.includes("Start accepting TCP connections")).length;
          if (open >= listeners * starts) resolve();
        };
      }),
  };
}
