/** A server in a container: its image, its life, and what it logs. What is said to it is for others to know. */
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { GenericContainer, getContainerRuntimeClient, type StartedTestContainer, Wait } from "testcontainers";
import { freePort } from "../../../src/demo/ports.ts";

/** Containers of one test run carry its name, so that what was left over can be found. */
export const RUN_LABEL = "anteroom.run";
/** Another program may take a port between its choice and its use. */
const PORT_ATTEMPTS = 5;
/** Until a container is up, on a machine that is busy with other things (ms). */
const STARTUP = 50_000;
const STOP_SECONDS = 10;

export interface ContainerOptions {
  readonly image: string;
  readonly run: string;
  /** The same inside and outside, and fixed, to be the same after a stop. */
  readonly ports: readonly number[];
  readonly files: readonly { readonly target: string; readonly content: string }[];
}

/** Reads the log, which holds that of all starts, from its beginning. */
export interface LogReader {
  readonly take: (line: string) => void;
  /** Resolves when so many starts are complete: the ports are open. */
  readonly started: (starts: number) => Promise<unknown>;
}

/** Builds the image of a Dockerfile in a folder, seen from this one; layers that exist are taken. Gives its name. */
export async function buildImage(software: string, folder: string): Promise<string> {
  const image = `anteroom-test-${software}`;
  const path = fileURLToPath(new URL(folder, import.meta.url));
  await GenericContainer.fromDockerfile(path).build(image, { deleteOnExit: false });
  return image;
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

/** Tries to start with so many free ports, and with others where one was taken meanwhile. */
export async function withFreePorts<T>(
  count: number,
  start: (ports: readonly number[]) => Promise<T>,
): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      const ports = new Set<number>();
      while (ports.size < count) ports.add(await freePort());
      return await start([...ports]);
    } catch (error) {
      if (attempt === PORT_ATTEMPTS || !String(error).includes("port is already allocated")) throw error;
    }
  }
}

export class ServerContainer {
  /** A loopback address. */
  readonly host: string;
  readonly #container: StartedTestContainer;
  readonly #reader: () => LogReader;
  #starts = 0;

  private constructor(container: StartedTestContainer, reader: () => LogReader) {
    const host = container.getHost();
    // the ports are published for IPv4, which the name need not mean
    this.host = host === "localhost" ? "127.0.0.1" : host;
    this.#container = container;
    this.#reader = reader;
  }

  /** Resolves when the server is up. `reader` is called for each start. */
  static async start(options: ContainerOptions, reader: () => LogReader): Promise<ServerContainer> {
    const { image, run, ports, files } = options;
    const started = await new GenericContainer(image)
      .withLabels({ [RUN_LABEL]: run })
      .withCopyContentToContainer(files.map((file) => ({ ...file, mode: 0o644 })))
      .withExposedPorts(...ports.map((port) => ({ container: port, host: port })))
      // Whether it is up is read from the log below, at each start in the same way.
      .withWaitStrategy(Wait.forLogMessage(/./))
      .withStartupTimeout(STARTUP)
      .start();
    const container = new ServerContainer(started, reader);
    await container.#up();
    return container;
  }

  /** Gives what the command printed, and rejects with that where it fails. */
  async execute(command: string[]): Promise<string> {
    const { exitCode, output } = await this.#container.exec(command);
    if (exitCode !== 0) throw new Error(output);
    return output;
  }

  /** SIGTERM to its first process, and waits for its end. */
  async stop(): Promise<void> {
    await (await this.#engine()).stop({ t: STOP_SECONDS }).catch(unlessDone);
  }

  async kill(): Promise<void> {
    await (await this.#engine()).kill({ signal: "SIGKILL" }).catch(unlessDone);
    await this.ended();
  }

  async running(): Promise<boolean> {
    return (await (await this.#engine()).inspect()).State.Running;
  }

  /** Resolves when its first process has ended. */
  async ended(): Promise<void> {
    await (await this.#engine()).wait();
  }

  /** Starts it again where it does not run. */
  async start(): Promise<void> {
    if (await this.running()) return;
    await (await this.#engine()).start();
    await this.#up();
  }

  async remove(): Promise<void> {
    await (await this.#engine()).remove({ force: true, v: true });
  }

  async #engine() {
    const { container } = await getContainerRuntimeClient();
    return container.getById(this.#container.getId());
  }

  async #up(): Promise<void> {
    const reader = this.#reader();
    const tail: string[] = [];
    const lines = createInterface({ input: await this.#container.logs() });
    const up = reader.started(++this.#starts).then(() => "up");
    lines.on("line", (line) => {
      tail.push(line);
      if (tail.length > 5) tail.shift();
      reader.take(line);
    });
    const how = await Promise.race([up, once(lines, "close")]);
    if (how !== "up") throw new Error(`the server did not start: ${tail.join(" | ")}`);
  }
}

/** 304 is the engine's word for "it is so already", 409 for "it does not run". */
function unlessDone(error: { readonly statusCode?: number }): void {
  if (error.statusCode !== 304 && error.statusCode !== 409) throw error;
}
