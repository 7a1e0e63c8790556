/** An ejabberd in a container. */
import { DEFAULT_DOMAIN } from "../../../src/demo/prosody-config.ts";
import { anteroomConfig, type EjabberdPorts, ejabberdConfig } from "./ejabberd-config.ts";
import { fileStoreUrl } from "./file-stores.ts";
import { mucServices } from "./muc-hosts.ts";
import type { ServerOptions, ServerProgram } from "./server.ts";
import { type LogReader, ServerContainer, withFreePorts } from "./server-container.ts";

/** Where Debian's package looks for it. */
const CONFIG = "/etc/ejabberd/ejabberd.yml";
const INCLUDED = "/etc/ejabberd/anteroom.yml";

export class EjabberdContainer implements ServerProgram {
  readonly host: string;
  readonly domain: string;
  readonly c2sPort: number;
  readonly componentPort: number;
  readonly files: string | undefined;
  readonly #apiPort: number;
  readonly #container: ServerContainer;
  readonly #lines: () => readonly string[];
  readonly #accounts = new Map<string, string>();

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
    this.files = ports.filesPort === undefined ? undefined : fileStoreUrl(ports.filesPort);
    this.#apiPort = ports.apiPort;
    this.#container = container;
    this.#lines = lines;
  }

  static start(image: string, run: string, options: ServerOptions): Promise<EjabberdContainer> {
    const listeners =
      2 + Number(Object.keys(options.components ?? {}).length > 0) + Number(options.files ?? false);
    return withFreePorts(options.files ? 4 : 3, async (free) => {
      const [c2sPort = 0, componentPort = 0, apiPort = 0, filesPort] = free;
      const ports = { c2sPort, componentPort, apiPort, filesPort };
      const files = [
        { target: CONFIG, content: ejabberdConfig(options, ports, INCLUDED) },
        { target: INCLUDED, content: anteroomConfig(options, ports) },
      ];
      let lines: string[] = [];
      const container = await ServerContainer.start({ image, run, ports: free, files }, () => {
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
    this.#accounts.set(user, password);
  }

  async rooms(): Promise<readonly string[]> {
    const { pool } = mucServices(this.domain);
    const rooms: unknown = JSON.parse(await this.#call("muc_online_rooms", { service: pool }));
    return Array.isArray(rooms) ? rooms.map(String) : [];
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

  /** ejabberd writes down what it was told last some seconds later: a SIGKILL may have lost accounts. */
  async start(): Promise<void> {
    await this.#container.start();
    const host = this.domain;
    const there: unknown = JSON.parse(await this.#call("registered_users", { host }));
    for (const [user, password] of this.#accounts) {
      if (!Array.isArray(there) || there.includes(user)) continue;
      await this.#call("register", { user, host, password });
    }
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#container.remove();
  }

  async #call(command: string, body: Readonly<Record<string, string>>): Promise<string> {
    const url = `http://${this.host}:${this.#apiPort}/api/${command}`;
    const answer = await fetch(url, { method: "POST", body: JSON.stringify(body) });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`ejabberd answers ${command} with ${answer.status}: ${text}`);
    return text;
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
