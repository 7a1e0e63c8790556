/** A Prosody in a container. */
import { accountFile, DEFAULT_DOMAIN, prosodyConfig } from "../../../src/demo/prosody-config.ts";
import { ProsodyOutput } from "../../../src/demo/prosody-output.ts";
import { fileShareUrl } from "./file-stores.ts";
import { listingRooms, mucServices, readRooms, withMuc } from "./muc-hosts.ts";
import type { ServerOptions, ServerProgram } from "./server.ts";
import { ServerContainer, withFreePorts } from "./server-container.ts";

const DATA = "/var/lib/prosody";
/** Where Debian's package looks for it. */
const CONFIG = "/etc/prosody/prosody.cfg.lua";

export class ProsodyContainer implements ServerProgram {
  readonly host: string;
  readonly domain: string;
  readonly c2sPort: number;
  readonly componentPort: number;
  readonly files: string | undefined;
  readonly #container: ServerContainer;
  readonly #output: () => ProsodyOutput;

  private constructor(
    container: ServerContainer,
    domain: string,
    [c2sPort = 0, componentPort = 0, filesPort]: readonly number[],
    output: () => ProsodyOutput,
  ) {
    this.host = container.host;
    this.domain = domain;
    this.c2sPort = c2sPort;
    this.componentPort = componentPort;
    this.files = filesPort === undefined ? undefined : fileShareUrl(filesPort);
    this.#container = container;
    this.#output = output;
  }

  static start(image: string, run: string, options: ServerOptions): Promise<ProsodyContainer> {
    const withComponents = Object.keys(options.components ?? {}).length > 0;
    return withFreePorts(options.files ? 3 : 2, async (ports) => {
      const [c2sPort = 0, componentPort = 0, filesPort] = ports;
      const place = { dataPath: DATA, interfaces: ["*"], c2sPort, componentPort, runAsRoot: false };
      const files = [{ target: CONFIG, content: prosodyConfig(withMuc(options, filesPort), place) }];
      let output = new ProsodyOutput();
      const container = await ServerContainer.start({ image, run, ports, files }, () => {
        output = new ProsodyOutput();
        return { take: output.take, started: (starts) => output.started(withComponents, starts) };
      });
      return new ProsodyContainer(container, options.domain ?? DEFAULT_DOMAIN, ports, () => output);
    });
  }

  get version(): string {
    return this.#output().version;
  }

  log(): readonly string[] {
    return this.#output().lines;
  }

  async addUser(user: string, password: string): Promise<void> {
    const { path, text } = accountFile(this.domain, user, password);
    const script = 'mkdir -p "$(dirname "$1")" && echo "$2" | base64 -d >"$1"';
    const args = [`${DATA}/${path}`, Buffer.from(text).toString("base64")];
    await this.#container.execute(["sh", "-c", script, "sh", ...args]);
  }

  async rooms(): Promise<readonly string[]> {
    const { pool } = mucServices(this.domain);
    return readRooms(await this.#container.execute(["prosodyctl", ...listingRooms(pool)]), pool);
  }

  stop(): Promise<void> {
    return this.#container.stop();
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
}
