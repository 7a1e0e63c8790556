/** An ejabberd of this machine's own, alone or as a node of a cluster. Debian's package has its programs. */
import { execFile } from "node:child_process";
import { chown, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import type { Child } from "../../../src/demo/child.ts";
import { freePort } from "../../../src/demo/ports.ts";
import { DEFAULT_DOMAIN } from "../../../src/demo/prosody-config.ts";
import { startTestChild } from "../process/children.ts";
import { disposeWithTest } from "../process/lifetime.ts";
import { anteroomConfig, type EjabberdPorts, ejabberdConfig } from "./ejabberd-config.ts";
import { mucServices } from "./muc-hosts.ts";
import type { ServerOptions, TestServer } from "./server.ts";

const run = promisify(execFile);

/** Where Erlang's nodes on this machine find each other. */
export interface PortMapper extends AsyncDisposable {
  readonly port: number;
}

export async function startPortMapper(): Promise<PortMapper> {
  const port = await freePort();
  const args = ["-port", String(port), "-address", "127.0.0.1"];
  const child = await startTestChild({ name: "epmd", command: "epmd", args, cwd: "/" });
  while (!(await run("epmd", ["-port", String(port), "-names"]).then(Boolean, () => false))) await pause();
  return disposeWithTest({
    port,
    [Symbol.asyncDispose]: async () => {
      await child.stop("SIGKILL");
    },
  });
}

export interface EjabberdOptions extends ServerOptions {
  readonly mapper: PortMapper;
  /** Of the node, before `@localhost`. */
  readonly name: string;
}

export async function startEjabberd(options: EjabberdOptions): Promise<Ejabberd> {
  const ports = { c2sPort: await freePort(), componentPort: await freePort(), apiPort: await freePort() };
  const folder = await mkdtemp(join(tmpdir(), "anteroom-ejabberd-"));
  const node = disposeWithTest(new Ejabberd(options, ports, folder));
  await chown(folder, ...(await owner()));
  const included = join(folder, "anteroom.yml");
  const files = [
    [included, anteroomConfig(options, ports)],
    [join(folder, "ejabberd.yml"), ejabberdConfig(options, ports, included)],
  ] as const;
  for (const [path, content] of files) {
    await writeFile(path, content);
    await chown(path, ...(await owner()));
  }
  await node.start();
  return node;
}

/** It refuses to run as root. */
export async function owner(): Promise<readonly [uid: number, gid: number]> {
  const [uid, gid] = await Promise.all(["-u", "-g"].map((what) => run("id", [what, "ejabberd"])));
  return [Number(uid?.stdout), Number(gid?.stdout)];
}

type Node = Omit<TestServer, "componentUrl" | "files" | "muc" | "version" | "rooms" | "log">;

export class Ejabberd implements Node {
  readonly host = "127.0.0.1";
  readonly domain: string;
  readonly c2sPort: number;
  readonly componentPort: number;
  readonly componentUrl: string;
  readonly passwords = new Map<string, string>();
  readonly #options: EjabberdOptions;
  readonly #ports: EjabberdPorts;
  readonly #folder: string;
  #child: Child | undefined;

  constructor(options: EjabberdOptions, ports: EjabberdPorts, folder: string) {
    this.domain = options.domain ?? DEFAULT_DOMAIN;
    this.c2sPort = ports.c2sPort;
    this.componentPort = ports.componentPort;
    this.componentUrl = `xmpp://127.0.0.1:${ports.componentPort}`;
    this.#options = options;
    this.#ports = ports;
    this.#folder = folder;
  }

  get node(): string {
    return `${this.#options.name}@localhost`;
  }

  async start(): Promise<void> {
    const folder = this.#folder;
    this.#child = await startNode({ folder, node: this.node, mapper: this.#options.mapper });
    await this.#answers();
  }

  async addUser(user: string, password: string): Promise<void> {
    await this.call("register", { user, host: this.domain, password });
    this.passwords.set(user, password);
  }

  /** Becomes a node of the other one's cluster, with its accounts. */
  async join(other: Ejabberd): Promise<void> {
    await this.call("join_cluster", { node: other.node });
    await this.#answers();
    while (!(await this.call("list_cluster", {})).includes(other.node)) await pause();
    for (const [user, password] of other.passwords) this.passwords.set(user, password);
  }

  rooms(): Promise<string> {
    return this.call("muc_online_rooms", { service: mucServices(this.domain).pool });
  }

  async stop(): Promise<void> {
    await this.#child?.stop("SIGTERM");
  }

  async kill(): Promise<void> {
    await this.#child?.stop("SIGKILL");
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.kill();
    await rm(this.#folder, { recursive: true, force: true });
  }

  async call(command: string, body: Readonly<Record<string, string>>): Promise<string> {
    const url = `http://127.0.0.1:${this.#ports.apiPort}/api/${command}`;
    const answer = await fetch(url, { method: "POST", body: JSON.stringify(body) });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`ejabberd answers ${command} with ${answer.status}: ${text}`);
    return text;
  }

  async #answers(): Promise<void> {
    for (;;) {
      if (!this.#child?.running) {
        throw new Error(`ejabberd ended: ${this.#child?.tail.slice(-5).join(" | ")}`);
      }
      const users = this.call("registered_users", { host: this.domain });
      if (
        await users.then(
          () => true,
          () => false,
        )
      )
        return;
      await pause();
    }
  }
}

/** Starts ejabberd with the file `ejabberd.yml` of the folder, in which it keeps everything. */
export async function startNode({
  folder,
  node,
  mapper,
  onLine,
}: {
  readonly folder: string;
  /** Its name, such as `one@localhost`. */
  readonly node: string;
  readonly mapper: PortMapper;
  readonly onLine?: (line: string) => void;
}): Promise<Child> {
  const [uid, gid] = await owner();
  return startTestChild({
    name: `ejabberd ${node}`,
    command: "erl",
    args: [
      ...["-sname", node, "-setcookie", "anteroom", "-noinput", "+K", "true"],
      ...["-kernel", "inet_dist_use_interface", "{127,0,0,1}"],
      ...["-mnesia", "dir", `"${folder}/spool"`, "-s", "ejabberd"],
    ],
    cwd: folder,
    uid,
    gid,
    env: {
      PATH: process.env.PATH,
      HOME: folder,
      ERL_LIBS: await libraries(),
      ERL_EPMD_PORT: String(mapper.port),
      ERL_CRASH_DUMP: join(folder, "crash.dump"),
      EJABBERD_CONFIG_PATH: join(folder, "ejabberd.yml"),
      EJABBERD_LOG_PATH: join(folder, "ejabberd.log"),
    },
    ...(onLine && { onLine }),
  });
}

/** Debian's folder of the machine's architecture. */
async function libraries(): Promise<string> {
  for (const name of await readdir("/usr/lib")) {
    if (!name.endsWith("-linux-gnu")) continue;
    const found = await readdir(join("/usr/lib", name));
    if (found.some((one) => one.startsWith("ejabberd-"))) return join("/usr/lib", name);
  }
  throw new Error("ejabberd is not installed");
}

async function pause(): Promise<void> {
  await run("sleep", ["0.1"]);
}
