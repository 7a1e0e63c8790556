/**
 * The PostgreSQL of a run: a process of ours, of any version that is installed, or one that a URL names. One of ours may have
 * a streaming standby, which can be promoted without what was committed last.
 */
import { execFile } from "node:child_process";
import { chown, mkdir, readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { promisify } from "node:util";
import pg from "pg";
import type { Child } from "../../../../src/demo/child.ts";
import { freePort } from "../../../../src/demo/ports.ts";
import { type Binaries, postgresBinaries } from "../../../../src/demo/postgres-binaries.ts";
import { copyForStandby, REPLICATED, standbyCaughtUp } from "../../../support/database/standby-copy.ts";
import { startProxy, type TcpProxy } from "../../../support/proxy.ts";
import type { Spawn } from "./spawn.ts";

const run = promisify(execFile);

export interface Postgres extends AsyncDisposable {
  readonly port: number;
  /** The URL for a superuser, or the given URL. */
  url(database: string): string;
  /** Control of its process; absent if the process is not ours. */
  readonly process: PostgresProcess | undefined;
}

export interface PostgresProcess {
  /** SIGQUIT: an immediate stop, after which it recovers from its log. Without a word: SIGKILL. */
  end(signal: "SIGQUIT" | "SIGKILL"): Promise<void>;
  /** Starts it again; resolves when it takes connections. */
  start(): Promise<void>;
  freeze(): Promise<void>;
  thaw(): Promise<void>;
  /** Nothing reaches the standby for so long (ms); then the primary is killed, and the standby is the primary. */
  promote(after: number): Promise<void>;
  /** Gives the primary a standby. */
  replicate(): Promise<void>;
}

export interface PostgresOptions {
  /** `embedded`, a folder with the programs of a PostgreSQL, or a URL. */
  readonly from: string;
  readonly folder: string;
  readonly spawn: Spawn;
  /** It has a standby. */
  readonly replicated: boolean;
}

export async function startPostgres(options: PostgresOptions): Promise<Postgres> {
  if (/^postgres(ql)?:/.test(options.from)) return given(options.from);
  const { bin, owner } = await postgresBinaries();
  const server = new OwnPostgres(options, options.from === "embedded" ? bin : options.from, owner);
  await server.prepare();
  await server.start();
  if (options.replicated) await server.replicate();
  return server;
}

function given(url: string): Postgres {
  return {
    port: Number(new URL(url).port || 5432),
    process: undefined,
    url: (database) => {
      const other = new URL(url);
      other.pathname = `/${database}`;
      return other.href;
    },
    [Symbol.asyncDispose]: async () => {},
  };
}

const SETTINGS = {
  listen_addresses: "127.0.0.1",
  unix_socket_directories: "",
  // its processes are killed, the machine is not
  fsync: "off",
  max_connections: "100",
};

const ATTEMPTS = 50;

interface Server {
  readonly port: number;
  readonly data: string;
  readonly child: Child;
}

class OwnPostgres implements Postgres, PostgresProcess {
  readonly process = this;
  readonly #options: PostgresOptions;
  readonly #bin: string;
  readonly #owner: Binaries["owner"];
  #primary: Omit<Server, "child"> & { child: Child | undefined } = { port: 0, data: "", child: undefined };
  #standby: (Server & { readonly link: TcpProxy }) | undefined;
  /** Leads to the primary, whichever that is. */
  #address: TcpProxy | undefined;
  #servers = 0;

  constructor(options: PostgresOptions, bin: string, owner: Binaries["owner"]) {
    this.#options = options;
    this.#bin = bin;
    this.#owner = owner;
  }

  get port(): number {
    return this.#address?.port ?? this.#primary.port;
  }

  url(database: string): string {
    return urlOf(this.port, database);
  }

  async prepare(): Promise<void> {
    const { folder } = this.#options;
    await mkdir(folder, { recursive: true });
    if (this.#owner !== undefined) await chown(folder, this.#owner.uid, this.#owner.gid);
    this.#primary = { port: await freePort(), data: this.#nextData(), child: undefined };
    const args = ["--username=postgres", "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync"];
    const { data } = this.#primary;
    await run(join(this.#bin, "initdb"), ["-D", data, ...args], { ...this.#owner, cwd: "/" });
  }

  async start(): Promise<void> {
    const { port, data } = this.#primary;
    this.#primary.child = await this.#run({ port, data }, {});
  }

  async replicate(): Promise<void> {
    this.#address ??= await startProxy(this.#primary.port);
    const url = urlOf(this.#primary.port, "postgres");
    const link = await startProxy(this.#primary.port);
    const [port, data] = [await freePort(), this.#nextData()];
    await copyForStandby({ url, from: this.#primary.data, to: data, owner: this.#owner });
    const child = await this.#run(
      { port, data },
      {
        primary_conninfo: `host=127.0.0.1 port=${link.port} user=postgres`,
        wal_retrieve_retry_interval: "100ms",
      },
    );
    await standbyCaughtUp(url, urlOf(port, "postgres"));
    this.#standby = { port, data, child, link };
  }

  async promote(after: number): Promise<void> {
    const next = this.#standby;
    if (next === undefined) throw new Error("the database has no standby");
    await standbyCaughtUp(urlOf(this.#primary.port, "postgres"), urlOf(next.port, "postgres"));
    next.link.hold("down");
    await delay(after);
    await this.end("SIGKILL");
    next.link.cut();
    const client = new pg.Client({ connectionString: urlOf(next.port, "postgres") });
    await client.connect();
    await client.query("select pg_promote(true)");
    await client.end();
    this.#primary = next;
    this.#address?.lead(next.port);
    this.#address?.cut();
  }

  #nextData(): string {
    return join(this.#options.folder, `data${this.#servers++}`);
  }

  async #run({ port, data }: Omit<Server, "child">, more: Readonly<Record<string, string>>): Promise<Child> {
    const { spawn, replicated } = this.#options;
    const settings = { ...SETTINGS, ...(replicated && REPLICATED), ...more, port: String(port) };
    const child = await spawn({
      name: "postgres",
      command: join(this.#bin, "postgres"),
      args: ["-D", data, ...Object.entries(settings).flatMap(([key, value]) => ["-c", `${key}=${value}`])],
      cwd: "/",
      lastSignal: "SIGQUIT",
      ...this.#owner,
    });
    for (let attempt = 0; attempt < ATTEMPTS && child.running; attempt++) {
      if (await answers(urlOf(port, "postgres"))) return child;
    }
    // the processes of one that was killed may hold its memory for a moment longer
    await child.stop("SIGKILL");
    return this.#run({ port, data }, more);
  }

  async end(signal: "SIGQUIT" | "SIGKILL"): Promise<void> {
    await this.thaw();
    await this.#primary.child?.stop(signal);
  }

  async freeze(): Promise<void> {
    await this.#signal("SIGSTOP");
  }

  async thaw(): Promise<void> {
    await this.#signal("SIGCONT");
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all([this.end("SIGQUIT"), this.#standby?.child.stop("SIGQUIT")]);
  }

  /** To the first process and all its children, each of which has a group of its own. */
  async #signal(signal: NodeJS.Signals): Promise<void> {
    const parent = this.#primary.child;
    if (parent === undefined || !parent.running) return;
    parent.kill(signal);
    for (const pid of (await readdir("/proc")).map(Number).filter((name) => name > 0)) {
      const stat = await readFile(`/proc/${pid}/stat`, "latin1").catch(() => "");
      // proc(5): the parent is the second field after the name, which may contain blanks
      if (Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[1]) !== parent.pid) continue;
      try {
        process.kill(pid, signal);
      } catch {
        // it has ended meanwhile
      }
    }
  }
}

function urlOf(port: number, database: string): string {
  return `postgres://postgres@127.0.0.1:${port}/${database}`;
}

async function answers(url: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 1_000 });
  client.on("error", () => {});
  try {
    await client.connect();
    await client.end();
    return true;
  } catch {
    await run("sleep", ["0.1"]);
    return false;
  }
}
