/**
 * A private PostgreSQL server for the demo and the tests. It listens on loopback only, without a Unix socket, and keeps its
 * data in one folder. If an earlier server outlived its parent (SIGKILL of the demo), it is found by `postmaster.pid` and
 * stopped before the new one starts. It is not adopted, since nobody could read its output.
 */
import { execFile } from "node:child_process";
import { chown, mkdir, readFile, stat, unlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { type Child, startChild } from "./child.ts";
import { freePort } from "./ports.ts";
import { type Binaries, postgresBinaries } from "./postgres-binaries.ts";

const run = promisify(execFile);

export interface PostgresOptions {
  /** The folder of the data. It is created and filled if it is missing. */
  readonly folder: string;
  /** By default a free port. */
  readonly port?: number;
  /** Without a password, everybody who reaches the port may connect: for tests only. */
  readonly password?: string;
  /** Settings as in `postgresql.conf`, for this start. */
  readonly settings?: Readonly<Record<string, string>>;
  readonly onLine?: (line: string) => void;
}

export class EmbeddedPostgres {
  readonly port: number;
  readonly folder: string;
  readonly #options: PostgresOptions;
  readonly #binaries: Binaries;
  #child: Child | undefined;

  private constructor(options: PostgresOptions, port: number, binaries: Binaries) {
    this.port = port;
    this.folder = options.folder;
    this.#options = options;
    this.#binaries = binaries;
  }

  /** Prepares the folder if needed and starts the server. Rejects with the server's last output if it does not start. */
  static async start(options: PostgresOptions): Promise<EmbeddedPostgres> {
    const binaries = await postgresBinaries();
    const postgres = new EmbeddedPostgres(options, options.port ?? (await freePort()), binaries);
    await postgres.#prepare();
    await postgres.start();
    return postgres;
  }

  /** The server's process; undefined while it is stopped. */
  get child(): Child | undefined {
    return this.#child?.running ? this.#child : undefined;
  }

  url(database: string): string {
    const { password } = this.#options;
    const user = password === undefined ? "postgres" : `postgres:${encodeURIComponent(password)}`;
    return `postgres://${user}@127.0.0.1:${this.port}/${encodeURIComponent(database)}`;
  }

  /** Starts the server (again) on the same port with the same data. Does nothing while it runs. */
  async start(): Promise<void> {
    if (this.child !== undefined) return;
    const settings = {
      listen_addresses: "127.0.0.1",
      port: String(this.port),
      unix_socket_directories: "",
      ...this.#options.settings,
    };
    let ready = () => {};
    const up = new Promise<"up">((resolve) => {
      ready = () => resolve("up");
    });
    const child = await startChild({
      name: "postgres",
      command: join(this.#binaries.bin, "postgres"),
      args: [
        "-D",
        this.folder,
        ...Object.entries(settings).flatMap(([key, value]) => ["-c", `${key}=${value}`]),
      ],
      cwd: "/",
      env: { ...process.env, ...LOCALE },
      // Immediate shutdown ends PostgreSQL's own children too. After SIGKILL they would have to notice by themselves.
      lastSignal: "SIGQUIT",
      ...this.#binaries.owner,
      onLine: (line) => {
        // A standby accepts "read-only connections".
        if (line.includes("database system is ready to accept")) ready();
        this.#options.onLine?.(line);
      },
    });
    this.#child = child;
    if ((await Promise.race([up, child.exited])) !== "up") {
      throw new Error(`PostgreSQL did not start: ${child.tail.slice(-5).join(" | ")}`);
    }
  }

  /** Fast shutdown: open transactions are rolled back, clients are disconnected. */
  async stop(): Promise<void> {
    await this.#child?.stop("SIGINT");
  }

  /** Kills the server without warning and waits until its processes are gone. */
  async kill(): Promise<void> {
    await this.#child?.stop("SIGKILL");
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
  }

  async #prepare(): Promise<void> {
    const { owner, bin } = this.#binaries;
    await mkdir(this.folder, { recursive: true });
    if (owner !== undefined) await chown(this.folder, owner.uid, owner.gid);
    await stopLeftOver(this.folder);
    if (await exists(join(this.folder, "PG_VERSION"))) return;
    const { password } = this.#options;
    const args = ["-D", this.folder, "--username=postgres", "--encoding=UTF8", "--locale=C.UTF-8"];
    const passwordFile = `${this.folder}.password`;
    try {
      if (password === undefined) args.push("--auth=trust", "--no-sync");
      else {
        await writeFile(passwordFile, `${password}\n`, { mode: 0o600 });
        if (owner !== undefined) await chown(passwordFile, owner.uid, owner.gid);
        args.push("--auth=scram-sha-256", `--pwfile=${passwordFile}`);
      }
      await run(join(bin, "initdb"), args, { ...owner, cwd: "/", env: { ...process.env, ...LOCALE } });
    } finally {
      await unlink(passwordFile).catch(() => {});
    }
  }
}

/** Makes the output English, since it is read above, regardless of the machine's language. */
const LOCALE = { LC_ALL: "C.UTF-8", LC_MESSAGES: "C" };

const LEFT_OVER_ATTEMPTS = 100;

/** Stops a server that an earlier process left running on this folder. */
async function stopLeftOver(folder: string): Promise<void> {
  const file = join(folder, "postmaster.pid");
  for (let attempt = 0; attempt < LEFT_OVER_ATTEMPTS; attempt++) {
    const pid = Number((await readFile(file, "utf8").catch(() => "")).split("\n")[0]);
    if (!(pid > 1) || !(await isPostgres(pid, folder))) return;
    process.kill(pid, attempt < LEFT_OVER_ATTEMPTS / 2 ? "SIGINT" : "SIGQUIT");
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`a PostgreSQL of an earlier run still uses ${folder} and does not stop; end it by hand`);
}

/** Checks the program, since a stale file may name a process id that another program has now. */
async function isPostgres(pid: number, folder: string): Promise<boolean> {
  const command = await readFile(`/proc/${pid}/cmdline`, "utf8").catch(
    async () => (await run("ps", ["-o", "command=", "-p", String(pid)]).catch(() => ({ stdout: "" }))).stdout,
  );
  return command.includes("postgres") && command.includes(folder);
}

async function exists(file: string): Promise<boolean> {
  return stat(file).then(
    () => true,
    () => false,
  );
}
