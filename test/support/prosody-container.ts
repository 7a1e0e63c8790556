/** The container kind of `startProsody`, and the image it runs. */
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { GenericContainer, getContainerRuntimeClient, type StartedTestContainer, Wait } from "testcontainers";
import { freePorts } from "../../src/demo/ports.ts";
import {
  accountFile,
  DEFAULT_DOMAIN,
  type ProsodyOptions,
  prosodyConfig,
} from "../../src/demo/prosody-config.ts";
import { ProsodyOutput } from "../../src/demo/prosody-output.ts";
import type { ProsodyServer } from "./prosody.ts";

const IMAGE = "anteroom-test-prosody";
/** Containers of one test run carry its name, so that what was left over can be found. */
const RUN_LABEL = "anteroom.run";
const DATA = "/var/lib/prosody";
/** Where Debian's package looks for it. */
const CONFIG = "/etc/prosody/prosody.cfg.lua";
/** Another program may take a port between its choice and its use. */
const PORT_ATTEMPTS = 5;
/** Until a container is up, on a machine that is busy with other things (ms). */
const STARTUP = 50_000;
const STOP_SECONDS = 10;

/** Builds the image from `prosody/Dockerfile`; layers that exist are taken as they are. Gives its name. */
export async function buildImage(): Promise<string> {
  const folder = fileURLToPath(new URL("../../prosody", import.meta.url));
  await GenericContainer.fromDockerfile(folder).build(IMAGE, { deleteOnExit: false });
  return IMAGE;
}

/** Rejects where no container engine answers. Gives what it calls itself. */
export async function containerEngine(): Promise<string> {
  const { info } = await getContainerRuntimeClient();
  return `Docker ${info.containerRuntime.serverVersion}`;
}

/** Removes the containers that the tests of this run left, and gives their names. */
export async function removeContainers(run: string): Promise<readonly string[]> {
  const { container: client } = await getContainerRuntimeClient();
  const left = (await client.list()).filter(({ Labels }) => Labels[RUN_LABEL] === run);
  for (const { Id } of left) await client.getById(Id).remove({ force: true });
  return left.map(({ Names }) => `container ${Names[0]}`);
}

export async function startContainer(
  image: string,
  run: string,
  options: ProsodyOptions,
): Promise<ProsodyServer> {
  for (let attempt = 1; ; attempt++) {
    const [c2sPort = 0, componentPort = 0] = await freePorts(2);
    const ports = { c2sPort, componentPort };
    try {
      return await ContainerProsody.start(image, run, options, ports);
    } catch (error) {
      if (attempt === PORT_ATTEMPTS || !String(error).includes("port is already allocated")) throw error;
    }
  }
}

interface Ports {
  readonly c2sPort: number;
  readonly componentPort: number;
}

class ContainerProsody implements ProsodyServer {
  readonly kind = "container";
  readonly host: string;
  readonly domain: string;
  readonly c2sPort: number;
  readonly componentPort: number;
  readonly #container: StartedTestContainer;
  readonly #hasComponents: boolean;
  #output: ProsodyOutput;
  #starts = 1;

  private constructor(container: StartedTestContainer, options: ProsodyOptions, ports: Ports) {
    const host = container.getHost();
    // the ports are published for IPv4, which the name need not mean
    this.host = host === "localhost" ? "127.0.0.1" : host;
    this.domain = options.domain ?? DEFAULT_DOMAIN;
    this.c2sPort = ports.c2sPort;
    this.componentPort = ports.componentPort;
    this.#container = container;
    this.#hasComponents = Object.keys(options.components ?? {}).length > 0;
    this.#output = new ProsodyOutput();
  }

  static async start(
    image: string,
    run: string,
    options: ProsodyOptions,
    ports: Ports,
  ): Promise<ContainerProsody> {
    const content = prosodyConfig(options, {
      dataPath: DATA,
      interfaces: ["*"],
      c2sPort: ports.c2sPort,
      componentPort: ports.componentPort,
      runAsRoot: false,
    });
    const container = await new GenericContainer(image)
      .withLabels({ [RUN_LABEL]: run })
      .withCopyContentToContainer([{ content, target: CONFIG, mode: 0o644 }])
      // the same inside and outside, and fixed, to be the same after a stop
      .withExposedPorts(...Object.values(ports).map((port) => ({ container: port, host: port })))
      .withWaitStrategy(Wait.forLogMessage("Activated service 'c2s'"))
      .withStartupTimeout(STARTUP)
      .start();
    const prosody = new ContainerProsody(container, options, ports);
    await prosody.#followLog();
    return prosody;
  }

  get version(): string {
    return this.#output.version;
  }

  log(): readonly string[] {
    return this.#output.lines;
  }

  async addUser(user: string, password: string): Promise<void> {
    const { path, text } = accountFile(this.domain, user, password);
    const script = 'mkdir -p "$(dirname "$1")" && echo "$2" | base64 -d >"$1"';
    const args = [`${DATA}/${path}`, Buffer.from(text).toString("base64")];
    const { exitCode, output } = await this.#container.exec(["sh", "-c", script, "sh", ...args]);
    if (exitCode !== 0) throw new Error(`the account ${user} could not be made: ${output}`);
  }

  async stop(): Promise<void> {
    await (await this.#engine()).stop({ t: STOP_SECONDS }).catch(unlessDone);
  }

  async kill(): Promise<void> {
    const engine = await this.#engine();
    await engine.kill({ signal: "SIGKILL" }).catch(unlessDone);
    await engine.wait();
  }

  async start(): Promise<void> {
    const engine = await this.#engine();
    if ((await engine.inspect()).State.Running) return;
    await engine.start();
    this.#starts++;
    await this.#followLog();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await (await this.#engine()).remove({ force: true, v: true });
  }

  async #engine() {
    const { container } = await getContainerRuntimeClient();
    return container.getById(this.#container.getId());
  }

  /** Reads the log, which holds that of all starts, from its beginning; resolves when this start's ports are open. */
  async #followLog(): Promise<void> {
    const output = new ProsodyOutput();
    this.#output = output;
    const lines = createInterface({ input: await this.#container.logs() });
    const up = output.started(this.#hasComponents, this.#starts);
    lines.on("line", output.take);
    const how = await Promise.race([up, once(lines, "close")]);
    if (how !== "up") throw new Error(`Prosody did not start: ${output.lines.slice(-5).join(" | ")}`);
  }
}

/** 304 is the engine's word for "it is so already", 409 for "it does not run". */
function unlessDone(error: { readonly statusCode?: number }): void {
  if (error.statusCode !== 304 && error.statusCode !== 409) throw error;
}
