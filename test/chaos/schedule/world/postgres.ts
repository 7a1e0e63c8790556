/** The PostgreSQL of a run: a process of ours, of any version that is installed, or one that a URL names. */
import { execFile } from "node:child_process";
import { chown, mkdir, readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import pg from "pg";
import type { Child } from "../../../../src/demo/child.ts";
import { freePort } from "../../../../src/demo/ports.ts";
import { type Binaries, postgresBinaries } from "../../../../src/demo/postgres-binaries.ts";
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
}

export interface PostgresOptions {
  /** `embedded`, a folder with the programs of a PostgreSQL, or a URL. */
  readonly from: string;
  readonly folder: string;
  readonly spawn: Spawn;
}

export async function startPostgres(options: PostgresOptions): Promise<Postgres> {
  if (/^postgres(ql)?:/.test(options.from)) return given(options.from);
  const { bin, owner } = await postgresBinaries();
  const server = new OwnPostgres(options, options.from === "embedded" ? bin : options.from, owner);
  await server.prepare();
  await server.start();
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

class OwnPostgres implements Postgres, PostgresProcess {
  port = 0;
  readonly process = this;
  readonly #options: PostgresOptions;
  readonly #bin: string;
  readonly #owner: Binaries["owner"];
  readonly #data: string;
  #child: Child | undefined;

  constructor(options: PostgresOptions, bin: string, owner: Binaries["owner"]) {
    this.#options = options;
    this.#bin = bin;
    this.#owner = owner;
    this.#data = join(options.folder, "data");
  }

  url(database: string): string {
    return `postgres://postgres@127.0.0.1:${this.port}/${database}`;
  }

  async prepare(): Promise<void> {
    this.port = await freePort();
    await mkdir(this.#options.folder, { recursive: true });
    if (this.#owner !== undefined) await chown(this.#options.folder, this.#owner.uid, this.#owner.gid);
    const args = ["--username=postgres", "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync"];
    await run(join(this.#bin, "initdb"), ["-D", this.#data, ...args], { ...this.#owner, cwd: "/" });
  }

  async start(): Promise<void> {
    const settings = Object.entries({ ...SETTINGS, port: String(this.port) });
    const child = await this.#options.spawn({
      name: "postgres",
      command: join(this.#bin, "postgres"),
      args: ["-D", this.#data, ...settings.flatMap(([key, value]) => ["-c", `${key}=${value}`])],
      cwd: "/",
      lastSignal: "SIGQUIT",
      ...this.#owner,
    });
    this.#child = child;
    for (let attempt = 0; attempt < ATTEMPTS && child.running; attempt++) {
      if (await answers(this.url("postgres"))) return;
    }
    // the processes of one that was killed may hold its memory for a moment longer
    await child.stop("SIGKILL");
    await this.start();
  }

  async end(signal: "SIGQUIT" | "SIGKILL"): Promise<void> {
    await this.thaw();
    await this.#child?.stop(signal);
  }

  async freeze(): Promise<void> {
    await this.#signal("SIGSTOP");
  }

  async thaw(): Promise<void> {
    await this.#signal("SIGCONT");
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.end("SIGQUIT");
  }

  /** To the first process and all its children, each of which has a group of its own. */
  async #signal(signal: NodeJS.Signals): Promise<void> {
    const parent = this.#child;
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
