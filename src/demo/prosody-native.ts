/** A private Prosody as a child process, for the demo and the tests. By default it is this machine's `prosody`. */
import { mkdir, rename, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { type Child, type ChildOptions, startChild } from "./child.ts";
import { freePort } from "./ports.ts";
import { accountFile, DEFAULT_DOMAIN, type ProsodyOptions, prosodyConfig } from "./prosody-config.ts";
import { ProsodyOutput } from "./prosody-output.ts";

export interface NativeProsodyOptions extends ProsodyOptions {
  /** The folder of the configuration and the data. */
  readonly folder: string;
  /** Used if they are free. */
  readonly preferredPorts?: { readonly c2s?: number; readonly component?: number };
  readonly onLine?: (line: string) => void;
  readonly program?: ProsodyProgram;
  /** Starts the process. The tests keep a record of theirs. */
  readonly spawn?: (options: ChildOptions) => Promise<Child>;
}

/** The program to run, and the machine as the server sees it from inside. */
export interface ProsodyProgram {
  readonly dataPath?: string;
  readonly interfaces: readonly string[];
  command(
    folder: string,
    ports: readonly number[],
  ): { readonly command: string; readonly args: readonly string[] };
}

/** The configuration, in the folder beside the data. */
export const CONFIG_FILE = "prosody.cfg.lua";

const installed: ProsodyProgram = {
  interfaces: ["127.0.0.1"],
  command: (folder) => ({ command: "prosody", args: ["-F", "--config", join(folder, CONFIG_FILE)] }),
};

/** Several attempts are needed because another program may take a port between its choice and its use. */
const PORT_ATTEMPTS = 5;

export class NativeProsody {
  readonly domain: string;
  readonly #options: NativeProsodyOptions;
  readonly #program: ProsodyProgram;
  readonly #output = new ProsodyOutput();
  #ports = { c2s: 0, component: 0 };
  #child: Child | undefined;

  private constructor(options: NativeProsodyOptions) {
    this.domain = options.domain ?? DEFAULT_DOMAIN;
    this.#options = options;
    this.#program = options.program ?? installed;
  }

  /** Writes the configuration and starts Prosody. Rejects with Prosody's last output if it does not start. */
  static async start(options: NativeProsodyOptions): Promise<NativeProsody> {
    const prosody = new NativeProsody(options);
    await mkdir(prosody.#dataPath, { recursive: true });
    for (let attempt = 1; ; attempt++) {
      const { c2s = 0, component = 0 } = attempt === 1 ? (options.preferredPorts ?? {}) : {};
      prosody.#ports = {
        c2s: await freePort(...(c2s > 0 ? [c2s] : [])),
        component: await freePort(...(component > 0 ? [component] : [])),
      };
      await prosody.#configure();
      if (await prosody.#launch(attempt < PORT_ATTEMPTS)) return prosody;
    }
  }

  get c2sPort(): number {
    return this.#ports.c2s;
  }

  get componentPort(): number {
    return this.#ports.component;
  }

  get version(): string {
    return this.#output.version;
  }

  get log(): readonly string[] {
    return this.#output.lines;
  }

  /** The server's process; undefined while it is stopped. */
  get child(): Child | undefined {
    return this.#child?.running ? this.#child : undefined;
  }

  /** Starts it again on the same ports with the same data. Does nothing while it runs. */
  async start(): Promise<void> {
    if (this.child === undefined) await this.#launch(false);
  }

  /** Sends SIGTERM: Prosody closes sessions and saves rooms. */
  async stop(): Promise<void> {
    await this.#child?.stop("SIGTERM");
  }

  /** Sends SIGKILL: nobody is told. */
  async kill(): Promise<void> {
    await this.#child?.stop("SIGKILL");
  }

  /** Creates the account, or changes its password, even while the server runs. */
  async addUser(user: string, password: string): Promise<void> {
    const file = accountFile(this.domain, user, password);
    const path = join(this.#dataPath, file.path);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(`${path}.new`, file.text);
    await rename(`${path}.new`, path);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
  }

  get #dataPath(): string {
    return join(this.#options.folder, "data");
  }

  get #configFile(): string {
    return join(this.#options.folder, CONFIG_FILE);
  }

  async #configure(): Promise<void> {
    const text = prosodyConfig(this.#options, {
      dataPath: this.#program.dataPath ?? this.#dataPath,
      interfaces: this.#program.interfaces,
      c2sPort: this.#ports.c2s,
      componentPort: this.#ports.component,
      runAsRoot: process.getuid?.() === 0,
    });
    // The file holds secrets.
    await writeFile(this.#configFile, text, { mode: 0o600 });
  }

  /** Gives `false` if a port was taken meanwhile and the caller wants to choose another. */
  async #launch(mayChooseAgain: boolean): Promise<boolean> {
    const started = this.#output.started(Object.keys(this.#options.components ?? {}).length > 0);
    const child = await (this.#options.spawn ?? startChild)({
      name: "prosody",
      ...this.#program.command(this.#options.folder, [this.c2sPort, this.componentPort]),
      cwd: this.#options.folder,
      onLine: (line) => {
        this.#output.take(line);
        this.#options.onLine?.(line);
      },
    });
    this.#child = child;
    const how = await Promise.race([started, child.exited]);
    if (how === "up") return true;
    await child.stop("SIGKILL");
    if (how === "port taken" && mayChooseAgain) return false;
    throw new Error(`Prosody did not start: ${child.tail.slice(-5).join(" | ")}`);
  }
}
